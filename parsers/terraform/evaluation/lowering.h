#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/base/notes.h"
#include "analyzer/base/truth.h"
#include "analyzer/model/choice.h"
#include "parsers/syntax/syntax.h"
#include "parsers/terraform/budget.h"
#include "parsers/terraform/declarations/backends.h"
#include "parsers/terraform/declarations/sources.h"
#include "parsers/terraform/evaluation/instances.h"
#include "parsers/terraform/evaluation/mirrored_names.h"
#include "parsers/terraform/evaluation/survey.h"
#include "parsers/terraform/functions/functions.h"
#include "parsers/terraform/functions/types.h"

namespace weir::terraform {

/// Steps of limits::kModuleSteps for each resource and each module that a block makes.
inline constexpr std::uint64_t kStepsPerResource = 100;
inline constexpr std::uint64_t kStepsPerModule = 1000;
/// Steps for a decision of its own, which the guards keep by name.
inline constexpr std::uint64_t kStepsPerDecision = 16;

/// Type of the stand-in for a module that is not read.
inline constexpr std::string_view kUnreadModule = "module";

class Terragrunt;
struct LookUp;
struct TestedCondition;
class PolicyMerge;

/// One root module on its way into a ResourceModel. Internal to this folder; the parts stand in
/// lower.cpp (modules and resources), expand.cpp (count, for_each), variables.cpp, given_values.cpp
/// (of the root), expressions.cpp, loops.cpp, conditions.cpp (guards), references.cpp (names),
/// attributes.cpp, blocks.cpp (bodies), meta.cpp, data_sources.cpp, remote_states.cpp,
/// policy_document.cpp and call.cpp with the functions.
class Lowering {
 public:
  /// What is passed must outlive it.
  Lowering(const Configuration& configuration, const Survey& survey, SourceMap& sources,
           const Catalog& catalog, Budget& budget);
  ~Lowering();
  ResourceModel run(const std::string& root);

 private:
  friend class Terragrunt;  // evaluates its files with what is here

  // lower.cpp
  ModuleInstance* start(const std::string& root);
  const Module* root_module(const std::string& root);
  const Module* module_in(const std::string& folder);
  const Module* add_module(const std::string& folder, const Folder& files);
  ModuleInstance& instantiate(const Module& module, std::string address, Guard exists);
  void expand_all(ModuleInstance& module);
  void evaluate_unused(ModuleInstance& module);
  void check_arguments(const Block& call, const ModuleInstance& called);
  void lower_resource(ResourceId id);
  bool pay_for_content(ValueId value, int depth);
  ValueId in_catalogue_names(const Resource& resource, ValueId attributes);
  void collect_unit(const std::string& root);

  // providers.cpp
  const Provider& provider_of(ModuleInstance& module, std::string_view name);
  Provider find_provider(ModuleInstance& module, std::string_view name);
  const Provider& provider_of(ResourceId resource);
  ValueId with_provider(ValueId meta, ResourceId resource);
  ValueId with_dependencies(ValueId meta, ResourceId resource);
  ValueId with_provider_tags(ValueId attributes, ResourceId resource);

  // json_blocks.cpp
  ValueId as_blocks(ValueId body, const Syntax& at);
  ValueId with_listed(ValueId value, int depth);
  void collect_listed();

  // expand.cpp
  Expansion& expansion_of(ModuleInstance& module, std::string_view name);
  Expansion& expansion_of_call(ModuleInstance& module, std::string_view name);
  void expand(Expansion& expansion, const Block& block, const Scope& scope,
              const std::string& address);
  void count(Expansion& expansion, ValueId value, const std::string& address, Span span);
  void for_each(Expansion& expansion, ValueId value, const std::string& address, Span span);
  void check_keys(ValueId collection, Span span);
  void add_keys(Expansion& expansion, ValueId collection, Guard guard, const std::string& address);
  void add_key(Expansion& expansion, ValueId key, ValueId value, Guard guard,
               const std::string& address);
  void pay_for_addresses(Expansion& expansion, const std::string& address, Span span);
  void open(Expansion& expansion, const std::string& address, const std::string& what, Span span);
  std::optional<std::string> folder_of_call(const ModuleInstance& caller, const Block& block);
  ModuleInstance* call(ModuleInstance& caller, const Block& block, const Made& made,
                       const std::string& address);
  void leave_unread(ModuleInstance& caller, const Block& block, const Made& made,
                    const std::string& address, Level level, std::string_view code,
                    const std::string& why);
  ValueId all_made(const Expansion& expansion, Span span,
                   const std::function<ValueId(const Made&)>& value_of);
  ValueId all_references(Expansion& expansion, Span span,
                         const std::function<ValueId(const Made&)>& value_of);

