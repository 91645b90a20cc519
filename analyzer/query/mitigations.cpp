#include <algorithm>

#include "analyzer/query/rule_evaluator.h"

namespace weir::query {

MitigationResult RuleEvaluator::judge(const CompiledMitigation& mitigation, Guard holds) {
  if (mitigation.starred != kNoVariable) return judge_hops(mitigation, holds);
  MitigationResult result;
  const Tri truth = evaluator_.evaluate(mitigation.satisfied);
  if (truth.yes != kNever && logic_.within(holds, truth.yes)) {
    result.verdict = Verdict::present;
    evidence(mitigation.satisfied, result);
  } else if (logic_.within(holds, truth.no)) {
    result.verdict = Verdict::absent;
  } else if (logic_.undecided(truth) != kNever) {
    result.undecided = evaluator_.reason(mitigation.satisfied);
  } else {
    result.undecided = {std::string(evaluator_.queries().text(
                            evaluator_.queries().exprs[mitigation.satisfied.index()].written)),
                        "only when " + logic_.store().describe(truth.yes),
                        {}};
  }
  return result;
}

/// Present = cuts every path; else the hops that bear it, on any path between the step's ends, are
/// listed.
MitigationResult RuleEvaluator::judge_hops(const CompiledMitigation& mitigation, Guard holds) {
  const StepView& view = step_of(mitigation.starred);
  const ExprId written = view.step.written_while;
  const NodeRef from = evaluator_.node_of(view.step.from);
  const NodeRef to = evaluator_.node_of(view.step.to);
  if (from == kTop || to == kTop) return {};
  const auto open = [&](Hops which) {
    return evaluator_.truth_between(view, written, mitigation.satisfied, from, to, which);
  };
  const bool open_for_certain = logic_.within(holds, open(Hops::certain).yes);
  const Reached ahead = evaluator_.reach(view, written, {}, from, true, Hops::certain);
  const Reached back = evaluator_.reach(view, written, {}, to, false, Hops::certain);
  const bool fewer_ahead = ahead.size() < back.size();
  const Reached& some = fewer_ahead ? ahead : back;
  const Reached& others = fewer_ahead ? back : ahead;

  MitigationResult result;
  const bool cut = !open_for_certain && logic_.within(holds, open(Hops::all).no);
  result.verdict = cut ? Verdict::present : Verdict::absent;
  result.starts = NodeId(from);
  result.ends = NodeId(to);
  bool guarded = false;
  std::vector<NodeRef> passed = {from};
  some.each([&](NodeRef node, Tri truth) {
    const bool on_the_way = truth.yes != kNever && evaluator_.truth_at(others, node).yes != kNever;
    if (node != from && node != kTop && on_the_way) passed.push_back(node);
    return true;
  });
  const Evaluator::Ends leads_on = [&](NodeRef node) {
    return node != kTop && (node == to || evaluator_.truth_at(back, node).yes != kNever);
  };
  for (const NodeRef node : passed) {
    std::vector<Edge> hops;
    const Evaluator::OnEdge keep = [&](const Edge& hop) {
      if (hop.truth.yes != kNever) hops.push_back(hop);
    };
    evaluator_.hops(view, written, node, true, Hops::certain, keep, &leads_on);
    for (const Edge& hop : hops) {
      Bound& bound = evaluator_.bound(mitigation.starred);
      const Bound before = bound;
      bound.kind = Bound::Kind::edge;
      bound.edge = hop;
      const Tri truth = evaluator_.evaluate(mitigation.satisfied);
      if (mitigation.enough && !logic_.within(holds, truth.yes))
        result.open_hops.push_back({hop.ref, NodeId(hop.from), NodeId(hop.to)});
      if (truth.yes != kNever) {
        guarded = true;
        const std::size_t known = result.places.size();
        evidence(mitigation.satisfied, result);
        if (result.verdict != Verdict::present) result.places.resize(known);
        if (result.places.size() == known && evaluator_.span_of(hop).valid())
          result.places.push_back(evaluator_.span_of(hop));
      } else if (logic_.undecided(truth) != kNever && result.verdict == Verdict::absent &&
                 result.undecided.what.empty()) {
        result.undecided = evaluator_.reason(mitigation.satisfied);
      }
      evaluator_.bound(mitigation.starred) = before;
    }
  }
  if (result.verdict == Verdict::absent) {
    result.on_some_paths = guarded;
    if (!guarded && !result.undecided.what.empty()) result.verdict = Verdict::unknown;
  }
  return result;
}

void RuleEvaluator::evidence(ExprId id, MitigationResult& result) {
  const Queries& queries = evaluator_.queries();
  const Expr& expr = queries.exprs[id.index()];
  const auto is_true = [this](ExprId child) { return evaluator_.evaluate(child).yes != kNever; };
  switch (expr.kind) {
    case ExprKind::conjunction:
      for (const ExprId child : Catalog::slice(queries.children, expr.children))
        evidence(child, result);
      return;
    case ExprKind::disjunction:
      for (const ExprId child : Catalog::slice(queries.children, expr.children))
        if (is_true(child)) return evidence(child, result);
      return;
    case ExprKind::exists:
      evaluator_.join(expr.pattern, Evaluator::Want::certain, nullptr, [&](const Tri&) {
        for (const VariableId name : evaluator_.names_in(expr.pattern)) {
          if (evaluator_.is_edge(name)) continue;
          const NodeId node(evaluator_.bound(name).node);
          const Span header = evaluator_.graph().dfd[node].header;
          if (header.valid()) result.places.push_back(header);
          if (std::find(result.by.begin(), result.by.end(), node) == result.by.end())
            result.by.push_back(node);
          break;
        }
        return false;
      });
      return;
    case ExprKind::compare:
      return evidence_of_comparison(expr, result);
    case ExprKind::negation:
    case ExprKind::labelled:
      return;
  }
}

/// The compared property, where it is written.
void RuleEvaluator::evidence_of_comparison(const Expr& expr, MitigationResult& result) {
  for (const Operand& operand : Catalog::slice(evaluator_.queries().operands, expr.left)) {
    if (!operand.property.valid()) continue;
    for (const Alternative& one : evaluator_.operand_value(operand))
      if (one.atom.span.valid()) {
        result.places.push_back(one.atom.span);
        return;
      }
    if (operand.kind != OperandKind::property || evaluator_.is_edge(operand.variable)) continue;
    const NodeRef node = evaluator_.node_of(operand.variable);
    if (node == kTop) continue;
    const Span header = evaluator_.graph().dfd.nodes[node].header;
    if (header.valid()) result.places.push_back(header);
    return;
  }
}

}  // namespace weir::query
