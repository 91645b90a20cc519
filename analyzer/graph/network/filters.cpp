#include "analyzer/graph/network/filters.h"

#include <algorithm>

namespace weir {
namespace {

std::string text_or_number(const PropertyValue& value) {
  if (value.state == PropertyState::number)
    return std::to_string(static_cast<long long>(value.number));
  return value.text;
}

/// Whether a text is a range around all of a subnet's.
Verdict covers(const PropertyValue& cidr, const std::optional<IpPrefix>& subnet) {
  if (cidr.state == PropertyState::unknown) return unknown_verdict(cidr.text, cidr.span);
  const auto prefix = cidr.state == PropertyState::text ? IpPrefix::parse(cidr.text) : std::nullopt;
  if (!prefix) return unknown_verdict("no range of addresses", cidr.span);
  if (!subnet)
    return prefix->length == 0 ? holds()
                               : unknown_verdict("the subnet's range of addresses is not known");
  if (prefix->contains(*subnet)) return holds();
  return prefix->overlaps(*subnet) ? unknown_verdict("the ranges overlap", cidr.span) : fails("");
}

/// Ranges that are written in a rule, or in a list of them that it names, one by one.
std::vector<PossibleValue> ranges_written(const NetworkView& view, NodeId rule) {
  std::vector<PossibleValue> out;
  const auto of = [&](NodeId node, Guard guard) {
    for (const PropertyId id : {view.words.cidr, view.words.cidrs})
      for (const PossibleValue& one : view.alternatives(node, id)) {
        const Guard when = view.guards.both(guard, one.guard);
        if (one.value == nullptr || when == kNever || !view.spend()) continue;
        if (one.value->state != PropertyState::list) out.push_back({one.value, when});
        view.spend(one.value->items.size());
        for (const PropertyValue& item : one.value->items)
          if (one.value->state == PropertyState::list) out.push_back({&item, when});
      }
  };
  of(rule, kAlways);
  for (const Link& list : view.from(rule, view.words.prefixes)) of(list.node, list.exists);
  return out;
}

/// Why the lists of ranges that a rule names are not all known; nullptr if they are.
const OpenEnd* open_lists(const NetworkView& view, NodeId rule) {
  if (const OpenEnd* open = view.open(rule, view.words.prefixes, true)) return open;
  for (const Link& list : view.from(rule, view.words.prefixes))
    if (const OpenEnd* open = view.open(list.node, view.words.has, true)) return open;
  return nullptr;
}

}  // namespace

std::string port_text(PortRange ports) {
  if (ports == PortRange{}) return "any port";
  const bool udp = ports.first >= PortRange::kUdp;
  const std::uint32_t from = ports.first % PortRange::kUdp, to = ports.last % PortRange::kUdp;
  const std::string numbers =
      from == to ? std::to_string(from) : std::to_string(from) + " to " + std::to_string(to);
  return (from == 0 && to == PortRange::kUdp - 1 ? "any port" : "port " + numbers) +
         (udp ? " of UDP" : "");
}

std::vector<SpokenOf> ports_spoken_of(const NetworkView& view, NodeId rule) {
  std::vector<SpokenOf> out;
  for (const PossibleValue& protocol : view.alternatives(rule, view.words.protocol)) {
    const bool known = protocol.value == nullptr || protocol.value->state != PropertyState::unknown;
    const std::string name = protocol.value == nullptr ? "-1" : text_or_number(*protocol.value);
    if (!known || is_any_protocol(name)) {
      out.push_back({{}, known, protocol.guard});
      continue;
    }
    for (const PossibleValue& from : view.alternatives(rule, view.words.from_port))
      for (const PossibleValue& to : view.alternatives(rule, view.words.to_port)) {
        const Guard guard =
            view.guards.both(protocol.guard, view.guards.both(from.guard, to.guard));
        if (guard == kNever) continue;
        const auto number = [](const PossibleValue& one) -> std::optional<double> {
          if (one.value == nullptr) return -1;  // all of them
          if (one.value->state != PropertyState::number) return std::nullopt;
          return one.value->number;
        };
        const auto first = number(from), last = number(to);
        const bool certain = first.has_value() && last.has_value();
        for (const PortRange ports : ports_of(name, certain ? *first : -1, certain ? *last : -1))
          out.push_back({ports, certain, guard});
      }
  }
  return out;
}

std::optional<IpPrefix> range_of(const NetworkView& view, NodeId subnet) {
  const PropertyValue* cidr = view.property(subnet, view.words.cidr);
  if (cidr == nullptr || cidr->state != PropertyState::text) return std::nullopt;
  return IpPrefix::parse(cidr->text);
}

std::vector<SpokenRange> ranges_spoken_of(const NetworkView& view, NodeId rule, IpFamily family) {
  std::vector<SpokenRange> out;
  AddressRange all;
  all.family = family;
  const auto unknown = [&](Guard guard, const std::string& why, Span place) {
    out.push_back({all, -1, when(view.guards, guard, unknown_verdict(why, place))});
  };
  for (const PossibleValue& one : ranges_written(view, rule)) {
    const PropertyValue& cidr = *one.value;
    const bool text = cidr.state == PropertyState::text;
    const auto prefix = text ? IpPrefix::parse(cidr.text) : std::nullopt;
    if (text && cidr.text.empty()) continue;
    if (!prefix)
      unknown(one.guard, text ? "\"" + cidr.text + "\" is no range of addresses" : cidr.text,
              cidr.span);
    if (!prefix || prefix->family != family) continue;
    Verdict applies = when(view.guards, one.guard, holds({{cidr.text, cidr.span}}));
    if (prefix->length > 64 && family == IpFamily::v6)
      applies = both(view.guards, applies, unknown_verdict("it is for " + cidr.text + " only"));
    out.push_back({AddressRange::of(*prefix), prefix->length, std::move(applies)});
  }
  if (const OpenEnd* open = open_lists(view, rule)) unknown(kAlways, open->why, open->span);
  return out;
}

Verdict speaks_of_internet(const NetworkView& view, NodeId rule, IpFamily family) {
  Verdict out = fails("");
  for (const PossibleValue& one : ranges_written(view, rule))
    out = either(view.guards, when(view.guards, one.guard, is_internet(*one.value, family)), out);
  if (const OpenEnd* open = open_lists(view, rule))
    out = either(view.guards, out, unknown_verdict(open->why, open->span));
  return out;
}

Verdict speaks_of_subnet(const NetworkView& view, NodeId rule, NodeId subnet) {
  const std::optional<IpPrefix> range = range_of(view, subnet);
  Verdict out = fails("");
  for (const PossibleValue& one : ranges_written(view, rule))
    out = either(view.guards, when(view.guards, one.guard, covers(*one.value, range)), out);
  return out;
}

const std::vector<Admission>& Filters::admitted(NodeId group, IpFamily family) {
  const auto [at, fresh] =
      admitted_.try_emplace(std::uint64_t{group.value} << 1 | static_cast<std::uint64_t>(family));
  std::vector<Admission>& out = at->second;
  if (!fresh) return out;
  AddressRange all;
  all.family = family;
  const GraphNode& node = view_.dfd[group];
  if (node.outside) {
    out.push_back(
        {all, {}, unknown_verdict("the input does not declare " + node.name, node.header)});
    return out;
  }
  for (const Link& rule : view_.from(group, view_.words.has, view_.words.ingress_rule))
    if (view_.spend()) admit(out, rule.node, rule.exists, family);
  if (const OpenEnd* open = view_.open(group, view_.words.has, true, view_.words.ingress_rule))
    out.push_back({all, {}, unknown_verdict(open->why, open->span)});
  if (!view_.spend(0))
    out.push_back({all, {}, unknown_verdict("there are more rules than the limit allows")});
  return out;
}

void Filters::admit(std::vector<Admission>& out, NodeId rule, Guard exists, IpFamily family) {
  const GraphNode& owner = view_.dfd[view_.dfd[rule].owner.valid() ? view_.dfd[rule].owner : rule];
  const std::vector<SpokenOf> ports = ports_spoken_of(view_, rule);
  for (const SpokenRange& range : ranges_spoken_of(view_, rule, family)) {
    if (!range.addresses.is_internet()) continue;
    for (const SpokenOf& spoken : ports) {
      Verdict verdict = when(view_.guards, view_.guards.both(exists, spoken.guard), range.applies);
      if (!spoken.certain)
        verdict = both(view_.guards, verdict,
                       unknown_verdict("its ports are not known", view_.dfd[rule].header));
      if (verdict.never() || !view_.spend()) continue;
      const bool known = std::any_of(out.begin(), out.end(), [&](const Admission& other) {
        return other.ports == spoken.ports && other.addresses == range.addresses &&
               other.verdict.yes == verdict.yes && other.verdict.no == verdict.no;
      });
      if (known) continue;  // says nothing more
      verdict.way = {
          {owner.name + " admits everybody at " + port_text(spoken.ports), view_.dfd[rule].header}};
      out.push_back({range.addresses, spoken.ports, std::move(verdict)});
    }
  }
}

}  // namespace weir
