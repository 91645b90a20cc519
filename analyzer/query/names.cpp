#include "analyzer/query/names.h"

#include <algorithm>

namespace weir::query {
namespace {

std::vector<VariableId> sorted(std::vector<VariableId> set) {
  std::sort(set.begin(), set.end());
  set.erase(std::unique(set.begin(), set.end()), set.end());
  return set;
}

}  // namespace

std::vector<VariableId> Names::of(ExprId expression) const {
  Set set;
  collect(expression, set);
  return sorted(std::move(set));
}

std::vector<VariableId> Names::outer(std::uint32_t pattern) const {
  Set set;
  collect_pattern(pattern, set);
  return sorted(std::move(set));
}

std::vector<VariableId> Names::of(const Step& step, ExprId while_condition) const {
  Set set;
  add(step.from, set);
  add(step.to, set);
  collect(while_condition, set);
  std::erase(set, step.edge);
  return sorted(std::move(set));
}

void Names::add(VariableId variable, Set& into) const {
  const VariableId whole = queries_.variables[first_ + variable].end_of;
  into.push_back(whole == kNoVariable ? variable : whole);
}

void Names::collect(ExprId expression, Set& into) const {
  if (!expression.valid()) return;
  const Expr& expr = queries_.exprs[expression.index()];
  for (const ExprId child : Catalog::slice(queries_.children, expr.children)) collect(child, into);
  if (expr.kind == ExprKind::exists) collect_pattern(expr.pattern, into);
  if (expr.kind == ExprKind::labelled) add(expr.variable, into);
  collect(expr.left, into);
  collect(expr.right, into);
}

void Names::collect(Range operands, Set& into) const {
  for (const Operand& operand : Catalog::slice(queries_.operands, operands)) {
    if (operand.kind == OperandKind::count)
      collect_pattern(operand.pattern, into);
    else if (operand.variable != kNoVariable)
      add(operand.variable, into);
  }
}

void Names::collect_pattern(std::uint32_t index, Set& into) const {
  const Pattern& pattern = queries_.patterns[index];
  Set inside;
  for (const Step& step : Catalog::slice(queries_.steps, pattern.steps)) {
    add(step.from, inside);
    add(step.to, inside);
    collect(step.while_condition, inside);
  }
  collect(pattern.where, inside);
  const auto own = Catalog::slice(queries_.pattern_variables, pattern.variables);
  for (const VariableId variable : inside)
    if (std::find(own.begin(), own.end(), variable) == own.end()) into.push_back(variable);
}

}  // namespace weir::query
