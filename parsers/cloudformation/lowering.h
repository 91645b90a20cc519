#pragma once

#include <cstdint>
#include <functional>
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
#include "parsers/cloudformation/calls.h"
#include "parsers/cloudformation/cloudformation.h"
#include "parsers/cloudformation/files/named_files.h"
#include "parsers/cloudformation/rewriting/rewritten.h"

namespace weir::cloudformation {

/// The type of a resource that stands for a template of its own.
inline constexpr std::string_view kStack = "AWS::CloudFormation::Stack";

/// Bytes of text that may be made for one step of limits::kLoweringSteps.
inline constexpr std::uint64_t kBytesPerStep = 4;

/// Steps of limits::kLoweringSteps for each part of a text and each item that is made.
inline constexpr std::uint64_t kStepsPerPart = 8;

/// What a root template and the stacks nested in it share: the model that they fill, one budget.
struct UnitLowering {
  SourceMap& sources;
  const Catalog& catalog;
  const Surroundings& around;
  const ParameterValues& given;  ///< to the root template
  ResourceModel model;
  Notes notes{"file"};
  std::map<std::pair<std::string, std::string>, std::string> types_elsewhere =
      {};  ///< of resources in other units that are referred to, by unit and address
  std::uint64_t steps = 0;
  std::size_t stacks = 0;  ///< nested so far
  int stacks_open = 0;  ///< nested stacks whose parameters are being evaluated, inside each other
};

/// What a name with holes is known to begin and to end with; of a literal one, all of it and
/// nothing.
struct KnownEnds {
  explicit KnownEnds(const NameWithHoles& name);
  std::string begin, end;
  bool literal = false;
};

/// What the given values tell of a root template's parameters before it is lowered.
KnownParameters known_parameters(const ParameterValues& given);

/// A unit without resources yet, whose root template is `document`.
UnitLowering begin_unit(const Document& document, SourceMap& sources, const Catalog& catalog,
                        const ParameterValues& given, const Surroundings& around);

/// One template on its way into a unit's ResourceModel. Internal to this folder; the parts stand in
/// lower.cpp (sections), parameters.cpp, given.cpp (parameter files), conditions.cpp, defaults.cpp
/// (what defaults switch off), rules.cpp, evaluate.cpp (values), references.cpp (Ref, GetAtt, Sub),
/// lists.cpp, functions.cpp (the other functions), dependencies.cpp, nested.cpp (nested stacks),
/// offers.cpp and links.cpp (what units give each other).
class Lowering {
 public:
  /// Values that the stack above gives to the parameters, by name.
  using Passed = std::map<std::string, ValueId, std::less<>>;

  /// A root template.
  Lowering(UnitLowering& unit, const Document& document);
  /// The same, with what is known of its parameters.
  Lowering(UnitLowering& unit, const Document& document, const KnownParameters& parameters);
  /// The template of the stack resource `name` of `parent`, which exists when `exists` holds.
  Lowering(Lowering& parent, std::string_view name, const Document& document, Guard exists,
           Passed passed);

  /// Parameters, conditions and the names of resources: what other templates may ask for.
  void read_declarations();
  /// Resources and outputs, nested stacks included.
  void lower_declared();
  /// What this template and those nested in it give to other units.
  void collect_offers(std::vector<Offer>& offers);
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
    std::string usual;                  ///< a secret's default, where others are allowed
    bool has_usual = false;             ///< the default is the first of the allowed values
    bool secret = false;                ///< NoEcho
    bool decided = false;               ///< conditions see its value too
    bool by_default = false;            ///< decided by its default
    std::vector<Alternative> given;     ///< what parameter files give, as conditions see it
    Guard not_given = kNever;           ///< the files that leave it undecided
    ValueId otherwise;                  ///< its value where no file gives one
    ValueId in_condition;               ///< its value as conditions see it; none until asked
  };
  enum class Progress : std::uint8_t { fresh, running, done };
  struct ConditionInfo {
    NodeIndex node = kNoNode;
    Progress progress = Progress::fresh;
    Guard guard;
    int comparisons = 0;  ///< undecided ones so far, for the names of their atoms
    std::vector<std::string_view> defaults;  ///< parameters whose defaults it reads itself
    std::vector<std::string_view> parts;     ///< conditions that it reads
  };

