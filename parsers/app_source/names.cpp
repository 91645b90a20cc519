// What names stand for: variables, imports, parameters, fields.

#include <algorithm>
#include <filesystem>
#include <utility>

#include "parsers/app_source/evaluation_parts.h"

namespace weir::app_source {
namespace {

constexpr std::size_t kCallers = 20;      // of one function, to tell its parameters
constexpr std::uint64_t kFileSteps = 50;  // what looking for a file costs
constexpr std::size_t kDerived = 32;      // classes derived from one
constexpr int kBases = 8;                 // classes that a class is derived from, through others

}  // namespace

std::optional<std::uint32_t> Evaluation::file_of(std::uint32_t module,
                                                 const std::string& import) const {
  const Module& from = modules_[module];
  const std::string folder = folder_of(from.path);
  std::vector<std::string> candidates;
  const auto add = [&](const std::string& base, const std::string& path) {
    const std::string clean =
        std::filesystem::path(base.empty() ? path : base + "/" + path).lexically_normal().string();
    candidates.push_back(without_ending(clean));
    candidates.push_back(clean + "/index");
    candidates.push_back(clean + "/__init__");
  };
  if (from.language == ProgramLanguage::go) return package_of(import);
  if (from.language != ProgramLanguage::python) {
    if (!import.starts_with('.')) return std::nullopt;
    add(folder, import);
  } else {
    std::string path = import;
    std::size_t dots = 0;
    while (dots < path.size() && path[dots] == '.') ++dots;
    path.erase(0, dots);
    std::replace(path.begin(), path.end(), '.', '/');
    for (std::size_t i = 1; i < dots; ++i) path.insert(0, "../");
    add(folder, path.empty() ? "." : path);
    if (dots == 0) add("", path);
  }
  for (const std::string& candidate : candidates)
    if (const auto found = by_path_.find(candidate); found != by_path_.end()) return found->second;
  return std::nullopt;
}

/// The first file of the folder that a package of the program's own is: the path of its import
/// ends with it.
std::optional<std::uint32_t> Evaluation::package_of(const std::string& import) const {
  std::optional<std::uint32_t> best;
  std::size_t longest = 0;
  for (std::uint32_t i = 0; i < modules_.size(); ++i) {
    const std::string folder = folder_of(modules_[i].path);
    if (folder.size() <= longest || modules_[i].language != ProgramLanguage::go ||
        !import.ends_with("/" + folder))
      continue;
    longest = folder.size();
    best = i;
  }
  return best;
}

Result Evaluation::name(Place place, const Expr& expr) {
  const Module& module = modules_[place.module];
  if (expr.text == "self" || expr.text == "this" || expr.text == "cls") {
    std::uint32_t scope = expr.scope;
    while (scope != 0 && !module.scopes[scope].of_class) scope = module.scopes[scope].parent;
    for (std::uint32_t i = 0; scope != 0 && i < module.functions.size(); ++i) {
      if (module.functions[i].scope != scope) continue;
      Result self;
      self.kind = Result::Kind::instance;
      self.derived = true;
      self.module = place.module;
      self.function = i;
      return self;
    }
    return {};
  }
  bool found = false;
  const Result own = bound(place.module, expr.text, expr.scope, found);
  if (found) return own;
  if (expr.text == "__name__" && module.language == ProgramLanguage::python)
    return own_name(place.module);
  for (const Import& import : module.imports)
    if (import.name == expr.text) return imported(place.module, import);
  Result among_all = brought(place.module, expr.text);
  if (among_all.kind != Result::Kind::unknown) return among_all;
  if (module.language == ProgramLanguage::go) {
    const Result other = of_package(place.module, expr.text, found);
    if (found) return other;
  }
  return of_path(std::string(expr.text), {});
}

/// What files have of which everything is imported.
Result Evaluation::brought(std::uint32_t n, std::string_view name) {
  for (const Import& import : modules_[n].imports) {
    if (import.name != "*") continue;
    steps_ -= std::min(steps_, kFileSteps);
    const auto file = steps_ > 0 ? file_of(n, import.module) : std::nullopt;
    Result one = file ? exported(*file, name) : Result{};
    if (one.kind != Result::Kind::unknown) return one;
  }
  return {};
}

/// What a file is called by: one that a command starts is the program itself.
Result Evaluation::own_name(std::uint32_t module) const {
  Result name;
  if (start_.files.empty() && start_.entries.empty()) return name;
  const bool started = start_.by_command && std::find(start_.files.begin(), start_.files.end(),
                                                      module) != start_.files.end();
  name.kind = Result::Kind::text;
  name.text = {ProgramText::Kind::literal, started ? "__main__" : "module", {}, false, false};
  return name;
}

/// What another file of the same folder calls so.
Result Evaluation::of_package(std::uint32_t module, std::string_view name, bool& found) {
  const std::string folder = folder_of(modules_[module].path);
  for (std::uint32_t i = 0; i < modules_.size(); ++i) {
    if (i == module || folder_of(modules_[i].path) != folder) continue;
    const Result other = bound(i, name, 0, found);
    if (found) return other;
  }
  return {};
}

/// What a name is where all that bind it in the innermost scope agree.
Result Evaluation::bound(std::uint32_t n, std::string_view name, std::uint32_t scope, bool& found) {
  const Module& module = modules_[n];
  const auto [first, last] = bindings_of(module, name);
  if (first == last) return {};
  for (std::uint32_t in = scope;; in = module.scopes[in].parent) {
    Result result;
    for (auto at = first; at != last; ++at) {
      if (steps_ > 0) --steps_;
      if (at->scope != in || (module.scopes[in].of_class && in != scope)) continue;
      const Result one = value_of(n, *at);
      if (found && !same(one, result)) return {};
      result = one;
      found = true;
    }
    if (found && result.kind == Result::Kind::object && changes_.count({n, in, name}) != 0) {
      if (!result.changed.empty()) return {};  // by two names
      result.module = n;
      result.changed = name;
      result.changed_in = in;
    }
    if (found || in == 0) return result;
  }
}

Result Evaluation::value_of(std::uint32_t module, const Binding& binding) {
  if (binding.parameter != kNoParameter) {
    Result given = parameter(module, binding);
    if (given.kind != Result::Kind::unknown) return given;
  }
  return binding.value == kNoExpr ? Result{} : evaluate({module, binding.value});
}

/// What all callers of a function give for a parameter.
Result Evaluation::parameter(std::uint32_t n, const Binding& binding) {
  const FunctionPlace own{n, binding.function};
  if (std::find(start_.entries.begin(), start_.entries.end(), own) != start_.entries.end()) {
    Result data;
    data.kind = Result::Kind::data;
    return data;
  }
  const Function* function = &modules_[n].functions[binding.function];
  std::uint32_t called = binding.function;
  if (function->name == "__init__" || function->name == "constructor") {
    called = function->outer;
    function = &modules_[n].functions[called];
  }
  if (called == 0) return {};
  Result result;
  std::size_t callers = 0;
  if (!given({n, called}, binding, function->name, callers, result)) return {};
  const auto [first, last] = aliases_.equal_range(function->name);
  for (auto at = first; at != last; ++at)
    if (!given({n, called}, binding, at->second, callers, result)) return {};
  return result;
}

/// Looks at what is called by a name. False if it is not known what is given, differs, or the
/// function is handed out: others call it then.
bool Evaluation::given(FunctionPlace function, const Binding& binding, std::string_view name,
                       std::size_t& callers, Result& result) {
  const auto [first, last] = mentions_.equal_range(name);
  for (auto at = first; at != last; ++at) {
    const Place mention{at->second.first, at->second.second->expr};
    const auto call = called_.find({mention.module, mention.expr});
    const Result named = evaluate(mention);
    if (named.kind == Result::Kind::unknown && call != called_.end()) return false;
    if (named.kind != Result::Kind::function || named.module != function.module ||
        named.function != function.function)
      continue;  // another one of this name
    if (call == called_.end() || ++callers > kCallers) return false;
    const Place calling{mention.module, call->second};
    Place value = argument(calling, binding.name);
    if (!value.valid()) value = argument(calling, std::to_string(binding.parameter));
    const Result one = evaluate(value);
    if (one.kind == Result::Kind::unknown || (callers > 1 && !same(one, result))) return false;
    result = one;
  }
  return true;
}

Result Evaluation::imported(std::uint32_t module, const Import& import) {
  Result result;
  result.kind = Result::Kind::module;
  if (modules_[module].language == ProgramLanguage::python && !import.member.empty()) {
    const bool dots = import.module.ends_with('.');
    const std::string part = import.module + (dots ? "" : ".") + std::string(import.member);
    if (const auto file = file_of(module, part)) {  // a file of a package
      result.module = *file;
      return result;
    }
  }
  if (const auto file = file_of(module, import.module)) {
    result.module = *file;
    if (import.member.empty()) return result;
    Result found = exported(*file, import.member);
    const bool whole = import.member == "default" && found.kind == Result::Kind::unknown;
    return whole ? result : found;
  }
  const bool whole = import.member.empty() || import.member == "default";
  return of_path(import.module + (whole ? "" : "." + std::string(import.member)), {});
}

/// What a file gives to others under a name.
Result Evaluation::exported(std::uint32_t n, std::string_view name) {
  if (deep_ > limits::kProgramDepth) return {};
  const Deeper deeper(deep_);
  bool found = false;
  const Result own = bound(n, name, 0, found);
  if (found) return own;
  if (modules_[n].language == ProgramLanguage::go) return of_package(n, name, found);
  for (const Import& import : modules_[n].imports)
    if (import.name == name) return imported(n, import);
  return brought(n, name);
}

std::vector<FunctionPlace> Evaluation::derived_from(FunctionPlace base) const {
  std::vector<FunctionPlace> all = {base};
  for (std::size_t i = 0; i < all.size() && all.size() < kDerived; ++i) {
    const auto [first, last] =
        derived_.equal_range(modules_[all[i].module].functions[all[i].function].name);
    for (auto at = first; at != last && all.size() < kDerived; ++at)
      if (std::find(all.begin(), all.end(), at->second) == all.end()) all.push_back(at->second);
  }
  all.erase(all.begin());
  return all;
}

/// What a class has under a name, else what it is derived from has.
Result Evaluation::of_class(FunctionPlace at, std::string_view property, bool& found, int depth) {
  const Module& module = modules_[at.module];
  const Function& made = module.functions[at.function];
  const auto [first, last] = bindings_of(module, property);
  Result result;
  for (auto binding = first; binding != last; ++binding) {
    if (steps_ > 0) --steps_;
    if (binding->scope != made.scope) continue;
    const Result one = value_of(at.module, *binding);
    if (found && !same(one, result)) return {};
    result = one;
    found = true;
  }
  for (const ExprId base : made.bases) {
    if (found || depth == kBases) break;
    const Result above = evaluate({at.module, base});
    const FunctionPlace there{above.module, above.function};
    if (above.kind == Result::Kind::function && is_class(there))
      result = of_class(there, property, found, depth + 1);
  }
  return result;
}

/// What an object of a class, or of a type, has under a name.
Result Evaluation::field(const Result& instance, std::string_view property) {
  bool found = false;
  if (instance.path.empty()) {
    const FunctionPlace own{instance.module, instance.function};
    if (!is_class(own)) return {};
    const Result result = of_class(own, property, found, 0);
    if (!instance.derived) return result;
    for (const FunctionPlace other : derived_from(own)) {
      bool overridden = false;
      const Result one = of_class(other, property, overridden, kBases);
      if (overridden && (!found || !same(one, result))) return {};
    }
    return result;
  }
  const std::string folder = folder_of(modules_[instance.module].path);
  for (const char mark : {'.', ':'}) {
    const std::string name = instance.path + mark + std::string(property);
    Result result;
    for (std::uint32_t i = 0; i < modules_.size(); ++i) {
      if (folder_of(modules_[i].path) != folder) continue;
      bool here = false;
      const Result one = bound(i, name, 0, here);
      if (!here) continue;
      if (found && !same(one, result)) return {};
      result = one;
      found = true;
    }
    if (result.kind != Result::Kind::unknown) return result;
    found = false;
  }
  return {};
}

}  // namespace weir::app_source
