#include "analyzer/graph/taken_on.h"

#include <algorithm>

#include "analyzer/base/glob.h"

namespace weir {
namespace {

/// What rows of tables/principals.yaml are that say of what concept a service takes roles on for.
constexpr std::string_view kTakesRoles = "takes_roles";

/// Whether a principal stands for somebody who is no service, whatever its text is.
bool is_no_service(const PolicyStatement& one, const PolicyPattern& principal) {
  return !principal.nodes.empty() || principal.text.starts_with("arn:") ||
         std::any_of(one.federated.begin(), one.federated.end(),
                     [&](const PolicyPattern& by) { return by.text == principal.text; });
}

}  // namespace

TakenOn::TakenOn(Inference& inference) : in_(inference) {
  const Catalog& catalog = in_.catalog;
  for (const PrincipalRecord& row : catalog.principals)
    if (row.as.valid() && catalog.text(row.what) == kTakesRoles)
      services_[row.as.value].push_back(catalog.text(row.principal));
  if (services_.empty()) return;
  for_each_held(in_, catalog.label("trust_statement"), [&](NodeId owner, NodeId item, Guard exists) {
    statements_[owner.value].push_back({item, exists});
  });
  // what stands in a list of which not all is known may trust anybody
  for (const OpenEnd& open : in_.dfd.open_ends)
    if (open.outgoing && (!open.label.valid() || open.label == catalog.edge("has")) &&
        (!open.other.valid() || open.other == catalog.label("trust_statement")))
      statements_.erase(open.node.value);
}

void TakenOn::add(Trusting& to, const PolicyStatement& one, Guard guard) {
  if (one.allow == false) return;
  to.said = in_.guards.either(to.said, guard);
  if (!one.allow || one.principals.empty()) {
    to.others = in_.guards.either(to.others, guard);
    return;
  }
  for (const PolicyPattern& principal : one.principals) {
    if (is_no_service(one, principal)) continue;
    const Guard when = in_.guards.both(guard, principal.guard);
    if (principal.text == "*" || has_hole(principal))
      to.others = in_.guards.either(to.others, when);
    else
      to.principals.push_back({principal, when});
  }
}

const TakenOn::Trusting& TakenOn::trusting(NodeId role) {
  const auto [at, fresh] = known_.try_emplace(role.value);
  const auto statements = statements_.find(role.value);
  if (fresh && statements != statements_.end())
    for (const auto& [item, guard] : statements->second)
      add(at->second, load_statement(in_, item), guard);
  return at->second;
}

Guard TakenOn::refused(NodeId element, NodeId role) {
  const GraphNode& node = in_.dfd[element];
  const auto services =
      node.concept_id.valid() ? services_.find(node.concept_id.value) : services_.end();
  if (services == services_.end() || statements_.count(role.value) == 0) return kNever;
  const Trusting& trusted = trusting(role);
  Guard refused = in_.guards.minus(trusted.said, trusted.others);
  for (const auto& trust : trusted.principals)
    if (std::any_of(services->second.begin(), services->second.end(), [&](std::string_view service) {
          return glob_match(service, trust.first.text);
        }))
      refused = in_.guards.minus(refused, trust.second);
  return refused;
}

}  // namespace weir
