#pragma once

#include "analyzer/graph/inference.h"

namespace weir {

/// Nobody comes in by an address that needs a permission for everybody (property
/// `needs_permission`) where the policy of what it leads to certainly has none. O(statements).
void close_unpermitted(Inference& inference);

}  // namespace weir
