// People act with the users and permission sets that are theirs: what those may do, they may.
#include <cstddef>

#include "analyzer/graph/act_through.h"
#include "analyzer/graph/passes.h"
#include "analyzer/graph/permissions.h"

namespace weir {
namespace {

constexpr std::size_t kMaxUsedTargets = 16;  ///< of a permission that says what is used

/// Whether a node is an actor of the catalogue: nobody declares it, and it belongs to no unit.
bool is_actor(const GraphNode& node) {
  return node.kind == GraphNodeKind::external_entity && node.outside && !node.unit.valid();
}

}  // namespace

void act_through(Inference& inference, NodeId outsider, NodeId role, Guard guard,
                 Confidence confidence) {
  const Dfd& dfd = inference.dfd;
  for (const Access& access : dfd.access) {
    const TargetSet& set = dfd.targets[access.target.index()];
    if (access.principal != role || set.covers_outside || set.members.size() > kMaxUsedTargets ||
        !Permissions::moves_data(inference.catalog, access.kind))
      continue;
    const Guard exists = inference.guards.both(access.exists, guard);
    for (const NodeId target : set.members)
      if (is_element(dfd[target].kind) && exists != kNever)
        inference.add_flow(
            {outsider, target, access.kind, access.data, confidence, {}, access.evidence, exists});
  }
}

void infer_people(Inference& inference) {
  const EdgeLabelId runs_as = inference.catalog.edge("runs_as");
  for (const Attachment& edge : inference.dfd.attachments)
    if (edge.kind == runs_as && edge.target.valid() && is_actor(inference.dfd[edge.source]) &&
        inference.dfd[edge.target].kind == GraphNodeKind::identity)
      act_through(inference, edge.source, edge.target, edge.exists, Confidence::possible);
}

}  // namespace weir
