#include "analyzer/query/values.h"

#include <utility>

namespace weir::query {
namespace {

using AtomKind = Atom::Kind;

/// More alternatives than this are one unknown value.
constexpr std::size_t kAlternatives = 256;

Atom atom_of(const PropertyValue& property, const Logic& logic) {
  const Plain plain = plain_of(StoredValue(property));
  Atom atom{plain.kind, plain.boolean, plain.low,    plain.high, plain.text,
            {},         plain.node,    property.span};
  if (property.state != PropertyState::list) return atom;
  atom.items.reserve(property.items.size());
  for (const PropertyValue& item : property.items) atom.items.push_back(value_of(item, logic));
  return atom;
}

Plain plain_of(const Atom& atom) {
  return {atom.kind, atom.boolean, atom.node, atom.low, atom.high, atom.text};
}

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
  const bool known = a.kind != AtomKind::unknown && b.kind != AtomKind::unknown;
  if (known && a.kind == AtomKind::list && b.kind == AtomKind::list) {
    if (with == Op::eq) return same_items(a, b);
    if (with == Op::ne) return logic.negate(same_items(a, b));
  }
  if (known && a.kind != AtomKind::absent && with == Op::in) return member(a, b);
  return plain(plain_of(a), plain_of(b), with);
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

Tri Comparison::member(const Atom& value, const Atom& list) const {
  if (list.kind != AtomKind::list) return kUnknown;
  Tri result = kFalse;
  for (const Value& item : list.items) result = logic.either(result, against(value, item, Op::eq));
  return result;
}

}  // namespace weir::query
