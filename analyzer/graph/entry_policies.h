#pragma once

#include "analyzer/graph/inference.h"
#include "analyzer/graph/statements.h"

namespace weir {

/// Nobody from the internet comes in where the policy of a thing by which it is entered
/// (tables/principals.yaml, `entered_by_policy`) certainly lets no stranger in. O(statements).
void close_entries(Inference& inference);

/// Whether a statement that allows something may let in somebody whom nobody knows: by who it names
/// and what its conditions leave.
bool may_let_in(const PolicyStatement& statement);

/// Whether the policy of a node may say more than is known. O(open ends).
bool is_open_to_statements(const Inference& inference, NodeId node);

}  // namespace weir