  /// A resource that stands for a template of its own.
  struct NestedStack {
    NodeIndex node = kNoNode;
    Span header;
    ResourceId resource;
    Progress progress = Progress::fresh;
    ValueId attributes;               ///< as written, evaluated once
    std::unique_ptr<Lowering> child;  ///< none: its template is not read, see `why`
    std::string why;
  };
  /// An offer that is meant, and whether only names say so.
  struct Linked {
    const Offer* offer = nullptr;
    bool implied = false;
  };
  struct OutputInfo {
    NodeIndex entry = kNoNode;
    Progress progress = Progress::fresh;
    ValueId value;
  };

  // lower.cpp
  Span first_line() const;
  void find_sections();
  void read_transforms(NodeIndex node);
  void index_resources();
  void index_resource(NodeIndex entry);
  std::optional<Call> module_at(NodeIndex type) const;
  void lower_resource(Resource& resource, NodeIndex node);
  void index_outputs();
  void lower_output(std::string_view name, const OutputInfo& info);
  ValueId attributes_of(NodeIndex node);
  ValueId meta_of(NodeIndex node);
  void hand_over(std::string address, std::string type, Span span, std::string why);
  Guard condition_named_at(NodeIndex node);

  // nested.cpp
  Lowering* nested(std::string_view name, Span place);
  void open_stack(std::string_view name, NestedStack& stack);
  void check_passed(std::string_view name, const Lowering& child, ValueId given, Span header);
  std::optional<std::string> template_of(std::string_view name, NestedStack& stack);
  std::optional<NameWithHoles> named_text(ValueId value) const;
  std::optional<std::string> file_named(const NameWithHoles& name) const;
  KnownParameters known_of(const Passed& passed) const;
  void lower_stack(Resource& resource, std::string_view name);
  ValueId without_secrets(ValueId attributes, const Lowering& child);
  ValueId output_of(std::string_view stack, std::string_view name, Span span);
  ValueId output(std::string_view name, Span place);
  bool is_secret(ValueId value) const;
  ValueId with_default(ValueId given, ValueId usual);
  void read_passed(const std::string& name, ParameterInfo& info, std::string_view type);

  ValueId text_of_file(ValueId name);

  // offers.cpp
  void offer_output(std::string_view name, const OutputInfo& info, std::vector<Offer>& offers);
  void offer_as_service(std::string_view name, Offer offer, std::vector<Offer>& offers);
  std::string_view region_said() const;
  void offer_resource(ResourceId id, NodeIndex node, std::vector<Offer>& offers);

  // links.cpp
  std::string_view system_of(std::string_view unit) const;
  bool looked_up_there(const Offer& offer, std::string_view region) const;
  Linked offered(std::string_view as, const NameWithHoles& name,
                 std::string_view region = {}) const;
  ValueId taken(const Linked& link, Span place);
  ValueId copied(const Linked& link, const ResourceModel& from, ValueId id, int depth);
  std::string_view type_of(const Reference& reference) const;
  ValueId imported(ValueId name, Span span);
  ValueId stored(const std::string& path, std::string_view type, Span place);
  ValueId linked_output(const std::string& name, std::string_view type, Span place);
  ValueId linked_variable(const std::string& name, Span place);
  static bool agrees(std::string_view type, const ResourceModel& from, ValueId value);
  // dependencies.cpp
  struct Dependency {
    ResourceId from;  ///< none for an output
    ResourceId to;
    Guard when;
    Span span;
    bool only_after = false;  ///< DependsOn: `to` need not be there
  };
  void needs(ResourceId to, Span span, bool only_after = false);
  void read_depends_on(std::string_view resource, NodeIndex node);
  void read_other_conditions();
  void report_absent_targets();
  void report_circles();
  /// Numbers this template's resources from 0.
  std::size_t own_number(ResourceId id) const { return id.index() - first_resource_; }
  void report_circle(std::size_t first, const std::vector<std::size_t>& group,
                     const std::vector<std::vector<std::size_t>>& edges);

