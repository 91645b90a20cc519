#pragma once

#include <optional>
#include <vector>

#include "analyzer/graph/network/access_lists.h"
#include "analyzer/graph/network/filters.h"
#include "analyzer/graph/network/network_view.h"
#include "analyzer/graph/network/routing.h"

namespace weir {

/// Which elements packets from the internet get to. An element is exposed if, for IPv4 or IPv6, it
/// has an address of the internet, a subnet it lies in has a route for the internet to an internet
/// gateway, and the access lists of that subnet and the security groups let a port that it serves
/// in from the internet at large. Where it has one place in one of several subnets, all of them
/// have to. O(elements × (subnets + rules of their groups)); routes, groups and lists are looked at
/// once.
class Exposure {
 public:
  explicit Exposure(const NetworkView& view)
      : view_(view), routing_(view), filters_(view), lists_(view) {}

  /// None if no address of its own can be told of the element.
  std::optional<Verdict> of(NodeId element);
  Routing& routing() { return routing_; }

 private:
  /// An interface with the network: the element's own, one that stands in it, or one that is
  /// attached to it.
  struct Interface {
    NodeId node;
    Guard exists;
    std::vector<Link> subnets, groups, vpcs;
    const OpenEnd* subnets_open = nullptr;
    const OpenEnd* groups_open = nullptr;
    bool first = false;  ///< of those that stand in the element: addresses of that are its
  };
  Interface interface_of(NodeId node, Guard exists) const;
  std::vector<Interface> interfaces_of(NodeId element) const;
  Verdict through(NodeId element, const Interface& interface);
  Verdict in_subnet(NodeId element, const Interface& interface, NodeId subnet, IpFamily family);
  Verdict in_unknown_subnet(NodeId element, const Interface& interface);
  Verdict admission(NodeId element, const std::vector<Admission>& admissions, NodeId subnet,
                    const AddressRange& routed);
  Verdict address(NodeId element, const Interface& interface, NodeId subnet, IpFamily family) const;
  Verdict own_address(NodeId element, const Interface& interface, NodeId subnet,
                      IpFamily family) const;
  std::vector<Admission> admitted(NodeId element, const Interface& interface, IpFamily family);
  void admit_default(std::vector<Admission>& out, const Interface& interface, IpFamily family);

  const NetworkView& view_;
  Routing routing_;
  Filters filters_;
  AccessLists lists_;
};

}  // namespace weir
