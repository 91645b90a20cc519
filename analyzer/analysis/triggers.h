#pragma once

#include <vector>

#include "analyzer/graph/dfd.h"

namespace weir {

/// Along a flow, `cause` can make `effect` act.
struct Trigger {
  NodeId cause, effect;
  FlowId flow;  ///< none: the effect's policy lets the cause in
};

/// Who makes whom act, from declared and implied flows of the kinds entry, sync and event:
/// - entry and sync: the caller makes the called one act; but reading from a store changes nothing
/// in it, so a flow
///   into a data store whose data only goes back to the caller is none;
/// - event: the side that the data comes from makes the other one act (a queue its consumer, a
/// bucket the function
///   that it notifies), whoever opens the connection;
/// - what the policy of an element lets somebody from outside do to it, he can do: he needs no
/// flow. O(m + access of outsiders · targets).
std::vector<Trigger> triggers(const Dfd& dfd, const Catalog& catalog);

}  // namespace weir