  // variables.cpp
  ValueId variable(ModuleInstance& module, std::string_view name, Span span);
  ValueId root_variable(const std::string& name, const Block& block);
  ValueId argument(ModuleInstance& module, const std::string& name, const Block& block);
  ValueId default_of(const std::string& name, const Block& block);
  ValueId allowed_choice(const std::string& name, const Block& block);
  ValueId typed(ValueId value, const Syntax& type, int depth);
  ValueId typed_one(ValueId value, const Syntax& type, int depth);
  ValueId typed_scalar(ValueId value, std::string_view type);
  ValueId typed_members(ValueId value, std::string_view of, const Syntax& member, int depth);
  ValueId typed_tuple(ValueId value, const Syntax& types, int depth);
  ValueId typed_object(ValueId value, const Syntax& attributes, int depth);
  void collect_compared(const Module& module);
  std::optional<AtomId> atom_of_variable(std::string_view subject);

  // given_values.cpp
  struct Given {
    Syntax at;
    bool below_root = true;
    const GivenVariable* variable = nullptr;  ///< given by itself, else in a file
  };
  struct Assigned {
    Guard guard = kAlways;
    std::map<std::string, Given, std::less<>> values;
  };
  void read_values(const Folder& folder);
  ValueId as_given(const std::string& name, const Block& block,
                   const std::function<ValueId()>& otherwise);
  ValueId given_value(const Given& given, const Block& block);
  ValueId json_value(const Syntax& at, int depth);
  ValueId without_places(ValueId value, Span place, int depth);
  void hide_given(const std::string& name);
  void check_validations(ModuleInstance& module);

  // expressions.cpp
  ValueId evaluate(NodeIndex node, const Scope& scope);
  ValueId evaluate(const Syntax& at, const Scope& scope) {
    return evaluate(at.node, scope.in(*at.document));
  }
  ValueId literal(NodeIndex node, const Scope& scope);
  ValueId object(NodeIndex node, const Scope& scope);
  ValueId tuple(NodeIndex node, const Scope& scope);
  ValueId text_template(NodeIndex node, const Scope& scope);
  void template_parts(NodeIndex node, const Scope& scope, std::vector<ValueId>& parts);
  ValueId in_hole(ValueId value, Span expression);
  ValueId joined(const std::vector<ValueId>& parts, Span span);
  ValueId operation(NodeIndex node, const Scope& scope);
  ValueId arithmetic(std::string_view op, ValueId left, ValueId right, Span span);
  ValueId conditional(NodeIndex node, const Scope& scope);
  ValueId untaken(NodeIndex node, const Scope& scope);
  std::vector<Alternative> with_whole_lists(const std::vector<Alternative>& alternatives);
  ValueId of_one_type(std::vector<Alternative> alternatives, const std::vector<ValueId>& beside,
                      Span span);
  ValueId as_secret(ValueId value, bool secret);
  ValueId each_way(const std::vector<ValueId>& inputs, Span span,
                   const std::function<ValueId(const std::vector<ValueId>&)>& make);
  std::optional<double> number_of(ValueId value);
  ValueId computed_number(double number, Span span);
  ValueId computed_text(std::string text, Span span);

  // loops.cpp
  struct Entry {
    ValueId key, value;
    Guard guard = kAlways;
  };
  std::vector<Entry> entries_of(ValueId collection);
  ValueId loop(NodeIndex node, const Scope& scope);
  ValueId loop_list(NodeIndex node, const Scope& scope, const std::vector<Entry>& entries);
  ValueId loop_map(NodeIndex node, const Scope& scope, const std::vector<Entry>& entries);
  ValueId each_round(NodeIndex node, const Scope& scope, const std::vector<Entry>& entries,
                     const std::function<void(const Scope&, Guard)>& round);
  ValueId splat(NodeIndex node, const Scope& scope);

