#pragma once

#include <optional>
#include <unordered_map>
#include <vector>

#include "analyzer/graph/network/access_lists.h"
#include "analyzer/graph/network/routing.h"
#include "analyzer/graph/network/transit.h"

namespace weir {

/// Whether routes lead from one subnet to another and back: inside one VPC always, between two by a
/// peering that joins just them or by a transit gateway whose tables say so. Peerings are not
/// transitive. Each pair is looked at once.
class Connections {
 public:
  explicit Connections(const NetworkView& view)
      : view_(view), routing_(view), lists_(view), transit_(view) {}

  /// The best of the pairs, with what access lists say of the ports.
  Verdict between(const std::vector<NodeId>& from, const std::vector<NodeId>& to, PortRange ports);

 private:
  const Verdict& routed(NodeId from, NodeId to);
  Verdict leads(NodeId from, NodeId to);
  Verdict through(const Link& target, const std::vector<Link>& here, const std::vector<Link>& there,
                  const AddressRange& addresses) const;

  const NetworkView& view_;
  Routing routing_;
  AccessLists lists_;
  Transit transit_;
  std::unordered_map<std::uint64_t, Verdict> routed_;
};

}  // namespace weir
