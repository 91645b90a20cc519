#include "analyzer/analysis/triggers.h"

#include <utility>

namespace weir {

namespace {

class Triggers {
 public:
  Triggers(const Dfd& dfd, const Catalog& catalog)
      : dfd_(dfd),
        catalog_(catalog),
        entry_(catalog.edge("entry")),
        sync_(catalog.edge("sync")),
        event_(catalog.edge("event")) {}

  std::vector<Trigger> all() {
    for (std::size_t i = 0; i < dfd_.flows.size(); ++i) {
      const Flow& flow = dfd_.flows[i];
      if (flow.confidence != Confidence::possible && flow.exists != kNever)
        add(flow.from, flow.to, flow.kind, flow.data, FlowId(i));
    }
    for (const Access& access : dfd_.access) {
      if (dfd_[access.principal].kind != GraphNodeKind::external_entity || access.exists == kNever)
        continue;
      for (const NodeId target : dfd_.targets[access.target.index()].members)
        if (is_element(dfd_[target].kind))
          add(access.principal, target, access.kind, access.data, FlowId());
    }
    return std::move(out_);
  }

 private:
  bool is(EdgeLabelId kind, EdgeLabelId of) const { return of.valid() && catalog_.is(kind, of); }

  void add(NodeId from, NodeId to, EdgeLabelId kind, DataDirection data, FlowId flow) {
    if (is(kind, entry_) || is(kind, sync_)) {
      const bool only_read =
          data == DataDirection::in && dfd_[to].kind == GraphNodeKind::data_store;
      if (!only_read) out_.push_back({from, to, flow});
    } else if (is(kind, event_)) {
      if (data == DataDirection::in)
        out_.push_back({to, from, flow});
      else
        out_.push_back({from, to, flow});
    }
  }

  const Dfd& dfd_;
  const Catalog& catalog_;
  EdgeLabelId entry_, sync_, event_;
  std::vector<Trigger> out_;
};

}  // namespace

std::vector<Trigger> triggers(const Dfd& dfd, const Catalog& catalog) {
  return Triggers(dfd, catalog).all();
}

}  // namespace weir
