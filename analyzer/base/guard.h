#pragma once

#include <cstdint>
#include <optional>
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

/// What more is known of an atom.
struct AtomTraits {
  std::optional<std::size_t> by_default;  ///< its outcome when nobody decides otherwise
  bool shared = false;  ///< one decision for all units: import() puts no prefix before its subject
};

/// Owns the atoms and the reduced, ordered, multi-valued decision diagram of one unit (while
/// lowering) or of one analysis (after linking). Atoms are ordered by creation. Not thread-safe:
/// threads that evaluate rules over a shared Dfd hold a copy each, and rewind it after each rule.
class GuardStore {
 public:
  /// `subject` is what is decided ("parameter Environment", "condition UseVpc"), `outcomes` the at
  /// least two mutually exclusive outcomes as people write them ("prod", "dev", "another value").
  /// Asking again for the same subject returns the same atom (outcomes must agree).
  AtomId atom(std::string_view subject, const std::vector<std::string>& outcomes,
              AtomTraits traits = {});
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

  /// From now on only assignments in `a` are possible: a guard that has none of them is never, one
  /// that has them all is always, and describe() takes it for granted. False, and nothing changes,
  /// if `a` is undecided or would leave no assignment at all. Guards made before are not changed.
  bool assume(Guard a);
  /// Whether `a` can hold while every atom with a default outcome has that one. Where assumptions
  /// forbid the defaults, they are left out of account. True for an undecided guard.
  bool possible_by_default(Guard a);

  /// Brings a guard of another store into this one; atoms are matched by `prefix` + subject (by the
  /// subject alone if they are shared and have the same outcomes).
  Guard import(const GuardStore& other, Guard guard, std::string_view prefix = {});
  /// Assumes what another store assumes.
  void import_assumptions(const GuardStore& other, std::string_view prefix = {});

  /// For people: "" for always, "never", else the shortest disjunction we find of decisions, e.g.
  /// `Environment is "prod"` or `UseVpc is true and Environment is not "dev"`. With
  /// `name_defaults` a decision against an atom's default says what that is.
  std::string describe(Guard guard, bool name_defaults = false) const;

  std::size_t size() const { return nodes_.size(); }

  /// How far a store has come. No atom and no assumption may be added after it.
  struct Mark {
    std::size_t nodes, children;
    std::uint64_t steps;
  };
  /// From now on what is made is remembered, so that it can be forgotten.
  Mark mark();
  /// Forgets what was made after the mark, the steps that it cost included: the store answers as if
  /// nobody had asked. Guards made after it are invalid.
  void rewind(const Mark& mark);

 private:
  friend class GuardText;  // walks the diagram for describe()
  static constexpr std::uint32_t kNone = UINT32_MAX;
  static constexpr std::uint32_t kFirstNode = 3;  ///< 0, 1 and 2 are never, always and undecided

  /// Whether a guard is never, always or undecided: no decision is left to be made.
  static bool is_terminal(Guard guard) { return guard.node < kFirstNode; }

  struct Atom {
    std::string subject;
    std::vector<std::string> outcomes;
    AtomTraits traits;
    std::uint32_t assumption = kNone;  ///< into assumptions_
  };
  struct DiagramNode {
    std::uint32_t atom = 0;
    std::uint32_t first_child = 0;  ///< into children_; one child per outcome
  };
  enum class Operation : std::uint8_t { both, either };

  Guard make(std::uint32_t atom, const std::vector<Guard>& children);
  Guard combine(Operation operation, Guard a, Guard b);
  Guard complement(Guard a);
  Guard brought(const GuardStore& other, Guard guard, std::string_view prefix);
  std::string subject_for(const Atom& theirs, std::string_view prefix) const;
  /// `a`, or never or always if the assumptions make it so.
  Guard settled(Guard a);
  /// Which assumptions speak about atoms of `a`, by index, each once.
  std::vector<std::uint32_t> assumptions_about(Guard a) const;
  Guard assumed_about(Guard a);
  bool has_default_path(Guard a) const;
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
  std::vector<Guard> assumptions_;                           ///< no two speak about the same atom
  std::unordered_map<std::uint32_t, Guard> settled_cache_;
  std::uint64_t steps_ = 0;

  /// Keys that were put into the maps since the mark, if there is one.
  struct Added {
    std::vector<std::uint64_t> unique, both, either;
    std::vector<std::uint32_t> negation, settled;
  };
  std::optional<Added> added_;
};

}  // namespace weir