  // conditions.cpp
  Guard guard_of(NodeIndex node, const Scope& scope);
  Guard guard_of_value(ValueId value, NodeIndex node, const Scope& scope);
  Guard containment(NodeIndex node, const Scope& scope);
  Guard equality(NodeIndex node, const Scope& scope);
  Guard equal(ValueId a, ValueId b, NodeIndex node, const Scope& scope);
  Guard equal_typed(ValueId a, ValueId b, NodeIndex node, const Scope& scope);
  Guard equal_scalars(ValueId a, ValueId b, NodeIndex node, const Scope& scope);
  Guard equal_members(ValueId a, ValueId b, NodeIndex node, const Scope& scope);
  Guard equal_to_text(ValueId text, ValueId other, NodeIndex node, const Scope& scope);
  Guard equal_to_unknown(ValueId unknown, ValueId other, NodeIndex node, const Scope& scope);
  ValueId comparison(NodeIndex node, const Scope& scope);
  Guard undecided(NodeIndex node, const Scope& scope);
  ValueId truth(Guard guard, Span span);

  // references.cpp
  ValueId traversal(NodeIndex node, const Scope& scope);
  ValueId named(std::string_view root, std::string_view name, Span span, const Scope& scope);
  ValueId local(ModuleInstance& module, std::string_view name, Span span);
  ValueId module_call(ModuleInstance& module, std::string_view name, Span span);
  ValueId output(ModuleInstance& module, std::string_view name, Span span);
  ValueId resource(ModuleInstance& module, std::string_view type, std::string_view name, Span span);
  ValueId missing(std::string_view what, Span span, const ModuleInstance& module);

  // data_sources.cpp
  ValueId data_source(ModuleInstance& module, std::string_view type, std::string_view name,
                      Span span);
  ValueId data_attribute(DataSource& data, std::string_view name, Span span);
  ValueId content_attribute(DataSource& data, std::string_view name, Span span);
  ResourceId archive_of(const std::string& address, const Block& block, const Scope& scope);
  ValueId data_argument(DataSource& data, std::string_view name);
  ValueId filtered_by(DataSource& data, std::string_view name);
  std::optional<LookUp> look_up(DataSource& data, std::string_view attribute);
  ValueId found_by_name(const LookUp& wanted, ValueId name, std::string_view attribute, Span span);
  ValueId read_later(const LookUp& wanted, const std::string& what, Span span);
  ValueId arn_of(ConceptId id, ValueId name, Span span);

  // attributes.cpp
  ValueId attribute(ValueId base, std::string_view name, Span span);
  ValueId attribute_of_reference(ValueId base, std::string_view name, Span span);
  ValueId written_attribute(ResourceId resource, std::string_view name);
  bool names_resource(const Resource& resource, std::string_view attribute) const;
  ValueId index(ValueId base, ValueId key, Span span);
  ValueId item_of(ValueId base, ValueId key, Span span);
  ValueId member_of(ValueId collection, ValueId member);
  ValueId placed(ValueId member, Span span);
  ValueId further(ValueId unknown, const std::string& step, Span span);
  ValueId no_attribute(ValueId base, std::string_view name, Span span);
  bool is_single(const Reference& reference) const;
  ValueId settle(ValueId value);
  ValueId settled(ValueId value, Span span);
  ValueId provided(ValueId value, Span span, const std::string& what);
  bool is_provided(ValueId value) const;

  std::string way_back_to(std::string_view what) const;
  ValueId cell(Cell& cell, std::string_view what, const std::function<ValueId()>& compute);

  // blocks.cpp
  ValueId body(const Syntax& at, const Scope& scope, bool top);
  ValueId block_value(const Syntax& at, const Scope& scope);
  struct Dynamic {
    std::string name;  ///< of the block
    std::string_view iterator;
    Syntax over, content;
  };
  void dynamic_blocks(const Syntax& at, const Scope& scope, std::vector<ValueId>& items);
  void repeat_block(const Dynamic& dynamic, ValueId collection, Guard guard, const Scope& scope,
                    std::vector<ValueId>& items);
  ValueId dynamic_block(const Dynamic& dynamic, const Entry& entry, Guard guard,
                        const std::string& which, const Scope& scope);

