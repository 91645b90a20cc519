#pragma once

#include "analyzer/graph/inference.h"

namespace weir {

/// Flows of somebody outside who acts with a role: what the role may do with at most 16 things,
/// while both are there. A permission on everything says of nobody what he does. O(access).
void act_through(Inference& inference, NodeId outsider, NodeId role, Guard guard,
                 Confidence confidence);

}  // namespace weir
