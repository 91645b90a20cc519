#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "analyzer/graph/passes.h"
#include "analyzer/graph/permissions.h"

namespace weir {
namespace {

constexpr std::size_t kMaxTargets = 16;  ///< of one access; more would draw a net, not a diagram

using Pair = std::pair<std::uint32_t, std::uint32_t>;

/// "every bucket": no thing of its own that a picture could show; the access says it. A managed
/// model is one: any of them may answer.
bool anything(const Inference& inference, const GraphNode& node) {
  return node.outside && node.address.ends_with(":*") &&
         declared_by_type(inference.catalog, node.concept_id);
}

}  // namespace

void infer_possible(Inference& inference) {
  Dfd& dfd = inference.dfd;
  std::set<Pair> drawn;  // between these two nodes, either way
  std::set<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>>
      narrowed;  // process, kind, concept
  for (const Flow& flow : dfd.flows) {
    drawn.insert({flow.from.value, flow.to.value});
    drawn.insert({flow.to.value, flow.from.value});
    narrowed.insert({flow.from.value, flow.kind.value, dfd[flow.to].concept_id.value});
  }
  const Permissions permissions(inference);
  const std::size_t nodes = dfd.nodes.size();
  for (std::size_t n = 0; n < nodes; ++n) {
    const NodeId process(n);
    if (dfd[process].outside || !is_element(dfd[process].kind)) continue;
    for (const Permissions::Held& held : permissions.of(process)) {
      const Access& access = dfd[held.access];
      const std::vector<NodeId>& members = dfd.targets[access.target.index()].members;
      if (!Permissions::moves_data(inference.catalog, access) || members.size() > kMaxTargets)
        continue;
      for (const NodeId target : members) {
        if (target == process || !is_element(dfd[target].kind) ||
            anything(inference, dfd[target]) || drawn.count({process.value, target.value}) != 0 ||
            narrowed.count({process.value, access.kind.value, dfd[target].concept_id.value}) != 0)
          continue;
        inference.add_flow({process,
                            target,
                            access.kind,
                            access.data,
                            Confidence::possible,
                            {},
                            access.evidence,
                            inference.guards.both(access.exists, held.guard)});
      }
    }
  }
}

}  // namespace weir
