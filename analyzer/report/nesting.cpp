#include <algorithm>
#include <set>

#include "analyzer/report/diagram.h"

namespace weir::report {
namespace {

bool contains(const std::vector<NodeId>& nodes, NodeId node) {
  return std::find(nodes.begin(), nodes.end(), node) != nodes.end();
}

void add_once(std::vector<NodeId>& nodes, NodeId node) {
  if (!contains(nodes, node)) nodes.push_back(node);
}

}  // namespace

Nesting::Nesting(const Dfd& dfd, const Catalog& catalog) : dfd_(dfd) {
  const EdgeLabelId within = catalog.edge("within");
  for (const Attachment& edge : dfd.attachments) {
    if (edge.kind != within || !edge.source.valid() || !edge.target.valid()) continue;
    if (edge.exists == kNever) continue;
    if (dfd[edge.target].kind != GraphNodeKind::boundary) continue;
    add_once(within_[edge.source], edge.target);
  }
  for (auto& [node, boundaries] : within_) boundaries = sorted(std::move(boundaries));
}

std::vector<NodeId> Nesting::sorted(std::vector<NodeId> nodes) const {
  std::sort(nodes.begin(), nodes.end(),
            [&](NodeId a, NodeId b) { return node_before(dfd_, a, b); });
  return nodes;
}

const std::vector<NodeId>& Nesting::parents(NodeId boundary) const {
  static const std::vector<NodeId> kNone;
  const auto found = within_.find(boundary);
  return found == within_.end() ? kNone : found->second;
}

std::vector<NodeId> Nesting::chain(NodeId boundary) const {
  std::vector<NodeId> chain = {boundary};
  std::set<NodeId> seen = {boundary};
  for (std::size_t i = 0; i < chain.size(); ++i) {
    for (const NodeId parent : parents(chain[i])) {
      if (seen.insert(parent).second) chain.push_back(parent);
    }
  }
  return chain;
}

std::vector<NodeId> Nesting::innermost(NodeId element) const {
  std::set<NodeId> all;
  for (const NodeId boundary : parents(element)) {
    for (const NodeId outer : chain(boundary)) all.insert(outer);
  }
  std::vector<NodeId> innermost;
  std::set<NodeId> holds_another;
  for (const NodeId boundary : all) {
    for (const NodeId outer : chain(boundary)) {
      if (outer == boundary || dfd_[outer].dimension != dfd_[boundary].dimension) continue;
      if (!contains(chain(outer), boundary)) holds_another.insert(outer);
    }
  }
  for (const NodeId boundary : all) {
    if (holds_another.count(boundary) == 0) innermost.push_back(boundary);
  }
  return sorted(std::move(innermost));
}

}  // namespace weir::report
