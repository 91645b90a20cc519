#include <algorithm>
#include <deque>

#include "analyzer/query/evaluator.h"

namespace weir::query {
namespace {

/// The first unknown part of a value: itself, or an item of a list.
const Atom* unknown_part(const Value& value, bool absent_counts) {
  for (const Alternative& one : value) {
    if (one.atom.kind == Atom::Kind::unknown) return &one.atom;
    if (one.atom.kind == Atom::Kind::absent && absent_counts) return &one.atom;
    for (const Value& item : one.atom.items)
      if (const Atom* inside = unknown_part(item, false)) return inside;
  }
  return nullptr;
}

std::string shown_why(const Atom& atom) {
  if (atom.kind == Atom::Kind::absent) return "it is absent";
  return atom.text.empty() ? "not known" : std::string(atom.text);
}

}  // namespace

Undecided Evaluator::reason(ExprId id) {
  const Expr& expr = queries_.exprs[id.index()];
  for (const ExprId child : Catalog::slice(queries_.children, expr.children))
    if (logic_.undecided(evaluate(child)) != kNever) return reason(child);
  Undecided result;
  if (expr.kind == ExprKind::exists) {
    bool found = false;
    join(expr.pattern, Want::all, nullptr, [&](const Tri& truth) {
      if (logic_.undecided(truth) == kNever) return true;
      result = reason_of_binding(expr.pattern, false);
      found = true;
      return false;
    });
    if (found) return result;
  }
  if (expr.kind == ExprKind::compare) return reason_of_comparison(expr);
  result.what = queries_.text(expr.written);
  result.why = exhausted_ ? "the step budget is spent" : "not known";
  return result;
}

Undecided Evaluator::reason_of_comparison(const Expr& expr) {
  const bool absent_counts =
      (expr.op != Op::eq && expr.op != Op::ne) || expr.quantifier != Quantifier::none;
  for (const Range side : {expr.left, expr.right})
    for (const Operand& operand : Catalog::slice(queries_.operands, side)) {
      Undecided result;
      if (operand.kind == OperandKind::count) {
        bool found = false;
        join(operand.pattern, Want::all, nullptr, [&](const Tri& truth) {
          if (logic_.undecided(truth) == kNever) return true;
          result = reason_of_binding(operand.pattern, false);
          found = true;
          return false;
        });
        if (found) return result;
        continue;
      }
      const Value value = operand_value(operand);
      const Atom* unknown = unknown_part(value, absent_counts);
      if (unknown == nullptr || operand.variable == kNoVariable) continue;
      result.what = std::string(queries_.text(operand.written));
      NodeRef owner = kTop;
      if (operand.kind == OperandKind::flow_end_property) {
        const Edge& edge = frame_[operand.variable].edge;
        owner = operand.end_is_to ? edge.to : edge.from;
      } else {
        owner = is_edge(operand.variable) ? frame_[operand.variable].edge.from
                                          : node_of(operand.variable);
      }
      result.what += " of " + name_of(owner);
      result.why = shown_why(*unknown);
      result.span = unknown->span;
      if (!result.span.valid() && owner != kTop) result.span = graph_.dfd.nodes[owner].header;
      return result;
    }
  return {std::string(queries_.text(expr.written)), "not known", {}};
}

Undecided Evaluator::reason_of_edge(const StepView& view, const Edge& edge) {
  Undecided result;
  result.what = std::string(queries_.text(view.step.written));
  const NodeRef near = edge.from != kTop ? edge.from : edge.to;
  result.what += " of " + name_of(near);
  if (near != kTop) result.span = graph_.dfd.nodes[near].header;
  if (edge.ref.relation == EdgeRef::Relation::access) {
    result.why = "whether the permission covers it is not certain";
    result.span = span_of(edge);
  } else if (edge.open_end != kNoOpenEnd) {
    const OpenEnd& end = graph_.dfd.open_ends[edge.open_end];
    result.what = std::string(queries_.text(view.step.written)) + " of " + name_of(end.node.value);
    result.why = end.why;
    if (end.span.valid()) result.span = end.span;
  } else {
    result.why = "the language of this unit cannot declare it";
  }
  return result;
}

/// Kept for the next reason, which often concerns another path from the same start.
const Evaluator::FirstHops& Evaluator::first_hops(const StepView& view, ExprId while_condition,
                                                  NodeRef from) {
  const HopFilter& filter = filter_of(view, while_condition, {});
  Key key = {filter.id, from};
  for (const VariableId name : filter.names) append(key, name);
  if (key == first_hops_.key) return first_hops_;
  FirstHops first{std::move(key), {}};
  std::deque<NodeRef> queue = {from};
  while (!queue.empty()) {
    const NodeRef node = queue.front();
    queue.pop_front();
    hops_at(view, filter, node, true, Hops::all, [&](const Edge& hop) {
      if (first.into.emplace(hop.to, hop).second) queue.push_back(hop.to);
    });
  }
  first_hops_ = std::move(first);
  return first_hops_;
}

/// The first unknown hop on the shortest path that is possible.
Undecided Evaluator::reason_of_path(const StepView& view, ExprId while_condition, NodeRef from,
                                    NodeRef to) {
  const auto& came_by = first_hops(view, while_condition, from).into;
  std::vector<Edge> path;
  for (NodeRef at = to; came_by.count(at) != 0 && path.size() <= came_by.size();) {
    path.push_back(came_by.at(at));
    at = path.back().from;
    if (at == from) break;
  }
  std::reverse(path.begin(), path.end());
  const Tri everywhere = all_of(filter_of(view, while_condition, {}).everywhere, kTrue, Hops::all);
  for (const Edge& hop : path) {
    if (logic_.undecided(logic_.both(hop.truth, everywhere)) == kNever) continue;
    if (hop.ref.relation == EdgeRef::Relation::none || !while_condition.valid())
      return reason_of_edge(view, hop);
    Bound& bound = frame_[view.step.edge];
    const Bound before = bound;
    bound.kind = Bound::Kind::edge;
    bound.edge = hop;
    const bool condition = logic_.undecided(evaluate(while_condition)) != kNever;
    const Undecided result = condition ? reason(while_condition) : reason_of_edge(view, hop);
    frame_[view.step.edge] = before;
    return result;
  }
  return {std::string(queries_.text(view.step.written)), "not known", {}};
}

Undecided Evaluator::reason_of_step(const StepView& view, ExprId while_condition) {
  if (view.step.repeat == Repeat::once) return reason_of_edge(view, frame_[view.step.edge].edge);
  return reason_of_path(view, while_condition, node_of(view.step.from), node_of(view.step.to));
}

/// The first name whose node may bear the labels asked for, or may not.
std::optional<Undecided> Evaluator::reason_of_labels(std::uint32_t pattern) {
  for (const VariableId name : names_in(pattern)) {
    if (is_edge(name) || fits(name, node_of(name)) != kUnknown) continue;
    const Range labels = labels_of(name);
    Undecided result;
    for (const LabelId label : Catalog::slice(queries_.node_labels, labels))
      result.what += (result.what.empty() ? "" : "|") + std::string(graph_.catalog.name(label));
    result.what = "whether " + name_of(node_of(name)) + " is a " + result.what;
    result.why = "what decides it is not known";
    result.span = graph_.dfd.nodes[node_of(name)].header;
    return result;
  }
  return std::nullopt;
}

Undecided Evaluator::reason_of_binding(std::uint32_t pattern, bool strengthened) {
  const Range steps = steps_of(pattern);
  for (std::uint32_t i = steps.first; i < steps.end(); ++i) {
    const StepView& view = step_view(i);
    const ExprId condition = strengthened ? view.step.while_condition : view.step.written_while;
    const Tri truth = view.step.repeat == Repeat::once ? frame_[view.step.edge].edge.truth
                                                       : step_truth(view, condition);
    if (logic_.undecided(truth) != kNever) return reason_of_step(view, condition);
  }
  if (auto labels = reason_of_labels(pattern)) return *std::move(labels);
  const ExprId where = queries_.patterns[pattern].where;
  if (where.valid() && logic_.undecided(evaluate(where)) != kNever) return reason(where);
  return {std::string(queries_.text(queries_.patterns[pattern].written)),
          exhausted_ ? "the step budget is spent" : "not known",
          {}};
}

}  // namespace weir::query
