// n dominates s = every path from an entry to s passes n, where paths follow calls and reads from
// caller to called, and events and copies in the direction of their data. Entries are the targets
// of entry flows. Only stores and external entities are asked for as s: what one wants to know is
// what their availability hangs on.
#include <utility>

#include "analyzer/analysis/components.h"
#include "analyzer/analysis/derived.h"

namespace weir {
namespace {

constexpr std::size_t kMaxDominanceEdges = 100'000;

std::vector<std::vector<std::uint32_t>> paths(const Dfd& dfd, const Catalog& catalog) {
  const EdgeLabelId entry = catalog.edge("entry");
  const EdgeLabelId sync = catalog.edge("sync");
  const EdgeLabelId event = catalog.edge("event");
  const EdgeLabelId copy = catalog.edge("copy");
  const auto is = [&](EdgeLabelId kind, EdgeLabelId of) {
    return of.valid() && catalog.is(kind, of);
  };
  const auto root = static_cast<std::uint32_t>(dfd.nodes.size());
  std::vector<std::vector<std::uint32_t>> next(dfd.nodes.size() + 1);
  for (const Flow& flow : dfd.flows) {
    if (flow.confidence == Confidence::possible || flow.exists == kNever) continue;
    if (is(flow.kind, entry)) {
      next[root].push_back(flow.to.value);
    } else if (is(flow.kind, sync)) {
      next[flow.from.index()].push_back(flow.to.value);
    } else if (is(flow.kind, event) || is(flow.kind, copy)) {
      const bool back = flow.data == DataDirection::in;
      next[(back ? flow.to : flow.from).index()].push_back((back ? flow.from : flow.to).value);
    }
  }
  return next;
}

}  // namespace

std::vector<Attachment> compute_dominates(const Dfd& dfd, const Catalog& catalog) {
  const auto root = static_cast<std::uint32_t>(dfd.nodes.size());
  const std::vector<std::uint32_t> dominator = immediate_dominators(paths(dfd, catalog), root);
  const EdgeLabelId label = catalog.edge("dominates");
  std::vector<Attachment> out;
  for (std::uint32_t i = 0; i < root; ++i) {
    const GraphNodeKind kind = dfd.nodes[i].kind;
    if (dominator[i] == UINT32_MAX ||
        (kind != GraphNodeKind::data_store && kind != GraphNodeKind::external_entity))
      continue;
    for (std::uint32_t at = dominator[i]; at != root && out.size() < kMaxDominanceEdges;
         at = dominator[at]) {
      const GraphNode& node = dfd.nodes[at];
      out.push_back({NodeId(at),
                     NodeId(i),
                     {},
                     label,
                     {},
                     {{"every path from an entry to " + dfd.nodes[i].name + " passes " + node.name,
                       node.header}},
                     kAlways});
    }
  }
  return out;
}

}  // namespace weir
