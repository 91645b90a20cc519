#include "analyzer/resilience/path.h"

#include <algorithm>

namespace weir::resilience {
namespace {

using Members = std::vector<bool>;

/// A node and all that it needs by hard dependencies alone; `always`: in every configuration.
Members closure(const DependencyGraph& graph, NodeId start, bool always = false) {
  Members in(graph.size());
  std::vector<NodeId> pending{start};
  in[start.index()] = true;
  while (!pending.empty()) {
    const NodeId node = pending.back();
    pending.pop_back();
    for (const Dependency& one : graph[node.index()])
      if (one.kind == DependencyKind::hard && (one.certain || !always) && !in[one.on.index()]) {
        in[one.on.index()] = true;
        pending.push_back(one.on);
      }
  }
  return in;
}

class PathFinder {
 public:
  PathFinder(const Dfd& dfd, const DependencyGraph& graph) : dfd_(dfd), graph_(graph) {}

  Path find(const std::vector<NodeId>& all_entries, const std::vector<NodeId>& through) {
    Path path;
    const std::vector<NodeId> entries = leading_to(all_entries, through);
    Members series = closure(graph_, entries.front());
    for (const NodeId entry : entries) {
      const Members other = closure(graph_, entry);
      for (std::size_t i = 0; i < series.size(); ++i) series[i] = series[i] && other[i];
    }
    const Members all = hard_of(entries);
    const Members kept = through.empty() ? all : on_ways(all, entries, through);
    for (std::size_t i = 0; i < series.size(); ++i) series[i] = series[i] && kept[i];
    if (entries.size() > 1) add_choice(path, series, kept, entries);
    for (std::size_t i = 0; i < series.size(); ++i)
      if (series[i]) add_groups(path, series, kept, NodeId(i));
    path.series = listed(series);
    Members always(graph_.size());
    for (const NodeId entry : entries) {
      const Members own = closure(graph_, entry, true);
      for (std::size_t i = 0; i < always.size(); ++i) always[i] = always[i] || own[i];
    }
    for (const NodeId node : path.series)
      if (!always[node.index()]) path.conditional.insert(node);
    path.hard = listed(kept);
    Members soft(graph_.size());
    for (const NodeId node : needs_of(graph_, path.hard, false))
      soft[node.index()] = !all[node.index()];
    path.soft = listed(soft);
    return path;
  }

 private:
  /// The entries from which `through` is reached; all of them if it is from none.
  std::vector<NodeId> leading_to(const std::vector<NodeId>& entries,
                                 const std::vector<NodeId>& through) const {
    std::vector<NodeId> leading;
    for (const NodeId entry : entries) {
      const Members needed = hard_of({entry});
      if (std::any_of(through.begin(), through.end(),
                      [&](NodeId node) { return needed[node.index()]; }))
        leading.push_back(entry);
    }
    return leading.empty() ? entries : leading;
  }

  Members hard_of(const std::vector<NodeId>& entries) const {
    Members all(graph_.size());
    for (const NodeId entry : entries) all[entry.index()] = true;
    for (const NodeId node : needs_of(graph_, entries, true)) all[node.index()] = true;
    return all;
  }

  /// Of `all`: the entries, what leads to a node of `through`, and what these need.
  Members on_ways(const Members& all, const std::vector<NodeId>& entries,
                  const std::vector<NodeId>& through) const {
    std::vector<std::vector<NodeId>> dependents(graph_.size());
    for (std::size_t i = 0; i < graph_.size(); ++i)
      for (const Dependency& one : graph_[i])
        if (one.kind != DependencyKind::soft) dependents[one.on.index()].push_back(NodeId(i));
    Members kept(graph_.size());
    std::vector<NodeId> pending;
    for (const NodeId node : through)
      if (all[node.index()]) pending.push_back(node);
    const std::vector<NodeId> below = needs_of(graph_, pending, true);
    while (!pending.empty()) {
      const NodeId node = pending.back();
      pending.pop_back();
      if (kept[node.index()]) continue;
      kept[node.index()] = true;
      for (const NodeId dependent : dependents[node.index()])
        if (all[dependent.index()]) pending.push_back(dependent);
    }
    for (const NodeId node : below) kept[node.index()] = true;
    for (const NodeId entry : entries) kept[entry.index()] = true;
    return kept;
  }

  void add_groups(Path& path, const Members& series, const Members& kept, NodeId node) {
    std::vector<std::pair<std::uint32_t, std::vector<NodeId>>> groups;
    for (const Dependency& one : graph_[node.index()]) {
      if (one.kind != DependencyKind::alternative || !kept[one.on.index()]) continue;
      auto at = std::find_if(groups.begin(), groups.end(),
                             [&](const auto& group) { return group.first == one.group; });
      if (at == groups.end()) at = groups.insert(groups.end(), {one.group, {}});
      at->second.push_back(one.on);
    }
    for (const auto& [number, members] : groups) add_choice(path, series, kept, members);
  }

  void add_choice(Path& path, const Members& series, const Members& kept,
                  const std::vector<NodeId>& members) {
    std::vector<std::vector<NodeId>> ways;
    Members used(graph_.size());
    for (const NodeId member : members) {
      Members own = closure(graph_, member);
      for (std::size_t i = 0; i < own.size(); ++i) {
        own[i] = own[i] && kept[i] && !series[i];
        if (own[i] && (used[i] || taken(path, NodeId(i))))
          path.unclear = "ways that may take each other's place share " + dfd_.nodes[i].name;
        const bool chooses =
            own[i] && std::any_of(graph_[i].begin(), graph_[i].end(), [](const Dependency& one) {
              return one.kind == DependencyKind::alternative;
            });
        if (chooses) path.unclear = dfd_.nodes[i].name + " has alternatives within an alternative";
        used[i] = used[i] || own[i];
      }
      ways.push_back(listed(own));
    }
    path.choices.push_back(std::move(ways));
  }

  static bool taken(const Path& path, NodeId node) {
    for (const auto& choice : path.choices)
      for (const auto& way : choice)
        if (std::find(way.begin(), way.end(), node) != way.end()) return true;
    return false;
  }

  std::vector<NodeId> listed(const Members& members) const {
    std::vector<NodeId> nodes;
    for (std::size_t i = 0; i < members.size(); ++i)
      if (members[i]) nodes.push_back(NodeId(i));
    std::sort(nodes.begin(), nodes.end(),
              [&](NodeId a, NodeId b) { return node_before(dfd_, a, b); });
    return nodes;
  }

  const Dfd& dfd_;
  const DependencyGraph& graph_;
};

}  // namespace

Path path_of(const Dfd& dfd, const DependencyGraph& graph, const std::vector<NodeId>& entries,
             const std::vector<NodeId>& through) {
  return PathFinder(dfd, graph).find(entries, through);
}

}  // namespace weir::resilience
