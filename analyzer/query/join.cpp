#include "analyzer/query/join.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <numeric>
#include <tuple>

namespace weir::query {

Evaluator::Join::Join(Evaluator& evaluator, std::uint32_t pattern, Want want, const Tri* floor,
                      const OnBinding& on_binding, const Answered* answered)
    : evaluator_(evaluator),
      logic_(evaluator.logic_),
      pattern_(evaluator.queries_.patterns[pattern]),
      index_(pattern),
      want_(want),
      hops_(want == Want::certain ? Hops::certain : Hops::all),
      ask_(want == Want::all        ? Ask::whole
           : want == Want::possible ? Ask::no
                                    : evaluator.certain_),
      floor_(floor),
      on_binding_(on_binding),
      answered_(answered),
      plan_(evaluator.plan_of(pattern, want == Want::certain)) {
  if (answered_ == nullptr) return;
  answered_at_ = 0;
  for (const VariableId name : answered_->names)
    answered_at_ = std::max(answered_at_, plan_.bound_at[name]);
}

void Evaluator::Join::run() {
  if (plan_.actions.empty()) {  // names from outside only
    const Tri truth = evaluator_.evaluate(pattern_.where, ask_);
    if (!hopeless(truth)) on_binding_(truth);
    return;
  }
  next(0, kTrue);
  for (const VariableId name : evaluator_.names_in(index_)) evaluator_.frame_[name] = {};
}

/// An open end matters only at the node that has it: what is joined only to unknown nodes is not
/// asked for.
bool Evaluator::Join::anchored() const {
  return std::all_of(plan_.groups.begin(), plan_.groups.end(), [this](const auto& names) {
    return std::any_of(names.begin(), names.end(),
                       [this](VariableId name) { return evaluator_.frame_[name].node != kTop; });
  });
}

bool Evaluator::Join::hopeless(Tri truth) const {
  if (truth.no == kAlways) return true;
  if (want_ == Want::certain && truth.yes == kNever) return true;
  return floor_ != nullptr && truth.yes == kNever && floor_->no == kNever;
}

bool Evaluator::Join::next(std::size_t depth, Tri so_far) {
  if (evaluator_.exhausted_) return false;
  if (depth == plan_.actions.size()) return !anchored() || on_binding_(so_far);
  return plan_.actions[depth].is_step ? take_step(depth, so_far) : bind_by_label(depth, so_far);
}

/// Tests what became testable, then goes one level deeper.
bool Evaluator::Join::go_on(std::size_t depth, Tri so_far) {
  for (const ExprId test : plan_.actions[depth].tests) {
    if (hopeless(so_far)) return true;
    so_far = logic_.both(so_far, evaluator_.evaluate(test, ask_));
  }
  if (hopeless(so_far) || (answered_ != nullptr && depth >= answered_at_ && answered_->known())) return true;
  return next(depth + 1, so_far);
}

/// Of the nodes that a name may be, those to which the step may lead from what is known, or from which to that.
std::vector<NodeRef> Evaluator::Join::beside(const JoinPlan::Action& action, const StepView& view, NodeRef known) const {
  const Step& step = view.step;
  const bool forward = step.to == action.variable;
  std::vector<NodeRef> found;
  const auto add = [&](const Edge& edge) { found.push_back(forward ? edge.to : edge.from); };
  const OnEdge keep = std::ref(add);
  evaluator_.certain_edges(view, known, forward, keep);
  if (hops_ == Hops::all)
    evaluator_.unknown_edges(view, known, forward, *action.among,
                             {evaluator_.labels_of(step.from), evaluator_.labels_of(step.to)}, keep);
  const auto before = [this](NodeRef a, NodeRef b) { return evaluator_.rank_of(a) < evaluator_.rank_of(b); };
  std::sort(found.begin(), found.end(), before);
  found.erase(std::unique(found.begin(), found.end()), found.end());
  std::vector<NodeRef> both;
  std::set_intersection(action.among->begin(), action.among->end(), found.begin(), found.end(), std::back_inserter(both), before);
  return both;
}

/// The nodes to bind a name to, by rank; fewer than bear its labels where what is bound already says which.
std::vector<NodeRef> Evaluator::Join::choices(const JoinPlan::Action& action) const {
  if (action.same_as != nullptr)
    if (const NodeRef same = evaluator_.node_behind(*action.same_as); same != kTop) return {same};
  if (!action.beside) return *action.among;
  const StepView& view = evaluator_.step_view(*action.beside);
  const NodeRef known = evaluator_.node_of(view.step.to == action.variable ? view.step.from : view.step.to);
  return known == kTop ? *action.among : beside(action, view, known);
}

bool Evaluator::Join::bind_by_label(std::size_t depth, Tri so_far) {
  const JoinPlan::Action& action = plan_.actions[depth];
  Bound& bound = evaluator_.frame_[action.variable];
  bound.kind = Bound::Kind::node;
  const VariableId name = action.variable;
  const bool told = action.same_as != nullptr || action.beside;
  const std::vector<NodeRef> few = told ? choices(action) : std::vector<NodeRef>();
  for (const NodeRef node : told ? few : *action.among) {
    if (!evaluator_.spend()) break;
    bound.node = node;
    const Tri there = logic_.both(evaluator_.existence(node), evaluator_.fits(name, node));
    if (!go_on(depth, logic_.both(so_far, there))) return false;
  }
  if (want_ != Want::certain && evaluator_.graph_.has_open_ends) {
    bound.node = kTop;
    if (!go_on(depth, so_far)) return false;
  }
  bound = {};
  return true;
}

/// Edges that differ in their guards alone multiply what they are joined with. Beyond a few they
/// are taken as one where nobody asks which it is: the first, there when any of them is.
void Evaluator::Join::merge_parallel(std::vector<Edge>& edges) const {
  using BothEnds = std::tuple<NodeRef, NodeRef, NodeRef>;
  std::vector<std::pair<BothEnds, std::size_t>> known;  // with their places in `edges`
  for (std::size_t i = 0; i < edges.size(); ++i) {
    const Edge& edge = edges[i];
    if (edge.ref.relation != EdgeRef::Relation::none && edge.from != kTop && edge.to != kTop)
      known.emplace_back(BothEnds(edge.from, edge.to, edge.head), i);
  }
  std::sort(known.begin(), known.end());
  std::vector<bool> merged(edges.size());
  for (std::size_t first = 0, end = 0; first < known.size(); first = end) {
    while (end < known.size() && known[end].first == known[first].first) ++end;
    if (end - first <= kParallelEdges) continue;
    Tri& truth = edges[known[first].second].truth;
    for (std::size_t i = first + 1; i < end; ++i) {
      truth = logic_.either(truth, edges[known[i].second].truth);
      merged[known[i].second] = true;
    }
  }
  std::size_t kept = 0;
  for (std::size_t i = 0; i < edges.size(); ++i)
    if (!merged[i]) edges[kept++] = edges[i];
  edges.resize(kept);
}

bool Evaluator::Join::take_step(std::size_t depth, Tri so_far) {
  const StepView& view = evaluator_.step_view(plan_.actions[depth].step);
  if (view.step.repeat != Repeat::once) return take_path(depth, view, so_far);
  const auto& frame = evaluator_.frame_;
  std::vector<Edge> edges;
  const auto add = [&](const Edge& edge) {
    if (want_ != Want::certain || edge.truth.yes != kNever) edges.push_back(edge);
  };
  const OnEdge keep = std::ref(add);
  const Step& step = view.step;
  const EndLabels labels{evaluator_.labels_of(step.from), evaluator_.labels_of(step.to)};
  const bool from_bound = evaluator_.is_bound(step.from);
  const bool to_bound = evaluator_.is_bound(step.to);
  const NodeRef from = evaluator_.node_of(step.from);
  const NodeRef to = evaluator_.node_of(step.to);
  if (frame[step.to].kind == Bound::Kind::edge) {
    const Edge target = frame[step.to].edge;
    evaluator_.edges_onto(view, target, hops_, keep);
  } else if (from_bound && to_bound) {
    evaluator_.certain_edges(view, from, true, keep);
    if (hops_ == Hops::all)
      if (const auto unknown = evaluator_.unknown_edge(view, from, to, labels)) keep(*unknown);
  } else {
    const NodeRef known = from_bound ? from : to;
    const VariableId wanted = from_bound ? step.to : step.from;
    evaluator_.certain_edges(view, known, from_bound, keep);
    if (hops_ == Hops::all)
      evaluator_.unknown_edges(view, known, from_bound, evaluator_.candidates(wanted), labels,
                               keep);
  }
  if (edges.size() > kParallelEdges && evaluator_.is_anonymous(step.edge)) merge_parallel(edges);
  for (const Edge& edge : edges)
    if (!take_edge(depth, view, edge, so_far)) return false;
  return true;
}

bool Evaluator::Join::take_edge(std::size_t depth, const StepView& view, const Edge& edge,
                                Tri so_far) {
  const Step& step = view.step;
  auto& frame = evaluator_.frame_;
  Tri truth = logic_.both(so_far, edge.truth);
  std::array<VariableId, 2> newly{kNoVariable, kNoVariable};  // its ends that it binds
  bool agrees = true;
  for (const auto& [name, node] : {std::pair(step.from, edge.from), std::pair(step.to, edge.to)}) {
    if (frame[name].kind == Bound::Kind::edge) continue;
    if (evaluator_.is_bound(name)) {
      agrees &= evaluator_.node_of(name) == node;
      continue;
    }
    truth = logic_.both(truth, evaluator_.fits(name, node));
    frame[name].kind = Bound::Kind::node;
    frame[name].node = node;
    newly[newly[0] == kNoVariable ? 0 : 1] = name;
    truth = logic_.both(truth, evaluator_.existence(node));
  }
  bool more = true;
  if (agrees && !hopeless(truth)) {
    frame[step.edge].kind = Bound::Kind::edge;
    frame[step.edge].edge = edge;
    more = go_on(depth, truth);
    if (more) frame[step.edge] = {};
  }
  if (more)
    for (const VariableId name : newly)
      if (name != kNoVariable) frame[name] = {};
  return more;
}

bool Evaluator::Join::take_path(std::size_t depth, const StepView& view, Tri so_far) {
  const Step& step = view.step;
  auto& frame = evaluator_.frame_;
  const bool forward = evaluator_.is_bound(step.from);
  if (forward && evaluator_.is_bound(step.to))
    return go_on(depth,
                 logic_.both(so_far, evaluator_.step_truth(view, step.written_while, hops_)));
  const VariableId wanted = forward ? step.to : step.from;
  const NodeRef known = evaluator_.node_of(forward ? step.from : step.to);
  const Reached reached = evaluator_.reach(view, step.written_while, {}, known, forward, hops_);
  frame[wanted].kind = Bound::Kind::node;
  bool more = true;
  const auto arrive = [&](NodeRef node, Tri reachable) {
    if (!evaluator_.spend()) return false;
    const Tri there = logic_.both(evaluator_.existence(node), evaluator_.fits(wanted, node));
    const Tri truth = logic_.both(so_far, logic_.both(reachable, there));
    frame[wanted].node = node;
    if (!hopeless(truth)) more = go_on(depth, truth);
    return more;
  };
  const std::vector<NodeRef>& ends = evaluator_.candidates(wanted);
  if (ends.size() < reached.size() / 8) {  // a look-up each is less than a walk over all
    const auto look_up = [&](NodeRef node) {
      const Tri reachable = reached.at(node, evaluator_.rank_of(node));
      return reachable.no == kAlways || arrive(node, reachable);
    };
    if (std::all_of(ends.begin(), ends.end(), look_up)) look_up(kTop);
  } else {
    reached.each([&](NodeRef node, Tri reachable) {
      return evaluator_.fits(wanted, node) == kFalse || arrive(node, reachable);
    });
  }
  if (more) frame[wanted] = {};
  return more;
}

Tri Evaluator::step_truth(const StepView& view, ExprId while_condition, Hops which) {
  const NodeRef from = node_of(view.step.from);
  const NodeRef to = node_of(view.step.to);
  return truth_between(view, while_condition, {}, from, to, which);
}

/// Searched from the end where less goes on: everybody's entries start at one actor.
Tri Evaluator::truth_between(const StepView& view, ExprId while_condition, ExprId closed_by,
                             NodeRef from, NodeRef to, Hops which) {
  const bool forward = fan(from, true) <= fan(to, false);
  const NodeRef start = forward ? from : to;
  return truth_at(reach(view, while_condition, closed_by, start, forward, which),
                  forward ? to : from);
}

void Evaluator::join(std::uint32_t pattern, Want want, const Tri* floor,
                     const OnBinding& on_binding, const Answered* answered) {
  Join(*this, pattern, want, floor, on_binding, answered).run();
}

}  // namespace weir::query
