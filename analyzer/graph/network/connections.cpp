#include "analyzer/graph/network/connections.h"

#include <algorithm>

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

bool Connections::joins(NodeId gateway, const std::vector<Link>& vpcs) const {
  const std::vector<Link>& joined = view_.from(gateway, view_.words.joins);
  return std::any_of(vpcs.begin(), vpcs.end(), [&](const Link& vpc) {
    return std::any_of(joined.begin(), joined.end(),
                       [&](const Link& one) { return one.node == vpc.node; });
  });
}

Verdict Connections::leads(NodeId from, NodeId to) {
  if (from == to) return holds();
  const std::vector<Link> here = view_.vpcs_of(from), there = view_.vpcs_of(to);
  for (const Link& a : here)
    for (const Link& b : there)
      if (a.node == b.node) return holds();
  Verdict out = fails("");
  for (const Link& entry : routing_.of(from).entries) {
    if (!view_.spend()) return unknown_verdict("there are more routes than the limit allows");
    const Verdict covered = speaks_of_subnet(view_, entry.node, to);
    if (covered.yes == kNever) continue;
    for (const Link& target : view_.from(entry.node, view_.words.leads_to)) {
      if (!joins(target.node, there) || !joins(target.node, here)) continue;
      Verdict way = when(view_.guards, view_.guards.both(entry.exists, target.exists), covered);
      way = both(view_.guards, way, view_.is_true(target.node, view_.words.joins_all, holds(), ""));
      if (way.yes == kNever) continue;
      way.way = {
          {"a route leads through " + view_.dfd[target.node].name, view_.dfd[entry.node].header}};
      out = either(view_.guards, way, out);
    }
  }
  return out;
}

}  // namespace weir