  // parameters.cpp
  void read_parameters();
  void read_parameter(NodeIndex entry);
  void read_secret(const std::string& name, ParameterInfo& info, std::string_view type);
  void read_visible(const std::string& name, ParameterInfo& info, std::string_view type);
  ValueId allowed_choice(const std::string& name, ParameterInfo& info);
  ValueId typed_default(std::string_view type, ValueId value);
  ValueId split_commas(ValueId text);
  ValueId value_in_condition(std::string_view name, ParameterInfo& info);
  ValueId compared_choice(std::string_view name, ParameterInfo& info);

  // given.cpp
  void find_given();
  void declare_pseudo(std::string_view name, Span place);
  void take_given(const std::string& name, ParameterInfo& info, std::string_view type);
  ValueId given_value(const GivenValue& given, const ParameterInfo& info, std::string_view type);
  void check_given(const std::string& name, const ParameterInfo& info, ValueId given);
  Guard in_file(std::size_t file);

  // defaults.cpp
  void note_switched_off();
  std::vector<std::string_view> parameters_behind(
      const std::vector<std::string_view>& conditions) const;

  // rules.cpp
  void read_rules();
  void read_rule(std::string_view name, NodeIndex node, Span place);
  void assume(std::string_view name, Guard guard, Span place);
  std::optional<Guard> rule_function(const Call& call, std::string_view name);
  ValueId rule_value(NodeIndex node);
  ValueId parameters_of_type(std::string_view type, Span span);
  Guard each_member(ValueId members, std::string_view name,
                    const std::function<Guard(ValueId)>& holds);
  Guard among(ValueId value, ValueId list, std::string_view name);
  ValueId as_assumed(ValueId value);
  void drop_impossible_values();

  // conditions.cpp
  void read_conditions();
  void collect_comparisons(NodeIndex root);
  void collect_comparison(NodeIndex reference, NodeIndex other);
  Guard guard_named(std::string_view name, Span place);
  Guard guard_of(NodeIndex node, std::string_view name, bool whole);
  Guard junction(const Call& call, std::string_view name, bool conjunction);
  Guard equality(const Call& call, std::string_view name, bool whole);
  Guard equals(ValueId one, ValueId other, std::string_view name, bool whole);
  Guard undecided(std::string_view name, bool whole);
  std::string_view kind_of_statement() const { return in_rules_ ? "rule" : "condition"; }
  Truth equal(ValueId a, ValueId b) const;

  // evaluate.cpp
  ValueId evaluate(NodeIndex node);
  ValueId evaluate_plain(NodeIndex node);
  bool is_reference(std::string_view key, NodeIndex content) const;
  ValueId evaluate_map(NodeIndex node);
  ValueId evaluate_string(NodeIndex node);
  std::optional<Call> call_at(NodeIndex node) const;
  std::optional<Call> full_call_at(NodeIndex node) const;
  ValueId argument(const Call& call);
  std::vector<NodeIndex> arguments(const Call& call) const;
  ValueId pass(ValueId value, Span place, const std::string& what);
  ValueId in_context(ValueId value);
  ValueId unknown(UnknownKind kind, std::string why, std::string subject, Span span);
  ValueId malformed(std::string_view subject, Span span, std::string message);
  ValueId not_evaluated(std::string_view construct, Span span, std::string subject);
  ValueId over_budget(Span span);
  bool spend(std::uint64_t steps = 1);

  // dynamic_references.cpp
  using Stores = std::map<std::pair<std::string, std::string>, ResourceId>;
  ValueId with_dynamic_references(ValueId value);
  ValueId dynamic_reference(const std::vector<ValueId>& parts);
  ResourceId store_named(const std::vector<ValueId>& parts, std::size_t at, std::string_view as);
  std::string_view published_as(std::string_view type) const;
  std::string_view name_attribute(std::string_view type) const;
  const Stores& stores();

  // references.cpp
  ValueId ref(std::string_view name, Span span);
  ValueId pseudo(std::string_view name, Span span);
  ValueId missing(std::string_view name, Span span);
  ValueId get_att(std::string_view name, std::string_view attribute, Span span);
  ValueId call_get_att(const Call& call);
  ValueId attribute_of(ValueId resource, ValueId attribute, Span span);
  ValueId call_sub(const Call& call);
  ValueId substitute(NodeIndex text, NodeIndex variables, Span span);
  ValueId substituted(std::string_view name, NodeIndex variables, Span hole,
                      std::unordered_map<NodeIndex, ValueId>& known);

  ValueId call_ref(const Call& call);

