#include "analyzer/rule/assets.h"

#include <algorithm>

#include "analyzer/base/limits.h"

namespace weir::findings {
namespace {

/// Its rank among levels of sensitivity; -1 where it is not known.
int sensitivity_of(const Scene& scene, NodeId node) {
  const PropertyId property = scene.catalog().property("sensitivity");
  if (!property.valid()) return -1;
  const PropertyValue& value = scene.index.properties().of(node, property);
  if (value.state != PropertyState::text) return -1;
  const auto rank = scene.catalog().rank(scene.catalog().enumeration("sensitivity"), value.text);
  return rank ? static_cast<int>(*rank) : -1;
}

/// An item's owner that is no item itself.
NodeId holder_of(const Scene& scene, NodeId node) {
  for (int depth = 0; depth < limits::kNesting && node.valid(); ++depth) {
    const GraphNode& found = scene.dfd()[node];
    if (found.kind != GraphNodeKind::item || !found.owner.valid()) break;
    node = found.owner;
  }
  return node;
}

}  // namespace

std::vector<NodeId> assets_of(const Scene& scene, const MatchGroup& group, NodeId reported) {
  std::vector<NodeId> stores;
  for (const query::Match* match : group)
    for (const query::Binding& binding : match->bindings)
      if (binding.node.valid() && scene.dfd()[binding.node].kind == GraphNodeKind::data_store)
        stores.push_back(binding.node);
  std::sort(stores.begin(), stores.end());
  stores.erase(std::unique(stores.begin(), stores.end()), stores.end());
  std::stable_sort(stores.begin(), stores.end(), [&](NodeId a, NodeId b) {
    const int left = sensitivity_of(scene, a), right = sensitivity_of(scene, b);
    return left != right ? left > right : node_before(scene.dfd(), a, b);
  });
  if (stores.empty() && reported.valid()) stores.push_back(holder_of(scene, reported));
  return stores;
}

}  // namespace weir::findings
