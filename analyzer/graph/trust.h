#pragma once

#include <vector>

#include "analyzer/graph/inference.h"
#include "analyzer/graph/statements.h"

namespace weir {

/// A statement of a role's trust policy, and when it holds.
struct Trust {
  const PolicyStatement& statement;
  Guard guard = kAlways;
};

/// Other accounts, and those whom others sign in, act through a role that trusts them. A role that
/// is for them alone, and for things that it names, shows what they do, or what the pipelines of the
/// input do that they sign in. O(trusts + access + attachments).
void act_for_outsiders(Inference& inference, ActionTable& table, NodeId role,
                       const std::vector<Trust>& trusts);

}  // namespace weir
