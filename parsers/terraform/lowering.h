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
#include "parsers/terraform/functions.h"
#include "parsers/terraform/module.h"

namespace weir::terraform {

/// Bytes of text that may be made for one step of limits::kModuleSteps.
inline constexpr std::uint64_t kBytesPerStep = 4;
/// Steps of limits::kModuleSteps for each resource and each module that a block makes.
inline constexpr std::uint64_t kStepsPerResource = 100;
inline constexpr std::uint64_t kStepsPerModule = 1000;
/// Steps for a decision of its own, which the guards keep by name.
inline constexpr std::uint64_t kStepsPerDecision = 16;

/// Type of the stand-in for a module that is not read.
inline constexpr std::string_view kUnreadModule = "module";

struct ModuleInstance;

/// What `each` and `count` stand for where we are; none outside of repeated blocks.
struct Repetition {
  ValueId each_key, each_value, count_index;
};

/// A loop variable (or "each item" of a splat, under the empty name), and those around it.
struct Binding {
  std::string_view name;
  ValueId value;
  const Binding* outer = nullptr;
};

/// What an expression sees.
struct Scope {
  ModuleInstance* module = nullptr;
  const Document* document = nullptr;
  Repetition repetition;
  const Binding* bindings = nullptr;

  Scope in(const Document& other) const {
    Scope scope = *this;
    scope.document = &other;
    return scope;
  }
  Scope with(const Binding& binding) const {
    Scope scope = *this;
    scope.bindings = &binding;
    return scope;
  }
};

/// A value that is computed when it is first asked for.
struct Cell {
  enum class Progress : std::uint8_t { fresh, running, done };
  Syntax at;
  Progress progress = Progress::fresh;
  ValueId value;
};

/// One of what count or for_each make of a block.
struct Made {
  std::string key;   ///< as addresses show it: "", `[0]`, `["a"]`, `[*]`
  std::string name;  ///< for_each: the key itself
  Repetition repetition;
  Guard exists = kAlways;
  ResourceId resource;               ///< of a resource block
  ModuleInstance* module = nullptr;  ///< of a module call
};

/// All that a block makes. `open`: how many is not known; one stands for all of them.
struct Expansion {
  enum class Form : std::uint8_t { single, counted, keyed, open };
  Cell::Progress progress = Cell::Progress::fresh;
  Form form = Form::single;
  std::vector<Made> made;
  ValueId references;  ///< all of them, where there are many
};

/// A module as one call makes it. Cells by name; they are filled as they are asked for.
struct ModuleInstance {
  const Module* declared = nullptr;
  std::string address;  ///< "" for the root, else `module.a["k"]`
  Guard exists = kAlways;
  const Block* call = nullptr;  ///< none for the root
  Scope caller;                 ///< what the call's arguments see
  std::map<std::string, Cell, std::less<>> variables, locals, outputs, documents;
  std::map<std::string, Expansion, std::less<>> resources, calls, data;

  /// `a.b` in a module `m` is `module.m.a.b`.
  std::string address_of(std::string_view name) const {
    return address.empty() ? std::string(name) : address + "." + std::string(name);
  }
};

/// Whose attributes a resource has, so that one of them can be evaluated by itself.
struct ResourceSource {
  const Block* block = nullptr;
  Scope scope;
  std::map<std::string, Cell, std::less<>> attributes;
};

/// One root module on its way into a ResourceModel. Internal to this folder; the parts stand in
/// lower.cpp (modules and resources), expand.cpp (count, for_each), variables.cpp, expressions.cpp,
/// loops.cpp, conditions.cpp (guards), references.cpp (names), attributes.cpp, blocks.cpp (bodies),
/// policy_document.cpp and call.cpp with the functions.
class Lowering {
 public:
  Lowering(const Folders& folders, SourceMap& sources, const Catalog& catalog);
  ResourceModel run(const std::string& root);

 private:
  // lower.cpp
  const Module* module_in(const std::string& folder);
  ModuleInstance& instantiate(const Module& module, std::string address, Guard exists);
  void expand_all(ModuleInstance& module);
  void lower_resource(ResourceId id);
  bool pay_for_content(ValueId value, int depth);
  void read_provider_tags(ModuleInstance& root);
  ValueId with_provider_tags(ValueId attributes, const std::string& type, const Block& block);
  void collect_unit(ModuleInstance& root);