  // meta.cpp
  ValueId meta(const Syntax& at, const Scope& scope);
  ValueId lifecycle(const Syntax& at, const Scope& scope);
  ValueId check_of(const Syntax& at, const Scope& scope);
  ValueId provisioner(const Block& block, const Scope& scope);
  ValueId names_in(const Syntax& at);

  // remote_states.cpp
  ValueId remote_state(const Block& block, const Scope& scope, const std::string& what);
  void add_arguments(ValueId config, const std::string& outer, StateArguments& arguments);
  const std::vector<MapEntry>& outputs_of(const std::string& root);
  Lowering& other_root(const std::string& root);
  std::size_t bytes_beside(const Lowering& root) const;
  bool is_entered(const std::string& root) const;
  ValueId whole_module(ValueId output, Span span);
  ValueId adopted(Lowering& other, ValueId value, const std::string& unit, int depth);
  ValueId adopted_unknown(const Lowering& other, ValueId value, const std::string& unit);
  ValueId adopted_reference(Reference reference, const std::string& unit, Span span);
  ValueId adopted_parts(Lowering& other, ValueId value, const std::string& unit, int depth);

  // policy_document.cpp
  ValueId policy_document(const Block& block, const Scope& scope);
  ValueId policy_statement(ValueId block);
  ValueId statement_map(ValueId block);
  ValueId principals_map(ValueId blocks, Span span);
  ValueId conditions_map(ValueId blocks, Span span);
  void merge_policies(PolicyMerge& merge, ValueId written, std::string_view attribute,
                      const std::function<void(std::string_view, Span)>& repeated, Span span);
  std::optional<TestedCondition> condition_of(ValueId block);
  ValueId tests_map(const std::vector<TestedCondition>& conditions, Span span);

  // template_files.cpp
  ValueId render(FileId text, ValueId variables, std::string_view function, Span call);
  ValueId values_of(FileId text, std::string_view function, Span call);
  ValueId malformed_template(const Parsed& parsed, std::string_view function, Span call);
  Surroundings surroundings(const TreeFiles& files);

  // fitting.cpp
  /// What of a value is not as a type asks for.
  struct Misfit {
    ValueId at;
    std::string part;  ///< the way to it: `[0].name`
    std::string found;
  };
  ValueId fitting(ValueId value, const Syntax& type, const std::string& address, Span header);
  std::optional<Misfit> misfit_of(ValueId value, const Syntax& type, const std::string& part,
                                  int depth);
  std::optional<Misfit> misfit_of_tuple(ValueId value, const Syntax& types, const std::string& part,
                                        int depth);
  std::optional<Misfit> misfit_of_object(ValueId value, const Syntax& attributes,
                                         const std::string& part, int depth);

  // revealed.cpp
  ValueId nonsensitive(ValueId argument, NodeIndex node, const Scope& scope);
  ValueId revealed(const std::function<ValueId()>& evaluated);
  ValueId without_secrets(ValueId value, Span place, int depth);
  ValueId cell_of(Cell& usual, const std::string& what, const std::function<ValueId()>& compute);

  // call.cpp
  ValueId function(NodeIndex node, const Scope& scope);
  ValueId converted_to_type(NodeIndex node, const Scope& scope);
  bool arguments(NodeIndex node, const Scope& scope, std::vector<ValueId>& values);
  ValueId whole_list(ValueId list);
  ValueId one_map(ValueId maps);
  ValueId run_function(const FunctionEntry& entry, const std::vector<ValueId>& values, Span span);
  ValueId first_that_works(NodeIndex node, const Scope& scope);
  ValueId works(NodeIndex node, const Scope& scope);
  /// What is fit to be used as a function, beside the functions.
  template <class Use>
  ValueId convert(Span span, Use use) {
    const std::function<ValueId(std::string)> report = [&](std::string message) {
      return malformed("wrong-type", "conversion", span, std::move(message));
    };
    const std::function<bool(std::uint64_t)> pay = [&](std::uint64_t steps) {
      return spend(steps);
    };
    return use(FunctionCall{model_, values_, sources_, {}, "conversion", span, report, pay});
  }
  std::vector<Alternative> attempt(NodeIndex node, const Scope& scope);
  bool holds_fault(ValueId value, int depth);

