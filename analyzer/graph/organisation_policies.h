#pragma once

#include <string>
#include <vector>

#include "analyzer/graph/inference.h"

namespace weir {

/// A policy of the organisation that bounds, or may bound, the account that a unit is deployed to.
struct OrganisationPolicy {
  NodeId policy;
  Guard guard = kAlways;
  std::string doubt;       ///< why it may not; "" if it does
  bool callers = false;    ///< it bounds the account's identities
  bool resources = false;  ///< it bounds the account's resources
};

/// By what they are attached to: to the root or to the account itself they bound it; to anything
/// else they may. What is attached nowhere bounds nothing. The management account, which they do
/// not bound, is not told from others. O(nodes + targets).
std::vector<OrganisationPolicy> organisation_policies(Inference& inference);

}  // namespace weir
