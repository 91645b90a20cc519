#include "analyzer/graph/network/connections.h"

#include <algorithm>
#include <utility>

namespace weir {

Verdict Connections::between(const std::vector<NodeId>& from, const std::vector<NodeId>& to,
                             PortRange ports) {
  Verdict out = fails("");
  for (const NodeId a : from)
    for (const NodeId b : to) {
      if (!view_.spend()) return unknown_verdict("there are more subnets than the limit allows");
      Verdict way = routed(a, b);
      if (a != b && way.yes != kNever)
        way = both(view_.guards, way, lists_.passes_between(a, b, ports));
      out = either(view_.guards, way, out);
      if (out.always()) return out;
    }
  return out;
}

const Verdict& Connections::routed(NodeId from, NodeId to) {
  const auto [at, fresh] = routed_.try_emplace(std::uint64_t{from.value} << 32 | to.value);
  if (!fresh) return at->second;
  Verdict verdict = leads(from, to);
  if (verdict.yes != kNever && from != to) {
    Verdict back = leads(to, from);
    verdict = both(view_.guards, verdict, back);
  }
  return routed_[std::uint64_t{from.value} << 32 | to.value] = std::move(verdict);
}

Verdict Connections::leads(NodeId from, NodeId to) {
  if (from == to) return holds();
  const std::vector<Link> here = view_.vpcs_of(from), there = view_.vpcs_of(to);
  for (const Link& a : here)
    for (const Link& b : there)
      if (a.node == b.node) return holds();
  const auto range = range_of(view_, to);
  const AddressRange addresses = range ? AddressRange::of(*range) : AddressRange{};
  std::vector<std::pair<SpokenRange, Verdict>> rows;
  for (const Link& entry : routing_.of(from).entries) {
    Verdict out = fails("");
    for (const Link& target : view_.from(entry.node, view_.words.leads_to))
      out = either(view_.guards,
                   when(view_.guards, target.exists, through(target, here, there, addresses)), out);
    if (out.yes != kNever)
      out.way.insert(out.way.begin(), {"a route of " + view_.dfd[from].name + " leads on",
                                       view_.dfd[entry.node].header});
    for (SpokenRange& spoken : ranges_spoken_of(view_, entry.node, IpFamily::v4)) {
      if (!view_.spend()) return unknown_verdict("there are more routes than the limit allows");
      spoken.applies = when(view_.guards, entry.exists, std::move(spoken.applies));
      rows.emplace_back(std::move(spoken), out);
    }
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const auto& a, const auto& b) { return a.first.length > b.first.length; });
  FirstMatch match(view_, IpFamily::v4, fails(""));
  for (auto& [spoken, out] : rows)
    match.add(spoken.addresses, PortRange{}, std::move(spoken.applies), out);
  return on_all(view_, match.rulings(), addresses, PortRange{});
}

Verdict Connections::through(const Link& target, const std::vector<Link>& here,
                             const std::vector<Link>& there, const AddressRange& addresses) const {
  if (!view_.to(target.node, view_.words.attached_to).empty())
    return transit_.leads(target.node, here, there, addresses);
  if (!joins_one_of(view_, target.node, there) || !joins_one_of(view_, target.node, here))
    return fails("");
  return holds({{"through " + view_.dfd[target.node].name, target.span}});
}

}  // namespace weir
