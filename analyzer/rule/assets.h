#pragma once

#include <vector>

#include "analyzer/rule/scene.h"

namespace weir::findings {

/// What the matches put at risk: the data stores that they bind, the most sensitive first, then by
/// address; where there are none, the element that is reported (what an item belongs to). Identities
/// and boundaries stay themselves.
std::vector<NodeId> assets_of(const Scene& scene, const MatchGroup& group, NodeId reported);

}  // namespace weir::findings
