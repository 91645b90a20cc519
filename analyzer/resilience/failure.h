#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "analyzer/resilience/dependencies.h"

namespace weir::resilience {

/// What stops when something fails. A node stops if it fails, if a hard dependency of it stops, or
/// if all alternatives of one group of it do; nothing else stops (so what depends on itself in a
/// circle runs until something of it fails).
class Failures {
 public:
  explicit Failures(const DependencyGraph& graph);

  /// By node, whether it stops. O(n + m).
  std::vector<bool> stopped_by(const std::vector<NodeId>& failed) const;

 private:
  struct Dependent {
    std::uint32_t node;
    std::uint32_t group;  ///< into sizes_; kHard = it stops at once
  };
  static constexpr std::uint32_t kHard = UINT32_MAX;
  std::vector<std::vector<Dependent>> dependents_;
  std::vector<std::uint32_t> sizes_;  ///< members of each group of alternatives
};

}  // namespace weir::resilience
