// cycle_head(n) = n is the process with the lowest address (or, without a process, the lowest node)
// of a cycle of triggers (triggers.h): calls, events, and writes into stores that emit events, so
// that "bucket notifies function, function writes the same bucket" is a cycle and reading from it
// is none. Strongly connected components by Tarjan's algorithm with an explicit stack: O(n + m).
#include <algorithm>

#include "analyzer/analysis/components.h"
#include "analyzer/analysis/derived.h"
#include "analyzer/analysis/triggers.h"

namespace weir {

PropertyColumn compute_cycle_head(const Dfd& dfd, const Catalog& catalog) {
  std::vector<std::vector<std::uint32_t>> next(dfd.nodes.size());
  std::vector<bool> loops(dfd.nodes.size());
  for (const Trigger& trigger : triggers(dfd, catalog)) {
    next[trigger.cause.index()].push_back(trigger.effect.value);
    if (trigger.cause == trigger.effect) loops[trigger.cause.index()] = true;
  }
  const std::vector<std::uint32_t> component = strong_components(next);
  std::vector<NodeId> head(dfd.nodes.size());
  std::vector<std::size_t> size(dfd.nodes.size());
  const auto better = [&](NodeId a, NodeId b) {
    const bool process_a = dfd[a].kind == GraphNodeKind::process;
    const bool process_b = dfd[b].kind == GraphNodeKind::process;
    return process_a != process_b ? process_a : node_before(dfd, a, b);
  };
  for (std::size_t i = 0; i < dfd.nodes.size(); ++i) {
    NodeId& current = head[component[i]];
    ++size[component[i]];
    if (!current.valid() || better(NodeId(i), current)) current = NodeId(i);
  }
  PropertyColumn column(dfd.nodes.size());
  for (std::size_t i = 0; i < dfd.nodes.size(); ++i) {
    if (!is_element(dfd.nodes[i].kind)) continue;
    const bool cycle = size[component[i]] > 1 || loops[i];
    column.put(i, derived_boolean(cycle && head[component[i]] == NodeId(i)));
  }
  return column;
}

}  // namespace weir
