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
Verdict covers(const PropertyValue& cidr, const std::vector<IpPrefix>& subnet) {
  if (cidr.state == PropertyState::unknown) return unknown_verdict(cidr.text, cidr.span);
  const auto prefix = cidr.state == PropertyState::text ? IpPrefix::parse(cidr.text) : std::nullopt;
  if (!prefix) return unknown_verdict("no range of addresses", cidr.span);
  if (prefix->length == 0 && subnet.empty()) return holds();
  if (subnet.empty()) return unknown_verdict("the subnet's range of addresses is not known");
  bool touches = false;
  for (const IpPrefix& one : subnet) {
    if (prefix->contains(one)) return holds();
    touches = touches || prefix->overlaps(one);
  }
  return touches ? unknown_verdict("the ranges overlap", cidr.span) : fails("");
}

std::vector<IpPrefix> ranges_of(const NetworkView& view, NodeId subnet) {
  std::vector<IpPrefix> out;
  const PropertyValue* cidr = view.property(subnet, view.words.cidr);
  if (cidr != nullptr && cidr->state == PropertyState::text)
    if (const auto prefix = IpPrefix::parse(cidr->text)) out.push_back(*prefix);
  return out;
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

Verdict speaks_of_internet(const NetworkView& view, NodeId rule, IpFamily family) {
  Verdict out = fails("");
  const auto one = [&](const PropertyValue& value, Guard guard) {
    out = either(view.guards, when(view.guards, guard, is_internet(value, family)), out);
  };
  const auto all_of = [&](NodeId node) {
    for (const PropertyId id : {view.words.cidr, view.words.cidrs})
      for (const PossibleValue& alternative : view.alternatives(node, id)) {
        if (alternative.value == nullptr) continue;
        if (alternative.value->state != PropertyState::list) {
          one(*alternative.value, alternative.guard);
          continue;
        }
        view.spend(alternative.value->items.size());
        for (const PropertyValue& item : alternative.value->items) one(item, alternative.guard);
      }
  };
  all_of(rule);
  for (const Link& list : view.from(rule, view.words.prefixes)) {
    all_of(list.node);
    if (const OpenEnd* open = view.open(list.node, view.words.has, true))
      out = either(view.guards, out, unknown_verdict(open->why, open->span));
  }
  if (const OpenEnd* open = view.open(rule, view.words.prefixes, true))
    out = either(view.guards, out, unknown_verdict(open->why, open->span));
  return out;
}

Verdict speaks_of_subnet(const NetworkView& view, NodeId rule, NodeId subnet) {
  const std::vector<IpPrefix> ranges = ranges_of(view, subnet);
  Verdict out = fails("");
  const auto of = [&](NodeId node) {
    for (const PropertyId id : {view.words.cidr, view.words.cidrs})
      for (const PossibleValue& one : view.alternatives(node, id)) {
        if (one.value == nullptr || !view.spend()) continue;
        const bool list = one.value->state == PropertyState::list;
        if (!list)
          out = either(view.guards, when(view.guards, one.guard, covers(*one.value, ranges)), out);
        for (const PropertyValue& item : one.value->items)
          if (list)
            out = either(view.guards, when(view.guards, one.guard, covers(item, ranges)), out);
      }
  };
  of(rule);
  for (const Link& list : view.from(rule, view.words.prefixes)) of(list.node);
  return out;
}

const std::vector<Admission>& Filters::admitted(NodeId group, IpFamily family) {
  const auto [at, fresh] =
      admitted_.try_emplace(std::uint64_t{group.value} << 1 | static_cast<std::uint64_t>(family));
  std::vector<Admission>& out = at->second;
  if (!fresh) return out;
  const GraphNode& node = view_.dfd[group];
  if (node.outside) {
    out.push_back({{}, unknown_verdict("the input does not declare " + node.name, node.header)});
    return out;
  }
  for (const Link& rule : view_.from(group, view_.words.has, view_.words.ingress_rule))
    if (view_.spend()) admit(out, rule.node, rule.exists, family);
  if (const OpenEnd* open = view_.open(group, view_.words.has, true, view_.words.ingress_rule))
    out.push_back({{}, unknown_verdict(open->why, open->span)});
  if (!view_.spend(0))
    out.push_back({{}, unknown_verdict("there are more rules than the limit allows")});
  return out;
}

void Filters::admit(std::vector<Admission>& out, NodeId rule, Guard exists, IpFamily family) {
  const Verdict source = speaks_of_internet(view_, rule, family);
  if (source.never()) return;
  for (const SpokenOf& spoken : ports_spoken_of(view_, rule)) {
    Verdict verdict = when(view_.guards, view_.guards.both(exists, spoken.guard), source);
    if (!spoken.certain)
      verdict = both(view_.guards, verdict,
                     unknown_verdict("its ports are not known", view_.dfd[rule].header));
    if (verdict.never()) continue;
    const bool known = std::any_of(out.begin(), out.end(), [&](const Admission& other) {
      return other.ports == spoken.ports && other.verdict.always();
    });
    if (known) continue;  // says nothing more
    const GraphNode& owner =
        view_.dfd[view_.dfd[rule].owner.valid() ? view_.dfd[rule].owner : rule];
    verdict.way = {
        {owner.name + " admits everybody at " + port_text(spoken.ports), view_.dfd[rule].header}};
    out.push_back({spoken.ports, std::move(verdict)});
  }
}

}  // namespace weir