  // shared by all
  Span span_of(NodeIndex node, const Scope& scope) const { return scope.document->span(node); }
  bool spend(std::uint64_t steps = 1);
  ValueId unknown(UnknownKind kind, std::string why, std::string subject, Span span);
  ValueId malformed(std::string_view code, std::string_view subject, Span span,
                    std::string message);
  ValueId not_evaluated(const std::string& construct, Span span);
  ValueId over_budget(Span span);
  ValueId pass(ValueId value, Span place, const std::string& what);
  void note(Level level, std::string_view code, std::string_view subject, Span span,
            const std::string& message);
  bool is_fault(ValueId value) const;

  const Configuration& configuration_;
  const Folders& folders_;
  const Survey& survey_;
  SourceMap& sources_;
  const Catalog& catalog_;
  ResourceModel model_;
  ValueStore& values_;
  MirroredNames mirrored_;
  Notes notes_{"module"};

  std::unique_ptr<Terragrunt> terragrunt_;  ///< of a unit that a terragrunt.hcl makes
  std::string root_;
  Folder root_files_;
  std::map<std::string, Attributes, std::less<>> objects_;        ///< by the address of references
  Surroundings around_;                                           ///< what functions see
  std::map<std::uint32_t, std::unique_ptr<Template>> templates_;  ///< by the id of their text
  bool rendering_ = false;                                        ///< inside a template of its own
  std::map<std::string, std::unique_ptr<Module>> modules_;        ///< by folder
  std::vector<std::unique_ptr<ModuleInstance>> instances_;
  std::map<std::string, ModuleInstance*> instance_at_;         ///< by address
  std::map<std::string, DataSource, std::less<>> data_at_;     ///< by address
  std::map<std::string, ResourceId, std::less<>> archives_;    ///< by address
  std::vector<ResourceSource> resource_sources_;               ///< by resource
  std::vector<Assigned> assigned_;                             ///< ways to deploy; one at least
  std::map<std::string, ValueId, std::less<>> secret_values_;  ///< known, but for conditions only
  std::optional<std::set<std::string, std::less<>>>
      listed_;                         ///< what the catalogue ranges over as a list of blocks
  std::vector<std::string> compared_;  ///< literals that conditions compare with no single variable
  std::map<std::string, std::vector<std::string>, std::less<>>
      compared_with_;                                                      ///< with a root variable
  std::map<std::string, std::vector<std::string>, std::less<>> outcomes_;  ///< of variables
  std::map<std::string, std::vector<MapEntry>> outputs_of_;                ///< by root
  std::map<std::string, std::unique_ptr<Lowering>> own_others_;
  /// Other roots that were started on the way, by path: one that several ask is evaluated once.
  std::map<std::string, std::unique_ptr<Lowering>>* others_ = &own_others_;
  std::set<std::string> entered_;        ///< roots whose states are being read on the way here
  std::set<OriginId> provided_;          ///< of what resources set: a provider decides on the type
  std::set<ResourceId> stands_for_all_;  ///< made by a block of which nobody knows how many

  std::map<const Block*, ValueId> defaults_;           ///< of variables, as their types have them
  std::set<const Module*> checked_;                    ///< whose unused parts have been evaluated
  std::map<std::string, Cell, std::less<>> revealed_;  ///< cells as nonsensitive() sees them
  std::vector<std::string> running_;  ///< cells that are being computed, the innermost last
  Guard context_ = kAlways;           ///< what is known to hold where we are
  std::string body_of_;  ///< whose body is being read: an address, then the dynamic blocks in it
  Budget& budget_;       ///< of the unit; grows with the modules that are read
  const Lowering* first_ = nullptr;  ///< the unit's own, for a root that is read for it
  std::size_t bytes_elsewhere_ =
      0;  ///< that the values of other roots take, which are read for this one
  int depth_ = 0;
  int quiet_ = 0;             ///< inside try() and can(): faults are answers
  int perhaps_ = 0;           ///< inside one of several undecided ways
  bool secret_ = false;       ///< a condition has looked at a secret
  bool revealing_ = false;    ///< inside nonsensitive(): secrets have their values, marked
  std::uint64_t faults_ = 0;  ///< unknowns of the kind invalid that were made so far
};

/// `text` as addresses quote a key: `["text"]`.
std::string key_text(std::string_view text);

}  // namespace weir::terraform
