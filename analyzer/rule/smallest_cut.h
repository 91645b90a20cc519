#pragma once

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace weir {

/// A network of which nodes can be taken out.
struct CutNetwork {
  std::size_t nodes = 0;
  std::vector<std::pair<std::size_t, std::size_t>> hops;  ///< from, to; both below `nodes`
  std::vector<std::size_t> starts, ends;
  std::vector<bool> may_cut;  ///< by node: whether the hops into it can be stopped there
};

/// The fewest nodes that, with the hops into them stopped, leave no way of one hop or more from any
/// start to any end; in ascending order, and of several such sets the one nearest to the starts.
/// None where there is no such set. The empty set where there is no way anyhow. Edmonds–Karp over
/// hops into nodes, O(size of the answer × (nodes + hops)).
std::optional<std::vector<std::size_t>> smallest_cut(const CutNetwork& network);

}  // namespace weir
