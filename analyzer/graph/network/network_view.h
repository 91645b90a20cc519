#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "analyzer/base/ip_prefix.h"
#include "analyzer/graph/network/verdict.h"

namespace weir {

/// The labels and properties by which a network is told. Those that the catalogue does not declare
/// are none.
struct NetworkWords {
  explicit NetworkWords(const Catalog& catalog);
  EdgeLabelId within, has, routes, main_of, filters, addresses, leads_to, peer, prefixes, joins,
      exempts, attached_to, associates, propagates;
  LabelId subnet, vpc, security_group, route, route_table, internet_gateway, acl, acl_entry,
      ingress_rule, egress_rule, prefix_list, network_interface, inline_interface, listener,
      internet_block, transit_route;
  PropertyId public_address, publicly_accessible, public_endpoint, public_cidrs, ipv6_address,
      public_by_default, ipv6_by_default, default_network, cidr, cidrs, from_port, to_port,
      protocol, among_members, local_route, number, joins_all, allows, outgoing,
      open_without_groups, port, usual_port, for_appliances, blocks_internet, lets_internet_in,
      faces_internet, in_each_subnet, own_interface, told_by_listeners, default_association, default_propagation, blackhole;
};

/// An edge seen from one of its ends.
struct Link {
  NodeId node;  ///< the other end
  Guard exists;
  Span span;
};

/// One of the values that a property has, and when.
struct PossibleValue {
  const PropertyValue* value;  ///< nullptr: absent
  Guard guard;
};

/// The part of a diagram that says what reaches what, made searchable: O(nodes + edges). It must
/// not outlive the diagram, to which nothing may be added meanwhile but guards.
class NetworkView {
 public:
  NetworkView(const Dfd& dfd, const Catalog& catalog, GuardStore& guards);

  const Dfd& dfd;
  const Catalog& catalog;
  GuardStore& guards;
  const NetworkWords words;

  const std::vector<Link>& from(NodeId node, EdgeLabelId label) const;
  const std::vector<Link>& to(NodeId node, EdgeLabelId label) const;
  /// Those of a node's items, or of what it lies in, that bear a label.
  std::vector<Link> from(NodeId node, EdgeLabelId label, LabelId other) const;
  /// Why more edges of this label may start (end) at a node, at others that bear `other`; nullptr
  /// if none may.
  const OpenEnd* open(NodeId node, EdgeLabelId label, bool outgoing, LabelId other = {}) const;
  bool bears(NodeId node, LabelId label) const;
  const PropertyValue* property(NodeId node, PropertyId property) const;
  /// Whether the concept says where the property stands.
  bool reads(NodeId node, PropertyId property) const;
  std::vector<PossibleValue> alternatives(NodeId node, PropertyId property) const;
  /// A boolean property; absent as `absent` says.
  Verdict is_true(NodeId node, PropertyId property, const Verdict& absent,
                  const std::string& way) const;
  /// The VPCs around a subnet, group or table.
  std::vector<Link> vpcs_of(NodeId node) const { return from(node, words.within, words.vpc); }

  /// Work is counted: false once there was too much of it, and then nothing is known any more.
  bool spend(std::uint64_t steps = 1) const;

 private:
  static std::uint64_t key(NodeId node, EdgeLabelId label) {
    return std::uint64_t{node.value} << 32 | label.value;
  }
  std::unordered_map<std::uint64_t, std::vector<Link>> from_, to_;
  std::unordered_map<std::uint32_t, std::vector<const OpenEnd*>> open_;
  mutable std::uint64_t steps_ = 0;
};

/// What a text says of the internet at large: that it is a good part of it, that it is not, or
/// nothing that is known.
Verdict is_internet(const PropertyValue& cidr, IpFamily family);

}  // namespace weir
