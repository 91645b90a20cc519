// From a program's files to what its functions call.

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "parsers/app_source/conditions.h"
#include "parsers/app_source/evaluation.h"
#include "parsers/app_source/reach.h"
#include "parsers/app_source/source.h"
#include "parsers/app_source/starts.h"
#include "parsers/app_source/tools.h"

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
        evaluation_(modules, catalog, programs),
        reach_(modules, evaluation_) {}

  Program read(const Entry& entry, bool all_read) {
    number();
    Started started = started_by(modules_, evaluation_, entry);
    evaluation_.start(std::move(started.start));
    for (std::uint32_t i = 0; i < modules_.size(); ++i) {
      for (const Site& site : modules_[i].calls) call(i, site);
      lead(i);
      settings(i);
    }
    for (const FunctionPlace& at : started.functions)
      program_.starts.push_back(id_of(at.module, at.function));
    for (const auto& [name, met] : evaluation_.settings()) program_.settings.push_back(name);
    program_.handed.assign(handed_.begin(), handed_.end());
    program_.partly_read = !all_read || evaluation_.spent() || reach_.lacks_files();
    if (hands_any_ || program_.partly_read) program_.handed = program_.settings;
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
    for (const ClientRecord& row : programs_.clients) {
      if (name.empty()) break;
      Caught caught;
      if (row.same.size > 0 || !speaks(catalog_, row, file.language) ||
          !fits(catalog_.text(row.call), name, caught) || !commands(row, at, caught))
        continue;
      if (!offer(row, at, site)) return hand_out(at, named, name);
      ProgramCall made;
      const bool request = !row.url.empty() || row.otherwise.size > 0;
      if (request ? !address(row, at, made.url) : !operation(row, caught, made.call)) return;
      if (!request) arguments(row, at, made);
      made.store = row.stores;
      made.kind = catalog_.text(row.kind);
      made.is = catalog_.text(row.is);
      made.unlimited = is_unlimited(row, at, callee);
      made.span = {file.file, file.exprs[site.expr].begin, file.exprs[site.expr].end};
      auto conditions = conditions_of(evaluation_, module, site.conditions);
      if (!conditions || goes_elsewhere(row, at, made, *conditions)) return;
      made.conditions = std::move(*conditions);
      program_.functions[id_of(module, site.function)].calls.push_back(std::move(made));
      return;
    }
    hand_out(at, named, named.kind == Result::Kind::path ? name : "");
  }

  /// What a call lets a model have called. False if that is all that the row says of it.
  bool offer(const ClientRecord& row, Place call, const Site& site) {
    const auto given = Catalog::slice(catalog_.texts, row.confirmed);
    if (row.asks || std::any_of(given.begin(), given.end(), [&](const Text place) {
          return evaluation_.argument(call, catalog_.text(place)).valid();
        }))
      program_.asks_people = true;
    if (!row.tools.empty()) {
      const auto conditions = conditions_of(evaluation_, call.module, site.conditions);
      if (conditions)
        for (ProgramTool& tool : tools_of(evaluation_, catalog_, row, call)) {
          tool.conditions = *conditions;
          program_.functions[id_of(call.module, site.function)].tools.push_back(std::move(tool));
        }
    }
    return !row.url.empty() || row.otherwise.size > 0 || row.service.size > 0 ||
           row.command.size > 0 ||
           catalog_.text(row.call).find("{service}") != std::string_view::npos;
  }

  /// Settings that a call which is not known gets, or what it is a method of was made with.
  void hand_out(Place call, const Result& callee, const std::string& name) {
    const Place callee_at{call.module, modules_[call.module].link(call.expr, 0).value};
    if (callee.kind == Result::Kind::function || makes_client(name) || only_says(callee_at)) return;
    const Expr& expr = modules_[call.module].exprs[call.expr];
    for (std::uint32_t i = 0; i < expr.count; ++i) {
      const Place given{call.module, modules_[call.module].link(call.expr, i).value};
      if (!given.valid()) continue;
      const Result value = evaluation_.of(given);
      if (value.kind == Result::Kind::path && value.place.valid() && value.place != call &&
          !evaluation_.calls_service(value.path, modules_[call.module].language))
        hand_out_arguments(value.place);
      if (value.kind == Result::Kind::object)
        for (const Parts::Part& part : evaluation_.parts(value).parts) hand_out(part.value);
      if (i > 0) hand_out(given);
    }
  }
  void hand_out_arguments(Place call) {
    const Expr& expr = modules_[call.module].exprs[call.expr];
    for (std::uint32_t i = 1; i < expr.count; ++i)
      hand_out({call.module, modules_[call.module].link(call.expr, i).value});
  }
  void hand_out(Place value) {
    if (!value.valid() || modules_[value.module].exprs[value.expr].kind == ExprKind::plain) return;
    const Result given = evaluation_.of(value);
    if (given.kind == Result::Kind::text && given.text.kind == ProgramText::Kind::setting)
      handed_.insert(given.text.text);
    // a setting may stand in what is put together
    hands_any_ = hands_any_ || given.kind == Result::Kind::unknown || given.text.open;
  }
  /// Whether what is called only writes what it is given where people read it.
  bool only_says(Place callee) const {
    constexpr std::array<std::string_view, 8> kSaying = {"print", "log",     "info",  "debug",
                                                         "warn",  "warning", "error", "exception"};
    const std::string_view name = modules_[callee.module].exprs[callee.expr].text;
    return std::find(kSaying.begin(), kSaying.end(), name) != kSaying.end();
  }

  /// Whether a call makes what calls of the table are made on.
  bool makes_client(const std::string& name) const {
    return !name.empty() &&
           std::any_of(programs_.clients.begin(), programs_.clients.end(), [&](const auto& row) {
             const std::string_view whole = catalog_.text(row.call);
             Caught caught;
             if (row.same.size > 0) return false;
             if (row.command.size > 0 && fits(catalog_.text(row.command), name + "()", caught))
               return true;
             return !whole.starts_with('*') &&
                    fits(whole.substr(0, whole.rfind('.')), name + "()", caught);
           });
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

  /// Whether nothing limits how long an answer is awaited: neither an argument, nor something that the program calls. What
  /// a client that was not made here is limited by is not known.
  bool is_unlimited(const ClientRecord& row, Place call, Place callee) {
    if (row.limits.empty()) return false;
    for (const Text place : Catalog::slice(catalog_.texts, row.limits)) {
      const std::string_view where = catalog_.text(place);
      if (where.starts_with('^') &&
          !evaluation_.of({callee.module, modules_[callee.module].link(callee.expr, 0).value}).place.valid())
        return false;
      if (evaluation_.argument(call, where).valid()) return false;
    }
    for (std::uint32_t i = 0; i < modules_.size(); ++i)
      for (const Text pattern : Catalog::slice(catalog_.texts, row.limiters))
        if (calls_something_like(i, catalog_.text(pattern))) return false;
    return true;
  }

  bool calls_something_like(std::uint32_t module, std::string_view pattern) {
    const std::string_view last = pattern.substr(pattern.rfind('.') + 1);
    return std::any_of(modules_[module].calls.begin(), modules_[module].calls.end(), [&](const Site& site) {
      const ExprId callee = modules_[module].link(site.expr, 0).value;
      return callee != kNoExpr && modules_[module].exprs[callee].text == last;
    });
  }

  /// `$NAME` among the places is a setting that the library reads by itself, `//place` leads to a host.
  bool address(const ClientRecord& row, Place call, ProgramText& url) {
    const std::string_view otherwise = catalog_.text(row.otherwise);
    for (const Text place : Catalog::slice(catalog_.texts, row.url)) {
      const std::string_view where = catalog_.text(place);
      if (where.starts_with('$')) {
        url = {ProgramText::Kind::setting, std::string(where.substr(1)), std::string(otherwise)};
        return true;
      }
      if (where.starts_with("//")) {
        const Place name = evaluation_.argument(call, where.substr(2));
        const ProgramText host = name.valid() ? evaluation_.text_of(name) : ProgramText{};
        if (host.kind != ProgramText::Kind::literal || host.open || host.text.empty()) continue;
        url = {ProgramText::Kind::literal, "http://" + host.text};
        return true;
      }
      const Place at = evaluation_.argument(call, where);
      if (!at.valid() || evaluation_.of(at).kind == Result::Kind::object) continue;
      url = evaluation_.text_of(at);
      if (is_address(url)) return true;
      if (!url.known()) return false;  // it has one, and nobody knows which
    }
    url = {ProgramText::Kind::literal, std::string(otherwise)};
    return !otherwise.empty();
  }

  void arguments(const ClientRecord& row, Place call, ProgramCall& made) {
    const auto given = Catalog::slice(catalog_.texts, row.given);
    for (std::size_t i = 0; i + 1 < given.size(); i += 2) {
      const Place at = evaluation_.argument(call, catalog_.text(given[i + 1]));
      if (at.valid()) argument(std::string(catalog_.text(given[i])), at, made, 0);
    }
    if (row.arguments.empty()) {
      Result named;  // the arguments of the call itself
      named.kind = Result::Kind::object;
      named.place = call;
      return entries(named, "", made, 0);
    }
    for (const Text place : Catalog::slice(catalog_.texts, row.arguments)) {
      const Place at = evaluation_.argument(call, catalog_.text(place));
      if (!at.valid()) continue;
      const Result given_map = evaluation_.of(at);
      if (given_map.kind == Result::Kind::object) return entries(given_map, "", made, 0);
      // a command made of such an object
      if (given_map.kind != Result::Kind::path || !given_map.place.valid()) return;
      const Result inner = evaluation_.of(evaluation_.argument(given_map.place, "0"));
      if (inner.kind == Result::Kind::object) entries(inner, "", made, 0);
      return;
    }
  }

  void argument(const std::string& path, Place at, ProgramCall& made, int depth) {
    const Result value = evaluation_.of(at);
    if (value.kind == Result::Kind::object && depth < kArgumentDepth)
      return entries(value, path, made, depth + 1);
    made.arguments.push_back({path, evaluation_.text_of(at)});
  }

  /// The entries of a map, or the items of a list, as arguments of their own.
  void entries(const Result& object, const std::string& path, ProgramCall& made, int depth) {
    const ExprKind kind = modules_[object.place.module].exprs[object.place.expr].kind;
    const bool is_call = kind == ExprKind::call || kind == ExprKind::construct;
    const std::string inside = path.empty() ? "" : path + ".";
    for (const Parts::Part& part : evaluation_.parts(object).parts) {
      if (!part.value.valid() || made.arguments.size() >= kArguments) continue;
      if (!part.key.empty()) {
        argument(inside + std::string(part.key), part.value, made, depth);
        if (!path.empty())
          made.arguments.push_back(
              {path + "[*].$key", {ProgramText::Kind::literal, std::string(part.key)}});
      } else if (part.key_of.valid()) {
        if (!path.empty())
          made.arguments.push_back({path + "[*].$key", evaluation_.text_of(part.key_of)});
      } else if (!is_call) {
        argument(path + "[*]", part.value, made, depth);
      }
    }
  }

  /// Whether a client is told to go elsewhere than to its own account: to another address, or with
  /// credentials of its own. A setting for that counts where it is given; a configuration that is
  /// not known, and the machine itself, do not.
  bool goes_elsewhere(const ClientRecord& row, Place call, ProgramCall& made,
                      std::vector<ProgramCondition>& conditions) {
    for (const Text written : Catalog::slice(catalog_.texts, row.elsewhere)) {
      const std::string_view where = catalog_.text(written);
      const Place at = evaluation_.argument(call, where);
      if (!at.valid()) continue;
      if (at.unsure && where.find('.') != where.npos) continue;
      ProgramText text = evaluation_.text_of(at);
      if (text.kind == ProgramText::Kind::setting && !text.open) {
        if (!text.otherwise) text.otherwise = "";
        conditions.push_back({std::move(text), {""}, true});
      } else if (!is_address(text)) {
        return true;
      } else if (text.text.find("://localhost") == std::string::npos) {
        made.endpoint = std::move(text);
      }
    }
    return false;
  }

  // ---- what leads where

  void lead(std::uint32_t module) {
    const Module& file = modules_[module];
    for (const std::uint32_t other : reach_.imported_by(module))
      add(id_of(module, 0), {id_of(other, 0), {}, {}});
    for (std::uint32_t f = 1; f < file.functions.size(); ++f)
      if (reach_.runs_with_its_class({module, f}))
        add(id_of(module, file.functions[f].outer), {id_of(module, f), {}, {}});
    for (const Site& site : file.mentions) {
      const std::vector<Reached> reached = reach_.of(module, site);
      if (reached.empty()) continue;
      const auto conditions = conditions_of(evaluation_, module, site.conditions);
      if (!conditions) continue;  // it never runs
      for (const Reached& one : reached) {
        ProgramMention mention{id_of(one.function.module, one.function.function), {}, *conditions};
        if (one.with) mention.with = id_of(one.with->module, one.with->function);
        add(id_of(module, site.function), std::move(mention));
      }
    }
  }

  void add(std::uint32_t from, ProgramMention mention) {
    if (from == mention.function) return;
    const std::uint32_t with = mention.with.value_or(mention.function);
    if (mention.conditions.empty() && !certain_.insert({from, mention.function, with}).second)
      return;
    program_.functions[from].mentions.push_back(std::move(mention));
  }

  const std::vector<Module>& modules_;
  const Catalog& catalog_;
  const ProgramCatalog& programs_;
  Evaluation evaluation_;
  Reach reach_;
  Program program_;
  std::set<std::string> handed_;
  bool hands_any_ = false;  ///< any setting may stand in what is given to calls that are not known
  std::vector<std::uint32_t> first_;  ///< by module: its first function
  std::set<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>>
      certain_;  ///< mentions without conditions: from, to, with
};

}  // namespace

Program read_program(const SourceMap& sources, const Catalog& catalog,
                     const ProgramCatalog& programs, const std::vector<SourceFile>& files,
                     const Entry& entry) {
  std::vector<Module> modules;
  for (const SourceFile& file : files)
    if (const auto tree = parse_program(sources, file.file, file.language))
      modules.push_back(read_module(*tree, file.path));
  return Reader(modules, catalog, programs).read(entry, modules.size() == files.size());
}

}  // namespace weir::app_source
