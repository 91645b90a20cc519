#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analyzer/resilience/scope.h"

namespace weir::resilience {

/// That a node depends on another.
struct Dependency {
  NodeId on;
  DependencyKind kind = DependencyKind::hard;
  std::uint32_t group = 0;  ///< alternatives of one node share a number; 0 = no alternative
  std::string why;
  Span span;
  bool declared = false;  ///< by people, not seen in the code
  bool certain = true;    ///< in every configuration in which who depends is there
};

/// By node, what it depends on: each thing once, the strongest way.
using DependencyGraph = std::vector<std::vector<Dependency>>;

/// Who depends on whom, and what was left out of it.
struct Dependencies {
  DependencyGraph graph;
  std::vector<std::string> remarks;
};

/// Pairs that all declarations together may make; one that makes more counts for nothing.
inline constexpr std::size_t kDeclaredPairs = 200'000;

/// The first row of the table that fits an edge says how its ends depend on each other; then what
/// is declared. Flows that only a permission allows count for nothing. One alternative alone is
/// needed like any other. O(rows × edges + declarations × nodes + declared pairs).
Dependencies dependencies_of(const Input& input);

/// The part of it that holds in every configuration; alternatives all of them, for the fewer there
/// are the sooner something stops.
DependencyGraph certain_of(const DependencyGraph& graph);

/// The part of it between some nodes.
DependencyGraph only(const DependencyGraph& graph, const std::vector<NodeId>& nodes);

/// What a node needs: over hard dependencies and alternatives alone, or over all. Without the node
/// itself. O(n + m).
std::vector<NodeId> needs_of(const DependencyGraph& graph, const std::vector<NodeId>& starts,
                             bool hard_only);

}  // namespace weir::resilience
