#pragma once

#include "analyzer/graph/inference.h"
#include "analyzer/graph/statements.h"

namespace weir {

/// Another account, which a principal names by its number or within an ARN; none if it names
/// something else. A declared role of that name is not it: that lies in the own account.
NodeId outside_account(Inference& inference, UnitId unit, const PolicyPattern& principal);

/// A service that comes by itself, by its principal (`bedrock.amazonaws.com` → `aws:bedrock`),
/// where tables/outside.yaml has it; none otherwise.
NodeId outside_service(Inference& inference, UnitId unit, const PolicyPattern& principal);

}  // namespace weir
