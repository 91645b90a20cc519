#pragma once

#include <vector>

#include "analyzer/resilience/report.h"

namespace weir::resilience {

/// What rules ask of objectives: an item `objective` of each thing and disruption that something is
/// sought of, an item `availability_objective` of each entry, journey and store. Their properties
/// are the report's figures; what cannot be told is unknown there. They stand where the objective
/// is declared. O(objectives).
std::vector<GraphNode> objective_items(const Input& input, const Report& report);

/// The graph with more items, each at its owner.
Dfd with_items(Dfd dfd, const Catalog& catalog, std::vector<GraphNode> items);

}  // namespace weir::resilience
