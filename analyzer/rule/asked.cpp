// What a rule's own query asks of a property.
#include <algorithm>
#include <optional>

#include "analyzer/rule/severity.h"

namespace weir::findings {
namespace {

using Values = std::vector<std::string_view>;

bool among(const Values& values, std::string_view value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

/// The texts of a literal or of a list of literals; none for other operands.
std::optional<Values> texts_of(const query::Queries& queries, const query::Operand& operand) {
  if (operand.kind == query::OperandKind::text) return Values{queries.text(operand.text)};
  if (operand.kind != query::OperandKind::list) return std::nullopt;
  Values texts;
  for (const query::Operand& item : Catalog::slice(queries.operands, operand.items)) {
    if (item.kind != query::OperandKind::text) return std::nullopt;
    texts.push_back(queries.text(item.text));
  }
  return texts;
}

/// `property op texts`, whichever side the property stands on in an `in`.
struct Comparison {
  query::Op op = query::Op::eq;
  Values texts;
};

std::optional<Comparison> comparison_on(const query::Queries& queries, const query::Expr& expr,
                                        PropertyId property) {
  if (expr.kind != query::ExprKind::compare || expr.left.count != 1 || expr.right.count != 1 ||
      expr.quantifier == query::Quantifier::every)
    return std::nullopt;
  const auto is_property = [&](const query::Operand& operand) {
    return operand.kind == query::OperandKind::property && operand.property == property;
  };
  const query::Operand& left = queries.operands[expr.left.first];
  const query::Operand& right = queries.operands[expr.right.first];
  if (is_property(left)) {
    auto texts = texts_of(queries, right);
    if (texts) return Comparison{expr.op, std::move(*texts)};
  }
  if (is_property(right) && expr.op == query::Op::in) {  // `"phi" in store.data`
    auto texts = texts_of(queries, left);
    if (texts) return Comparison{query::Op::eq, std::move(*texts)};
  }
  return std::nullopt;
}

bool holds(const Catalog& catalog, EnumId members, const Comparison& comparison,
           std::string_view value) {
  const auto rank = catalog.rank(members, value);
  const auto than = catalog.rank(members, comparison.texts.front());
  switch (comparison.op) {
    case query::Op::eq:
    case query::Op::in:
      return among(comparison.texts, value);
    case query::Op::ne:
      return !among(comparison.texts, value);
    case query::Op::lt:
      return rank && than && *rank < *than;
    case query::Op::le:
      return rank && than && *rank <= *than;
    case query::Op::gt:
      return rank && than && *rank > *than;
    case query::Op::ge:
      return rank && than && *rank >= *than;
    default:
      return true;  // a pattern: anything may fit
  }
}

/// Whether the comparison admits nothing but `values`.
bool admits_only(const Catalog& catalog, PropertyId property, const Comparison& comparison,
                 const Values& values) {
  if (comparison.texts.empty()) return false;
  const EnumId members = catalog.properties[property.index()].enumeration;
  if (!members.valid()) {
    const bool equal = comparison.op == query::Op::eq || comparison.op == query::Op::in;
    return equal && std::all_of(comparison.texts.begin(), comparison.texts.end(),
                                [&](std::string_view text) { return among(values, text); });
  }
  for (const MemberRecord& member :
       Catalog::slice(catalog.members, catalog.enums[members.index()].members)) {
    const std::string_view name = catalog.text(member.name);
    if (holds(catalog, members, comparison, name) && !among(values, name)) return false;
  }
  return true;
}

}  // namespace

bool asks_for(const Scene& scene, PropertyId property, const Values& values) {
  const query::Queries& queries = scene.rules.queries;
  std::vector<query::ExprId> open = {queries.patterns[scene.query.pattern].where};
  while (!open.empty()) {
    const query::ExprId id = open.back();
    open.pop_back();
    if (!id.valid()) continue;
    const query::Expr& expr = queries.exprs[id.index()];
    if (expr.kind == query::ExprKind::conjunction) {
      const auto parts = Catalog::slice(queries.children, expr.children);
      open.insert(open.end(), parts.begin(), parts.end());
      continue;
    }
    const auto comparison = comparison_on(queries, expr, property);
    if (comparison && admits_only(scene.catalog(), property, *comparison, values)) return true;
  }
  return false;
}

}  // namespace weir::findings
