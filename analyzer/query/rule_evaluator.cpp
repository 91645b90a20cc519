#include "analyzer/query/rule_evaluator.h"

#include <algorithm>
#include <numeric>

#include "analyzer/base/limits.h"

namespace weir::query {
namespace {

/// Matches of a rule that are told apart at one place.
constexpr std::size_t kMatchesPerPlace = 64;

void set_path(Evaluator& evaluator, VariableId name, Binding& binding) {
  const Edge& edge = evaluator.bound(name).edge;
  binding.path = {{edge.ref, NodeId(edge.from), NodeId(edge.to)}};
}

}  // namespace

/// Certain bindings first, so that a spent budget never costs a definite finding that was within
/// reach. Of a place that many share in many ways the first ways say enough.
Outcome RuleEvaluator::run() {
  const Evaluator::Answered enough{report_names_, [this] {
                                     const auto told = told_.find(report_key());
                                     return told != told_.end() && told->second >= kMatchesPerPlace;
                                   }};
  evaluator_.join(
      query_.pattern, Evaluator::Want::certain, nullptr,
      [this](const Tri& base) {
        ++told_[report_key()];
        take(base, true);
        return true;
      },
      &enough);
  outcome_.budget_exhausted = evaluator_.exhausted();
  if (undecideds_ == Undecideds::counted && !evaluator_.exhausted()) count_undecided();
  outcome_.undecided_matches = undecided_keys_.size();
  outcome_.undecided_at = undecided_nodes();
  sort(outcome_.matches);
  sort(outcome_.mitigated);
  return std::move(outcome_);
}

/// What is undecided counts once for each key, so more bindings of a key that is known say nothing.
void RuleEvaluator::count_undecided() {
  evaluator_.leave(limits::kUndecidedSteps);
  const Evaluator::Answered answered{report_names_, [this] {
                                       const std::vector<std::uint64_t> key = report_key();
                                       return decided_keys_.count(key) != 0 ||
                                              undecided_keys_.count(key) != 0;
                                     }};
  evaluator_.join(
      query_.pattern, Evaluator::Want::all, nullptr,
      [this](const Tri& base) {
        if (base.yes == kNever) take(base, false);
        return true;
      },
      &answered);
  outcome_.more_undecided = evaluator_.exhausted();
}

const StepView& RuleEvaluator::step_of(VariableId edge) {
  const Range steps = evaluator_.steps_of(query_.pattern);
  for (std::uint32_t i = steps.first; i < steps.end(); ++i)
    if (evaluator_.step_view(i).step.edge == edge) return evaluator_.step_view(i);
  CHECK(false);
}

bool RuleEvaluator::strengthened(const StepView& view) const {
  return view.step.repeat != Repeat::once && view.step.while_condition != view.step.written_while;
}

Tri RuleEvaluator::unmitigated(Tri base) {
  const Range steps = evaluator_.steps_of(query_.pattern);
  for (std::uint32_t i = steps.first; i < steps.end(); ++i) {
    const StepView& view = evaluator_.step_view(i);
    if (strengthened(view)) base = logic_.both(base, open_way(view, base.yes));
  }
  for (const CompiledMitigation& mitigation : mitigations_)
    if (mitigation.enough && mitigation.starred == kNoVariable)
      base = logic_.both(base, logic_.negate(evaluator_.evaluate(
                                   mitigation.satisfied, opposite(evaluator_.asked_of_certain()))));
  return base;
}

/// Whether a step has a way that no mitigation closes. Where one is certain, what else there may be
/// need not be looked for, nor where only matches are told.
Tri RuleEvaluator::open_way(const StepView& view, Guard holds) {
  if (holds != kNever) {
    const Tri certain = evaluator_.step_truth(view, view.step.while_condition, Hops::certain);
    if (logic_.within(holds, certain.yes)) return certain;
    if (undecideds_ == Undecideds::left_out) return {certain.yes, kNever};
  }
  return evaluator_.step_truth(view, view.step.while_condition);
}

void RuleEvaluator::take(Tri base, bool certain) {
  const Tri total = unmitigated(base);
  const bool reportable = total.yes != kNever && total.yes != kUndecided;
  if (reportable) {
    decided_keys_.insert(report_key());
    undecided_keys_.erase(report_key());
    keep(outcome_.matches, total.yes, true);
    return;
  }
  if (undecideds_ == Undecideds::left_out) return;
  if (certain && base.yes != kUndecided && logic_.within(base.yes, total.no)) {
    keep(outcome_.mitigated, base.yes, false);
    return;
  }
  if (total.no == kAlways || decided_keys_.count(report_key()) != 0) return;
  if (!undecided_keys_.insert(report_key()).second) return;
  keep_undecided(base);
  const Bound& reported = evaluator_.bound(query_.report.variable);
  const NodeRef node = reported.kind == Bound::Kind::edge ? reported.edge.from : reported.node;
  if (node < evaluator_.graph().dfd.nodes.size()) undecided_of_.emplace(report_key(), NodeId(node));
}

/// What matches that stayed undecided would be reported of; of an edge, where it starts.
std::vector<NodeId> RuleEvaluator::undecided_nodes() const {
  std::vector<NodeId> nodes;
  for (const std::vector<std::uint64_t>& key : undecided_keys_)
    if (const auto known = undecided_of_.find(key); known != undecided_of_.end())
      nodes.push_back(known->second);
  std::sort(nodes.begin(), nodes.end());
  nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
  return nodes;
}

void RuleEvaluator::keep_undecided(Tri base) {
  Undecided why = reason(base);
  if (reasons_.emplace(why.what, why.why, why.span.begin, why.span.end).second)
    outcome_.undecided.push_back(std::move(why));
}

Undecided RuleEvaluator::reason(Tri base) {
  if (base.yes == kNever) return evaluator_.reason_of_binding(query_.pattern, false);
  const Range steps = evaluator_.steps_of(query_.pattern);
  for (std::uint32_t i = steps.first; i < steps.end(); ++i) {
    const StepView& view = evaluator_.step_view(i);
    if (!strengthened(view)) continue;
    const Tri truth = evaluator_.step_truth(view, view.step.while_condition);
    if (logic_.undecided(truth) != kNever)
      return evaluator_.reason_of_step(view, view.step.while_condition);
  }
  for (const CompiledMitigation& mitigation : mitigations_)
    if (mitigation.enough && mitigation.starred == kNoVariable &&
        logic_.undecided(evaluator_.evaluate(mitigation.satisfied)) != kNever)
      return evaluator_.reason(mitigation.satisfied);
  return evaluator_.reason_of_binding(query_.pattern, true);
}

void RuleEvaluator::keep(std::vector<Match>& among, Guard holds, bool open_path) {
  if (matches_ == Matches::told) among.push_back(match_of_frame(holds, open_path));
}

/// `open_path`: paths avoid hops that a mitigation closes (a match); else any path will do (a
/// mitigated one).
Match RuleEvaluator::match_of_frame(Guard holds, bool open_path) {
  Match match;
  match.holds = holds;
  const auto names = evaluator_.names_in(query_.pattern);
  match.bindings.resize(1 + *std::max_element(names.begin(), names.end()));
  for (const VariableId name : names) {
    Binding& binding = match.bindings[name];
    if (!evaluator_.is_edge(name)) {
      binding.node = NodeId(evaluator_.bound(name).node);
      continue;
    }
    const StepView& view = step_of(name);
    if (view.step.repeat == Repeat::once) {
      set_path(evaluator_, name, binding);
      continue;
    }
    binding.path = evaluator_.witness(
        view, open_path ? view.step.while_condition : view.step.written_while,
        evaluator_.node_of(view.step.from), evaluator_.node_of(view.step.to), holds);
  }
  for (const CompiledMitigation& mitigation : mitigations_)
    match.mitigations.push_back(judge(mitigation, holds));
  return match;
}

/// The names of `per`, else what is reported.
std::vector<VariableId> RuleEvaluator::names_of_report(const Queries& queries, const Query& query) {
  const auto per = Catalog::slice(queries.pattern_variables, query.per);
  return per.empty() ? std::vector<VariableId>{query.report.variable}
                     : std::vector<VariableId>(per.begin(), per.end());
}

/// What counts as one undecided match.
std::vector<std::uint64_t> RuleEvaluator::report_key() const {
  std::vector<std::uint64_t> key;
  const auto add = [&](VariableId name) {
    const Bound& bound = evaluator_.bound(name);
    key.push_back(bound.node);
    if (bound.kind != Bound::Kind::edge) return;
    key.push_back(static_cast<std::uint64_t>(bound.edge.ref.relation));
    key.push_back(bound.edge.ref.index);
    key.push_back(bound.edge.open_end);
  };
  for (const VariableId name : report_names_) add(name);
  return key;
}

std::vector<std::uint64_t> RuleEvaluator::order_key(const Match& match) const {
  const Index::Impl& graph = evaluator_.graph();
  std::vector<std::uint64_t> key;
  for (const Binding& binding : match.bindings) {
    if (binding.node.valid()) key.push_back(graph.rank[binding.node.index()]);
    for (const Hop& hop : binding.path) {
      Edge edge;
      edge.ref = hop.edge;
      key.insert(key.end(), {graph.rank[hop.from.index()], graph.rank[hop.to.index()],
                             static_cast<std::uint64_t>(hop.edge.relation),
                             evaluator_.span_of(edge).begin, hop.edge.index});
    }
    key.push_back(UINT64_MAX);
  }
  return key;
}

void RuleEvaluator::sort(std::vector<Match>& matches) const {
  std::vector<std::pair<std::vector<std::uint64_t>, std::size_t>> order;
  for (std::size_t i = 0; i < matches.size(); ++i) order.emplace_back(order_key(matches[i]), i);
  std::sort(order.begin(), order.end());
  std::vector<Match> sorted;
  for (const auto& [key, i] : order) sorted.push_back(std::move(matches[i]));
  matches = std::move(sorted);
}

Outcome evaluate(const Queries& queries, const Query& query,
                 const std::vector<CompiledMitigation>& mitigations, const Index& index,
                 GuardStore& guards, Undecideds undecideds, Matches matches) {
  Evaluator evaluator(queries, query, index, guards, undecideds);
  return RuleEvaluator(evaluator, query, mitigations, undecideds, matches).run();
}

}  // namespace weir::query
