#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <memory>
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
#include "parsers/cloudformation/named_files.h"

namespace weir::cloudformation {

/// The attribute that says where the template is which a resource of this type stands for; empty
/// for other types.
std::string_view template_attribute(std::string_view type);

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

/// What a root template and the stacks nested in it share: the model that they fill, one budget.
struct UnitLowering {
  SourceMap& sources;
  const Catalog& catalog;
  const Surroundings& around;
  const ParameterValues& given;  ///< to the root template
  ResourceModel model;
  Notes notes{"file"};
  std::uint64_t steps = 0;
  int stacks_open = 0;  ///< nested stacks whose parameters are being evaluated, inside each other
};

/// A unit without resources yet, whose root template is `document`.
UnitLowering begin_unit(const Document& document, SourceMap& sources, const Catalog& catalog,
                        const ParameterValues& given, const Surroundings& around);

/// One template on its way into a unit's ResourceModel. Internal to this folder; the parts stand in
/// lower.cpp (sections), parameters.cpp, conditions.cpp, evaluate.cpp (values), references.cpp
/// (Ref, GetAtt, Sub), functions.cpp (the other functions) and nested.cpp (nested stacks).
class Lowering {
 public:
  /// Values that the stack above gives to the parameters, by name.
  using Passed = std::map<std::string, ValueId, std::less<>>;

  /// A root template.
  Lowering(UnitLowering& unit, const Document& document);
  /// The template of the stack resource `name` of `parent`, which exists when `exists` holds.
  Lowering(Lowering& parent, std::string_view name, const Document& document, Guard exists,
           Passed passed);

  /// Parameters, conditions and the names of resources: what other templates may ask for.
  void read_declarations();
  /// Resources and outputs, nested stacks included.
  void lower_declared();
  /// Templates that stack resources name, as far as they are found.
  std::vector<std::string> nested_templates();

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

  /// A resource that stands for a template of its own.
  struct NestedStack {
    NodeIndex node = kNoNode;
    Span header;
    ResourceId resource;
    std::string_view location;  ///< the attribute that says where its template is
    Progress progress = Progress::fresh;
    ValueId attributes;               ///< as written, evaluated once
    std::unique_ptr<Lowering> child;  ///< none: its template is not read, see `why`
    std::string why;
  };
  struct OutputInfo {
    Progress progress = Progress::fresh;
    ValueId value;
  };

  // lower.cpp
  void find_sections();
  void read_transforms(NodeIndex node);
  void index_resources();
  void index_resource(NodeIndex entry);
  std::optional<Call> module_at(NodeIndex type) const;
  void lower_resource(Resource& resource, NodeIndex node);
  void lower_outputs();
  void lower_output(NodeIndex entry);
  ValueId attributes_of(NodeIndex node);
  ValueId meta_of(NodeIndex node);
  void hand_over(std::string address, std::string type, Span span, std::string why);
  Guard condition_named_at(NodeIndex node);

  // nested.cpp
  Lowering* nested(std::string_view name, Span place);
  void open_stack(std::string_view name, NestedStack& stack);
  std::optional<std::string> template_of(std::string_view name, NestedStack& stack);
  std::optional<NameWithHoles> named_text(ValueId value) const;
  void lower_stack(Resource& resource, std::string_view name);
  ValueId without_secrets(ValueId attributes, const Lowering& child);
  ValueId output_of(std::string_view stack, std::string_view name, Span span);
  ValueId output(std::string_view name, Span place);
  void read_passed(const std::string& name, ParameterInfo& info, std::string_view type,
                   NodeIndex written);

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

  UnitLowering& unit_;
  const Document& document_;
  SourceMap& sources_;
  const Catalog& catalog_;
  const ParameterValues& given_;
  ResourceModel& model_;
  ValueStore& values_;
  Notes& notes_;

  Lowering* parent_ = nullptr;  ///< none: a root template
  std::string prefix_;          ///< of addresses and of what is undecided here: "Stack/"
  Guard base_ = kAlways;        ///< when the whole template is deployed
  Passed passed_;

  NodeIndex parameters_ = kNoNode, mappings_ = kNoNode, conditions_ = kNoNode, resources_ = kNoNode,
            outputs_ = kNoNode;
  std::unordered_map<std::string_view, ParameterInfo> parameter_of_;
  std::unordered_map<std::string_view, ConditionInfo> condition_of_;
  std::unordered_map<std::string_view, ResourceId> resource_of_;
  std::unordered_map<std::uint32_t, const ParameterInfo*> another_value_;  ///< by ValueId
  std::unordered_map<NodeIndex, ValueId> mapped_;                 ///< values of mappings, made once
  std::vector<std::pair<ResourceId, NodeIndex>> resource_nodes_;  ///< to be lowered
  std::map<std::string_view, NestedStack> nested_of_;             ///< in the order of their names
  std::map<std::string, OutputInfo, std::less<>> output_of_;      ///< those that were asked for
  std::set<std::string, std::less<>> hidden_;                     ///< parameters that are secret
  std::set<std::string_view> broken_resources_;

  bool open_ = false;          ///< a transform or loop may add what the template does not show
  bool in_condition_ = false;  ///< parameters are what conditions compare
  Guard context_ = kAlways;    ///< what is known to hold where we are
  std::string handed_over_;    ///< why the resource being lowered hides something
  int depth_ = 0;
};

}  // namespace weir::cloudformation
