#include "analyzer/analysis/triggers.h"

namespace weir {

std::vector<Trigger> triggers(const Dfd& dfd, const Catalog& catalog) {
  const EdgeLabelId entry = catalog.edge("entry");
  const EdgeLabelId sync = catalog.edge("sync");
  const EdgeLabelId event = catalog.edge("event");
  const auto is = [&](EdgeLabelId kind, EdgeLabelId of) {
    return of.valid() && catalog.is(kind, of);
  };
  std::vector<Trigger> out;
  for (std::size_t i = 0; i < dfd.flows.size(); ++i) {
    const Flow& flow = dfd.flows[i];
    if (flow.confidence == Confidence::possible || flow.exists == kNever) continue;
    if (is(flow.kind, entry) || is(flow.kind, sync)) {
      const bool only_read =
          flow.data == DataDirection::in && dfd[flow.to].kind == GraphNodeKind::data_store;
      if (!only_read) out.push_back({flow.from, flow.to, FlowId(i)});
    } else if (is(flow.kind, event)) {
      if (flow.data == DataDirection::in)
        out.push_back({flow.to, flow.from, FlowId(i)});
      else
        out.push_back({flow.from, flow.to, FlowId(i)});
    }
  }
  return out;
}

}  // namespace weir
