#pragma once

#include <vector>

#include "analyzer/document/document.h"

namespace weir::yaml {

/// Replaces the merge keys (`<<: *base`, `<<: [*a, *b]`) of the map just sealed, which is the last
/// thing in the document, by the entries they stand for. An entry written in the map wins, then the
/// first merged one. `anchors` are indices of nodes: those that move are corrected. A `<<` whose
/// value is no map stays an entry.
void expand_merge_keys(Document& document, NodeIndex map, std::vector<NodeIndex>& anchors);

}  // namespace weir::yaml
