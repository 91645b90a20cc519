// serves(NAT gateway → subnet) = a route table that is for the subnet (`routes`) has an entry that
// leads to the gateway (`leads_to`). Where more than one of the three hangs on conditions, whether
// it does is undecided. What cannot be told of a route is an open end there, and no edge here. O(m
// + answers), at most 100,000 edges.
#include "analyzer/analysis/attached.h"
#include "analyzer/analysis/derived.h"

namespace weir {
namespace {

constexpr std::size_t kMaxServingEdges = 100'000;

/// When both hold, of guards that the diagram already has.
Guard both(Guard a, Guard b) {
  if (a == kAlways || a == b) return b;
  return b == kAlways ? a : kUndecided;
}

}  // namespace

std::vector<Attachment> compute_serves(const Dfd& dfd, const Catalog& catalog) {
  const Attached leads(dfd, catalog, catalog.edge("leads_to"));
  const Attached has(dfd, catalog, catalog.edge("has"));
  const Attached routes(dfd, catalog, catalog.edge("routes"));
  const LabelId gateway = catalog.label("nat_gateway");
  std::vector<Attachment> out;
  for (std::size_t i = 0; i < dfd.nodes.size(); ++i) {
    if (!has_label(dfd, catalog, NodeId(i), gateway)) continue;
    for (const Attachment* entry : leads.to[i])
      for (const Attachment* table : has.to[entry->source.index()])
        for (const Attachment* subnet : routes.from[table->source.index()]) {
          const Guard exists = both(entry->exists, both(table->exists, subnet->exists));
          if (out.size() >= kMaxServingEdges) return out;
          out.push_back({NodeId(i),
                         subnet->target,
                         {},
                         catalog.edge("serves"),
                         {},
                         {{"a route of the subnet leads to it", dfd[entry->source].header}},
                         exists});
        }
  }
  return out;
}

}  // namespace weir
