#include "analyzer/graph/network/exposure.h"

#include <utility>

#include "analyzer/graph/network/listening.h"

namespace weir {

std::optional<Verdict> Exposure::of(NodeId element) {
  const NetworkWords& words = view_.words;
  const bool told = view_.reads(element, words.public_address) ||
                    view_.reads(element, words.publicly_accessible) ||
                    !view_.to(element, words.addresses).empty();
  if (!told || view_.dfd[element].outside) return std::nullopt;
  Verdict out = fails("");
  for (const Interface& interface : interfaces_of(element)) {
    if (!view_.spend()) return unknown_verdict("there is more to look at than the limit allows");
    out = either(view_.guards, when(view_.guards, interface.exists, through(element, interface)),
                 out);
  }
  return out;
}

Exposure::Interface Exposure::interface_of(NodeId node, Guard exists) const {
  const EdgeLabelId within = view_.words.within;
  Interface out{node, exists, {}, {}, {}};
  for (const Link& link : view_.from(node, within)) {
    if (view_.bears(link.node, view_.words.subnet)) out.subnets.push_back(link);
    if (view_.bears(link.node, view_.words.security_group)) out.groups.push_back(link);
    if (view_.bears(link.node, view_.words.vpc)) out.vpcs.push_back(link);
  }
  out.subnets_open = view_.open(node, within, true, view_.words.subnet);
  out.groups_open = view_.open(node, within, true, view_.words.security_group);
  return out;
}

/// Those that are attached to it, and those that stand in it or else its own; its own not where it
/// has no place beside the attached ones.
std::vector<Exposure::Interface> Exposure::interfaces_of(NodeId element) const {
  std::vector<Interface> out;
  for (const Link& link : view_.to(element, view_.words.addresses))
    if (view_.bears(link.node, view_.words.network_interface))
      out.push_back(interface_of(link.node, link.exists));
  const std::size_t attached = out.size();
  const Interface own = interface_of(element, kAlways);
  for (const Link& link : view_.from(element, view_.words.has, view_.words.inline_interface)) {
    out.push_back(interface_of(link.node, link.exists));
    out.back().first = out.size() == attached + 1;
  }
  const bool placed = !own.subnets.empty() || !own.groups.empty() || own.subnets_open != nullptr;
  if (out.size() == attached && (placed || out.empty())) out.push_back(own);
  return out;
}

/// An element with a place in each of its subnets gets packets by any of them; one that has one
/// place is in one of them, and which is not said.
Verdict Exposure::through(NodeId element, const Interface& interface) {
  const Verdict each = view_.is_true(element, view_.words.in_each_subnet, fails(""), "");
  std::vector<std::pair<Guard, Verdict>> places;
  Verdict any = fails("");
  const auto add = [&](Guard exists, Verdict there) {
    any = either(view_.guards, when(view_.guards, exists, there), any);
    places.emplace_back(exists, std::move(there));
  };
  for (const Link& subnet : interface.subnets) {
    add(subnet.exists,
        either(view_.guards, in_subnet(element, interface, subnet.node, IpFamily::v6),
               in_subnet(element, interface, subnet.node, IpFamily::v4)));
    if (each.always() && any.always()) return any;
  }
  if (interface.subnets_open != nullptr || interface.subnets.empty())
    add(kAlways, in_unknown_subnet(element, interface));
  return each.always() ? any : agreed(view_.guards, places);
}

Verdict Exposure::in_subnet(NodeId element, const Interface& interface, NodeId subnet,
                            IpFamily family) {
  const Verdict address_there = address(element, interface, subnet, family);
  const Verdict route = routing_.to_internet(subnet, family);
  if (address_there.never() || route.never()) return both(view_.guards, address_there, route);
  const std::vector<Admission> admissions = admitted(element, interface, family);
  Verdict out = fails("");
  for (const Ruling& routed : routing_.exchanged(subnet, family)) {
    if (routed.verdict.never() || !routed.addresses.is_internet()) continue;
    const Verdict admits = admission(element, admissions, subnet, routed.addresses);
    out =
        either(view_.guards,
               both(view_.guards, routed.verdict, both(view_.guards, admits, address_there)), out);
    if (out.always()) break;
  }
  return out;
}

Verdict Exposure::in_unknown_subnet(NodeId element, const Interface& interface) {
  const OpenEnd* open = interface.subnets_open;
  const Verdict route = open != nullptr ? unknown_verdict(open->why, open->span)
                                        : unknown_verdict("it is not known in which subnet it lies",
                                                          view_.dfd[element].header);
  Verdict out = fails("");
  for (const IpFamily family : {IpFamily::v4, IpFamily::v6}) {
    AddressRange all;
    all.family = family;
    const Verdict address_there = address(element, interface, {}, family);
    const Verdict admits = address_there.never()
                               ? address_there
                               : admission(element, admitted(element, interface, family), {}, all);
    out = either(view_.guards, both(view_.guards, route, both(view_.guards, admits, address_there)),
                 out);
  }
  return out;
}

/// Whether somebody gets in from addresses that packets are exchanged with.
Verdict Exposure::admission(NodeId element, const std::vector<Admission>& admissions, NodeId subnet,
                            const AddressRange& routed) {
  Verdict out = admissions.empty()
                    ? fails("no rule lets the internet in", view_.dfd[element].header)
                    : fails("");
  for (const Admission& one : admissions) {
    if (!view_.spend()) return unknown_verdict("there are more rules than the limit allows");
    if (!one.addresses.overlaps(routed)) continue;
    const AddressRange asking = common(one.addresses, routed);
    if (!asking.is_internet()) continue;
    for (const Listened& at : listened_at(view_, element, one.ports)) {
      Verdict way = both(view_.guards, one.verdict, at.verdict);
      if (subnet.valid() && !way.never())
        way = both(view_.guards, lists_.passes(subnet, asking, at.ports), way);
      out = either(view_.guards, way, out);
    }
    if (out.always()) break;
  }
  return out;
}

Verdict Exposure::address(NodeId element, const Interface& interface, NodeId subnet,
                          IpFamily family) const {
  Verdict out = own_address(element, interface, subnet, family);
  const NodeId addressed = interface.first ? element : interface.node;
  if (family == IpFamily::v4)
    for (const Link& link : view_.to(addressed, view_.words.addresses)) {
      if (view_.bears(link.node, view_.words.network_interface)) continue;
      const Verdict given =
          holds({{view_.dfd[link.node].name + " is an address of " + view_.dfd[element].name,
                  link.span}});
      out = either(view_.guards, when(view_.guards, link.exists, given), out);
    }
  Verdict faces = view_.is_true(element, view_.words.faces_internet, holds(), "");
  if (faces.always()) return out;
  faces.way.clear();
  if (faces.why.empty()) faces.why = view_.dfd[element].name + " does not face the internet";
  return both(view_.guards, faces, out);
}

/// As it says itself; where it may say so and does not, the subnet decides. What has no interface
/// of its own has the addresses of the host that it runs on.
Verdict Exposure::own_address(NodeId element, const Interface& interface, NodeId subnet,
                              IpFamily family) const {
  const NetworkWords& words = view_.words;
  const NodeId node = interface.node;
  const bool is_part = view_.dfd[node].kind == GraphNodeKind::item;
  const std::string& name = view_.dfd[is_part ? element : node].name;
  const auto says = [&](PropertyId property) { return is_part || view_.reads(node, property); };
  const auto of_subnet = [&](PropertyId property) {
    if (!subnet.valid())
      return unknown_verdict("whether its subnet gives addresses of the internet is not known");
    if (view_.dfd[subnet].outside)
      return unknown_verdict("the input does not declare " + view_.dfd[subnet].name,
                             view_.dfd[subnet].header);
    return view_.is_true(subnet, property, fails(""),
                         view_.dfd[subnet].name + " gives " + name + " an address of the internet");
  };
  const Verdict none = fails(name + " has no address of the internet", view_.dfd[node].header);
  Verdict out = none;
  const std::string given = name + " has an address of the internet";
  if (family == IpFamily::v6) {
    if (says(words.ipv6_address))
      out = view_.is_true(node, words.ipv6_address, of_subnet(words.ipv6_by_default), given);
  } else {
    const PropertyId property =
        says(words.public_address) ? words.public_address : words.publicly_accessible;
    if (says(property))
      out = view_.is_true(node, property, of_subnet(words.public_by_default), given);
  }
  if (out.never()) out.why = none.why;
  const Verdict own = view_.is_true(node, words.own_interface, holds(), "");
  if (own.always()) return out;
  const Verdict hosts =
      unknown_verdict("it has the addresses of the host that it runs on", view_.dfd[node].header);
  return either(view_.guards, out, when(view_.guards, view_.guards.negate(own.yes), hosts));
}

std::vector<Admission> Exposure::admitted(NodeId element, const Interface& interface,
                                          IpFamily family) {
  std::vector<Admission> out;
  AddressRange all;
  all.family = family;
  for (const Link& group : interface.groups)
    for (const Admission& one : filters_.admitted(group.node, family))
      out.push_back({one.addresses, one.ports, when(view_.guards, group.exists, one.verdict)});
  if (interface.groups_open != nullptr)
    out.push_back(
        {all, {}, unknown_verdict(interface.groups_open->why, interface.groups_open->span)});
  if (!interface.groups.empty() || interface.groups_open != nullptr) return out;
  const Verdict open =
      view_.is_true(element, view_.words.open_without_groups, fails(""),
                    "no security group keeps anybody from " + view_.dfd[element].name);
  if (!open.never()) out.push_back({all, {}, open});
  if (!open.always()) admit_default(out, interface, family);
  return out;
}

/// Where no group is named, the VPC's own holds; it admits its members only until it is changed.
void Exposure::admit_default(std::vector<Admission>& out, const Interface& interface,
                             IpFamily family) {
  std::vector<Link> vpcs = interface.vpcs;
  for (const Link& subnet : interface.subnets)
    for (const Link& vpc : view_.vpcs_of(subnet.node)) vpcs.push_back(vpc);
  for (const Link& vpc : vpcs) {
    const auto add = [&](NodeId group) {
      for (const Admission& one : filters_.admitted(group, family)) out.push_back(one);
    };
    add(vpc.node);
    for (const Link& group : view_.to(vpc.node, view_.words.main_of))
      if (view_.bears(group.node, view_.words.security_group)) add(group.node);
  }
  AddressRange all;
  all.family = family;
  if (vpcs.empty())
    out.push_back({all,
                   {},
                   unknown_verdict("what the default group of its network admits is not known",
                                   view_.dfd[interface.node].header)});
}

}  // namespace weir
