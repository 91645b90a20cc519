#pragma once

#include <string_view>
#include <vector>

#include "analyzer/graph/inference.h"

namespace weir {

/// Declared nodes that an ARN pattern names however its holes, and those of their names, are
/// filled; sorted.
std::vector<NodeId> may_match_arn(Inference& inference, UnitId unit, std::string_view arn,
                                  const std::vector<ConceptId>& only, Span span);

}  // namespace weir
