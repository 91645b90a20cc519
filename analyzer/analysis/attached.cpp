#include "analyzer/analysis/attached.h"

#include <algorithm>

namespace weir {

Attached::Attached(const Dfd& dfd, const Catalog& catalog, EdgeLabelId kind)
    : from(dfd.nodes.size()),
      to(dfd.nodes.size()),
      open_from(dfd.nodes.size()),
      open_to(dfd.nodes.size()) {
  if (!kind.valid()) return;
  for (const Attachment& edge : dfd.attachments) {
    if (!edge.target.valid() || edge.exists == kNever || !catalog.is(edge.kind, kind)) continue;
    from[edge.source.index()].push_back(&edge);
    to[edge.target.index()].push_back(&edge);
  }
  for (const OpenEnd& open : dfd.open_ends)
    if (!open.label.valid() || catalog.is(open.label, kind))
      (open.outgoing ? open_from : open_to)[open.node.index()] = true;
}

std::vector<NodeId> boundaries_around(const Attached& within, NodeId node) {
  std::vector<NodeId> around = {node};
  for (std::size_t next = 0; next < around.size(); ++next)  // grows while it is walked
    for (const Attachment* edge : within.from[around[next].index()])
      if (std::find(around.begin(), around.end(), edge->target) == around.end())
        around.push_back(edge->target);
  around.erase(around.begin());
  return around;
}

}  // namespace weir
