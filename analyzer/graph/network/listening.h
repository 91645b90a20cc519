#pragma once

#include <vector>

#include "analyzer/graph/network/network_view.h"
#include "analyzer/graph/network/ports.h"

namespace weir {

/// Ports among those that are open at which an element answers, and whether it does.
struct Listened {
  PortRange ports;
  Verdict verdict;
};

/// By its listeners and the port that it says or usually has. Where nothing says at which port it
/// listens, it may be any, but for stores, which are usually asked at one. O(listeners).
std::vector<Listened> listened_at(const NetworkView& view, NodeId element, PortRange open);

}  // namespace weir
