#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
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
  bool valid() const { return expr != kNoExpr; }
  friend bool operator==(const Place&, const Place&) = default;
};

/// What an expression comes to.
struct Result {
  enum class Kind : std::uint8_t {
    unknown,
    text,      ///< a literal, or what stands in a setting
    path,      ///< something of a library, by its name: `library.member(argument).member`
    object,    ///< an object or list literal
    function,  ///< a function or class of the program
    instance,  ///< of a class of the program, or of a type that is called `path`
    module,    ///< a file of the program
  };
  Kind kind = Kind::unknown;
  ProgramText text;
  std::string path;
  Place place;  ///< object: the literal; path: the call that made what `path` is a part of
  std::uint32_t module = 0, function = 0;
};

/// Follows expressions through a program's files. All steps together are bounded.
class Evaluation {
 public:
  Evaluation(const std::vector<Module>& modules, const Catalog& catalog,
             const ProgramCatalog& programs);

  Result of(Place place) { return evaluate(place); }
  /// The text that an expression is; unknown if it is none.
  ProgramText text_of(Place place);
  /// An argument of a call: by position ("0"), by name, of an object ("0.baseURL"); with `^` of
  /// the call that made what `call` is called on.
  Place argument(Place call, std::string_view where);
  /// The place itself if it is an object or list literal, or what it stands for; invalid if none.
  Place object_at(Place place);
  /// The file of the program that an import leads to; none if it is a library's.
  std::optional<std::uint32_t> file_of(std::uint32_t module, const std::string& import) const;
  bool spent() const { return steps_ == 0; }
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
  Result imported(std::uint32_t module, const Import& import);
  Result exported(std::uint32_t module, std::string_view name);
  Result member(const Result& object, std::string_view property);
  Result entry(Place object, std::string_view key);
  Result index(Place place, const Expr& expr);
  Result call(Place place, const Expr& expr);
  Result joined(Place place, const Expr& expr);
  Result either(Place place);
  Result field(const Result& instance, std::string_view property);
  Result setting(std::string name, std::optional<std::string> otherwise = std::nullopt);
  Place link(Place place, std::size_t n) const;
  const Expr& at(Place place) const { return modules_[place.module].exprs[place.expr]; }

  const std::vector<Module>& modules_;
  const Catalog& catalog_;
  const ProgramCatalog& programs_;
  std::map<std::string, std::uint32_t, std::less<>> by_path_;
  std::multimap<std::string_view, std::pair<std::uint32_t, const Site*>> calls_;  ///< by name
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
