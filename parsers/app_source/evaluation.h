#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "analyzer/base/program_limits.h"
#include "analyzer/catalog/catalog.h"
#include "analyzer/catalog/programs.h"
#include "analyzer/model/program.h"
#include "parsers/app_source/module.h"

namespace weir::app_source {

/// An expression of one of a program's files.
struct Place {
  std::uint32_t module = 0;
  ExprId expr = kNoExpr;
  bool unsure = false;  ///< it may be something else that is not known
  bool valid() const { return expr != kNoExpr; }
  friend bool operator==(const Place&, const Place&) = default;
};

/// What an expression comes to.
struct Result {
  enum class Kind : std::uint8_t {
    unknown,
    text,       ///< a literal, or what stands in a setting
    path,       ///< something of a library, by its name: `library.member(argument).member`
    object,     ///< an object or list literal
    function,   ///< a function or class of the program
    instance,   ///< of a class of the program, or of a type that is called `path`
    module,     ///< a file of the program
    data,       ///< what comes from outside: nothing of the program is in it
    condition,  ///< what holds or does not: `place`
  };
  Kind kind = Kind::unknown;
  ProgramText text;
  std::string path;
  Place place;  ///< object: the literal; path: the call that made what `path` is a part of
  std::uint32_t module = 0, function = 0;
  /// instance: of what may be derived from the class, too.
  bool derived = false;
  /// object: the name, of this file and scope, by which entries are changed; "" = none is.
  std::string_view changed = {};
  std::uint32_t changed_in = 0;
};

/// A function of one of a program's files.
struct FunctionPlace {
  std::uint32_t module = 0, function = 0;
  friend auto operator<=>(const FunctionPlace&, const FunctionPlace&) = default;
};

/// How a program is started.
struct Start {
  std::vector<FunctionPlace> entries;  ///< functions that get data from outside
  bool by_command = false;
  std::vector<std::uint32_t> files;  ///< by a command: those that it starts
};

/// What an object holds in the end: entries, with those that others bring along.
struct Parts {
  struct Part {
    std::string_view key;  ///< "" = it has none, or one that is not known
    Place key_of;          ///< what makes the key where it is computed
    Place value;
  };
  std::vector<Part> parts;
  bool open = false;  ///< there may be more
};

/// Follows expressions through a program's files. All steps together are bounded.
class Evaluation {
 public:
  Evaluation(const std::vector<Module>& modules, const Catalog& catalog,
             const ProgramCatalog& programs);
  /// How the program is started; what was evaluated before is looked at again.
  void start(Start start) {
    start_ = std::move(start);
    known_.clear();
  }

  Result of(Place place) { return evaluate(place); }
  /// The text that an expression is; unknown if it is none.
  ProgramText text_of(Place place);
  /// An argument of a call: by position ("0"), by name, of an object ("0.baseURL"); with `^` of
  /// the call that made what `call` is called on.
  Place argument(Place call, std::string_view where);
  /// What an object or list literal holds.
  Parts parts(const Result& object);
  /// What an object that names its type is one of; unknown for others.
  Result type_of(const Result& object);
  /// What something has under a name.
  Result member(const Result& object, std::string_view property);
  /// What a file gives to others under a name.
  Result exported(std::uint32_t module, std::string_view name);
  /// Classes that may be derived from one, also through others.
  std::vector<FunctionPlace> derived_from(FunctionPlace base) const;
  bool is_class(FunctionPlace at) const {
    return modules_[at.module].scopes[modules_[at.module].functions[at.function].scope].of_class;
  }
  /// The file of the program that an import leads to; none if it is a library's.
  std::optional<std::uint32_t> file_of(std::uint32_t module, const std::string& import) const;
  /// Whether something of a library is what a call that the tables know gives back.
  bool calls_service(const std::string& path, ProgramLanguage language) const;
  bool spent() const { return steps_ == 0; }
  const Start& started() const { return start_; }
  const Module& module(std::uint32_t n) const { return modules_[n]; }
  /// Settings that were met, each once.
  const std::map<std::string, bool>& settings() const { return settings_; }

 private:
  Result evaluate(Place place);
  bool same(const Result& a, const Result& b);
  bool alike(Place a, Place b);
  Result name(Place place, const Expr& expr);
  Result bound(std::uint32_t module, std::string_view name, std::uint32_t scope, bool& found);
  Result value_of(std::uint32_t module, const Binding& binding);
  Result parameter(std::uint32_t module, const Binding& binding);
  bool given(FunctionPlace function, const Binding& binding, std::string_view name,
             std::size_t& callers, Result& result);
  Result brought(std::uint32_t module, std::string_view name);
  Result own_name(std::uint32_t module) const;
  Result of_package(std::uint32_t module, std::string_view name, bool& found);
  std::optional<std::uint32_t> package_of(const std::string& import) const;
  Result imported(std::uint32_t module, const Import& import);
  void changes(const Result& object, Parts& parts);
  void flatten(Place object, Parts& parts, int depth);
  Result entry(const Result& object, std::string_view key);
  Place found(const Parts& parts, std::string_view key) const;
  Result index(Place place, const Expr& expr);
  Result call(Place place, const Expr& expr);
  Result joined(Place place, const Expr& expr);
  bool goes_on(Place place);
  Result either(Place place);
  Result field(const Result& instance, std::string_view property);
  Result of_class(FunctionPlace at, std::string_view property, bool& found, int depth);
  Result setting(std::string name, bool may_lack,
                 std::optional<std::string> otherwise = std::nullopt);
  Place link(Place place, std::size_t n) const;
  const Expr& at(Place place) const { return modules_[place.module].exprs[place.expr]; }

  const std::vector<Module>& modules_;
  const Catalog& catalog_;
  const ProgramCatalog& programs_;
  std::map<std::string, std::uint32_t, std::less<>> by_path_;
  std::multimap<std::string_view, std::pair<std::uint32_t, const Site*>> mentions_;  ///< by name
  std::map<std::pair<std::uint32_t, ExprId>, ExprId> called_;  ///< callee → call
  std::multimap<std::string_view, FunctionPlace> derived_;     ///< by the last name of the base
  /// Import aliases: what is called by another name, by its own.
  std::multimap<std::string_view, std::string_view> aliases_;
  using ScopeName = std::tuple<std::uint32_t, std::uint32_t, std::string_view>;
  std::map<ScopeName, std::vector<const Change*>> changes_;
  Start start_;
  std::map<std::pair<std::uint32_t, ExprId>, Result> known_;
  std::map<std::pair<std::uint32_t, ExprId>, bool> running_;
  std::map<std::string, bool> settings_;
  std::uint64_t steps_ = limits::kProgramSteps;
  int deep_ = 0;  ///< what is being evaluated inside each other
};

/// Whether a row of the clients' table is about a language.
bool speaks(const Catalog& catalog, const ClientRecord& row, ProgramLanguage language);

/// What a pattern of the clients' table caught of a name.
struct Caught {
  std::string service, operation;
};
/// Whether a name has the form of a pattern: `*` is a word, `**` anything, `{service}` and
/// `{operation}` are words to keep, `()` is a call with whatever argument.
bool fits(std::string_view pattern, std::string_view name, Caught& caught);

}  // namespace weir::app_source
