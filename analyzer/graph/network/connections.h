#pragma once

#include <optional>
#include <unordered_map>
#include <vector>

#include "analyzer/graph/network/access_lists.h"
#include "analyzer/graph/network/routing.h"

namespace weir {

/// Whether routes lead from one subnet to another and back: inside one VPC always, between two by a
/// peering that joins just them or by a transit gateway that both are attached to. Peerings are not
/// transitive. Each pair is looked at once.
class Connections {
 public:
  explicit Connections(const NetworkView& view) : view_(view), routing_(view), lists_(view) {}

  /// The best of the pairs, with what access lists say of the ports.
  Verdict between(const std::vector<NodeId>& from, const std::vector<NodeId>& to, PortRange ports);

 private:
  const Verdict& routed(NodeId from, NodeId to);
  Verdict leads(NodeId from, NodeId to);
  bool joins(NodeId gateway, const std::vector<Link>& vpcs) const;

  const NetworkView& view_;
  Routing routing_;
  AccessLists lists_;
  std::unordered_map<std::uint64_t, Verdict> routed_;
};

}  // namespace weir
