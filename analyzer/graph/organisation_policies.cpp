#include "analyzer/graph/organisation_policies.h"

#include <algorithm>

#include "analyzer/base/glob.h"
#include "analyzer/graph/accounts.h"
#include "analyzer/graph/statements.h"

namespace weir {
namespace {

/// What tables/principals.yaml calls that under which all accounts lie.
constexpr std::string_view kRoot = "organisation_root";

bool is_root(const Catalog& catalog, std::string_view text) {
  return std::any_of(catalog.principals.begin(), catalog.principals.end(),
                     [&](const PrincipalRecord& record) {
                       return catalog.text(record.what) == kRoot &&
                              glob_match(catalog.text(record.principal), text);
                     });
}

/// When it certainly bounds the unit's account, and why it may in other cases.
struct Reach {
  Guard certain = kNever;
  std::string doubt;
};

Reach reach(Inference& inference, const GraphNode& policy) {
  const Catalog& catalog = inference.catalog;
  const auto at = inference.own_accounts.find(inference.model.units[policy.unit.index()].system);
  Reach out;
  for (const PolicyPattern& target : load_patterns(inference, policy.resource, "targets")) {
    const bool known = !target.unknown && target.parameter.empty();
    if (known &&
        (is_root(catalog, target.text) || is_own_account(inference, policy.unit, target.text))) {
      out.certain = inference.guards.either(out.certain, target.guard);
    } else if (known && is_account_number(target.text) && at != inference.own_accounts.end()) {
      continue;  // another account
    } else {
      out.doubt = "whether " + policy.name + " bounds the account is not known";
    }
  }
  return out;
}

}  // namespace

std::vector<OrganisationPolicy> organisation_policies(Inference& inference) {
  const LabelId callers = inference.label("service_control_policy");
  const LabelId resources = inference.label("resource_control_policy");
  std::vector<OrganisationPolicy> out;
  if (!callers.valid() || !resources.valid()) return out;
  for (std::size_t i = 0; i < inference.dfd.nodes.size(); ++i) {
    const GraphNode node = inference.dfd.nodes[i];
    if (!node.resource.valid() || node.kind != GraphNodeKind::identity) continue;
    OrganisationPolicy one;
    one.policy = NodeId(i);
    one.callers = has_label(inference.dfd, inference.catalog, one.policy, callers);
    one.resources = has_label(inference.dfd, inference.catalog, one.policy, resources);
    if (!one.callers && !one.resources) continue;
    const Reach found = reach(inference, node);
    if (found.certain != kNever) {
      one.guard = found.certain;
      out.push_back(one);
    }
    if (found.doubt.empty() || found.certain == kAlways) continue;
    one.guard = kAlways;
    one.doubt = found.doubt;
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace weir
