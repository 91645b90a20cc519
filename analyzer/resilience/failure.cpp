#include "analyzer/resilience/failure.h"

#include <map>

namespace weir::resilience {

Failures::Failures(const DependencyGraph& graph) : dependents_(graph.size()) {
  for (std::uint32_t i = 0; i < graph.size(); ++i) {
    std::map<std::uint32_t, std::uint32_t> groups;
    for (const Dependency& dependency : graph[i]) {
      if (dependency.kind == DependencyKind::soft) continue;
      std::uint32_t group = kHard;
      if (dependency.kind == DependencyKind::alternative) {
        const auto [at, made] =
            groups.try_emplace(dependency.group, static_cast<std::uint32_t>(sizes_.size()));
        if (made) sizes_.push_back(0);
        group = at->second;
        ++sizes_[group];
      }
      dependents_[dependency.on.index()].push_back({i, group});
    }
  }
}

std::vector<bool> Failures::stopped_by(const std::vector<NodeId>& failed) const {
  std::vector<bool> stopped(dependents_.size());
  std::vector<std::uint32_t> left = sizes_, pending;
  const auto stop = [&](std::uint32_t node) {
    if (stopped[node]) return;
    stopped[node] = true;
    pending.push_back(node);
  };
  for (const NodeId node : failed) stop(node.value);
  while (!pending.empty()) {
    const std::uint32_t node = pending.back();
    pending.pop_back();
    for (const Dependent& dependent : dependents_[node])
      if (dependent.group == kHard || --left[dependent.group] == 0) stop(dependent.node);
  }
  return stopped;
}

}  // namespace weir::resilience
