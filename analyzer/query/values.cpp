#include "analyzer/query/values.h"

#include <algorithm>

#include "analyzer/base/glob.h"

namespace weir::query {
namespace {

using AtomKind = Atom::Kind;

/// More alternatives than this are one unknown value.
constexpr std::size_t kAlternatives = 256;

/// What a property is that is neither list nor choice; of these, only that they are one.
Atom plain_atom(const PropertyValue& property) {
  Atom atom;
  atom.span = property.span;
  switch (property.state) {
    case PropertyState::absent:
      break;
    case PropertyState::unknown:
    case PropertyState::choice:
      atom.kind = AtomKind::unknown;
      atom.text = property.text;
      break;
    case PropertyState::boolean:
      atom.kind = AtomKind::boolean;
      atom.boolean = property.boolean;
      atom.text = property.text;
      break;
    case PropertyState::number:
      atom.kind = AtomKind::number;
      atom.low = atom.high = property.number;
      break;
    case PropertyState::text:
      atom.kind = AtomKind::text;
      atom.text = property.text;
      break;
    case PropertyState::list:
      atom.kind = AtomKind::list;
      break;
  }
  return atom;
}

Atom atom_of(const PropertyValue& property, const Logic& logic) {
  Atom atom = plain_atom(property);
  if (property.state != PropertyState::list) return atom;
  atom.items.reserve(property.items.size());
  for (const PropertyValue& item : property.items) atom.items.push_back(value_of(item, logic));
  return atom;
}

bool is_plain(const PropertyValue& property) {
  return property.state != PropertyState::list && property.state != PropertyState::choice;
}

double rank_of(const Catalog& catalog, EnumId enumeration, const Atom& atom) {
  const auto rank = catalog.rank(enumeration, atom.text);
  return rank ? static_cast<double>(*rank) : -1;
}

Tri truth(bool yes, bool no) { return yes ? kTrue : no ? kFalse : kUnknown; }

}  // namespace

Atom unknown_atom(std::string_view why, Span span) {
  Atom atom;
  atom.kind = AtomKind::unknown;
  atom.text = why;
  atom.span = span;
  return atom;
}

Value single(Atom atom) {
  Value value(1);
  value.front().atom = std::move(atom);
  return value;
}

Value value_of(const PropertyValue& property, const Logic& logic) {
  if (property.state != PropertyState::choice) return single(atom_of(property, logic));
  Value value;
  Guard covered = kNever;
  for (std::size_t i = 0; i < property.items.size() && i < property.guards.size(); ++i) {
    covered = logic.either(covered, property.guards[i]);
    for (Alternative& inner : value_of(property.items[i], logic)) {
      inner.guard = logic.both(inner.guard, property.guards[i]);
      if (inner.guard != kNever) value.push_back(std::move(inner));
    }
  }
  if (const Guard rest = logic.negate(covered); rest != kNever) value.push_back({rest, {}});
  if (value.size() > kAlternatives) return single(unknown_atom("too many alternatives"));
  return value;
}

Value times(Value value, double factor) {
  for (Alternative& one : value) {
    one.atom.low *= factor;
    one.atom.high *= factor;
  }
  return value;
}

Value add(const Value& a, const Value& b, const Logic& logic) {
  if (a.size() * b.size() > kAlternatives) return single(unknown_atom("too many alternatives"));
  Value result;
  for (const Alternative& x : a)
    for (const Alternative& y : b) {
      const Guard guard = logic.both(x.guard, y.guard);
      if (guard == kNever) continue;
      if (x.atom.kind != AtomKind::number || y.atom.kind != AtomKind::number) {
        const Atom& culprit = x.atom.kind != AtomKind::number ? x.atom : y.atom;
        result.push_back(
            {guard, unknown_atom(culprit.kind == AtomKind::unknown ? culprit.text : "absent",
                                 culprit.span)});
        continue;
      }
      Alternative sum = x;
      sum.guard = guard;
      sum.atom.low += y.atom.low;
      sum.atom.high += y.atom.high;
      result.push_back(std::move(sum));
    }
  return result;
}

Tri Comparison::operator()(const Value& left, const Value& right) const {
  return quantifier == Quantifier::none ? pairs(left, right, op) : quantified(left, right);
}

std::optional<Tri> Comparison::with_literal(const PropertyValue& property, double factor,
                                            const Value& literal) const {
  if (is_plain(property)) {
    if (quantifier != Quantifier::none) return kUnknown;  // it is no list
    Atom atom = plain_atom(property);
    atom.low *= factor;
    atom.high *= factor;
    return against(atom, literal, op);
  }
  if (property.state == PropertyState::choice || quantifier == Quantifier::none) return std::nullopt;
  if (!std::all_of(property.items.begin(), property.items.end(), is_plain)) return std::nullopt;
  Tri all = quantifier == Quantifier::some ? kFalse : kTrue;
  for (const PropertyValue& item : property.items) {
    const Tri here = against(plain_atom(item), literal, op);
    all = quantifier == Quantifier::some ? logic.either(all, here) : logic.both(all, here);
  }
  return all;
}

Tri Comparison::against(const Atom& left, const Value& right, Op with) const {
  Tri result{kNever, kNever};
  for (const Alternative& one : right) {
    const Tri here = atoms(left, one.atom, with);
    result.yes = logic.either(result.yes, logic.both(one.guard, here.yes));
    result.no = logic.either(result.no, logic.both(one.guard, here.no));
  }
  return result;
}

Tri Comparison::pairs(const Value& left, const Value& right, Op with) const {
  Tri result{kNever, kNever};
  for (const Alternative& a : left)
    for (const Alternative& b : right) {
      const Guard guard = logic.both(a.guard, b.guard);
      if (guard == kNever) continue;
      const Tri one = atoms(a.atom, b.atom, with);
      result.yes = logic.either(result.yes, logic.both(guard, one.yes));
      result.no = logic.either(result.no, logic.both(guard, one.no));
    }
  return result;
}

Tri Comparison::quantified(const Value& list, const Value& right) const {
  Tri result{kNever, kNever};
  for (const Alternative& one : list) {
    Tri all = kUnknown;
    if (one.atom.kind == AtomKind::list) {
      all = quantifier == Quantifier::some ? kFalse : kTrue;
      for (const Value& item : one.atom.items) {
        const Tri here = pairs(item, right, op);
        all = quantifier == Quantifier::some ? logic.either(all, here) : logic.both(all, here);
      }
    }
    result.yes = logic.either(result.yes, logic.both(one.guard, all.yes));
    result.no = logic.either(result.no, logic.both(one.guard, all.no));
  }
  return result;
}

Tri Comparison::atoms(const Atom& a, const Atom& b, Op with) const {
  if (a.kind == AtomKind::unknown || b.kind == AtomKind::unknown) return kUnknown;
  if (with == Op::eq) return equal(a, b);
  if (with == Op::ne) return logic.negate(equal(a, b));
  if (a.kind == AtomKind::absent || b.kind == AtomKind::absent) return kUnknown;
  if (with == Op::in) return member(a, b);
  if (with == Op::matches || with == Op::covers) {
    if (a.kind != AtomKind::text || b.kind != AtomKind::text) return kUnknown;
    const bool fits =
        with == Op::matches ? glob_match(b.text, a.text, true) : glob_match(a.text, b.text, true);
    return truth(fits, !fits);
  }
  return ordered(a, b, with);
}

Tri Comparison::equal(const Atom& a, const Atom& b) const {
  if (a.kind != b.kind) return kFalse;
  switch (a.kind) {
    case AtomKind::absent:
      return kTrue;
    case AtomKind::boolean:
      return truth(a.boolean == b.boolean, true);
    case AtomKind::text:
      return truth(a.text == b.text, true);
    case AtomKind::number:
      return truth(a.low == a.high && b.low == b.high && a.low == b.low,
                   a.high < b.low || b.high < a.low);
    case AtomKind::node:
      if (a.node == kTop || b.node == kTop) return kUnknown;
      return truth(a.node == b.node, true);
    case AtomKind::list:
      return same_items(a, b);
    case AtomKind::unknown:
      break;
  }
  return kUnknown;
}

/// Lists are sets here: every item of one is in the other.
Tri Comparison::same_items(const Atom& a, const Atom& b) const {
  Tri result = kTrue;
  for (const auto& [list, other] : {std::pair(&a, &b), std::pair(&b, &a)})
    for (const Value& item : list->items) {
      Tri found = kFalse;
      for (const Value& candidate : other->items)
        found = logic.either(found, pairs(item, candidate, Op::eq));
      result = logic.both(result, found);
    }
  return result;
}

Tri Comparison::ordered(const Atom& a, const Atom& b, Op with) const {
  double low[2] = {a.low, b.low};
  double high[2] = {a.high, b.high};
  if (enumeration.valid()) {
    if (a.kind != AtomKind::text || b.kind != AtomKind::text) return kUnknown;
    low[0] = high[0] = rank_of(catalog, enumeration, a);
    low[1] = high[1] = rank_of(catalog, enumeration, b);
    if (low[0] < 0 || low[1] < 0) return kUnknown;
  } else if (a.kind != AtomKind::number || b.kind != AtomKind::number) {
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

Tri Comparison::member(const Atom& value, const Atom& list) const {
  if (list.kind != AtomKind::list) return kUnknown;
  Tri result = kFalse;
  for (const Value& item : list.items) result = logic.either(result, against(value, item, Op::eq));
  return result;
}

}  // namespace weir::query
