#include "analyzer/graph/entry_permissions.h"

#include <algorithm>
#include <cstdint>
#include <map>

#include "analyzer/graph/entry_policies.h"
#include "analyzer/graph/permissions.h"
#include "analyzer/graph/policy_callers.h"
#include "analyzer/graph/property_value.h"
#include "analyzer/graph/statements.h"

namespace weir {
namespace {

class EntryPermissions {
 public:
  explicit EntryPermissions(Inference& inference)
      : in_(inference),
        table_(inference.catalog),
        statement_(inference.catalog.label("statement")) {
    const PropertyId needs = in_.catalog.property("needs_permission");
    if (!needs.valid()) return;
    for (std::size_t i = 0; i < in_.model.resources.size(); ++i) {
      const PropertyValue* value = find_property(in_.read[i], needs);
      const NodeId node = in_.node_of[i];
      if (!node.valid() || in_.dfd[node].outside || value == nullptr ||
          value->state != PropertyState::boolean || !value->boolean)
        continue;
      Guard& when = asking_.try_emplace(node.value, kNever).first->second;
      when = in_.guards.either(when, in_.model[ResourceId(i)].exists);
    }
  }

  bool asks_nobody() const { return asking_.empty(); }

  void statement(NodeId owner, NodeId item, Guard guard) {
    const GraphNode& node = in_.dfd[owner];
    const bool elsewhere = node.outside && !asking_.empty();
    if (!elsewhere && asking_.count(owner.value) == 0) return;
    const PolicyStatement one = load_statement(in_, item);
    if (one.allow == false || !may_let_in(one) || !may_be_entering(one, node.concept_id)) return;
    if (elsewhere)
      in_.unowned.insert({node.unit.value, statement_.value});  // it may be meant by another name
    Guard& known = admitting_.try_emplace(owner.value, kNever).first->second;
    known = in_.guards.either(known, guard);
  }

  void close() {
    for (const auto& [owner, asking] : asking_) {
      const NodeId node(owner);
      if (is_open_to_statements(in_, node) ||
          in_.unowned.count({in_.dfd[node].unit.value, statement_.value}) != 0)
        continue;
      const auto admitting = admitting_.find(owner);
      const Guard shut = admitting == admitting_.end()
                             ? asking
                             : in_.guards.minus(asking, admitting->second);
      Guard& no = in_.exposures[owner].no;
      no = in_.guards.either(no, shut);
    }
  }

 private:
  /// Whether an action may be one of using such a thing.
  bool may_be_entering(const PolicyStatement& one, ConceptId id) {
    const auto& said = one.actions.empty() ? one.not_actions : one.actions;
    if (std::any_of(said.begin(), said.end(), has_hole)) return true;
    const std::vector<std::uint32_t> actions = table_.of(one);
    return std::any_of(actions.begin(), actions.end(), [&](std::uint32_t index) {
      const ActionRecord& action = in_.catalog.actions[index];
      const auto to = Catalog::slice(in_.catalog.concept_refs, action.to);
      return action.kind.valid() && Permissions::moves_data(in_.catalog, action.kind) &&
             std::find(to.begin(), to.end(), id) != to.end();
    });
  }

  Inference& in_;
  ActionTable table_;
  LabelId statement_;
  std::map<std::uint32_t, Guard> asking_;     ///< by node: when an address needs a permission
  std::map<std::uint32_t, Guard> admitting_;  ///< by node: when its policy may have one
};

}  // namespace

void close_unpermitted(Inference& inference) {
  EntryPermissions permissions(inference);
  if (permissions.asks_nobody()) return;
  for_each_held(inference, inference.catalog.label("statement"),
                [&](NodeId owner, NodeId item, Guard exists) {
                  permissions.statement(owner, item, exists);
                });
  permissions.close();
}

}  // namespace weir
