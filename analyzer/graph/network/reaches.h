#pragma once

#include <vector>

#include "analyzer/graph/dfd.h"

namespace weir {

/// Which elements get packets to which others inside networks, for certain: the source's groups let
/// them out, routes lead there and back, the target's groups and the lists in between let them in.
/// Edges `reaches`, with the ports and the rules as evidence. Elements with the same groups and
/// subnets are compared once: O(p²·r) for p different places and r rules, at most three million
/// steps and 100,000 edges.
std::vector<Attachment> reaches_within_networks(const Dfd& dfd, const Catalog& catalog);

}  // namespace weir
