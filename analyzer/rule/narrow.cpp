#include "analyzer/rule/narrow.h"

#include <string_view>
#include <vector>

#include "analyzer/base/glob.h"

namespace weir::findings {
namespace {

/// Whether the comparison is between the reported place and one text.
bool concerns(const query::Queries& queries, const query::Expr& expr, const query::Place& place) {
  if (expr.kind != query::ExprKind::compare || expr.quantifier != query::Quantifier::some)
    return false;
  if (expr.left.count != 1 || expr.right.count != 1) return false;
  const query::Operand& left = queries.operands[expr.left.first];
  const query::Operand& right = queries.operands[expr.right.first];
  return left.kind == query::OperandKind::property && left.variable == place.variable &&
         left.property == place.property && right.kind == query::OperandKind::text;
}

bool fulfils(query::Op op, std::string_view item, std::string_view text) {
  switch (op) {
    case query::Op::eq:
      return item == text;
    case query::Op::covers:
      return glob_match(item, text, true);
    case query::Op::matches:
      return glob_match(text, item, true);
    default:
      return false;
  }
}

}  // namespace

const PropertyValue* item_in_question(const Scene& scene, const PropertyValue& list) {
  const query::Queries& queries = scene.rules.queries;
  std::vector<query::ExprId> left{queries.patterns[scene.query.pattern].where};
  while (!left.empty()) {
    const query::ExprId id = left.back();
    left.pop_back();
    if (!id.valid()) continue;
    const query::Expr& expr = queries.exprs[id.index()];
    if (expr.kind == query::ExprKind::conjunction || expr.kind == query::ExprKind::disjunction)
      for (const query::ExprId child : Catalog::slice(queries.children, expr.children))
        left.push_back(child);
    if (!concerns(queries, expr, scene.query.report)) continue;
    const std::string_view text = queries.text(queries.operands[expr.right.first].text);
    for (const PropertyValue& item : list.items)
      if (item.state == PropertyState::text && item.span.valid() &&
          fulfils(expr.op, item.text, text))
        return &item;
  }
  return nullptr;
}

}  // namespace weir::findings
