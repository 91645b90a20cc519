// Comparisons of what needs no Value: it is read where it stands, in the graph or in the query.
#include <algorithm>

#include "analyzer/base/glob.h"
#include "analyzer/query/values.h"

namespace weir::query {
namespace {

using ComparandKind = Atom::Kind;

Plain plain_literal(const Operand& literal, const Queries& queries) {
  Plain scalar;
  switch (literal.kind) {
    case OperandKind::boolean:
      scalar.kind = ComparandKind::boolean;
      scalar.boolean = literal.boolean;
      break;
    case OperandKind::number:
      scalar.kind = ComparandKind::number;
      scalar.low = scalar.high = literal.number * literal.factor;
      break;
    case OperandKind::text:
      scalar.kind = ComparandKind::text;
      scalar.text = queries.text(literal.text);
      break;
    case OperandKind::list:
      scalar.kind = ComparandKind::list;
      break;
    default:
      break;
  }
  return scalar;
}

Tri truth(bool yes, bool no) { return yes ? kTrue : no ? kFalse : kUnknown; }

double rank_of(const Catalog& catalog, EnumId enumeration, std::string_view member) {
  const auto rank = catalog.rank(enumeration, member);
  return rank ? static_cast<double>(*rank) : -1;
}

Tri equal(const Plain& a, const Plain& b) {
  if (a.kind != b.kind) return kFalse;
  switch (a.kind) {
    case ComparandKind::absent:
      return kTrue;
    case ComparandKind::boolean:
      return truth(a.boolean == b.boolean, true);
    case ComparandKind::text:
      return truth(a.text == b.text, true);
    case ComparandKind::number:
      return truth(a.low == a.high && b.low == b.high && a.low == b.low,
                   a.high < b.low || b.high < a.low);
    case ComparandKind::node:
      if (a.node == kTop || b.node == kTop) return kUnknown;
      return truth(a.node == b.node, true);
    case ComparandKind::list:  // items are not looked at here
    case ComparandKind::unknown:
      break;
  }
  return kUnknown;
}

/// Calls `visit` with each item of a list.
template <class Visit>
void each_item(const Comparand& list, const Queries& queries, const Visit& visit) {
  for (const StoredValue& item : list.stored) visit(plain_of(item));
  if (list.items != nullptr)
    for (const PropertyValue& item : *list.items) visit(plain_of(StoredValue(item)));
  for (const Operand& item : list.literals) visit(plain_literal(item, queries));
}

}  // namespace

bool is_literal(OperandKind kind) {
  switch (kind) {
    case OperandKind::boolean:
    case OperandKind::number:
    case OperandKind::text:
    case OperandKind::absent:
    case OperandKind::list:
      return true;
    default:
      return false;
  }
}

Plain plain_of(const StoredValue& property) {
  Plain scalar;
  switch (property.state) {
    case PropertyState::absent:
      break;
    case PropertyState::unknown:
    case PropertyState::choice:
      scalar.kind = ComparandKind::unknown;
      scalar.text = property.text;
      break;
    case PropertyState::boolean:
      scalar.kind = ComparandKind::boolean;
      scalar.boolean = property.boolean;
      scalar.text = property.text;
      break;
    case PropertyState::number:
      scalar.kind = ComparandKind::number;
      scalar.low = scalar.high = property.number;
      break;
    case PropertyState::text:
      scalar.kind = ComparandKind::text;
      scalar.text = property.text;
      break;
    case PropertyState::list:
      scalar.kind = ComparandKind::list;
      break;
  }
  return scalar;
}

std::optional<Comparand> comparand_of(const StoredValue& property, double factor) {
  if (property.state == PropertyState::choice) return std::nullopt;
  Comparand comparand{plain_of(property)};
  comparand.value.low *= factor;
  comparand.value.high *= factor;
  if (property.state != PropertyState::list) return comparand;
  if (!property.plain_items) return std::nullopt;
  if (property.items != nullptr)
    comparand.stored = {property.items, property.items_count};
  else
    comparand.items = &property.whole->items;
  return comparand;
}

std::optional<Comparand> comparand_of(const Operand& literal, const Queries& queries) {
  Comparand comparand{plain_literal(literal, queries)};
  comparand.literals = Catalog::slice(queries.operands, literal.items);
  const bool plain = std::all_of(
      comparand.literals.begin(), comparand.literals.end(),
      [](const Operand& item) { return is_literal(item.kind) && item.kind != OperandKind::list; });
  return plain ? std::optional(comparand) : std::nullopt;
}

std::optional<Tri> Comparison::comparands(const Comparand& left, const Comparand& right,
                                          const Queries& queries) const {
  if (quantifier == Quantifier::none) {
    if (left.value.kind == ComparandKind::list && right.value.kind == ComparandKind::list) return std::nullopt;
    return against_comparand(left.value, right, queries);
  }
  if (left.value.kind != ComparandKind::list) return kUnknown;
  Tri all = quantifier == Quantifier::some ? kFalse : kTrue;
  each_item(left, queries, [&](const Plain& item) {
    const Tri here = against_comparand(item, right, queries);
    all = quantifier == Quantifier::some ? logic.either(all, here) : logic.both(all, here);
  });
  return all;
}

Tri Comparison::against_comparand(const Plain& left, const Comparand& right,
                                  const Queries& queries) const {
  if (op != Op::in || right.value.kind != ComparandKind::list || left.kind == ComparandKind::absent ||
      left.kind == ComparandKind::unknown)
    return plain(left, right.value, op);
  Tri among = kFalse;
  each_item(right, queries,
            [&](const Plain& item) { among = logic.either(among, plain(left, item, Op::eq)); });
  return among;
}

/// All that a comparison can say without looking into lists.
Tri Comparison::plain(const Plain& a, const Plain& b, Op with) const {
  if (a.kind == ComparandKind::unknown || b.kind == ComparandKind::unknown) return kUnknown;
  if (with == Op::eq) return equal(a, b);
  if (with == Op::ne) return logic.negate(equal(a, b));
  if (a.kind == ComparandKind::absent || b.kind == ComparandKind::absent || with == Op::in) return kUnknown;
  if (with != Op::matches && with != Op::covers) return ordered(a, b, with);
  if (a.kind != ComparandKind::text || b.kind != ComparandKind::text) return kUnknown;
  const bool fits =
      with == Op::matches ? glob_match(b.text, a.text, true) : glob_match(a.text, b.text, true);
  return truth(fits, !fits);
}

Tri Comparison::ordered(const Plain& a, const Plain& b, Op with) const {
  double low[2] = {a.low, b.low};
  double high[2] = {a.high, b.high};
  if (enumeration.valid()) {
    if (a.kind != ComparandKind::text || b.kind != ComparandKind::text) return kUnknown;
    low[0] = high[0] = rank_of(catalog, enumeration, a.text);
    low[1] = high[1] = rank_of(catalog, enumeration, b.text);
    if (low[0] < 0 || low[1] < 0) return kUnknown;
  } else if (a.kind != ComparandKind::number || b.kind != ComparandKind::number) {
    return kUnknown;
  }
  switch (with) {
    case Op::lt:
      return truth(high[0] < low[1], low[0] >= high[1]);
    case Op::le:
      return truth(high[0] <= low[1], low[0] > high[1]);
    case Op::gt:
      return truth(low[0] > high[1], high[0] <= low[1]);
    default:
      return truth(low[0] >= high[1], high[0] < low[1]);
  }
}

}  // namespace weir::query
