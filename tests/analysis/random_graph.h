#pragma once

#include <cstdint>
#include <random>
#include <vector>

namespace weir::testing {

using Graph = std::vector<std::vector<std::uint32_t>>;

/// A graph of `n` nodes with about `m` edges; the same for the same seed.
inline Graph random_graph(std::mt19937& random, std::uint32_t n, std::uint32_t m) {
  Graph next(n);
  for (std::uint32_t i = 0; i < m; ++i)
    next[random() % n].push_back(static_cast<std::uint32_t>(random() % n));
  return next;
}

/// Nodes that can be reached from `from` without passing `without` (UINT32_MAX: nothing is left
/// out).
inline std::vector<bool> reached(const Graph& next, std::uint32_t from,
                                 std::uint32_t without = UINT32_MAX) {
  std::vector<bool> seen(next.size());
  if (from == without) return seen;
  std::vector<std::uint32_t> pending{from};
  seen[from] = true;
  while (!pending.empty()) {
    const std::uint32_t node = pending.back();
    pending.pop_back();
    for (const std::uint32_t child : next[node])
      if (child != without && !seen[child]) {
        seen[child] = true;
        pending.push_back(child);
      }
  }
  return seen;
}

}  // namespace weir::testing