  // functions.cpp
  ValueId call(const Call& call);
  static bool makes_anything(std::string_view function);
  ValueId call_other(const Call& call);
  ValueId call_encoding(const Call& call);
  ValueId call_if(const Call& call);
  ValueId call_join(const Call& call);
  bool afford(const std::vector<ValueId>& parts);
  ValueId join(ValueId delimiter, ValueId list, Span span);
  ValueId call_find_in_map(const Call& call);
  bool has_open_mappings() const;
  ValueId look_up(const std::vector<ValueId>& keys, NodeIndex fallback, Span span);
  ValueId call_import(const Call& call);
  bool can_name_an_export(ValueId name) const;
  ValueId call_stack_output(const Call& call);
  std::vector<ValueId> list_items(ValueId list);
  ValueId depends(ValueId on, const std::string& suffix, Span span);

  // lists.cpp
  ValueId call_select(const Call& call);
  ValueId select(ValueId index, ValueId list, Span span);
  ValueId call_split(const Call& call);
  ValueId split(ValueId delimiter, ValueId text, Span span);
  ValueId split_parts(std::string_view by, ValueId text, Span span);
  void remember_host(std::string_view by, ValueId address, ValueId items, Span span);
  bool may_hold(ValueId part, std::string_view characters) const;
  ValueId call_length(const Call& call);
  ValueId call_cidr(const Call& call);
  ValueId cidr(const std::vector<ValueId>& given, Span span);
  ValueId call_zones(const Call& call);

  UnitLowering& unit_;
  const Rewritten rewritten_;
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
  bool all_passed_known_ = true;  ///< no other parameters are given a value

  NodeIndex parameters_ = kNoNode, mappings_ = kNoNode, conditions_ = kNoNode, resources_ = kNoNode,
            outputs_ = kNoNode;
  std::unordered_map<std::string_view, ParameterInfo> parameter_of_;
  std::unordered_map<std::string_view, ConditionInfo> condition_of_;
  std::unordered_map<std::string_view, ResourceId> resource_of_;
  std::unordered_map<std::uint32_t, const ParameterInfo*> another_value_;  ///< by ValueId
  std::unordered_map<NodeIndex, ValueId> mapped_;                 ///< values of mappings, made once
  std::vector<std::pair<ResourceId, NodeIndex>> resource_nodes_;  ///< to be lowered
  std::map<std::string_view, NestedStack> nested_of_;             ///< in the order of their names
  std::map<std::string_view, OutputInfo> output_of_;
  std::vector<std::string_view> output_names_;  ///< as written
  std::set<std::string, std::less<>> hidden_;   ///< parameters that are secret
  std::set<std::string_view> broken_resources_;
  std::optional<Stores> stores_;  ///< made when first asked for
  std::vector<Dependency> dependencies_;
  std::size_t first_resource_ = 0;  ///< of this template's own in the model, which stand together
  std::size_t resource_count_ = 0;
  ResourceId reading_;             ///< the resource being lowered, if one is
  bool reading_for_show_ = false;  ///< what is being lowered can never exist

  std::unordered_map<std::uint32_t, std::vector<ValueId>>
      beginnings_;           ///< by ValueId: the first items of a list whose others are not known
  std::set<std::uint32_t> without_scheme_;  ///< by ValueId: addresses behind their "://"
  bool has_macros_ = false;  ///< a macro rewrites the whole template
  bool extended_ = false;    ///< functions may stand where otherwise only names do
  bool open_ = false;        ///< a transform or loop may add what the template does not show
  bool open_conditions_ = false;  ///< the same, of conditions only
  bool in_condition_ = false;     ///< parameters are what conditions compare
  bool in_rules_ = false;         ///< what is said is said by a rule, not by a condition
  int open_assertions_ = 0;       ///< what rules leave open so far, for the names of their atoms
  ConditionInfo* condition_read_ = nullptr;  ///< the condition that is being read
  std::vector<const ParameterFile*> files_;  ///< those of given_ that speak about the template
  AtomId file_;              ///< which of several files the template is deployed with
  Guard context_ = kAlways;  ///< what is known to hold where we are
  std::string handed_over_;  ///< why the resource being lowered hides something
  int depth_ = 0;
};

}  // namespace weir::cloudformation
