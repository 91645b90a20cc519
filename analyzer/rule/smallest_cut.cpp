#include "analyzer/rule/smallest_cut.h"

#include <algorithm>
#include <cstdint>
#include <deque>

namespace weir {
namespace {

/// Each node is an inner edge from its entrance to its exit, of capacity one where hops into it can
/// be stopped. A way begins at a start's exit (nothing stops what is there already) and ends at an
/// end's exit (it can be stopped on its way in).
class WayFinder {
 public:
  explicit WayFinder(const CutNetwork& network) : network_(network), edges_of_(2 * network.nodes + 2) {
    for (std::size_t node = 0; node < network.nodes; ++node)
      add(entrance(node), exit(node), network.may_cut[node] ? 1 : kEndless);
    for (const auto& [from, to] : network.hops) add(exit(from), entrance(to), kEndless);
    for (const std::size_t start : network.starts) add(source(), exit(start), kEndless);
    for (const std::size_t end : network.ends) add(exit(end), sink(), kEndless);
  }

  std::optional<std::vector<std::size_t>> run() {
    // What starts where it ends walks no hop: nothing stops it.
    for (const std::size_t start : network_.starts)
      if (std::find(network_.ends.begin(), network_.ends.end(), start) != network_.ends.end())
        return std::nullopt;
    while (augment())
      if (endless_) return std::nullopt;
    std::vector<std::size_t> cut;
    for (std::size_t node = 0; node < network_.nodes; ++node)
      if (reached(entrance(node)) && !reached(exit(node))) cut.push_back(node);
    return cut;
  }

 private:
  static constexpr int kEndless = 1'000'000'000;
  static constexpr std::size_t kNone = SIZE_MAX;
  struct Edge {
    std::size_t to;
    int left;
  };

  static std::size_t entrance(std::size_t node) { return 2 * node; }
  static std::size_t exit(std::size_t node) { return 2 * node + 1; }
  std::size_t source() const { return 2 * network_.nodes; }
  std::size_t sink() const { return source() + 1; }
  bool reached(std::size_t vertex) const { return by_[vertex] != kNone; }

  /// An edge and the one that takes back what flows along it, side by side.
  void add(std::size_t from, std::size_t to, int capacity) {
    edges_of_[from].push_back(edges_.size());
    edges_.push_back({to, capacity});
    edges_of_[to].push_back(edges_.size());
    edges_.push_back({from, 0});
  }

  /// Sends what fits along a shortest way; false if there is none.
  bool augment() {
    by_.assign(edges_of_.size(), kNone);
    std::deque<std::size_t> waiting = {source()};
    by_[source()] = edges_.size();
    while (!waiting.empty() && !reached(sink())) {
      const std::size_t vertex = waiting.front();
      waiting.pop_front();
      for (const std::size_t edge : edges_of_[vertex]) {
        if (edges_[edge].left == 0 || reached(edges_[edge].to)) continue;
        by_[edges_[edge].to] = edge;
        waiting.push_back(edges_[edge].to);
      }
    }
    if (!reached(sink())) return false;
    int least = kEndless;
    for (std::size_t at = sink(); at != source(); at = edges_[by_[at] ^ 1].to)
      least = std::min(least, edges_[by_[at]].left);
    endless_ = least == kEndless;
    for (std::size_t at = sink(); at != source() && !endless_; at = edges_[by_[at] ^ 1].to) {
      if (edges_[by_[at]].left < kEndless) edges_[by_[at]].left -= least;
      if (edges_[by_[at] ^ 1].left < kEndless) edges_[by_[at] ^ 1].left += least;
    }
    return true;
  }

  const CutNetwork& network_;
  std::vector<Edge> edges_;
  std::vector<std::vector<std::size_t>> edges_of_;
  std::vector<std::size_t> by_;  ///< by vertex: the edge by which the last search came; kNone
  bool endless_ = false;
};

}  // namespace

std::optional<std::vector<std::size_t>> smallest_cut(const CutNetwork& network) {
  return WayFinder(network).run();
}

}  // namespace weir
