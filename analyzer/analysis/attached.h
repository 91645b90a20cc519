#pragma once

#include <vector>

#include "analyzer/graph/dfd.h"

namespace weir {

/// Attachments and structure edges of one kind (or below it), by the node that they start at or end
/// at; those to flows and those that never hold are left out. O(n + m).
struct Attached {
  Attached(const Dfd& dfd, const Catalog& catalog, EdgeLabelId kind);
  std::vector<std::vector<const Attachment*>> from, to;
  /// By node: whether there may be further ones that start (end) there.
  std::vector<bool> open_from, open_to;
};

/// All boundaries around a node, the nearest first. O(size of the answer).
std::vector<NodeId> boundaries_around(const Attached& within, NodeId node);

}  // namespace weir
