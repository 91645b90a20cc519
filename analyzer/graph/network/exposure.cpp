#include "analyzer/graph/network/exposure.h"

#include <utility>

namespace weir {
namespace {

std::string words_of_label(const NetworkView& view, NodeId node) {
  return view.dfd[node].name + " has an address of the internet";
}

}  // namespace

std::optional<Verdict> Exposure::of(NodeId element) {
  const NetworkWords& words = view_.words;
  const bool told = view_.reads(element, words.public_address) ||
                    view_.reads(element, words.publicly_accessible) ||
                    !view_.to(element, words.addresses).empty();
  if (!told || view_.dfd[element].outside) return std::nullopt;
  Verdict out = fails("");
  for (const Interface& interface : interfaces_of(element)) {
    if (!view_.spend()) return unknown_verdict("there is more to look at than the limit allows");
    for (const IpFamily family : {IpFamily::v4, IpFamily::v6})
      out = either(view_.guards,
                   when(view_.guards, interface.exists, through(element, interface, family)), out);
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

/// Its own, and those that are attached to it; those come instead where it has no own place.
std::vector<Exposure::Interface> Exposure::interfaces_of(NodeId element) const {
  std::vector<Interface> out;
  for (const Link& link : view_.to(element, view_.words.addresses))
    if (view_.bears(link.node, view_.words.network_interface))
      out.push_back(interface_of(link.node, link.exists));
  Interface own = interface_of(element, kAlways);
  const bool placed = !own.subnets.empty() || !own.groups.empty() || own.subnets_open != nullptr;
  if (placed || out.empty()) out.insert(out.begin(), std::move(own));
  return out;
}

Verdict Exposure::through(NodeId element, const Interface& interface, IpFamily family) {
  Verdict out = fails("");
  std::optional<std::vector<Admission>> admissions;
  const auto by = [&](NodeId subnet, const Verdict& route) {
    const Verdict address_there = address(element, interface, subnet, family);
    if (address_there.never() || route.never()) return both(view_.guards, address_there, route);
    if (!admissions) admissions = admitted(element, interface, family);
    Verdict admission = admissions->empty()
                            ? fails("no rule lets the internet in", view_.dfd[element].header)
                            : fails("");
    for (const Admission& one : *admissions) {
      if (!view_.spend()) return unknown_verdict("there are more rules than the limit allows");
      const Verdict asked = both(view_.guards, one.verdict, serves(element, one.ports));
      for (const PortRange ports : listened_of(element, one.ports)) {
        Verdict way = asked;
        if (subnet.valid() && !way.never())
          way = both(view_.guards, lists_.passes(subnet, family, ports), way);
        admission = either(view_.guards, way, admission);
      }
      if (admission.always()) break;
    }
    return both(view_.guards, route, both(view_.guards, admission, address_there));
  };
  for (const Link& subnet : interface.subnets) {
    out = either(view_.guards,
                 when(view_.guards, subnet.exists,
                      by(subnet.node, routing_.to_internet(subnet.node, family))),
                 out);
    if (out.always()) return out;
  }
  if (interface.subnets_open != nullptr) {
    out = either(view_.guards,
                 by({}, unknown_verdict(interface.subnets_open->why, interface.subnets_open->span)),
                 out);
  } else if (interface.subnets.empty()) {
    out = either(view_.guards,
                 by({}, unknown_verdict("it is not known in which subnet it lies",
                                        view_.dfd[element].header)),
                 out);
  }
  return out;
}

Verdict Exposure::address(NodeId element, const Interface& interface, NodeId subnet,
                          IpFamily family) const {
  Verdict out = own_address(interface, subnet, family);
  if (family == IpFamily::v6) return out;
  for (const Link& link : view_.to(interface.node, view_.words.addresses)) {
    if (view_.bears(link.node, view_.words.network_interface)) continue;
    const Verdict given = holds(
        {{view_.dfd[link.node].name + " is an address of " + view_.dfd[element].name, link.span}});
    out = either(view_.guards, when(view_.guards, link.exists, given), out);
  }
  return out;
}

/// As it says itself; where it may say so and does not, the subnet decides.
Verdict Exposure::own_address(const Interface& interface, NodeId subnet, IpFamily family) const {
  const NetworkWords& words = view_.words;
  const NodeId node = interface.node;
  const std::string& name = view_.dfd[node].name;
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
  if (family == IpFamily::v6) {
    if (!view_.reads(node, words.ipv6_address)) return none;
    return view_.is_true(node, words.ipv6_address, of_subnet(words.ipv6_by_default),
                         words_of_label(view_, node));
  }
  for (const PropertyId property : {words.public_address, words.publicly_accessible})
    if (view_.reads(node, property)) {
      Verdict out = view_.is_true(node, property, of_subnet(words.public_by_default),
                                  words_of_label(view_, node));
      if (out.never()) out.why = none.why;
      return out;
    }
  return none;
}

std::vector<Admission> Exposure::admitted(NodeId element, const Interface& interface,
                                          IpFamily family) {
  std::vector<Admission> out;
  for (const Link& group : interface.groups)
    for (const Admission& one : filters_.admitted(group.node, family))
      out.push_back({one.ports, when(view_.guards, group.exists, one.verdict)});
  if (interface.groups_open != nullptr)
    out.push_back({{}, unknown_verdict(interface.groups_open->why, interface.groups_open->span)});
  if (!interface.groups.empty() || interface.groups_open != nullptr) return out;
  const Verdict open =
      view_.is_true(element, view_.words.open_without_groups, fails(""),
                    "no security group keeps anybody from " + view_.dfd[element].name);
  if (!open.never()) out.push_back({{}, open});
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
  if (vpcs.empty())
    out.push_back({{},
                   unknown_verdict("what the default group of its network admits is not known",
                                   view_.dfd[interface.node].header)});
}

PropertyId Exposure::own_port(NodeId element) const {
  return view_.property(element, view_.words.port) != nullptr ? view_.words.port
                                                              : view_.words.usual_port;
}

/// What says at which port the element listens: its listeners, and itself.
std::vector<NodeId> Exposure::listeners_of(NodeId element) const {
  std::vector<NodeId> listeners;
  for (const Link& listener : view_.from(element, view_.words.has, view_.words.listener))
    listeners.push_back(listener.node);
  if (view_.property(element, own_port(element)) != nullptr) listeners.push_back(element);
  return listeners;
}

/// The ports of the range at which the element listens, if all of them are known; else the range.
std::vector<PortRange> Exposure::listened_of(NodeId element, PortRange ports) const {
  std::vector<PortRange> out;
  for (const NodeId listener : listeners_of(element))
    for (const PossibleValue& one :
         view_.alternatives(listener, listener == element ? own_port(element) : view_.words.port)) {
      if (one.value == nullptr || one.value->state != PropertyState::number ||
          one.value->number < 0 || one.value->number >= PortRange::kUdp)
        return {ports};
      const auto port = static_cast<std::uint32_t>(one.value->number);
      for (const std::uint32_t at : {port, port + PortRange::kUdp})
        if (ports.overlaps({at, at})) out.push_back({at, at});
    }
  return out.empty() ? std::vector<PortRange>{ports} : out;
}

/// Whether the element listens at one of the ports. Where nothing says at which it does, it may be
/// any.
Verdict Exposure::serves(NodeId element, PortRange ports) const {
  const PropertyId port_of_its_own = own_port(element);
  const std::vector<NodeId> listeners = listeners_of(element);
  if (listeners.empty()) {
    const bool store = view_.dfd[element].kind == GraphNodeKind::data_store;
    return !store || ports.includes_all()
               ? holds()
               : unknown_verdict("the port that it listens at is not known",
                                 view_.dfd[element].header);
  }
  Verdict out = fails(view_.dfd[element].name + " listens at none of the ports that are open",
                      view_.dfd[element].header);
  for (const NodeId listener : listeners)
    for (const PossibleValue& one :
         view_.alternatives(listener, listener == element ? port_of_its_own : view_.words.port)) {
      if (!view_.spend()) return unknown_verdict("there are more listeners than the limit allows");
      const bool known = one.value != nullptr && one.value->state == PropertyState::number;
      Verdict listens =
          unknown_verdict("the port of a listener is not known", view_.dfd[listener].header);
      if (known) {
        const auto port = one.value->number >= 0 && one.value->number < PortRange::kUdp
                              ? static_cast<std::uint32_t>(one.value->number)
                              : 0;
        listens = ports.includes(port) ? holds() : fails("");
      }
      out = either(view_.guards, when(view_.guards, one.guard, listens), out);
    }
  return out;
}

}  // namespace weir
