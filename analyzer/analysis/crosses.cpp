// crosses(flow) = kinds of boundary between its ends. The boundaries around a node are all it lies
// within, however deep. In each dimension: if the ends share a boundary there, nothing is crossed
// but what encloses only one of them further in; if they share none, every boundary of either end
// is. A place is only compared with another place.
#include <algorithm>
#include <map>
#include <set>

#include "analyzer/analysis/derived.h"

namespace weir {
namespace {

class Crosses {
 public:
  Crosses(const Dfd& dfd, const Catalog& catalog)
      : dfd_(dfd), outer_(dfd.nodes.size()), around_(dfd.nodes.size()) {
    const EdgeLabelId within = catalog.edge("within");
    for (const Attachment& edge : dfd.attachments)
      if (edge.kind == within && edge.target.valid() && edge.exists != kNever)
        outer_[edge.source.index()].push_back(edge.target);
  }

  PropertyValue of(const Flow& flow) {
    std::map<std::string, std::vector<NodeId>> a = by_dimension(flow.from);
    std::map<std::string, std::vector<NodeId>> b = by_dimension(flow.to);
    std::set<std::string> dimensions;
    for (const auto& side : {a, b})
      for (const auto& [dimension, nodes] : side) dimensions.insert(dimension);
    std::set<std::string> kinds;
    for (const std::string& dimension : dimensions)
      compare(dimension, a[dimension], b[dimension], kinds);
    return derived_list({kinds.begin(), kinds.end()});
  }

 private:
  const std::vector<NodeId>& around(NodeId node) {
    std::vector<NodeId>& known = around_[node.index()];
    if (!known.empty()) return known;
    std::vector<NodeId> pending = outer_[node.index()];
    while (!pending.empty()) {
      const NodeId next = pending.back();
      pending.pop_back();
      if (std::find(known.begin(), known.end(), next) != known.end()) continue;
      known.push_back(next);
      const auto& more = outer_[next.index()];
      pending.insert(pending.end(), more.begin(), more.end());
    }
    std::sort(known.begin(), known.end());
    return known;
  }

  std::map<std::string, std::vector<NodeId>> by_dimension(NodeId node) {
    std::map<std::string, std::vector<NodeId>> out;
    for (const NodeId boundary : around(node))
      if (dfd_[boundary].kind == GraphNodeKind::boundary)
        out[dfd_[boundary].dimension].push_back(boundary);
    return out;
  }

  void compare(const std::string& dimension, const std::vector<NodeId>& a,
               const std::vector<NodeId>& b, std::set<std::string>& kinds) const {
    if (dimension == "place" && (a.empty() || b.empty())) return;
    std::set<std::string> shared_kinds;
    std::vector<NodeId> shared, different;
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(shared));
    std::set_symmetric_difference(a.begin(), a.end(), b.begin(), b.end(),
                                  std::back_inserter(different));
    for (const NodeId node : shared) shared_kinds.insert(dfd_[node].boundary_kind);
    for (const NodeId node : different)
      if (shared_kinds.count(dfd_[node].boundary_kind) == 0) kinds.insert(dfd_[node].boundary_kind);
  }

  const Dfd& dfd_;
  std::vector<std::vector<NodeId>> outer_, around_;
};

}  // namespace

PropertyColumn compute_crosses(const Dfd& dfd, const Catalog& catalog) {
  Crosses crosses(dfd, catalog);
  PropertyColumn column;
  column.reserve(dfd.flows.size());
  for (const Flow& flow : dfd.flows) column.push_back(crosses.of(flow));
  return column;
}

}  // namespace weir
