#pragma once

#include <cstdint>
#include <vector>

namespace weir {

/// Number of each node's strongly connected component (less than the number of nodes), numbered in
/// no particular order. Iterative: chains of any length are fine. O(n + m).
std::vector<std::uint32_t> strong_components(const std::vector<std::vector<std::uint32_t>>& next);

/// Immediate dominator of each node of a graph with edges `next`, seen from `root`; the root's is
/// itself, that of an unreachable node UINT32_MAX. Cooper, Harvey and Kennedy's iteration in
/// reverse postorder; no recursion.
std::vector<std::uint32_t> immediate_dominators(const std::vector<std::vector<std::uint32_t>>& next,
                                                std::uint32_t root);

}  // namespace weir
