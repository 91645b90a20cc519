// What a managed service does with a role that whoever calls it hands over.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/graph/passes.h"
#include "analyzer/graph/permissions.h"
#include "analyzer/graph/statements.h"

namespace weir {
namespace {

constexpr std::size_t kFewRoleTargets = 4;  ///< of a grant that is made for one purpose

using FlowEnds = std::pair<std::uint32_t, std::uint32_t>;

class ServiceRoles {
 public:
  explicit ServiceRoles(Inference& inference)
      : in_(inference),
        catalog_(inference.catalog),
        permissions_(inference),
        runs_as_(catalog_.edge("runs_as")),
        pass_(catalog_.edge("pass")) {
    for (const Attachment& edge : in_.dfd.attachments)
      if (edge.kind == runs_as_ && edge.target.valid()) borne_.insert(edge.target.value);
    for (const Flow& flow : in_.dfd.flows) {
      callers_[flow.to.value].insert(flow.from.value);
      drawn_.insert({flow.from.value, flow.to.value});
    }
  }

  void trusted(NodeId role, NodeId item, Guard guard) {
    if (borne_.count(role.value) != 0 || in_.dfd[role].kind != GraphNodeKind::identity) return;
    const PolicyStatement one = load_statement(in_, item);
    if (one.allow != true) return;
    for (const PolicyPattern& principal : one.principals) {
      const NodeId service = service_of(in_.dfd[role].unit, principal.text);
      if (service.valid() && is_handed(role, service))
        act(service, role, in_.guards.both(guard, principal.guard));
    }
  }

 private:
  /// The node of the managed service with this principal, if something calls it.
  NodeId service_of(UnitId unit, const std::string& principal) const {
    const std::string service = principal.substr(0, principal.find('.'));
    const auto is_it = [&](const GraphNode& node) {
      return node.outside && node.unit == unit && node.concept_id.valid() &&
             node.address.ends_with(":" + service) &&
             std::any_of(catalog_.fixed_outside.begin(), catalog_.fixed_outside.end(),
                         [&](const FixedOutside& fixed) {
                           return catalog_.text(fixed.address) == node.address;
                         });
    };
    if (principal.find('.') == std::string::npos) return {};
    for (const auto& [to, from] : callers_)
      if (is_it(in_.dfd[NodeId(to)])) return NodeId(to);
    return {};
  }

  /// Whether one that calls the service may hand the role over to it.
  bool is_handed(NodeId role, NodeId service) {
    const std::set<std::uint32_t>& callers = callers_[service.value];
    return std::any_of(callers.begin(), callers.end(), [&](std::uint32_t caller) {
      const auto& held = permissions_.of(NodeId(caller));
      return std::any_of(held.begin(), held.end(), [&](const Permissions::Held& one) {
        const Access& access = in_.dfd[one.access];
        const std::vector<NodeId>& members = in_.dfd.targets[access.target.index()].members;
        return access.kind == pass_ && std::binary_search(members.begin(), members.end(), role);
      });
    });
  }

  void act(NodeId service, NodeId role, Guard guard) {
    in_.add_attachment(
        {service,
         role,
         {},
         runs_as_,
         {},
         {{"the role is for the service, and is handed to it", in_.dfd[role].header}},
         guard});
    for (std::size_t i = 0; i < in_.dfd.access.size(); ++i) {
      const Access access = in_.dfd.access[i];
      const TargetSet& set = in_.dfd.targets[access.target.index()];
      if (access.principal != role || set.covers_outside || set.members.size() > kFewRoleTargets ||
          !Permissions::moves_data(catalog_, access.kind))
        continue;
      for (const NodeId target : std::vector<NodeId>(set.members))
        if (is_element(in_.dfd[target].kind) && target != service &&
            drawn_.count({service.value, target.value}) == 0)
          in_.add_flow({service,
                        target,
                        access.kind,
                        access.data,
                        Confidence::implied,
                        {},
                        access.evidence,
                        in_.guards.both(access.exists, guard)});
    }
  }

  Inference& in_;
  const Catalog& catalog_;
  Permissions permissions_;
  EdgeLabelId runs_as_, pass_;
  std::set<std::uint32_t> borne_;                             ///< roles that something runs as
  std::map<std::uint32_t, std::set<std::uint32_t>> callers_;  ///< by node
  std::set<FlowEnds> drawn_;
};

}  // namespace

void infer_service_roles(Inference& inference) {
  ServiceRoles roles(inference);
  for_each_held(
      inference, inference.catalog.label("trust_statement"),
      [&](NodeId owner, NodeId item, Guard exists) { roles.trusted(owner, item, exists); });
}

}  // namespace weir
