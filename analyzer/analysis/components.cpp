#include "analyzer/analysis/components.h"

#include <algorithm>

namespace weir {
namespace {

constexpr std::uint32_t kNone = UINT32_MAX;

struct Frame {
  std::uint32_t node = 0;
  std::size_t edge = 0;
};

/// Nodes reachable from the root, in postorder.
std::vector<std::uint32_t> postorder(const std::vector<std::vector<std::uint32_t>>& next,
                                     std::uint32_t root) {
  std::vector<std::uint32_t> out;
  std::vector<bool> seen(next.size());
  std::vector<Frame> stack{{root, 0}};
  seen[root] = true;
  while (!stack.empty()) {
    Frame& frame = stack.back();
    if (frame.edge < next[frame.node].size()) {
      const std::uint32_t child = next[frame.node][frame.edge++];
      if (!seen[child]) {
        seen[child] = true;
        stack.push_back({child, 0});
      }
    } else {
      out.push_back(frame.node);
      stack.pop_back();
    }
  }
  return out;
}

}  // namespace

std::vector<std::uint32_t> strong_components(const std::vector<std::vector<std::uint32_t>>& next) {
  const std::size_t n = next.size();
  std::vector<std::uint32_t> index(n, kNone), low(n), component(n, kNone), open;
  std::uint32_t counter = 0;
  std::uint32_t components = 0;
  for (std::uint32_t start = 0; start < n; ++start) {
    if (index[start] != kNone) continue;
    std::vector<Frame> stack{{start, 0}};
    index[start] = low[start] = counter++;
    open.push_back(start);
    while (!stack.empty()) {
      const std::uint32_t node = stack.back().node;
      if (stack.back().edge < next[node].size()) {
        const std::uint32_t child = next[node][stack.back().edge++];
        if (index[child] == kNone) {
          index[child] = low[child] = counter++;
          open.push_back(child);
          stack.push_back({child, 0});
        } else if (component[child] == kNone) {
          low[node] = std::min(low[node], index[child]);
        }
        continue;
      }
      stack.pop_back();
      if (!stack.empty()) low[stack.back().node] = std::min(low[stack.back().node], low[node]);
      if (low[node] != index[node]) continue;
      std::uint32_t member = kNone;
      do {
        member = open.back();
        open.pop_back();
        component[member] = components;
      } while (member != node);
      ++components;
    }
  }
  return component;
}

std::vector<std::uint32_t> immediate_dominators(const std::vector<std::vector<std::uint32_t>>& next,
                                                std::uint32_t root) {
  const std::vector<std::uint32_t> order = postorder(next, root);
  std::vector<std::uint32_t> rank(next.size(), kNone), dominator(next.size(), kNone);
  for (std::uint32_t i = 0; i < order.size(); ++i) rank[order[i]] = i;
  std::vector<std::vector<std::uint32_t>> previous(next.size());
  for (const std::uint32_t node : order)
    for (const std::uint32_t child : next[node]) previous[child].push_back(node);
  dominator[root] = root;
  const auto meet = [&](std::uint32_t a, std::uint32_t b) {
    while (a != b) {
      while (rank[a] < rank[b]) a = dominator[a];
      while (rank[b] < rank[a]) b = dominator[b];
    }
    return a;
  };
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t i = order.size(); i-- > 0;) {
      const std::uint32_t node = order[i];
      if (node == root) continue;
      std::uint32_t best = kNone;
      for (const std::uint32_t from : previous[node])
        if (dominator[from] != kNone) best = best == kNone ? from : meet(best, from);
      if (best != dominator[node]) {
        dominator[node] = best;
        changed = true;
      }
    }
  }
  return dominator;
}

}  // namespace weir
