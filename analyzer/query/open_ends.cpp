#include <algorithm>

#include "analyzer/query/evaluator.h"
#include "analyzer/query/walks.h"

namespace weir::query {

/// Found once for all rules that ask the same; what permissions leave open is told by guards of
/// this evaluator's store.
const OpenNodes& Evaluator::open_nodes(const StepView& view, bool source) {
  const OpenNodes*& known = view.open[source ? 0 : 1];
  if (known != nullptr) return *known;
  const auto find = [&] { return find_open_nodes(view, source); };
  known = view.step.may ? &own_open_nodes_.emplace_back(find())
                        : &graph_.open_nodes({view.labels, view.step.data, source}, find);
  return *known;
}

OpenNodes Evaluator::find_open_nodes(const StepView& view, bool source) const {
  OpenNodes open;
  if (!graph_.has_open_ends) return open;
  const bool undeclarable =
      !view.any && std::any_of(graph_.undeclarable.begin(), graph_.undeclarable.end(),
                               [&](EdgeLabelId label) { return view.accepts[label.index()]; });
  const Facing faced = facing(view, source);
  for (const NodeRef node : undeclarable ? graph_.by_rank : graph_.openable) {
    const std::size_t before = open.sides.size();
    open_sides(view, faced, node, source, open.sides);
    if (open.sides.size() == before) continue;
    open.position.resize(graph_.by_rank.size());
    open.nodes.push_back(node);
    open.ends.push_back(static_cast<std::uint32_t>(open.sides.size()));
    open.position[node] = static_cast<std::uint32_t>(open.nodes.size());
  }
  return open;
}

void Evaluator::unknown_edges(const StepView& view, NodeRef node, bool forward,
                              const std::vector<NodeRef>& others, EndLabels labels,
                              const OnEdge& on_edge) {
  const OpenNodes& own = open_nodes(view, forward);
  const OpenNodes& far = open_nodes(view, !forward);
  const auto emit = [&](NodeRef other) {
    if (!together(node, other) || !spend()) return;
    const auto edge = unknown_edge(view, forward ? node : other, forward ? other : node, labels);
    if (edge) on_edge(*edge);
  };
  const bool open = !own.of(node).empty();
  const std::vector<NodeRef>& reachable = open ? others : far.nodes;
  for (const bool shared : {true, false})
    for (const NodeRef other : near(node, reachable, shared)) emit(other);
  if (open || (node == kTop && graph_.has_open_ends)) emit(kTop);
}

/// The part of `others` (by rank) that may be together with a node: those that belong to no unit,
/// and those of the node's own; all for a node that belongs to none.
std::span<const NodeRef> Evaluator::near(NodeRef node, const std::vector<NodeRef>& others,
                                         bool shared) const {
  const UnitId unit = node == kTop ? UnitId() : graph_.unit_of[node];
  if (!unit.valid()) return shared ? std::span(others) : std::span<const NodeRef>();
  const auto before = [this](NodeRef other, std::uint32_t rank) {
    return graph_.rank[other] < rank;
  };
  const RankRange own = graph_.unit_ranks[unit.index()];
  RankRange range = graph_.shared_ranks;
  if (own.first < range.end) {  // not apart: one walk over both
    if (!shared) return {};
    range = {std::min(own.first, range.first), std::max(own.end, range.end)};
  } else if (!shared) {
    range = own;
  }
  const auto first = std::lower_bound(others.begin(), others.end(), range.first, before);
  return {first, std::lower_bound(first, others.end(), range.end, before)};
}

/// The unknown edge between two nodes, if an open end at either of them allows one.
std::optional<Edge> Evaluator::unknown_edge(const StepView& view, NodeRef from, NodeRef to,
                                            EndLabels labels) {
  Edge edge;
  edge.from = from;
  edge.to = to;
  edge.head = view.step.data ? kTop : to;
  Guard guard = kNever;
  if (!together(from, to)) return std::nullopt;
  const auto consider = [&](std::span<const OpenSide> sides, NodeRef far, Range far_labels) {
    for (const OpenSide& side : sides) {
      if (!other_fits(side.other, far, far_labels)) continue;
      if (guard == kNever) edge.open_end = side.open_end;
      guard = logic_.either(guard, side.guard);
    }
  };
  consider(open_nodes(view, true).of(from), to, labels.to);
  consider(open_nodes(view, false).of(to), from, labels.from);
  if (from == kTop && to == kTop) guard = kAlways;
  if (guard == kNever) return std::nullopt;
  edge.truth = logic_.perhaps(guard);
  return edge;
}

/// What an open end may turn out to be is known in its own unit, or nowhere (⊤): links between
/// units are made by name before, where there are any.
bool Evaluator::together(NodeRef a, NodeRef b) const {
  if (a == kTop || b == kTop) return true;
  const UnitId left = graph_.unit_of[a];
  const UnitId right = graph_.unit_of[b];
  return !left.valid() || !right.valid() || left == right;
}

bool Evaluator::other_fits(LabelId other, NodeRef node, Range top_labels) const {
  if (!other.valid()) return true;
  return node == kTop ? labels_meet(top_labels, other)
                      : graph_.bears(node, other) || graph_.may_bear(node, other);
}

bool Evaluator::labels_meet(Range labels, LabelId label) const {
  const auto wanted = Catalog::slice(queries_.node_labels, labels);
  return wanted.empty() || std::any_of(wanted.begin(), wanted.end(), [&](LabelId one) {
           return graph_.catalog.is(one, label) || graph_.catalog.is(label, one);
         });
}

/// Whether edges of the open label could satisfy the step.
bool Evaluator::may_be(const StepView& view, EdgeLabelId open_label) const {
  if (view.any || !open_label.valid() || view.accepts[open_label.index()]) return true;
  return std::any_of(view.labels.begin(), view.labels.end(),
                     [&](EdgeLabelId wanted) { return graph_.catalog.is(wanted, open_label); });
}

/// Whether an open end at a node lets it be the step's source (or target).
bool Evaluator::faces(const StepView& view, EdgeLabelId open_label, bool outgoing,
                      bool source) const {
  if (!may_be(view, open_label)) return false;
  if (!open_label.valid()) return walks(view.step, DataDirection::both, outgoing, source);
  const EdgeLabelRecord& label = graph_.catalog.edges[open_label.index()];
  if (view.step.data && label.relation != EdgeRelation::flow) return false;
  return walks(view.step, label.data, outgoing, source);
}

/// Asked once for each label: open ends are many more.
Evaluator::Facing Evaluator::facing(const StepView& view, bool source) const {
  Facing facing;
  const std::size_t labels = graph_.catalog.edges.size();
  for (std::size_t i = 0; i <= labels; ++i) {
    const EdgeLabelId label = i < labels ? EdgeLabelId(i) : EdgeLabelId();
    facing.outgoing.push_back(faces(view, label, true, source));
    facing.incoming.push_back(faces(view, label, false, source));
  }
  return facing;
}

void Evaluator::open_sides(const StepView& view, const Facing& facing, NodeRef node, bool source,
                           std::vector<OpenSide>& sides) const {
  for (const auto* ends : {&graph_.open_out[node], &graph_.open_in[node]})
    for (const std::uint32_t index : *ends) {
      const OpenEnd& end = graph_.dfd.open_ends[index];
      if (end.exists != kNever && facing(end)) sides.push_back({end.exists, end.other, index});
    }
  for (const EdgeLabelId label : graph_.cannot_declare[node])
    if (!view.any && view.accepts[label.index()]) sides.push_back({kAlways, {}, kNoOpenEnd});
  if (view.step.may) principal_sides(view, facing, node, source, sides);
}

/// What runs as an identity that is open, or as one that is not known, may do more than we see.
void Evaluator::principal_sides(const StepView& view, const Facing& facing, NodeRef node,
                                bool source, std::vector<OpenSide>& sides) const {
  for (const std::uint32_t index : graph_.open_out[node]) {
    const OpenEnd& end = graph_.dfd.open_ends[index];
    if (end.label.valid() && end.label == graph_.runs_as && (source || view.step.data))
      sides.push_back({end.exists, {}, index});
  }
  for (const Incident& attachment : graph_.attached_out[node]) {
    if (attachment.kind != graph_.runs_as || !attachment.to_node()) continue;
    for (const std::uint32_t open : graph_.open_out[attachment.other]) {
      const OpenEnd& end = graph_.dfd.open_ends[open];
      const Guard guard = logic_.both(end.exists, attachment.exists);
      if (guard != kNever && facing(end)) sides.push_back({guard, end.other, open});
    }
  }
}

}  // namespace weir::query
