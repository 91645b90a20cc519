// From a program's files to what its functions call.

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "parsers/app_source/evaluation.h"
#include "parsers/app_source/source.h"

namespace weir::app_source {
namespace {

constexpr int kArgumentDepth = 4;        // of maps in a call's arguments
constexpr std::size_t kArguments = 200;  // of one call, those in maps counted

/// "putItem" of put_item.
std::string camel_case(std::string_view name) {
  std::string out;
  bool upper = false;
  for (const char c : name) {
    if (c == '_') {
      upper = !out.empty();
      continue;
    }
    out += upper ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    upper = false;
  }
  return out;
}

/// Services are called alike in all languages: in small letters, without hyphens.
std::string service_name(std::string_view name) {
  std::string out;
  for (const char c : name)
    if (std::isalnum(static_cast<unsigned char>(c)) != 0)
      out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

bool is_address(const ProgramText& text) {
  return text.kind == ProgramText::Kind::setting ||
         (text.kind == ProgramText::Kind::literal &&
          (text.text.starts_with("https://") || text.text.starts_with("http://")));
}

class Reader {
 public:
  Reader(const std::vector<Module>& modules, const Catalog& catalog, const ProgramCatalog& programs)
      : modules_(modules),
        catalog_(catalog),
        programs_(programs),
        evaluation_(modules, catalog, programs) {}

  Program read(const Entry& entry) {
    number();
    for (std::uint32_t i = 0; i < modules_.size(); ++i) {
      for (const Site& site : modules_[i].calls) call(i, site);
      lead(i);
      settings(i);
    }
    start(entry);
    for (const auto& [name, met] : evaluation_.settings()) program_.settings.push_back(name);
    program_.files = modules_.size();
    return std::move(program_);
  }

 private:
  std::uint32_t id_of(std::uint32_t module, std::uint32_t function) const {
    return first_[module] + function;
  }

  void number() {
    for (std::uint32_t i = 0; i < modules_.size(); ++i) {
      first_.push_back(static_cast<std::uint32_t>(program_.functions.size()));
      program_.functions.resize(program_.functions.size() + modules_[i].functions.size());
      for (std::uint32_t f = 1; f < modules_[i].functions.size(); ++f)
        named_.emplace(modules_[i].functions[f].name, std::pair(i, f));
    }
  }

  /// Settings that are read and given to nothing that is known.
  void settings(std::uint32_t module) {
    const Module& file = modules_[module];
    for (ExprId expr = 0; expr < file.exprs.size(); ++expr) {
      const Expr& at = file.exprs[expr];
      const bool part = at.kind == ExprKind::member || at.kind == ExprKind::index;
      if ((!part && at.kind != ExprKind::call) || at.count == 0) continue;
      const ExprId of = file.link(expr, 0).value;
      if (of == kNoExpr) continue;
      const std::string_view name = file.exprs[of].text;
      if (part ? name == "env" || name == "environ"
               : name == "getenv" || name == "get" || name == "Getenv" || name == "LookupEnv")
        evaluation_.of({module, expr});
    }
  }

  // ---- calls

  void call(std::uint32_t module, const Site& site) {
    if (evaluation_.spent()) return;
    const Place at{module, site.expr};
    const Module& file = modules_[module];
    const Place callee{module, file.link(site.expr, 0).value};
    if (!callee.valid()) return;
    const Result named = evaluation_.of(callee);
    const Expr& written = file.exprs[callee.expr];
    std::string name = named.path;
    if (named.kind != Result::Kind::path)  // whatever it is a method of
      name = written.kind == ExprKind::member ? "?." + std::string(written.text) : "";
    if (name.empty()) return;
    for (const ClientRecord& row : programs_.clients) {
      Caught caught;
      if (row.same.size > 0 || !speaks(catalog_, row, file.language) ||
          !fits(catalog_.text(row.call), name, caught) || !commands(row, at, caught))
        continue;
      ProgramCall made;
      const bool request = !row.url.empty() || row.otherwise.size > 0;
      if (request ? !address(row, at, made.url) : !operation(row, caught, made.call)) return;
      if (!request) arguments(row, at, made);
      made.store = row.stores;
      made.span = {file.file, file.exprs[site.expr].begin, file.exprs[site.expr].end};
      made.conditions = conditions(module, site);
      program_.functions[id_of(module, site.function)].calls.push_back(std::move(made));
      return;
    }
  }

  bool commands(const ClientRecord& row, Place call, Caught& caught) {
    if (row.command.size == 0) return true;
    const Place first = evaluation_.argument(call, "0");
    if (!first.valid()) return false;
    const Result command = evaluation_.of(first);
    return command.kind == Result::Kind::path &&
           fits(catalog_.text(row.command), command.path, caught);
  }

  bool operation(const ClientRecord& row, const Caught& caught, std::string& call) {
    const std::string_view service = catalog_.text(row.service), own = catalog_.text(row.operation);
    call = service_name(service.empty() ? std::string_view(caught.service) : service) + ":" +
           camel_case(own.empty() ? std::string_view(caught.operation) : own);
    return !call.starts_with(':') && !call.ends_with(':');
  }

  bool address(const ClientRecord& row, Place call, ProgramText& url) {
    for (const Text place : Catalog::slice(catalog_.texts, row.url)) {
      const Place at = evaluation_.argument(call, catalog_.text(place));
      if (!at.valid()) continue;
      url = evaluation_.text_of(at);
      if (is_address(url)) return true;
      if (!url.known()) return false;  // it has one, and nobody knows which
    }
    const std::string_view otherwise = catalog_.text(row.otherwise);
    url = {ProgramText::Kind::literal, std::string(otherwise), {}, false};
    return !otherwise.empty();
  }

  void arguments(const ClientRecord& row, Place call, ProgramCall& made) {
    const auto given = Catalog::slice(catalog_.texts, row.given);
    for (std::size_t i = 0; i + 1 < given.size(); i += 2) {
      const Place at = evaluation_.argument(call, catalog_.text(given[i + 1]));
      if (at.valid()) argument(std::string(catalog_.text(given[i])), at, made, 0);
    }
    if (row.arguments.empty()) return entries(call, "", made, 0);
    for (const Text place : Catalog::slice(catalog_.texts, row.arguments)) {
      const Place at = evaluation_.argument(call, catalog_.text(place));
      if (!at.valid()) continue;
      const Place object = evaluation_.object_at(at);
      if (object.valid()) return entries(object, "", made, 0);
      const Result of_call = evaluation_.of(at);  // a command made of such an object
      if (of_call.kind != Result::Kind::path || !of_call.place.valid()) return;
      const Place inner = evaluation_.object_at(evaluation_.argument(of_call.place, "0"));
      if (inner.valid()) entries(inner, "", made, 0);
      return;
    }
  }

  void argument(const std::string& path, Place at, ProgramCall& made, int depth) {
    const Place object = evaluation_.object_at(at);
    if (object.valid() && depth < kArgumentDepth) return entries(object, path, made, depth + 1);
    made.arguments.push_back({path, evaluation_.text_of(at)});
  }

  /// The entries of a map, or the items of a list, as arguments of their own.
  void entries(Place object, const std::string& path, ProgramCall& made, int depth) {
    const Module& file = modules_[object.module];
    const Expr& expr = file.exprs[object.expr];
    const std::string inside = path.empty() ? "" : path + ".";
    const bool is_call = expr.kind == ExprKind::call || expr.kind == ExprKind::construct;
    for (std::uint32_t i = 0; i < expr.count && made.arguments.size() < kArguments; ++i) {
      const Link& link = file.link(object.expr, i);
      const Place value{object.module, link.value};
      if (!value.valid() || link.key == kTypeLink) continue;
      if (!link.key.empty()) {
        argument(inside + std::string(link.key), value, made, depth);
        if (!path.empty())
          made.arguments.push_back(
              {path + "[*].$key", {ProgramText::Kind::literal, std::string(link.key), {}, false}});
      } else if (link.key_of != kNoExpr) {
        if (!path.empty())
          made.arguments.push_back(
              {path + "[*].$key", evaluation_.text_of({object.module, link.key_of})});
      } else if (!is_call) {
        argument(path + "[*]", value, made, depth);
      }
    }
  }

  /// Those that compare a setting with a text; others may hold.
  std::vector<ProgramCondition> conditions(std::uint32_t module, const Site& site) {
    std::vector<ProgramCondition> out;
    for (const Condition& condition : site.conditions) {
      if (condition.expr == kNoExpr) continue;
      const Expr& expr = modules_[module].exprs[condition.expr];
      if (expr.kind != ExprKind::equals) continue;
      ProgramText left =
          evaluation_.text_of({module, modules_[module].link(condition.expr, 0).value});
      ProgramText right =
          evaluation_.text_of({module, modules_[module].link(condition.expr, 1).value});
      if (left.kind == ProgramText::Kind::literal) std::swap(left, right);
      if (left.kind != ProgramText::Kind::setting || left.open ||
          right.kind != ProgramText::Kind::literal || right.open)
        continue;
      out.push_back({std::move(left), right.text, expr.text.empty() == condition.holds});
    }
    return out;
  }

  // ---- what leads where

  /// Whether a name in one file may be a function of another: an imported one, or a method of
  /// something that comes from there.
  bool reaches(std::uint32_t from, std::uint32_t to, std::uint32_t function) {
    if (from == to) return true;
    const std::set<std::uint32_t>& direct = imported_by(from);
    if (direct.count(to) != 0) return true;
    const Module& there = modules_[to];
    const Function& made = there.functions[function];
    return there.scopes[there.functions[made.outer].scope].of_class && made.outer != 0;
  }

  const std::set<std::uint32_t>& imported_by(std::uint32_t module) {
    const auto [at, fresh] = imports_.try_emplace(module);
    if (!fresh) return at->second;
    for (const Import& import : modules_[module].imports) {
      if (const auto file = evaluation_.file_of(module, import.module)) at->second.insert(*file);
      const bool dots = import.module.ends_with('.');
      const std::string part = import.module + (dots ? "" : ".") + std::string(import.member);
      if (modules_[module].language == ProgramLanguage::python && !import.member.empty())
        if (const auto file = evaluation_.file_of(module, part)) at->second.insert(*file);
    }
    for (const Site& site : modules_[module].calls) required(module, site, at->second);
    if (modules_[module].language == ProgramLanguage::go)
      for (std::uint32_t i = 0; i < modules_.size(); ++i)
        if (i != module) at->second.insert(i);  // a package is its whole folder
    return at->second;
  }

  void required(std::uint32_t module, const Site& site, std::set<std::uint32_t>& files) {
    const Expr& call = modules_[module].exprs[site.expr];
    if (call.count != 2 || modules_[module].language == ProgramLanguage::python) return;
    const Link& callee = modules_[module].link(site.expr, 0);
    const Link& name = modules_[module].link(site.expr, 1);
    if (callee.value == kNoExpr || name.value == kNoExpr ||
        modules_[module].exprs[callee.value].text != "require")
      return;
    const auto file =
        evaluation_.file_of(module, std::string(modules_[module].exprs[name.value].text));
    if (file) files.insert(*file);
  }

  void lead(std::uint32_t module) {
    const Module& file = modules_[module];
    for (const std::uint32_t other : imported_by(module))
      add(id_of(module, 0), id_of(other, 0), {});
    for (std::uint32_t f = 1; f < file.functions.size(); ++f)
      if (file.functions[f].always)
        add(id_of(module, file.functions[f].outer), id_of(module, f), {});
    for (const Site& site : file.mentions) {
      const auto [first, last] = named_.equal_range(site.mentions);
      if (first != last && is_of_library(module, site)) continue;
      std::vector<ProgramCondition> found;
      bool looked = false;
      const auto to = [&](std::uint32_t there, std::uint32_t function) {
        if (!looked) found = conditions(module, site);
        looked = true;
        add(id_of(module, site.function), id_of(there, function), found);
      };
      std::size_t seen = 0;
      for (auto at = first; at != last && ++seen <= kSameName; ++at)
        if (reaches(module, at->second.first, at->second.second))
          to(at->second.first, at->second.second);
      imported(module, site, to);
    }
  }

  /// Whether a name is that of a library's thing, and of no function here.
  bool is_of_library(std::uint32_t module, const Site& site) {
    if (site.expr == kNoExpr) return false;
    const ExprId object = modules_[module].link(site.expr, 0).value;
    return object != kNoExpr && evaluation_.of({module, object}).kind == Result::Kind::path;
  }

  /// A name under which something else is imported.
  template <class To>
  void imported(std::uint32_t module, const Site& site, To to) {
    for (const Import& import : modules_[module].imports) {
      if (import.name != site.mentions || import.name == import.member) continue;
      const auto file = evaluation_.file_of(module, import.module);
      if (!file || import.member.empty()) continue;
      const auto [first, last] = named_.equal_range(import.member);
      for (auto at = first; at != last; ++at)
        if (at->second.first == *file) to(at->second.first, at->second.second);
    }
  }

  void add(std::uint32_t from, std::uint32_t to, const std::vector<ProgramCondition>& conditions) {
    if (from == to || (conditions.empty() && !certain_.insert({from, to}).second)) return;
    program_.functions[from].mentions.push_back({to, conditions});
  }

  void start(const Entry& entry) {
    std::vector<std::uint32_t> files = files_of(entry.module);
    // what is named and not there is nobody else's
    if (files.empty() && entry.module.find('/') != std::string::npos) return;
    if (files.empty()) files = files_with(entry.function);
    const bool known = !files.empty();
    if (files.empty())
      for (std::uint32_t i = 0; i < modules_.size(); ++i) files.push_back(i);
    for (const std::uint32_t file : files) {
      program_.starts.push_back(id_of(file, 0));
      bool found = false;
      for (std::uint32_t f = 1; f < modules_[file].functions.size(); ++f) {
        if (modules_[file].functions[f].name != entry.function) continue;
        program_.starts.push_back(id_of(file, f));
        found = true;
      }
      // what is called first is made by something: it may be any of them
      if (known && !found && !bears(file, entry.function))
        for (std::uint32_t f = 1; f < modules_[file].functions.size(); ++f)
          program_.starts.push_back(id_of(file, f));
    }
  }

  /// The one file that has a function of this name; none if several have.
  std::vector<std::uint32_t> files_with(const std::string& function) const {
    std::vector<std::uint32_t> found;
    for (std::uint32_t i = 0; i < modules_.size() && !function.empty(); ++i)
      if (bears(i, function)) found.push_back(i);
    return found.size() == 1 ? found : std::vector<std::uint32_t>{};
  }

  bool bears(std::uint32_t module, std::string_view name) const {
    return name.empty() ||
           std::any_of(modules_[module].bindings.begin(), modules_[module].bindings.end(),
                       [&](const Binding& b) { return b.name == name && b.scope == 0; });
  }

  /// Whether both say more than one folder and do not share the last: `build/app` may be of
  /// `src/app`, `services/a/app` is not `services/b/app`.
  static bool contradicts(const std::string& stem, const std::string& module) {
    const auto folders = [](const std::string& path) {
      return std::count(path.begin(), path.end(), '/');
    };
    const std::string& longer = stem.size() > module.size() ? stem : module;
    const std::string& shorter = stem.size() > module.size() ? module : stem;
    return folders(stem) > 1 && folders(module) > 1 && stem != module &&
           !longer.ends_with("/" + shorter);
  }

  /// The file of this name; where only its last word is known, the one file that has it.
  std::vector<std::uint32_t> files_of(const std::string& module) const {
    std::vector<std::uint32_t> whole, last;
    const std::string end = module.substr(module.rfind('/') + 1);
    for (std::uint32_t i = 0; i < modules_.size(); ++i) {
      const std::string stem = modules_[i].path.substr(0, modules_[i].path.rfind('.'));
      if (stem == module) whole.push_back(i);
      const bool alike = stem == end || stem.ends_with("/" + end);
      if (alike && !contradicts(stem, module)) last.push_back(i);
    }
    if (module.empty()) return {};
    if (!whole.empty()) return whole;
    return last.size() == 1 ? last : std::vector<std::uint32_t>{};
  }

  static constexpr std::size_t kSameName = 50;  // functions that one name may lead to

  const std::vector<Module>& modules_;
  const Catalog& catalog_;
  const ProgramCatalog& programs_;
  Evaluation evaluation_;
  Program program_;
  std::vector<std::uint32_t> first_;  ///< by module: its first function
  std::multimap<std::string_view, std::pair<std::uint32_t, std::uint32_t>> named_;
  std::map<std::uint32_t, std::set<std::uint32_t>> imports_;
  std::set<std::pair<std::uint32_t, std::uint32_t>> certain_;  ///< mentions without conditions
};

}  // namespace

Program read_program(const SourceMap& sources, const Catalog& catalog,
                     const ProgramCatalog& programs, const std::vector<SourceFile>& files,
                     const Entry& entry) {
  std::vector<Module> modules;
  for (const SourceFile& file : files)
    if (const auto tree = parse_program(sources, file.file, file.language))
      modules.push_back(read_module(*tree, file.path));
  return Reader(modules, catalog, programs).read(entry);
}

}  // namespace weir::app_source
