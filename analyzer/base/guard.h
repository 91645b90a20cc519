#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "analyzer/base/ids.h"

namespace weir {

struct AtomTag;
/// An undecided choice: a CloudFormation condition, a parameter being one of its values, a count.
using AtomId = Id<AtomTag>;

/// A set of decisions on undecided atoms, as a node of the GuardStore's shared decision diagram.
/// Canonical: equal sets are equal nodes. Value 0 = never, 1 = always, 2 = undecided (step budget
/// spent: satisfiable, implied by nothing, implies nothing).
struct Guard {
  std::uint32_t node = 1;
  friend constexpr bool operator==(Guard, Guard) = default;
};
inline constexpr Guard kNever{0};
inline constexpr Guard kAlways{1};
inline constexpr Guard kUndecided{2};

/// Owns the atoms and the reduced, ordered, multi-valued decision diagram of one unit (while lowering)
/// or of one analysis (after linking). Atoms are ordered by creation. Not thread-safe: threads that
/// evaluate rules over a shared Dfd copy the store (it is small) or hold one each.
class GuardStore {
 public:
  /// `subject` is what is decided ("parameter Environment", "condition UseVpc"), `outcomes` the at
  /// least two mutually exclusive outcomes as people write them ("prod", "dev", "another value").
  /// Asking again for the same subject returns the same atom (outcomes must agree).
  AtomId atom(std::string_view subject, const std::vector<std::string>& outcomes);
  /// The guard "this atom has that outcome".
  Guard is(AtomId atom, std::size_t outcome);

  Guard both(Guard a, Guard b);
  Guard either(Guard a, Guard b);
  Guard negate(Guard a);
  /// a and not b.
  Guard minus(Guard a, Guard b) { return both(a, negate(b)); }
  bool satisfiable(Guard a) const { return a != kNever; }
  bool always(Guard a) const { return a == kAlways; }
  /// Whether every decision in `a` is in `b`. False when either is undecided.
  bool implies(Guard a, Guard b);

  /// Brings a guard of another store into this one; atoms are matched by `prefix` + subject.
  Guard import(const GuardStore& other, Guard guard, std::string_view prefix = {});

  /// For people: "" for always, "never", else the shortest disjunction we find of decisions, e.g.
  /// `Environment is "prod"` or `UseVpc is true and Environment is not "dev"`.
  std::string describe(Guard guard) const;

  std::size_t size() const { return nodes_.size(); }

 private:
  friend class GuardText;  // walks the diagram for describe()

  struct Atom {
    std::string subject;
    std::vector<std::string> outcomes;
  };
  struct DiagramNode {
    std::uint32_t atom = 0;
    std::uint32_t first_child = 0;  ///< into children_; one child per outcome
  };
  enum class Operation : std::uint8_t { both, either };

  Guard make(std::uint32_t atom, const std::vector<Guard>& children);
  Guard combine(Operation operation, Guard a, Guard b);
  bool spend();
  /// The inner nodes below and at `guard`, children before parents.
  std::vector<std::uint32_t> reachable(Guard guard) const;
  std::span<const Guard> children_of(std::uint32_t node) const;

  std::vector<Atom> atoms_;
  std::unordered_map<std::string, std::uint32_t> atom_of_subject_;
  std::vector<DiagramNode> nodes_;  ///< index + kFirstNode = Guard::node
  std::vector<Guard> children_;
  std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> unique_;
  std::unordered_map<std::uint64_t, Guard> both_cache_, either_cache_;
  std::unordered_map<std::uint32_t, Guard> negation_cache_;  ///< both ways
  std::uint64_t steps_ = 0;
};

}  // namespace weir
