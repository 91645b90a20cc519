#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "analyzer/resilience/dependencies.h"

namespace weir::resilience {

/// What one gets by asking for something: all of `series`, and of each list of `choices` one of its
/// ways.
struct Path {
  std::vector<NodeId> series;
  std::vector<std::vector<std::vector<NodeId>>> choices;  ///< what each way needs beside the series
  std::vector<NodeId> hard;                               ///< all of these together
  std::vector<NodeId> soft;                               ///< what it can go on without
  std::set<NodeId> conditional;  ///< of `series`: what is needed in some configurations only
  std::string unclear;  ///< why ways cannot be reckoned by themselves; "" = they can
};

/// The path behind entries, of which one is enough. With `through`, only what lies on ways to these
/// nodes, and what they need. Sets are in the order in which nodes are shown. O(entries × (n + m)).
Path path_of(const Dfd& dfd, const DependencyGraph& graph, const std::vector<NodeId>& entries,
             const std::vector<NodeId>& through);

}  // namespace weir::resilience
