// What leads where in a program.

#include "parsers/app_source/reach.h"

#include <algorithm>
#include <array>
#include <string>

#include "parsers/app_source/evaluation_parts.h"

namespace weir::app_source {
namespace {

constexpr std::size_t kSameNamed = 500;  // functions of one name that are looked at
constexpr std::size_t kSameName = 50;    // functions that one name may lead to
constexpr int kBaseDepth = 8;            // classes above each other
constexpr int kHandedDepth = 4;          // objects in objects that are handed out

/// Whether an import is of source of the program itself, by how its path begins: `./orders`, and
/// what stands at a fixed place of the machine. Data (`./orders.json`) calls nothing.
bool is_own_source(const Module& file, std::string_view import) {
  const bool by_path =
      file.language != ProgramLanguage::go && file.language != ProgramLanguage::python;
  if (!by_path || (!import.starts_with('.') && !import.starts_with('/'))) return false;
  const std::string_view name = import.substr(import.rfind('/') + 1);
  const std::size_t ending = name.rfind('.');
  return ending == std::string_view::npos || ending == 0 || program_language(name).has_value();
}

/// Classes of libraries that call nothing of those derived from them.
bool calls_nothing(std::string_view base) {
  constexpr std::array<std::string_view, 12> kQuiet = {
      "object", "ABC",   "Protocol",   "Exception", "BaseException", "BaseModel",
      "Enum",   "Error", "NamedTuple", "TypedDict", "Generic",       "EventEmitter"};
  return std::find(kQuiet.begin(), kQuiet.end(), base) != kQuiet.end();
}

}  // namespace

Reach::Reach(const std::vector<Module>& modules, Evaluation& evaluation)
    : modules_(modules), evaluation_(evaluation) {
  for (std::uint32_t i = 0; i < modules_.size(); ++i)
    for (std::uint32_t f = 1; f < modules_[i].functions.size(); ++f)
      named_.emplace(modules_[i].functions[f].name, FunctionPlace{i, f});
}

std::vector<Reached> Reach::of(std::uint32_t module, const Site& site) {
  std::vector<Reached> found;
  if (site.expr == kNoExpr) return found;
  if (modules_[module].exprs[site.expr].kind == ExprKind::member)
    member(module, site, found);
  else
    variable(module, site, found);
  return found;
}

void Reach::variable(std::uint32_t module, const Site& site, std::vector<Reached>& found) {
  const Result named = evaluation_.of({module, site.expr});
  if (named.kind == Result::Kind::function)
    found.push_back({{named.module, named.function}, {}});
  else if (named.kind == Result::Kind::object && !site.part)
    handed_out(named, 0, found);
  else if (named.kind == Result::Kind::unknown)
    by_name(module, site.mentions, found);
}

/// Whoever gets an object may call all that is in it.
void Reach::handed_out(const Result& object, int depth, std::vector<Reached>& found) {
  if (depth > kHandedDepth) return;
  for (const Parts::Part& part : evaluation_.parts(object).parts) {
    if (!part.value.valid() || found.size() > kSameName) continue;
    const Result value = evaluation_.of(part.value);
    if (value.kind == Result::Kind::function)
      found.push_back({{value.module, value.function}, {}});
    else if (value.kind == Result::Kind::object)
      handed_out(value, depth + 1, found);
  }
}

void Reach::member(std::uint32_t module, const Site& site, std::vector<Reached>& found) {
  if (named_.find(site.mentions) == named_.end()) return;
  const Result object = evaluation_.of({module, modules_[module].link(site.expr, 0).value});
  switch (object.kind) {
    case Result::Kind::unknown:
      return methods(module, site.mentions, found);
    case Result::Kind::path:  // a library's thing, but for what stands above one's own class
      if (object.path == "super()") methods(module, site.mentions, found);
      return;
    case Result::Kind::instance:
      if (!object.path.empty()) return of_type(object, site.mentions, found);
      return of_class({object.module, object.function}, site.mentions, object.derived, found);
    case Result::Kind::function:
      return of_class({object.module, object.function}, site.mentions, false, found);
    case Result::Kind::module:
    case Result::Kind::object: {
      const Result value = evaluation_.member(object, site.mentions);
      if (value.kind == Result::Kind::function)
        found.push_back({{value.module, value.function}, {}});
      else if (value.kind == Result::Kind::unknown && object.kind == Result::Kind::module)
        of_file(object.module, site.mentions, found);
      if (object.kind == Result::Kind::object && found.empty())
        if (const Result type = evaluation_.type_of(object); type.kind == Result::Kind::instance)
          of_type(type, site.mentions, found);
      return;
    }
    case Result::Kind::text:
    case Result::Kind::data:
    case Result::Kind::condition:
      return;
  }
}

/// Functions of a name that is bound to several things, or to what is not known.
void Reach::by_name(std::uint32_t module, std::string_view name, std::vector<Reached>& found) {
  of_file(module, name, found);
  for (const Import& import : modules_[module].imports) {
    if (import.name != name) continue;
    if (const auto file = evaluation_.file_of(module, import.module))
      of_file(*file, import.member.empty() ? name : import.member, found);
  }
}

void Reach::of_file(std::uint32_t module, std::string_view name, std::vector<Reached>& found) {
  const auto [first, last] = named_.equal_range(name);
  std::size_t seen = 0;
  for (auto at = first; at != last && ++seen < kSameNamed && found.size() < kSameName; ++at)
    if (at->second.module == module && !is_method(at->second)) found.push_back({at->second, {}});
}

bool Reach::is_method(FunctionPlace at) const {
  const Function& made = function(at);
  const Module& file = modules_[at.module];
  return made.entry || !made.receiver.empty() ||
         (made.outer != 0 && file.scopes[file.functions[made.outer].scope].of_class);
}

/// Methods of this name of whatever is used besides; in Go, of the same folder or of one that the
/// file imports.
void Reach::methods(std::uint32_t module, std::string_view name, std::vector<Reached>& found) {
  const auto [first, last] = named_.equal_range(name);
  std::size_t seen = 0;
  for (auto at = first; at != last && ++seen < kSameNamed && found.size() < kSameName; ++at) {
    const FunctionPlace there = at->second;
    if (!is_method(there)) continue;
    if (modules_[module].language != ProgramLanguage::go)
      found.push_back({there, FunctionPlace{there.module, function(there).outer}});
    else if (modules_[there.module].language == ProgramLanguage::go)
      found.push_back({there, FunctionPlace{there.module, 0}});
  }
}

/// The method of a class, or of the first one that it is derived from and that has it; of an object
/// of a derived class, its own.
void Reach::of_class(FunctionPlace at, std::string_view name, bool derived,
                     std::vector<Reached>& found) {
  if (!evaluation_.is_class(at)) return;
  own_methods(at, name, 0, found);
  for (const FunctionPlace other : evaluation_.derived_from(at)) {
    if (!derived) break;
    const std::size_t before = found.size();
    own_methods(other, name, kBaseDepth, found);
    for (std::size_t i = before; i < found.size(); ++i) found[i].with = other;
  }
  if (!found.empty()) return;
  Result object;
  object.kind = Result::Kind::instance;
  object.module = at.module;
  object.function = at.function;
  const Result value = evaluation_.member(object, name);
  if (value.kind == Result::Kind::function) found.push_back({{value.module, value.function}, {}});
}

void Reach::own_methods(FunctionPlace at, std::string_view name, int depth,
                        std::vector<Reached>& found) {
  const std::size_t before = found.size();
  const auto [first, last] = named_.equal_range(name);
  std::size_t seen = 0;
  for (auto method = first; method != last && ++seen < kSameNamed; ++method)
    if (method->second.module == at.module && function(method->second).outer == at.function)
      found.push_back({method->second, {}});
  for (const ExprId base : function(at).bases) {
    if (found.size() != before || depth >= kBaseDepth) return;
    const Result above = evaluation_.of({at.module, base});
    const FunctionPlace there{above.module, above.function};
    if (above.kind == Result::Kind::function && evaluation_.is_class(there))
      own_methods(there, name, depth + 1, found);
  }
}

/// Methods of a type; of one that has none of this name, of what may stand for it.
void Reach::of_type(const Result& instance, std::string_view name, std::vector<Reached>& found) {
  const std::string folder = folder_of(modules_[instance.module].path);
  const auto [first, last] = named_.equal_range(name);
  std::size_t seen = 0;
  for (auto at = first; at != last && ++seen < kSameNamed && found.size() < kSameName; ++at)
    if (function(at->second).receiver == instance.path &&
        folder_of(modules_[at->second.module].path) == folder)
      found.push_back({at->second, {}});
  if (found.empty()) methods(instance.module, name, found);
}

std::set<std::uint32_t> Reach::imported_by(std::uint32_t module) {
  std::set<std::uint32_t> files;
  const Module& own = modules_[module];
  const auto add = [&](const std::string& import) {
    const auto file = evaluation_.file_of(module, import);
    if (file) files.insert(*file);
    lacks_files_ = lacks_files_ || (!file && is_own_source(own, import));
  };
  for (const Import& import : own.imports) {
    add(import.module);
    const bool dots = import.module.ends_with('.');
    if (own.language == ProgramLanguage::python && !import.member.empty())
      add(import.module + (dots ? "" : ".") + std::string(import.member));
  }
  for (const Site& site : own.calls) {
    const Expr& call = own.exprs[site.expr];
    if (call.count != 2 || own.language == ProgramLanguage::python) continue;
    const ExprId callee = own.link(site.expr, 0).value, name = own.link(site.expr, 1).value;
    if (callee != kNoExpr && name != kNoExpr && own.exprs[callee].text == "require")
      add(std::string(own.exprs[name].text));
  }
  if (own.language != ProgramLanguage::go) return files;
  // a package is its whole folder
  std::set<std::string> folders = {folder_of(own.path)};
  for (const std::uint32_t file : files) folders.insert(folder_of(modules_[file].path));
  for (std::uint32_t i = 0; i < modules_.size(); ++i)
    if (i != module && folders.count(folder_of(modules_[i].path)) != 0) files.insert(i);
  return files;
}

bool Reach::runs_with_its_class(FunctionPlace method) {
  const Function& made = function(method);
  return made.always || (made.outer != 0 && calls_methods({method.module, made.outer}, 0));
}

/// Whether something of a library stands above a class, and may call its methods.
bool Reach::calls_methods(FunctionPlace at, int depth) {
  const auto [known, fresh] = called_.try_emplace(at, false);
  if (!fresh || depth > kBaseDepth) return known->second;
  bool called = false;
  for (const ExprId base : function(at).bases) {
    if (base == kNoExpr || called) continue;
    const Result above = evaluation_.of({at.module, base});
    if (above.kind == Result::Kind::function)
      called = calls_methods({above.module, above.function}, depth + 1);
    else
      called = !calls_nothing(modules_[at.module].exprs[base].text);
  }
  return called_[at] = called;
}

}  // namespace weir::app_source
