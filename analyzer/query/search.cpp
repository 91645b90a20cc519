#include <algorithm>
#include <array>
#include <deque>
#include <set>

#include "analyzer/query/evaluator.h"

namespace weir::query {

/// Takes a condition apart into what must hold together: conjuncts, and what a negated disjunction
/// denies.
void Evaluator::split(ExprId condition, bool negated, VariableId hop, HopFilter& filter) const {
  if (!condition.valid()) return;
  const Expr& expr = queries_.exprs[condition.index()];
  const bool together = expr.kind == (negated ? ExprKind::disjunction : ExprKind::conjunction);
  if (together || expr.kind == ExprKind::negation) {
    const bool below = expr.kind == ExprKind::negation ? !negated : negated;
    for (const ExprId child : Catalog::slice(queries_.children, expr.children))
      split(child, below, hop, filter);
    return;
  }
  const std::vector<VariableId> names = names_.of(condition);
  const bool at_hop = std::find(names.begin(), names.end(), hop) != names.end();
  (at_hop ? filter.at_hop : filter.everywhere).push_back({condition, negated});
  if (!at_hop) return;
  for (const VariableId name : names)
    if (name != hop) filter.names.push_back(name);
}

const HopFilter& Evaluator::filter_of(const StepView& view, ExprId while_condition,
                                      ExprId closed_by) {
  const std::array<std::uint32_t, 3> key = {view.index, while_condition.value, closed_by.value};
  const auto [known, is_new] = filters_.try_emplace(key);
  HopFilter& filter = known->second;
  if (!is_new) return filter;
  filter.id = static_cast<std::uint32_t>(filters_.size());
  split(while_condition, false, view.step.edge, filter);
  split(closed_by, true, view.step.edge, filter);
  std::sort(filter.names.begin(), filter.names.end());
  filter.names.erase(std::unique(filter.names.begin(), filter.names.end()), filter.names.end());
  return filter;
}

Tri Evaluator::all_of(const std::vector<HopTest>& tests, Tri so_far, Hops which) {
  const Ask ask = which == Hops::certain ? certain_ : Ask::whole;
  for (const HopTest& test : tests) {
    if (so_far.no == kAlways) break;
    const Tri truth = evaluate(test.condition, test.negated ? opposite(ask) : ask);
    so_far = logic_.both(so_far, test.negated ? logic_.negate(truth) : truth);
  }
  return so_far;
}

void Evaluator::hops(const StepView& view, ExprId while_condition, NodeRef node, bool forward,
                     Hops which, const OnEdge& on_edge, const Ends* ends) {
  const HopFilter& filter = filter_of(view, while_condition, {});
  const Tri everywhere = all_of(filter.everywhere, kTrue, which);
  if (everywhere.no == kAlways) return;
  const auto conditioned = [&](const Edge& hop) {
    Edge edge = hop;
    edge.truth = logic_.both(edge.truth, everywhere);
    if (edge.truth.no != kAlways) on_edge(edge);
  };
  hops_at(view, filter, node, forward, which, std::ref(conditioned), ends);
}

/// Hops with what the filter says of each; what it says of all alike is left to the caller.
void Evaluator::hops_at(const StepView& view, const HopFilter& filter, NodeRef node, bool forward,
                        Hops which, const OnEdge& on_edge, const Ends* ends) {
  const auto keep_if_met = [&](const Edge& found) {
    const NodeRef end = forward ? found.to : found.from;
    if (ends != nullptr && !(*ends)(end)) return;
    Edge edge = found;
    edge.truth = logic_.both(edge.truth, existence(end));
    if (edge.truth.no == kAlways || (which == Hops::certain && edge.truth.yes == kNever)) return;
    if (!filter.at_hop.empty()) {
      Bound& hop = frame_[view.step.edge];
      const Bound before = hop;
      hop.kind = Bound::Kind::edge;
      hop.edge = edge;
      edge.truth = all_of(filter.at_hop, edge.truth, which);
      frame_[view.step.edge] = before;
    }
    if (edge.truth.no != kAlways) on_edge(edge);
  };
  const OnEdge filtered = std::ref(keep_if_met);
  certain_edges(view, node, forward, filtered);
  if (which == Hops::all) unknown_edges(view, node, forward, graph_.by_rank, {}, filtered);
}

Reached Evaluator::reach(const StepView& view, ExprId while_condition, ExprId closed_by,
                         NodeRef start, bool forward, Hops which) {
  const HopFilter& filter = filter_of(view, while_condition, closed_by);
  const Tri everywhere = all_of(filter.everywhere, kTrue, which);
  const NodeRef zero_hops = view.step.repeat == Repeat::any ? start : kNoNode;
  return Reached(find(view, filter, start, forward, which), everywhere, zero_hops, logic_);
}

const Found& Evaluator::find(const StepView& view, const HopFilter& filter, NodeRef start,
                             bool forward, Hops which) {
  Key key = {filter.id, start, (forward ? 1u : 0u) + (which == Hops::certain ? 2u : 0u)};
  for (const VariableId name : filter.names) append(key, name);
  if (const auto known = reach_memo_.find(key); known != reach_memo_.end()) return known->second;
  Found found = search(view, filter, start, forward, which);
  return reach_memo_.insert_or_assign(std::move(key), std::move(found)).first->second;
}

/// Two reachability questions at once, over hops that are true and over hops that are not false.
/// Where no hop has a guard each node changes at most twice and this is a plain search; guards make
/// it a fixpoint. What lies beyond ⊤ is searched once for all starts, and here only looked up. Over
/// certain hops alone the two questions are one.
Found Evaluator::search(const StepView& view, const HopFilter& filter, NodeRef start, bool forward,
                        Hops which) {
  SearchSpace space(searching_, graph_.by_rank.size() + 1);
  Found found;
  const auto beyond = [&](std::uint32_t rank) {
    if (found.beyond == nullptr) return kNever;
    const Found::Entry* far = found.beyond->own_entry(rank);
    return far == nullptr ? kNever : logic_.both(found.through, logic_.negate(far->truth.no));
  };
  const auto slot_of = [&](NodeRef node) {
    return node == kTop ? graph_.by_rank.size() : graph_.rank[node];
  };
  std::deque<NodeRef> queue;
  const auto relax = [&](NodeRef node, Guard sure, Guard maybe) {
    if (maybe == kNever) return;
    if (node == kTop && start != kTop) {
      if (found.beyond == nullptr) found.beyond = &find(view, filter, kTop, forward, which);
      found.through = logic_.either(found.through, maybe);
    }
    bool is_new = false;
    SearchSpace::State& at = space.state(slot_of(node), is_new);
    const Guard known = is_new ? beyond(rank_of(node)) : at.maybe;
    const Guard new_sure = logic_.either(at.sure, sure);
    const Guard new_maybe = logic_.either(known, maybe);
    if (new_sure == at.sure && new_maybe == known) {
      at.maybe = known;
      return;
    }
    at.sure = new_sure;
    at.maybe = new_maybe;
    if (!at.queued && (node != kTop || start == kTop)) {
      at.queued = true;
      queue.push_back(node);
    }
  };
  const auto expand = [&](NodeRef node, Guard sure, Guard maybe) {
    const auto take = [&](const Edge& hop) {
      const Guard now = logic_.both(sure, hop.truth.yes);
      const bool certain = which == Hops::certain;
      relax(forward ? hop.to : hop.from, now,
            certain ? now : logic_.both(maybe, logic_.negate(hop.truth.no)));
    };
    hops_at(view, filter, node, forward, which, std::ref(take));
  };
  if (view.step.repeat == Repeat::any)
    relax(start, start == kTop ? kNever : kAlways, kAlways);
  else
    expand(start, kAlways, kAlways);
  while (!queue.empty() && !exhausted_) {
    const NodeRef node = queue.front();
    queue.pop_front();
    bool is_new = false;
    SearchSpace::State& at = space.state(slot_of(node), is_new);
    at.queued = false;
    const Guard sure = at.sure, maybe = at.maybe;
    expand(node, sure, maybe);
  }
  for (const std::uint32_t slot : space.in_order()) {
    bool is_new = false;
    const SearchSpace::State& at = space.state(slot, is_new);
    const NodeRef node = slot == graph_.by_rank.size() ? kTop : graph_.by_rank[slot];
    const Guard maybe = logic_.either(at.maybe, beyond(rank_of(node)));
    if (maybe != kNever)
      found.own.push_back({rank_of(node), node, {at.sure, logic_.negate(maybe)}});
  }
  return found;
}

Tri Evaluator::truth_at(const Reached& reached, NodeRef node) const {
  return exhausted_ ? kUnknown : reached.at(node, rank_of(node));
}

/// Breadth first, neighbours in the order of addresses: the first path to arrive is the shortest
/// and, among those, the least. A node is entered again under another guard, since the guards of a
/// path must hold together. Only what leads on to the end is entered: a start that many share leads
/// everywhere.
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
  const Reached back = reach(view, while_condition, {}, to, false, Hops::certain);
  const Ends leads_on = [&](NodeRef node) {
    return node != kTop && (node == to || truth_at(back, node).yes != kNever);
  };
  for (std::size_t i = 0; i < states.size() && states.size() < kStates; ++i) {
    std::vector<Edge> next;
    const OnEdge keep = [&](const Edge& hop) {
      if (hop.truth.yes != kNever) next.push_back(hop);
    };
    hops(view, while_condition, states[i].node, true, Hops::certain, keep, &leads_on);
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
