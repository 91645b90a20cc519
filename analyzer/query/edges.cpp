#include <algorithm>

#include "analyzer/query/evaluator.h"
#include "analyzer/query/walks.h"

namespace weir::query {
namespace {

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
    if (!view.step.data && at_from != forward) {  // none of them is walked
      spend(flows.size());
      continue;
    }
    for (const Incident& flow : flows) {
      if (!spend() || !view.accepts[flow.kind.index()]) continue;
      if (!walks(view.step, flow.data, at_from, forward)) continue;
      on_edge(edge_between({EdgeRef::Relation::flow, flow.index, {}}, node, flow.other, forward,
                           at_from ? flow.other : node, logic_.when(flow.exists)));
    }
  }
}

/// What a principal may do is asked from the identity and from what runs as it.
void Evaluator::access_edges(const StepView& view, NodeRef node, bool forward,
                             const OnEdge& on_edge) {
  access_by(view, node, node, kAlways, forward, on_edge);
  for (const Incident& attachment : graph_.attached_out[node])
    if (attachment.kind == graph_.runs_as && attachment.to_node())
      access_by(view, node, attachment.other, attachment.exists, forward, on_edge);
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
      for (const Incident& runner : graph_.attached_in[access.principal.index()])
        if (runner.kind == graph_.runs_as) report(runner.other, runner.exists);
    }
}

void Evaluator::attachment_edges(const StepView& view, NodeRef node, bool forward,
                                 const OnEdge& on_edge) {
  for (const Incident& attachment :
       forward ? graph_.attached_out[node] : graph_.attached_in[node]) {
    if (!spend() || !view.accepts[attachment.kind.index()] || !attachment.to_node()) continue;
    on_edge(edge_between({EdgeRef::Relation::attachment, attachment.index, {}}, node,
                         attachment.other, forward, forward ? attachment.other : node,
                         logic_.when(attachment.exists)));
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
      inside.each([&](NodeRef member, Tri within) {
        const Tri truth = logic_.both(attached, within);
        if (member != boundary && member != kTop && truth.no != kAlways && spend())
          on_edge(edge_between(ref, node, member, true, member, truth));
        return true;
      });
    }
  }
}

/// Attachments that hold for a single edge: to it, or to what it leads into.
void Evaluator::edges_onto(const StepView& view, const Edge& target, Hops which,
                           const OnEdge& on_edge) {
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
  if (which == Hops::certain) return;
  if (relation != EdgeRef::Relation::none) {
    const EndLabels labels{labels_of(view.step.from), {}};
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

}  // namespace weir::query
