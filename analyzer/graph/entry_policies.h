#pragma once

#include "analyzer/graph/inference.h"

namespace weir {

/// Nobody from the internet comes in where the policy of a thing by which it is entered
/// (tables/principals.yaml, `entered_by_policy`) certainly lets no stranger in. O(statements).
void close_entries(Inference& inference);

}  // namespace weir
