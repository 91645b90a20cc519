#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/source_map.h"
#include "analyzer/catalog/catalog.h"
#include "analyzer/model/resource_model.h"
#include "parsers/ci/expressions.h"
#include "parsers/ci/left_out.h"

namespace weir::ci {

/// One step of a job, in the order in which they are run: it uses an action, or runs a script.
struct StepText {
  Span span;
  std::string uses;         ///< `owner/name@version`, or an image; "" of a script
  ValueId uses_value;
  ValueId with;             ///< what the action is given; none if nothing
  std::vector<ValueId> scripts;
  std::string folder;       ///< where scripts are run, from the root
  Scope scope;
  bool narrowed = false;    ///< a condition decides whether it is run
  std::optional<bool> pinned;  ///< whether the version is one release for ever; none = it is if it names a commit
};

/// One job, whoever's form it is written in.
struct JobText {
  std::string address, name;
  Span header, span;
  std::vector<MapEntry> entries;  ///< attributes of its own, beside what its steps add
  std::vector<StepText> steps;
  std::vector<MapEntry> settings; ///< variables that it is given, filled in
  bool holds = false;             ///< a secret, or a token that may write
};

/// Makes resources of jobs and of those steps that the catalogue knows.
class JobWriter {
 public:
  JobWriter(ResourceModel& model, SourceMap& sources, const Catalog& catalog, LeftOut& left_out)
      : model_(model), sources_(sources), catalog_(catalog), left_out_(left_out) {}
  /// Nothing if the job neither holds nor does anything that matters, or there are too many of them.
  void add(JobText job);

 private:
  struct KnownStep {
    std::string type;
    Span span;
    std::vector<MapEntry> entries;
  };
  bool is_full(Span place);
  ValueId step_item(const StepText& step, std::size_t ordinal);
  ValueId reads(const StepText& step);
  void known_action(const StepText& step, std::vector<KnownStep>& out);
  void known_commands(const StepText& step, std::vector<KnownStep>& out);
  ValueId word_value(const std::string& word, const Scope& scope, Span span);
  ResourceId resource(const std::string& address, const std::string& name, std::string type, Span header, Span span);

  ResourceModel& model_;
  SourceMap& sources_;
  const Catalog& catalog_;
  LeftOut& left_out_;
  std::size_t jobs_ = 0, steps_ = 0, settings_ = 0, script_bytes_ = 0;
};

/// The text of a string; "" for other kinds.
std::string text_at(const ValueStore& values, ValueId map, std::string_view key);
/// The value of a key; none if it is absent or null, or `map` is no map.
ValueId value_at(const ValueStore& values, ValueId map, std::string_view key);
/// Adds the entries of a map to variables, filled in with those before; `settings`, which holds the same ones or a part of them,
/// gets them by name too.
void add_variables(ValueStore& values, ValueId map, Scope& scope, std::vector<MapEntry>& settings, LeftOut& left_out);
/// A list of texts.
ValueId texts(ValueStore& values, const std::vector<std::string>& all, Span span);

}  // namespace weir::ci
