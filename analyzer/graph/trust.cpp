#include "analyzer/graph/trust.h"

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

}  // namespace

void act_for_outsiders(Inference& inference, NodeId role, const std::vector<Trust>& trusts) {
  std::vector<std::pair<NodeId, Guard>> outsiders;
  bool only = true;
  for (const auto& [one, guard] : trusts)
    for (const PolicyPattern& principal : one.principals) {
      if (one.allow == false) continue;
      const UnitId unit = inference.dfd[role].unit;
      NodeId outsider = outside_account(inference, unit, principal);
      if (const NodeId provider = outside_provider(inference, unit, principal); provider.valid())
        outsider = provider;
      only = only && outsider.valid() && one.allow == true;
      if (outsider.valid() && one.allow == true)
        outsiders.push_back({outsider, inference.guards.both(guard, principal.guard)});
    }
  for (const auto& [outsider, guard] : outsiders) {
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
