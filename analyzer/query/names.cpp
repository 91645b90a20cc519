#include "analyzer/query/names.h"

#include <algorithm>

namespace weir::query {
namespace {

template <class T>
void sort_once(std::vector<T>& set) {
  std::sort(set.begin(), set.end());
  set.erase(std::unique(set.begin(), set.end()), set.end());
}

}  // namespace

std::vector<VariableId> Names::of(ExprId expression) const {
  Set set;
  collect(expression, set);
  return names(set);
}

std::vector<Names::Mention> Names::outer(std::uint32_t pattern) const {
  Set set;
  collect_pattern(pattern, set);
  sort_once(set);
  Set once;
  for (const Mention& one : set) {  // a mention of the source sorts last
    if (!once.empty() && once.back().name == one.name) once.pop_back();
    once.push_back(one);
  }
  return once;
}

std::vector<VariableId> Names::names(const Set& set) {
  std::vector<VariableId> result;
  for (const Mention& one : set) result.push_back(one.name);
  sort_once(result);
  return result;
}

std::vector<VariableId> Names::of(const Step& step, ExprId while_condition) const {
  Set set;
  add(step.from, false, set);
  add(step.to, false, set);
  collect(while_condition, set);
  std::vector<VariableId> result = names(set);
  std::erase(result, step.edge);
  return result;
}

/// An end of an edge is a mention of the edge.
void Names::add(VariableId variable, bool source, Set& into) const {
  const Variable& record = queries_.variables[first_ + variable];
  if (record.end_of == kNoVariable)
    into.push_back({variable, source});
  else
    into.push_back({record.end_of, source || !record.end_is_to});
}

void Names::collect(ExprId expression, Set& into) const {
  if (!expression.valid()) return;
  const Expr& expr = queries_.exprs[expression.index()];
  for (const ExprId child : Catalog::slice(queries_.children, expr.children)) collect(child, into);
  if (expr.kind == ExprKind::exists) collect_pattern(expr.pattern, into);
  if (expr.kind == ExprKind::labelled) add(expr.variable, false, into);
  collect(expr.left, into);
  collect(expr.right, into);
}

void Names::collect(Range operands, Set& into) const {
  for (const Operand& operand : Catalog::slice(queries_.operands, operands)) {
    if (operand.kind == OperandKind::count)
      collect_pattern(operand.pattern, into);
    else if (operand.variable != kNoVariable)
      add(operand.variable, operand.kind == OperandKind::flow_end_property && !operand.end_is_to,
          into);
  }
}

void Names::collect_pattern(std::uint32_t index, Set& into) const {
  const Pattern& pattern = queries_.patterns[index];
  Set inside;
  for (const Step& step : Catalog::slice(queries_.steps, pattern.steps)) {
    add(step.from, false, inside);
    add(step.to, false, inside);
    collect(step.while_condition, inside);
  }
  collect(pattern.where, inside);
  const auto own = Catalog::slice(queries_.pattern_variables, pattern.variables);
  for (const Mention& one : inside)
    if (std::find(own.begin(), own.end(), one.name) == own.end()) into.push_back(one);
}

}  // namespace weir::query
