#include <algorithm>
#include <deque>
#include <set>

#include "analyzer/query/evaluator.h"

namespace weir::query {

void Evaluator::hops(const StepView& view, ExprId while_condition, ExprId closed_by, NodeRef node,
                     bool forward, const OnEdge& on_edge) {
  const OnEdge filtered = [&](const Edge& found) {
    Edge edge = found;
    edge.truth = logic_.both(edge.truth, existence(forward ? edge.to : edge.from));
    if (edge.truth.no == kAlways) return;
    if (while_condition.valid() || closed_by.valid()) {
      Bound& hop = frame_[view.step.edge];
      const Bound before = hop;
      hop.kind = Bound::Kind::edge;
      hop.edge = edge;
      if (while_condition.valid()) edge.truth = logic_.both(edge.truth, evaluate(while_condition));
      if (closed_by.valid() && edge.truth.no != kAlways)
        edge.truth = logic_.both(edge.truth, logic_.negate(evaluate(closed_by)));
      frame_[view.step.edge] = before;
    }
    if (edge.truth.no != kAlways) on_edge(edge);
  };
  certain_edges(view, node, forward, filtered);
  unknown_edges(view, node, forward, everything_, {}, filtered);
}

/// Two reachability questions at once, over hops that are true and over hops that are not false.
/// Where no hop has a guard each node changes at most twice and this is a plain search; guards make
/// it a fixpoint.
const Reached& Evaluator::reach(const StepView& view, ExprId while_condition, ExprId closed_by,
                                NodeRef start, bool forward) {
  Key key = {view.index, while_condition.value, closed_by.value, start, forward ? 1u : 0u};
  std::vector<VariableId> mentioned = names_.of(while_condition);
  const std::vector<VariableId> closing = names_.of(closed_by);
  mentioned.insert(mentioned.end(), closing.begin(), closing.end());
  for (const VariableId name : mentioned)
    if (name != view.step.edge) append(key, name);
  if (const auto known = reach_memo_.find(key); known != reach_memo_.end()) return known->second;

  struct Possible {
    Guard sure = kNever, maybe = kNever;
    bool queued = false;
  };
  std::unordered_map<NodeRef, Possible> reached;
  std::deque<NodeRef> queue;
  const auto relax = [&](NodeRef node, Guard sure, Guard maybe) {
    if (maybe == kNever) return;
    Possible& at = reached[node];
    const Guard new_sure = logic_.either(at.sure, sure);
    const Guard new_maybe = logic_.either(at.maybe, maybe);
    if (new_sure == at.sure && new_maybe == at.maybe) return;
    if (!at.queued) queue.push_back(node);
    at = {new_sure, new_maybe, true};
  };
  const auto expand = [&](NodeRef node, Possible from) {
    hops(view, while_condition, closed_by, node, forward, [&](const Edge& hop) {
      relax(forward ? hop.to : hop.from, logic_.both(from.sure, hop.truth.yes),
            logic_.both(from.maybe, logic_.negate(hop.truth.no)));
    });
  };
  if (view.step.repeat == Repeat::any)
    relax(start, start == kTop ? kNever : kAlways, kAlways);
  else
    expand(start, {kAlways, kAlways});
  while (!queue.empty() && !exhausted_) {
    const NodeRef node = queue.front();
    queue.pop_front();
    reached[node].queued = false;
    expand(node, reached[node]);
  }
  Reached result;
  for (const auto& [node, possible] : reached)
    result.emplace_back(node, Tri{possible.sure, logic_.negate(possible.maybe)});
  std::sort(result.begin(), result.end(),
            [this](const auto& a, const auto& b) { return rank_of(a.first) < rank_of(b.first); });
  return reach_memo_.insert_or_assign(std::move(key), std::move(result)).first->second;
}

Tri Evaluator::truth_at(const Reached& reached, NodeRef node) const {
  if (exhausted_) return kUnknown;
  const auto found = std::lower_bound(
      reached.begin(), reached.end(), rank_of(node),
      [this](const auto& entry, std::uint32_t rank) { return rank_of(entry.first) < rank; });
  return found != reached.end() && found->first == node ? found->second : kFalse;
}

/// Breadth first, neighbours in the order of addresses: the first path to arrive is the shortest
/// and, among those, the least. A node is entered again under another guard, since the guards of a
/// path must hold together.
std::vector<Hop> Evaluator::witness(const StepView& view, ExprId while_condition, NodeRef from,
                                    NodeRef to, Guard holds) {
  constexpr std::size_t kStates = 4096;
  struct State {
    NodeRef node;
    Guard guard;
    std::size_t previous;
    Edge hop;
  };
  std::vector<State> states = {{from, holds, 0, {}}};
  std::set<std::pair<NodeRef, std::uint32_t>> seen;
  const auto path_to = [&](std::size_t i) {
    std::vector<Hop> path;
    for (; i != 0; i = states[i].previous)
      path.push_back({states[i].hop.ref, NodeId(states[i].hop.from), NodeId(states[i].hop.to)});
    std::reverse(path.begin(), path.end());
    return path;
  };
  if (view.step.repeat == Repeat::any && from == to) return {};
  for (std::size_t i = 0; i < states.size() && states.size() < kStates; ++i) {
    std::vector<Edge> next;
    hops(view, while_condition, {}, states[i].node, true, [&](const Edge& hop) {
      if (hop.truth.yes != kNever && hop.to != kTop) next.push_back(hop);
    });
    std::stable_sort(next.begin(), next.end(), [this](const Edge& a, const Edge& b) {
      return graph_.rank[a.to] < graph_.rank[b.to];
    });
    for (const Edge& hop : next) {
      const Guard guard = logic_.both(states[i].guard, hop.truth.yes);
      if (guard == kNever || !seen.insert({hop.to, guard.node}).second) continue;
      states.push_back({hop.to, guard, i, hop});
      if (hop.to == to) return path_to(states.size() - 1);
    }
  }
  return {};
}

}  // namespace weir::query
