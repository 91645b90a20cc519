#include <algorithm>
#include <array>

#include "analyzer/report/diagram.h"

namespace weir::report {
namespace {

/// Which dimension a picture nests by, first choice first.
constexpr std::array<std::string_view, 4> kBoxDimensions = {"network", "ownership", "tenancy",
                                                            "place"};

bool contains(const std::vector<NodeId>& nodes, NodeId node) {
  return std::find(nodes.begin(), nodes.end(), node) != nodes.end();
}

void add_once(std::vector<NodeId>& nodes, NodeId node) {
  if (!contains(nodes, node)) nodes.push_back(node);
}

/// The one box for an element that lies in `places`: the innermost that holds all of them.
NodeId common_box(const Nesting& nesting, const std::vector<NodeId>& places) {
  for (const NodeId candidate : nesting.chain(places.front())) {
    const bool holds_all = std::all_of(places.begin(), places.end(), [&](NodeId place) {
      return contains(nesting.chain(place), candidate);
    });
    if (holds_all) return candidate;
  }
  return {};
}

NodeId box_of(const Dfd& dfd, const Nesting& nesting, NodeId element) {
  const std::vector<NodeId> innermost = nesting.innermost(element);
  for (const std::string_view dimension : kBoxDimensions) {
    std::vector<NodeId> places;
    for (const NodeId place : innermost) {
      if (dfd[place].dimension == dimension) places.push_back(place);
    }
    const NodeId box = places.empty() ? NodeId{} : common_box(nesting, places);
    if (box.valid()) return box;
  }
  return {};
}

}  // namespace

Nesting::Nesting(const Dfd& dfd, const Catalog& catalog) : dfd_(dfd) {
  const EdgeLabelId within = catalog.edge("within");
  for (const Attachment& edge : dfd.attachments) {
    if (edge.kind != within || !edge.source.valid() || !edge.target.valid()) continue;
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
  for (std::size_t i = 0; i < chain.size(); ++i) {
    const std::vector<NodeId> above = parents(chain[i]);
    for (const NodeId parent : above) add_once(chain, parent);
  }
  return chain;
}

std::vector<NodeId> Nesting::innermost(NodeId element) const {
  std::vector<NodeId> all;
  for (const NodeId boundary : parents(element)) {
    for (const NodeId outer : chain(boundary)) add_once(all, outer);
  }
  std::vector<NodeId> innermost;
  for (const NodeId boundary : all) {
    const bool holds_another = std::any_of(all.begin(), all.end(), [&](NodeId other) {
      return other != boundary && dfd_[other].dimension == dfd_[boundary].dimension &&
             contains(chain(other), boundary) && !contains(chain(boundary), other);
    });
    if (!holds_another) innermost.push_back(boundary);
  }
  return sorted(std::move(innermost));
}

std::vector<NodeId> Nesting::in_dimension(NodeId element, const std::string& dimension) const {
  std::vector<NodeId> found;
  for (const NodeId boundary : innermost(element)) {
    if (dfd_[boundary].dimension == dimension) found.push_back(boundary);
  }
  return found;
}

std::vector<NodeId> Nesting::crossed(NodeId from, NodeId to) const {
  std::vector<NodeId> crossed;
  for (const char* dimension : {"network", "ownership", "place", "tenancy"}) {
    const std::vector<NodeId> here = in_dimension(from, dimension);
    const std::vector<NodeId> there = in_dimension(to, dimension);
    const bool must_know_both = dimension[0] == 'p' || dimension[0] == 't';
    if (must_know_both && (here.empty() || there.empty())) continue;
    if (std::any_of(here.begin(), here.end(), [&](NodeId b) { return contains(there, b); }))
      continue;
    std::vector<NodeId> around_from, around_to;
    for (const NodeId b : here)
      for (const NodeId outer : chain(b)) add_once(around_from, outer);
    for (const NodeId b : there)
      for (const NodeId outer : chain(b)) add_once(around_to, outer);
    for (const NodeId b : around_from) {
      if (dfd_[b].dimension == dimension && !contains(around_to, b)) add_once(crossed, b);
    }
    for (const NodeId b : around_to) {
      if (dfd_[b].dimension == dimension && !contains(around_from, b)) add_once(crossed, b);
    }
  }
  return sorted(std::move(crossed));
}

std::vector<Box> boxes(const Dfd& dfd, const Nesting& nesting, const Drawing& drawing) {
  std::vector<Box> boxes(1);
  std::map<NodeId, std::size_t> known;
  const auto box_index = [&](NodeId boundary) {
    // Opens the boxes around it first: a chain of first parents, each once.
    std::vector<NodeId> chain;
    for (NodeId at = boundary; at.valid() && !contains(chain, at);) {
      chain.push_back(at);
      at = nesting.parents(at).empty() ? NodeId{} : nesting.parents(at).front();
    }
    std::size_t outer = 0;
    for (auto at = chain.rbegin(); at != chain.rend(); ++at) {
      const auto [found, is_new] = known.try_emplace(*at, boxes.size());
      if (is_new) {
        boxes[outer].boxes.push_back(boxes.size());
        boxes.push_back({*at, {}, {}});
      }
      outer = found->second;
    }
    return outer;
  };
  for (const NodeId element : drawing.elements) {
    const NodeId boundary = box_of(dfd, nesting, element);
    const std::size_t box = boundary.valid() ? box_index(boundary) : 0;
    boxes[box].elements.push_back(element);
  }
  return boxes;
}

}  // namespace weir::report
