#pragma once

#include "analyzer/base/guard.h"

namespace weir::query {

/// A three-valued truth under guards: where it is definitely true and where definitely false; the
/// two never overlap, and what they leave out is unknown.
struct Tri {
  Guard yes = kNever;
  Guard no = kAlways;
  friend constexpr bool operator==(Tri, Tri) = default;
};
inline constexpr Tri kTrue{kAlways, kNever};
inline constexpr Tri kFalse{kNever, kAlways};
inline constexpr Tri kUnknown{kNever, kNever};

/// Kleene's connectives over one store; the common guards "always" and "never" cost nothing.
class Logic {
 public:
  explicit Logic(GuardStore& store) : store_(store) {}
  GuardStore& store() const { return store_; }

  Guard both(Guard a, Guard b) const {
    if (a == kAlways || b == kNever || a == b) return b;
    if (b == kAlways || a == kNever) return a;
    return store_.both(a, b);
  }
  Guard either(Guard a, Guard b) const {
    if (a == kNever || b == kAlways || a == b) return b;
    if (b == kNever || a == kAlways) return a;
    return store_.either(a, b);
  }
  Guard negate(Guard a) const {
    if (a == kAlways) return kNever;
    return a == kNever ? kAlways : store_.negate(a);
  }
  /// Whether `a` holds nowhere outside `b`.
  bool within(Guard a, Guard b) const {
    return a == kNever || b == kAlways || store_.implies(a, b);
  }

  Tri both(Tri a, Tri b) const { return {both(a.yes, b.yes), either(a.no, b.no)}; }
  Tri either(Tri a, Tri b) const { return {either(a.yes, b.yes), both(a.no, b.no)}; }
  Tri negate(Tri a) const { return {a.no, a.yes}; }
  /// True under a guard, false elsewhere.
  Tri when(Guard guard) const { return {guard, negate(guard)}; }
  /// Unknown under a guard, false elsewhere.
  Tri perhaps(Guard guard) const { return {kNever, negate(guard)}; }
  /// Where neither true nor false.
  Guard undecided(Tri a) const { return negate(either(a.yes, a.no)); }

 private:
  GuardStore& store_;
};

}  // namespace weir::query