  // expand.cpp
  Expansion& expansion_of(ModuleInstance& module, std::string_view name);
  Expansion& expansion_of_call(ModuleInstance& module, std::string_view name);
  void expand(Expansion& expansion, const Block& block, const Scope& scope,
              const std::string& address);
  void count(Expansion& expansion, ValueId value, const std::string& address, Span span);
  void for_each(Expansion& expansion, ValueId value, const std::string& address, Span span);
  void add_keys(Expansion& expansion, ValueId collection, Guard guard, const std::string& address);
  void add_key(Expansion& expansion, ValueId key, ValueId value, Guard guard,
               const std::string& address);
  void open(Expansion& expansion, const std::string& address, const std::string& what, Span span);
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
  void read_values(const Folder& folder);
  void collect_compared(const Module& module);
  std::optional<AtomId> atom_of_variable(std::string_view subject);

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
  ValueId of_one_type(std::vector<Alternative> alternatives, Span span);
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
  Guard equal_scalars(ValueId a, ValueId b, NodeIndex node, const Scope& scope);
  Guard equal_members(ValueId a, ValueId b, NodeIndex node, const Scope& scope);
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
  ValueId data_source(ModuleInstance& module, std::string_view type, std::string_view name,
                      Span span);
  const Block* data_block(NodeIndex node, const Scope& scope) const;
  ValueId resource(ModuleInstance& module, std::string_view type, std::string_view name, Span span);
  ValueId missing(std::string_view what, Span span, const ModuleInstance& module);

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
  ValueId settle(ValueId value);

  ValueId cell(Cell& cell, std::string_view what, const std::function<ValueId()>& compute);

  // blocks.cpp
  ValueId body(const Syntax& at, const Scope& scope, bool top);
  ValueId block_value(const Syntax& at, const Scope& scope);
  void dynamic_blocks(const Syntax& at, const Scope& scope, std::vector<ValueId>& items);
  ValueId meta(const Syntax& at, const Scope& scope);

  // policy_document.cpp
  ValueId policy_document(ModuleInstance& module, const Block& block, const Scope& scope);
  ValueId policy_statement(ValueId block);
  ValueId statement_map(ValueId block);
  ValueId principals_map(ValueId blocks, Span span);
  ValueId conditions_map(ValueId blocks, Span span);

  // call.cpp
  ValueId function(NodeIndex node, const Scope& scope);
  bool arguments(NodeIndex node, const Scope& scope, std::vector<ValueId>& values);
  ValueId whole_list(ValueId list);
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

  const Folders& folders_;
  SourceMap& sources_;
  const Catalog& catalog_;
  ResourceModel model_;
  ValueStore& values_;
  Notes notes_{"module"};

  std::map<std::string, std::unique_ptr<Module>> modules_;  ///< by folder
  std::vector<std::unique_ptr<ModuleInstance>> instances_;
  std::map<std::string, ModuleInstance*> instance_at_;         ///< by address
  std::vector<ResourceSource> resource_sources_;               ///< by resource
  std::map<std::string, Syntax, std::less<>> given_;           ///< values of root variables
  std::map<std::string, ValueId, std::less<>> secret_values_;  ///< known, but for conditions only
  std::map<std::string, ValueId, std::less<>> provider_tags_;  ///< by provider ("aws", "aws.west")
  std::vector<std::string> compared_;  ///< literals that conditions compare with no single variable
  std::map<std::string, std::vector<std::string>, std::less<>>
      compared_with_;                                                      ///< with a root variable
  std::map<std::string, std::vector<std::string>, std::less<>> outcomes_;  ///< of variables
  std::set<ResourceId> stands_for_all_;  ///< made by a block of which nobody knows how many

  Guard context_ = kAlways;  ///< what is known to hold where we are
  std::uint64_t steps_ = 0;
  int depth_ = 0;
  int quiet_ = 0;             ///< inside try() and can(): faults are answers
  std::uint64_t faults_ = 0;  ///< unknowns of the kind invalid that were made so far
};

/// `text` as addresses quote a key: `["text"]`.
std::string key_text(std::string_view text);

}  // namespace weir::terraform
