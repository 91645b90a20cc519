#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "analyzer/query/logic.h"
#include "analyzer/query/values.h"

namespace weir::query {

/// One search as it is remembered: what it came to by itself, and what lies beyond ⊤, which is the
/// same for every search that gets there. Entries are by rank, ⊤ last.
struct Found {
  struct Entry {
    std::uint32_t rank = kTop;  ///< of the node; kTop for ⊤
    NodeRef node = kTop;
    Tri truth = kFalse;
  };
  std::vector<Entry> own;         ///< whole truths, of `beyond` too
  const Found* beyond = nullptr;  ///< the search from ⊤
  Guard through = kNever;         ///< when ⊤ may be reached

  const Entry* own_entry(std::uint32_t rank) const {
    const auto at = std::lower_bound(
        own.begin(), own.end(), rank,
        [](const Entry& entry, std::uint32_t wanted) { return entry.rank < wanted; });
    return at != own.end() && at->rank == rank ? &*at : nullptr;
  }
  /// Truth of an entry of `beyond` as seen from here: it may be, and is never certain.
  static Tri seen_through(Guard through, Tri truth, const Logic& logic) {
    return {kNever, logic.negate(logic.both(through, logic.negate(truth.no)))};
  }
};

/// Where a `*` or `+` step can lead: the nodes it does not rule out. A view of a search that
/// outlives it, under a condition that is the same for every hop.
class Reached {
 public:
  Reached(const Found& found, Tri condition, NodeRef zero_hops, const Logic& logic)
      : found_(&found), condition_(condition), zero_hops_(zero_hops), logic_(&logic) {}

  /// At most this many nodes.
  std::size_t size() const {
    return found_->own.size() + (found_->beyond != nullptr ? found_->beyond->own.size() : 0);
  }

  /// `rank` is the node's; kTop for ⊤.
  Tri at(NodeRef node, std::uint32_t rank) const {
    if (const Found::Entry* own = found_->own_entry(rank)) return conditioned(node, own->truth);
    if (found_->beyond == nullptr) return kFalse;
    const Found::Entry* far = found_->beyond->own_entry(rank);
    if (far == nullptr) return kFalse;
    return conditioned(node, Found::seen_through(found_->through, far->truth, *logic_));
  }

  /// Calls `visit(node, truth)` by rank, ⊤ last; it returns false to stop.
  template <class Visit>
  void each(const Visit& visit) const {
    static const std::vector<Found::Entry> kNothing;
    const auto& own = found_->own;
    const auto& far = found_->beyond != nullptr ? found_->beyond->own : kNothing;
    for (std::size_t i = 0, j = 0; i < own.size() || j < far.size();) {
      const bool mine = j == far.size() || (i < own.size() && own[i].rank <= far[j].rank);
      if (mine && j < far.size() && own[i].rank == far[j].rank) ++j;
      const Found::Entry& entry = mine ? own[i++] : far[j++];
      const Tri whole =
          mine ? entry.truth : Found::seen_through(found_->through, entry.truth, *logic_);
      const Tri truth = conditioned(entry.node, whole);
      if (truth.no != kAlways && !visit(entry.node, truth)) return;
    }
  }

 private:
  Tri conditioned(NodeRef node, Tri truth) const {
    return condition_ == kTrue || node == zero_hops_ ? truth : logic_->both(truth, condition_);
  }

  const Found* found_;
  Tri condition_;
  NodeRef zero_hops_;  ///< where no hop is needed; an index no node has if one is
  const Logic* logic_;
};

}  // namespace weir::query
