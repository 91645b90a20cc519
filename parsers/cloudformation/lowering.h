#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "analyzer/base/notes.h"
#include "analyzer/base/truth.h"
#include "analyzer/model/choice.h"
#include "parsers/cloudformation/cloudformation.h"

namespace weir::cloudformation {

/// Bytes of text that may be made for one step of limits::kLoweringSteps.
inline constexpr std::uint64_t kBytesPerStep = 4;

/// Steps of limits::kLoweringSteps for each part of a text and each item that is made.
inline constexpr std::uint64_t kStepsPerPart = 8;

/// A function call in short (`!Sub …`) or full form (`Fn::Sub: …`).
struct Call {
  std::string_view function;  ///< without "Fn::" or "!": "Ref", "Sub", "GetAtt" …
  NodeIndex argument = kNoNode;
  bool tagged = false;  ///< the argument node itself carries the tag
  Span span;            ///< of the whole call
};

/// One template on its way into a ResourceModel. Internal to this folder; the parts stand in
/// lower.cpp (sections), parameters.cpp, conditions.cpp, evaluate.cpp (values), references.cpp
/// (Ref, GetAtt, Sub) and functions.cpp (the other functions).
class Lowering {
 public:
  Lowering(const Document& document, SourceMap& sources, const Catalog& catalog,
           const ParameterValues& given);
  ResourceModel run();

 private:
  struct ParameterInfo {
    NodeIndex node = kNoNode;
    Span name;
    ValueId value;
    std::string what;                   ///< how its value is called in origins
    std::vector<ValueId> allowed;       ///< AllowedValues that make the choice, or empty
    std::vector<std::string> compared;  ///< literals that conditions compare it with
    bool secret = false;                ///< NoEcho
    bool decided = false;               ///< given: conditions see its value too
    ValueId in_condition;               ///< its value as conditions see it; none until asked
  };
  enum class Progress : std::uint8_t { fresh, running, done };
  struct ConditionInfo {
    NodeIndex node = kNoNode;
    Progress progress = Progress::fresh;
    Guard guard;
    int comparisons = 0;  ///< undecided ones so far, for the names of their atoms
  };

  // lower.cpp
  void find_sections();
  void read_transforms(NodeIndex node);
  void index_resources();
  void index_resource(NodeIndex entry);
  std::optional<Call> module_at(NodeIndex type) const;
  void lower_resource(Resource& resource, NodeIndex node);
  void lower_outputs();
  ValueId attributes_of(NodeIndex node);
  ValueId meta_of(NodeIndex node);
  void hand_over(std::string address, std::string type, Span span, std::string why);
  Guard condition_named_at(NodeIndex node);

  // parameters.cpp
  void read_parameters();
  void read_parameter(NodeIndex entry);
  void hide_parameter(const std::string& name, ParameterInfo& info, ValueId given,
                      std::initializer_list<NodeIndex> texts);
  ValueId allowed_choice(const std::string& name, ParameterInfo& info, NodeIndex values);
  ValueId typed_default(std::string_view type, ValueId value);
  ValueId split_commas(ValueId text);
  ValueId value_in_condition(std::string_view name, ParameterInfo& info);

  // conditions.cpp
  void read_conditions();
  void collect_comparisons(NodeIndex root);
  void collect_comparison(NodeIndex reference, NodeIndex other);
  Guard guard_named(std::string_view name, Span place);
  Guard guard_of(NodeIndex node, std::string_view name, bool whole);
  Guard junction(const Call& call, std::string_view name, bool conjunction);
  Guard equality(const Call& call, std::string_view name, bool whole);
  Guard undecided(std::string_view name, bool whole);
  Truth equal(ValueId a, ValueId b) const;

  // evaluate.cpp
  ValueId evaluate(NodeIndex node);
  ValueId evaluate_plain(NodeIndex node);
  ValueId evaluate_map(NodeIndex node);
  ValueId evaluate_string(NodeIndex node);
  std::optional<Call> call_at(NodeIndex node) const;
  std::optional<Call> full_call_at(NodeIndex node) const;
  ValueId argument(const Call& call);
  std::vector<NodeIndex> arguments(const Call& call) const;
  ValueId with_dynamic_references(ValueId value);
  ValueId dynamic_reference(std::vector<ValueId> parts);
  ValueId pass(ValueId value, Span place, const std::string& what);
  ValueId in_context(ValueId value);
  ValueId unknown(UnknownKind kind, std::string why, std::string subject, Span span);
  ValueId malformed(std::string_view subject, Span span, std::string message);
  ValueId not_evaluated(std::string_view construct, Span span, std::string subject);
  ValueId over_budget(Span span);
  bool spend(std::uint64_t steps = 1);

  // references.cpp
  ValueId ref(std::string_view name, Span span);
  ValueId pseudo(std::string_view name, Span span);
  ValueId missing(std::string_view name, Span span);
  ValueId get_att(std::string_view name, std::string_view attribute, Span span);
  ValueId call_get_att(const Call& call);
  ValueId call_sub(const Call& call);
  ValueId substitute(NodeIndex text, NodeIndex variables, Span span);
  ValueId substituted(std::string_view name, NodeIndex variables, Span hole,
                      std::unordered_map<NodeIndex, ValueId>& known);

  // functions.cpp
  ValueId call(const Call& call);
  ValueId call_if(const Call& call);
  ValueId call_join(const Call& call);
  bool afford(const std::vector<ValueId>& parts);
  ValueId join(ValueId delimiter, ValueId list, Span span);
  ValueId call_select(const Call& call);
  ValueId select(ValueId index, ValueId list, Span span);
  ValueId call_split(const Call& call);
  ValueId split(ValueId delimiter, ValueId text, Span span);
  ValueId call_find_in_map(const Call& call);
  ValueId look_up(const std::vector<ValueId>& keys, NodeIndex fallback, Span span);
  ValueId call_import(const Call& call);
  ValueId call_length(const Call& call);
  std::vector<ValueId> list_items(ValueId list);
  ValueId depends(ValueId on, const std::string& suffix, Span span);

  const Document& document_;
  SourceMap& sources_;
  const Catalog& catalog_;
  const ParameterValues& given_;
  ResourceModel model_;
  ValueStore& values_;
  Notes notes_{"file"};

  NodeIndex parameters_ = kNoNode, mappings_ = kNoNode, conditions_ = kNoNode, resources_ = kNoNode,
            outputs_ = kNoNode;
  std::unordered_map<std::string_view, ParameterInfo> parameter_of_;
  std::unordered_map<std::string_view, ConditionInfo> condition_of_;
  std::unordered_map<std::string_view, ResourceId> resource_of_;
  std::unordered_map<std::uint32_t, const ParameterInfo*> another_value_;  ///< by ValueId
  std::unordered_map<NodeIndex, ValueId> mapped_;  ///< values of mappings, made once
  std::vector<NodeIndex> resource_nodes_;
  std::set<std::string_view> broken_resources_;

  bool open_ = false;          ///< a transform or loop may add what the template does not show
  bool in_condition_ = false;  ///< parameters are what conditions compare
  Guard context_ = kAlways;    ///< what is known to hold where we are
  std::string handed_over_;    ///< why the resource being lowered hides something
  std::uint64_t steps_ = 0;
  int depth_ = 0;
};

}  // namespace weir::cloudformation
