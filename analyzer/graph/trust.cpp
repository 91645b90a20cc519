#include "analyzer/graph/trust.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "analyzer/graph/permissions.h"
#include "analyzer/graph/principals.h"

namespace weir {
namespace {

constexpr std::size_t kMaxNamed = 16;  ///< targets of a permission that says what is used

void act_through(Inference& inference, NodeId outsider, NodeId role, Guard guard) {
  const Dfd& dfd = inference.dfd;
  for (const Access& access : dfd.access) {
    const TargetSet& set = dfd.targets[access.target.index()];
    if (access.principal != role || set.covers_outside || set.members.size() > kMaxNamed ||
        !Permissions::moves_data(inference.catalog, access.kind))
      continue;
    const Guard exists = inference.guards.both(access.exists, guard);
    for (const NodeId target : set.members)
      if (is_element(dfd[target].kind) && exists != kNever)
        inference.add_flow({outsider,
                            target,
                            access.kind,
                            access.data,
                            Confidence::implied,
                            {},
                            access.evidence,
                            exists});
  }
}

bool knows_actions(const PolicyStatement& one) {
  const auto& said = one.actions.empty() ? one.not_actions : one.actions;
  return !said.empty() && std::none_of(said.begin(), said.end(), has_hole);
}

/// Whether a statement is about taking the role on; one of which no action is known may be.
bool may_assume(const Catalog& catalog, ActionTable& table, const PolicyStatement& one) {
  if (!knows_actions(one)) return true;
  const EdgeLabelId assume = catalog.edge("assume");
  const std::vector<std::uint32_t> actions = table.of(one);
  return !assume.valid() || std::any_of(actions.begin(), actions.end(), [&](std::uint32_t action) {
    return catalog.actions[action].kind == assume;
  });
}

/// When what certainly denies the role to the caller leaves it.
Guard undenied(Inference& inference, ActionTable& table, const std::vector<Trust>& trusts,
               const Caller& caller, Guard guard) {
  for (const auto& [one, denied] : trusts)
    if (one.allow == false && !one.conditional && knows_actions(one) &&
        may_assume(inference.catalog, table, one) && is_about(inference, one, caller) == Named::yes)
      guard = inference.guards.minus(guard, denied);
  return guard;
}

}  // namespace

void act_for_outsiders(Inference& inference, ActionTable& table, NodeId role,
                       const std::vector<Trust>& trusts) {
  std::vector<std::pair<NodeId, Guard>> outsiders;
  bool only = true;
  const UnitId unit = inference.dfd[role].unit;
  for (const auto& [one, guard] : trusts)
    for (const PolicyPattern& principal : one.principals) {
      if (one.allow == false || !may_assume(inference.catalog, table, one)) continue;
      NodeId outsider = outside_account(inference, unit, principal);
      if (const NodeId provider = outside_provider(inference, unit, principal); provider.valid())
        outsider = provider;
      only = only && outsider.valid() && one.allow == true;
      if (!outsider.valid() || one.allow != true) continue;
      const Caller caller{outsider, unit, principal.text};
      const Guard when = inference.guards.both(guard, principal.guard);
      outsiders.push_back({outsider, undenied(inference, table, trusts, caller, when)});
    }
  for (const auto& [outsider, guard] : outsiders) {
    if (guard == kNever) continue;
    inference.add_attachment(
        {outsider,
         role,
         {},
         inference.catalog.edge("runs_as"),
         {},
         {{"the role trusts " + inference.dfd[outsider].name, inference.dfd[role].header}},
         guard});
    if (only) act_through(inference, outsider, role, guard);
  }
}

}  // namespace weir
