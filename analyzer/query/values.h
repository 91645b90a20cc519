#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "analyzer/analysis/properties.h"
#include "analyzer/query/logic.h"
#include "analyzer/query/query.h"

namespace weir::query {

/// A node by index, or ⊤: the node at the far side of an open end, of which nothing is known.
using NodeRef = std::uint32_t;
inline constexpr NodeRef kTop = UINT32_MAX;
/// No node at all, not even ⊤.
inline constexpr NodeRef kNoNode = UINT32_MAX - 1;

struct Alternative;
/// What an operand may be, each alternative under its guard; guards do not overlap and cover
/// everything.
using Value = std::vector<Alternative>;

/// One definite (or unknown) value. Numbers are intervals, for counts.
struct Atom {
  enum class Kind : std::uint8_t { absent, unknown, boolean, number, text, list, node };
  Kind kind = Kind::absent;
  bool boolean = false;
  double low = 0, high = 0;
  std::string_view text;  ///< unknown: why
  std::vector<Value> items;
  NodeRef node = kTop;
  Span span;
};
struct Alternative {
  Guard guard = kAlways;
  Atom atom;
};

/// An atom as comparisons see it, owning nothing. Of a list only that it is one.
struct Plain {
  Atom::Kind kind = Atom::Kind::absent;
  bool boolean = false;
  NodeRef node = kTop;
  double low = 0, high = 0;
  std::string_view text;
};

/// One side of a comparison that is a plain value, or a list of plain ones, under every guard: read
/// where it stands. Most are of this kind.
struct Comparand {
  Plain value;
  std::span<const StoredValue> stored = {};           ///< of a list: what a node stores,
  const std::vector<PropertyValue>* items = nullptr;  ///< another property's items,
  std::span<const Operand> literals = {};             ///< or a literal's
};

/// What a property is, its items aside; a choice is unknown.
Plain plain_of(const StoredValue& property);
/// None for what takes a Value: choices, and lists of lists or of choices.
std::optional<Comparand> comparand_of(const StoredValue& property, double factor);
std::optional<Comparand> comparand_of(const Operand& literal, const Queries& queries);
bool is_literal(OperandKind kind);

Atom unknown_atom(std::string_view why, Span span = {});
Value single(Atom atom);
/// A property's value; what the guards of a choice leave out is absent.
Value value_of(const PropertyValue& property, const Logic& logic);
/// Sum of numbers, each times its factor; absent or unknown terms make it unknown.
Value add(const Value& a, const Value& b, const Logic& logic);
Value times(Value value, double factor);

/// Compares by the rules of the language. `enumeration` orders texts, if valid.
struct Comparison {
  const Logic& logic;
  const Catalog& catalog;
  Op op = Op::eq;
  Quantifier quantifier = Quantifier::none;
  EnumId enumeration;

  Tri operator()(const Value& left, const Value& right) const;
  /// The same without a Value for either side; none where both are lists.
  std::optional<Tri> comparands(const Comparand& left, const Comparand& right,
                                const Queries& queries) const;

 private:
  Tri against(const Atom& left, const Value& right, Op with) const;
  Tri pairs(const Value& left, const Value& right, Op with) const;
  Tri quantified(const Value& list, const Value& right) const;
  Tri atoms(const Atom& a, const Atom& b, Op with) const;
  Tri same_items(const Atom& a, const Atom& b) const;
  Tri plain(const Plain& a, const Plain& b, Op with) const;
  Tri ordered(const Plain& a, const Plain& b, Op with) const;
  Tri against_comparand(const Plain& left, const Comparand& right, const Queries& queries) const;
  Tri member(const Atom& value, const Atom& list) const;
};

}  // namespace weir::query
