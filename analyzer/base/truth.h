#pragma once

namespace weir {

/// Kleene's three values, ordered so that `and` is the minimum and `or` the maximum.
enum class Truth : unsigned char { no = 0, unknown = 1, yes = 2 };

constexpr Truth both(Truth a, Truth b) { return a < b ? a : b; }
constexpr Truth either(Truth a, Truth b) { return a < b ? b : a; }
constexpr Truth negate(Truth a) {
  return a == Truth::yes ? Truth::no : a == Truth::no ? Truth::yes : Truth::unknown;
}
constexpr Truth truth_of(bool b) { return b ? Truth::yes : Truth::no; }

}  // namespace weir
