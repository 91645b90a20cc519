// What names stand for: variables, imports, parameters, fields.

#include <algorithm>
#include <filesystem>
#include <utility>

#include "parsers/app_source/evaluation_parts.h"

namespace weir::app_source {
namespace {

constexpr std::size_t kCallers = 20;  // of one function, to tell its parameters

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
  if (from.language == ProgramLanguage::go) return std::nullopt;
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

Result Evaluation::name(Place place, const Expr& expr) {
  const Module& module = modules_[place.module];
  if (expr.text == "self" || expr.text == "this" || expr.text == "cls") {
    std::uint32_t scope = expr.scope;
    while (scope != 0 && !module.scopes[scope].of_class) scope = module.scopes[scope].parent;
    for (std::uint32_t i = 0; scope != 0 && i < module.functions.size(); ++i) {
      if (module.functions[i].scope != scope) continue;
      Result self;
      self.kind = Result::Kind::instance;
      self.module = place.module;
      self.function = i;
      return self;
    }
    return {};
  }
  bool found = false;
  const Result own = bound(place.module, expr.text, expr.scope, found);
  if (found) return own;
  for (const Import& import : module.imports)
    if (import.name == expr.text) return imported(place.module, import);
  if (module.language == ProgramLanguage::go) {
    const std::string folder = folder_of(module.path);
    for (std::uint32_t i = 0; i < modules_.size(); ++i) {
      if (i == place.module || folder_of(modules_[i].path) != folder) continue;
      const Result other = bound(i, expr.text, 0, found);
      if (found) return other;
    }
  }
  return of_path(std::string(expr.text), {});
}

/// What a name is where all that bind it in the innermost scope agree.
Result Evaluation::bound(std::uint32_t n, std::string_view name, std::uint32_t scope, bool& found) {
  const Module& module = modules_[n];
  const auto [first, last] =
      std::equal_range(module.bindings.begin(), module.bindings.end(), Binding{name},
                       [](const Binding& a, const Binding& b) { return a.name < b.name; });
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
  const Function* function = &modules_[n].functions[binding.function];
  std::uint32_t called = binding.function;
  if (function->name == "__init__" || function->name == "constructor") {
    called = function->outer;
    function = &modules_[n].functions[called];
  }
  if (called == 0) return {};
  const auto [first, last] = calls_.equal_range(function->name);
  Result result;
  std::size_t callers = 0;
  for (auto at = first; at != last; ++at) {
    const Place call{at->second.first, at->second.second->expr};
    const Result callee = evaluate(link(call, 0));
    if (callee.kind == Result::Kind::path) continue;  // another one of this name
    if (callee.kind != Result::Kind::function || ++callers > kCallers) return {};
    if (callee.module != n || callee.function != called) continue;
    Place given = argument(call, binding.name);
    if (!given.valid()) given = argument(call, std::to_string(binding.parameter));
    const Result one = evaluate(given);
    if (one.kind == Result::Kind::unknown || (callers > 1 && !same(one, result))) return {};
    result = one;
  }
  return result;
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
  for (const Import& import : modules_[n].imports)
    if (import.name == name) return imported(n, import);
  return {};
}

/// What an object of a class, or of a type, has under a name.
Result Evaluation::field(const Result& instance, std::string_view property) {
  bool found = false;
  if (instance.path.empty()) {
    const std::uint32_t scope = modules_[instance.module].functions[instance.function].scope;
    if (!modules_[instance.module].scopes[scope].of_class) return {};
    const Module& module = modules_[instance.module];
    Result result;
    for (const Binding& binding : module.bindings) {
      if (steps_ > 0) --steps_;
      if (binding.scope != scope || binding.name != property) continue;
      const Result one = value_of(instance.module, binding);
      if (found && !same(one, result)) return {};
      result = one;
      found = true;
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
