#include <algorithm>

#include "analyzer/query/evaluator.h"

namespace weir::query {
namespace {

bool goes_out(DataDirection data) {
  return data == DataDirection::out || data == DataDirection::both;
}
bool goes_in(DataDirection data) {
  return data == DataDirection::in || data == DataDirection::both;
}

/// Whether an edge from `from` to `to` may be walked with the step's arrow, entering at its `from`
/// (or at its `to`).
bool walks(const Step& step, DataDirection data, bool at_from, bool forward) {
  if (!step.data) return at_from == forward;
  return at_from == forward ? goes_out(data) : goes_in(data);
}

Edge edge_between(EdgeRef ref, NodeRef node, NodeRef other, bool forward, NodeRef head, Tri truth) {
  Edge edge;
  edge.ref = ref;
  edge.from = forward ? node : other;
  edge.to = forward ? other : node;
  edge.head = head;
  edge.truth = truth;
  return edge;
}

}  // namespace

void Evaluator::certain_edges(const StepView& view, NodeRef node, bool forward,
                              const OnEdge& on_edge) {
  if (node == kTop) return;
  flow_edges(view, node, forward, on_edge);
  if (view.step.may) access_edges(view, node, forward, on_edge);
  if (!view.step.data && !view.step.may) attachment_edges(view, node, forward, on_edge);
}

void Evaluator::flow_edges(const StepView& view, NodeRef node, bool forward,
                           const OnEdge& on_edge) {
  for (const bool at_from : {true, false}) {
    const auto& flows = at_from ? graph_.flows_out[node] : graph_.flows_in[node];
    for (const std::uint32_t index : flows) {
      const Flow& flow = graph_.dfd.flows[index];
      if (!spend() || !view.accepts[flow.kind.index()]) continue;
      if (!walks(view.step, flow.data, at_from, forward)) continue;
      const NodeRef other = (at_from ? flow.to : flow.from).value;
      on_edge(edge_between({EdgeRef::Relation::flow, index, {}}, node, other, forward,
                           flow.to.value, logic_.when(flow.exists)));
    }
  }
}

/// What a principal may do is asked from the identity and from what runs as it.
void Evaluator::access_edges(const StepView& view, NodeRef node, bool forward,
                             const OnEdge& on_edge) {
  access_by(view, node, node, kAlways, forward, on_edge);
  for (const std::uint32_t index : graph_.attached_out[node]) {
    const Attachment& attachment = graph_.dfd.attachments[index];
    if (attachment.kind == graph_.runs_as && attachment.target.valid())
      access_by(view, node, attachment.target.value, attachment.exists, forward, on_edge);
  }
  access_onto(view, node, forward, on_edge);
}

void Evaluator::access_by(const StepView& view, NodeRef actor, NodeRef principal, Guard runs_as,
                          bool forward, const OnEdge& on_edge) {
  for (const std::uint32_t index : graph_.access_of[principal]) {
    const Access& access = graph_.dfd.access[index];
    if (!view.accepts[access.kind.index()] || !walks(view.step, access.data, true, forward))
      continue;
    const TargetSet& targets = graph_.dfd.targets[access.target.index()];
    const Guard granted = logic_.both(access.exists, runs_as);
    const Tri truth{logic_.both(granted, targets.certain), logic_.negate(granted)};
    for (const NodeId member : targets.members)
      if (spend())
        on_edge(edge_between({EdgeRef::Relation::access, index, {}}, actor, member.value, forward,
                             member.value, truth));
  }
}

void Evaluator::access_onto(const StepView& view, NodeRef target, bool forward,
                            const OnEdge& on_edge) {
  for (const std::uint32_t set : graph_.sets_with[target])
    for (const std::uint32_t index : graph_.access_to[set]) {
      const Access& access = graph_.dfd.access[index];
      if (!view.accepts[access.kind.index()] || !walks(view.step, access.data, false, forward))
        continue;
      const Guard certain = graph_.dfd.targets[set].certain;
      const auto report = [&](NodeRef actor, Guard runs_as) {
        const Guard granted = logic_.both(access.exists, runs_as);
        const Tri truth{logic_.both(granted, certain), logic_.negate(granted)};
        if (spend())
          on_edge(edge_between({EdgeRef::Relation::access, index, {}}, target, actor, forward,
                               target, truth));
      };
      report(access.principal.value, kAlways);
      for (const std::uint32_t runner : graph_.attached_in[access.principal.index()]) {
        const Attachment& attachment = graph_.dfd.attachments[runner];
        if (attachment.kind == graph_.runs_as) report(attachment.source.value, attachment.exists);
      }
    }
}

void Evaluator::attachment_edges(const StepView& view, NodeRef node, bool forward,
                                 const OnEdge& on_edge) {
  for (const std::uint32_t index : forward ? graph_.attached_out[node] : graph_.attached_in[node]) {
    const Attachment& attachment = graph_.dfd.attachments[index];
    if (!spend() || !view.accepts[attachment.kind.index()] || !attachment.target.valid()) continue;
    const NodeRef other = (forward ? attachment.target : attachment.source).value;
    on_edge(edge_between({EdgeRef::Relation::attachment, index, {}}, node, other, forward,
                         attachment.target.value, logic_.when(attachment.exists)));
  }
  for (const EdgeLabelId label : view.derived) {
    const DerivedAdjacency& derived = graph_.derived(label);
    for (const std::uint32_t index : forward ? derived.out[node] : derived.in[node]) {
      const Attachment& edge = (*derived.edges)[index];
      if (!spend()) return;
      const NodeRef other = (forward ? edge.target : edge.source).value;
      on_edge(edge_between({EdgeRef::Relation::derived, index, label}, node, other, forward,
                           edge.target.value, logic_.when(edge.exists)));
    }
  }
  if (view.attaches && !graph_.attached_to_boundaries.empty())
    boundary_attachments(view, node, forward, on_edge);
}

/// An attachment to a boundary holds for all within it.
void Evaluator::boundary_attachments(const StepView& view, NodeRef node, bool forward,
                                     const OnEdge& on_edge) {
  for (const std::uint32_t index : graph_.attached_to_boundaries) {
    const Attachment& attachment = graph_.dfd.attachments[index];
    if (!spend() || !view.accepts[attachment.kind.index()]) continue;
    const NodeRef boundary = attachment.target.value;
    const EdgeRef ref{EdgeRef::Relation::attachment, index, {}};
    const Tri attached = logic_.both(logic_.when(attachment.exists), existence(boundary));
    if (!forward) {
      if (boundary == node) continue;
      const Tri inside = truth_at(reach(enclosing_, {}, {}, node, true), boundary);
      const Tri truth = logic_.both(attached, inside);
      if (truth.no != kAlways)
        on_edge(edge_between(ref, node, attachment.source.value, false, node, truth));
    } else if (attachment.source.value == node) {
      const Reached inside = reach(enclosing_, {}, {}, boundary, false);
      for (const auto& [member, within] : inside) {
        const Tri truth = logic_.both(attached, within);
        if (member != boundary && member != kTop && truth.no != kAlways && spend())
          on_edge(edge_between(ref, node, member, true, member, truth));
      }
    }
  }
}

/// Attachments that hold for a single edge: to it, or to what it leads into.
void Evaluator::edges_onto(const StepView& view, const Edge& target, const OnEdge& on_edge) {
  const EdgeRef::Relation relation = target.ref.relation;
  if (relation == EdgeRef::Relation::attachment || relation == EdgeRef::Relation::derived) return;
  if (relation == EdgeRef::Relation::flow)
    for (const std::uint32_t index : graph_.attached_to_flow[target.ref.index]) {
      const Attachment& attachment = graph_.dfd.attachments[index];
      if (!spend() || !view.accepts[attachment.kind.index()]) continue;
      on_edge(edge_between({EdgeRef::Relation::attachment, index, {}}, target.head,
                           attachment.source.value, false, target.head,
                           logic_.when(attachment.exists)));
    }
  certain_edges(view, target.head, false, on_edge);
  const Range labels = queries_.variables[query_.variables.first + view.step.from].labels;
  if (relation != EdgeRef::Relation::none) {
    unknown_edges(view, target.head, false, candidates(view.step.from), labels, on_edge);
    return;
  }
  Edge unknown;  // an edge we do not know may bear any control
  unknown.open_end = target.open_end;
  unknown.to = unknown.head = target.head;
  unknown.truth = kUnknown;
  on_edge(unknown);
  for (const NodeRef source : candidates(view.step.from)) {
    unknown.from = source;
    if (spend()) on_edge(unknown);
  }
}

void Evaluator::unknown_edges(const StepView& view, NodeRef node, bool forward,
                              const std::vector<NodeRef>& others, Range other_labels,
                              const OnEdge& on_edge) {
  if (!graph_.has_open_ends) return;
  const auto emit = [&](NodeRef other) {
    if (!together(node, other) || !spend()) return;
    const auto edge =
        unknown_edge(view, forward ? node : other, forward ? other : node, other_labels);
    if (edge) on_edge(*edge);
  };
  const bool open = node != kTop && !open_sides(view, node, forward).empty();
  const auto& openable = forward ? view.open_targets : view.open_sources;
  for (const NodeRef other : open ? others : openable) emit(other);
  if (open || node == kTop) emit(kTop);
}

/// The unknown edge between two nodes, if an open end at either of them allows one.
std::optional<Edge> Evaluator::unknown_edge(const StepView& view, NodeRef from, NodeRef to,
                                            Range top_labels) const {
  Edge edge;
  edge.from = from;
  edge.to = to;
  edge.head = view.step.data ? kTop : to;
  Guard guard = kNever;
  const auto consider = [&](NodeRef near, NodeRef far, bool source) {
    if (near == kTop) return;
    for (const OpenSide& side : open_sides(view, near, source)) {
      if (!other_fits(side.other, far, top_labels)) continue;
      if (guard == kNever) edge.open_end = side.open_end;
      guard = logic_.either(guard, side.guard);
    }
  };
  consider(from, to, true);
  consider(to, from, false);
  if (from == kTop && to == kTop) guard = kAlways;
  if (!together(from, to)) return std::nullopt;
  if (guard == kNever) return std::nullopt;
  edge.truth = logic_.perhaps(guard);
  return edge;
}

/// What an open end may turn out to be is known in its own unit, or nowhere (⊤): links between
/// units are made by name before, where there are any.
bool Evaluator::together(NodeRef a, NodeRef b) const {
  if (a == kTop || b == kTop) return true;
  const UnitId left = graph_.dfd.nodes[a].unit;
  const UnitId right = graph_.dfd.nodes[b].unit;
  return !left.valid() || !right.valid() || left == right;
}

bool Evaluator::other_fits(LabelId other, NodeRef node, Range top_labels) const {
  if (!other.valid()) return true;
  return node == kTop ? labels_meet(top_labels, other) : graph_.bears(node, other);
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
bool Evaluator::faces(const StepView& view, const OpenEnd& end, bool source) const {
  if (!may_be(view, end.label)) return false;
  const DataDirection data =
      end.label.valid() ? graph_.catalog.edges[end.label.index()].data : DataDirection::both;
  if (view.step.data && end.label.valid() &&
      graph_.catalog.edges[end.label.index()].relation != EdgeRelation::flow)
    return false;
  return walks(view.step, data, end.outgoing, source);
}

std::vector<OpenSide> Evaluator::open_sides(const StepView& view, NodeRef node, bool source) const {
  std::vector<OpenSide> sides;
  for (const auto* ends : {&graph_.open_out[node], &graph_.open_in[node]})
    for (const std::uint32_t index : *ends) {
      const OpenEnd& end = graph_.dfd.open_ends[index];
      if (end.exists != kNever && faces(view, end, source))
        sides.push_back({end.exists, end.other, index});
    }
  for (const EdgeLabelId label : graph_.cannot_declare[node])
    if (!view.any && view.accepts[label.index()]) sides.push_back({kAlways, {}, Edge::kNoOpenEnd});
  if (view.step.may) principal_sides(view, node, source, sides);
  return sides;
}

/// What runs as an identity that is open, or as one that is not known, may do more than we see.
void Evaluator::principal_sides(const StepView& view, NodeRef node, bool source,
                                std::vector<OpenSide>& sides) const {
  for (const std::uint32_t index : graph_.open_out[node]) {
    const OpenEnd& end = graph_.dfd.open_ends[index];
    if (end.label.valid() && end.label == graph_.runs_as && (source || view.step.data))
      sides.push_back({end.exists, {}, index});
  }
  for (const std::uint32_t index : graph_.attached_out[node]) {
    const Attachment& attachment = graph_.dfd.attachments[index];
    if (attachment.kind != graph_.runs_as || !attachment.target.valid()) continue;
    for (const std::uint32_t open : graph_.open_out[attachment.target.index()]) {
      const OpenEnd& end = graph_.dfd.open_ends[open];
      const Guard guard = logic_.both(end.exists, attachment.exists);
      if (guard != kNever && faces(view, end, source)) sides.push_back({guard, end.other, open});
    }
  }
}

}  // namespace weir::query
