#pragma once

#include <string>
#include <vector>

#include "analyzer/graph/denials.h"
#include "analyzer/graph/inference.h"
#include "analyzer/graph/statements.h"
#include "analyzer/graph/targets.h"

namespace weir {

/// What permissions boundaries leave of permissions: only what each of them allows as well.
class PermissionBounds {
 public:
  PermissionBounds(Inference& inference, ActionTable& table, Targets& targets)
      : in_(inference), table_(table), targets_(targets) {}

  struct Allowing {
    const PolicyStatement* statement;
    Guard guard = kAlways;
  };
  /// A boundary by the statements of its policy. None of them, or too many to be looked at one by
  /// one: what it allows is not known.
  void add(NodeId boundary, std::vector<Allowing> statements, Guard exists);
  bool empty() const { return bounds_.empty(); }

  /// What is left of a permission for some actions where they are bounded alike.
  struct Left {
    std::vector<std::uint32_t> actions;
    std::vector<TargetSetId> within;  ///< only of these, all of them
    bool conditional = false;
    std::string doubt;  ///< why it is not known whether there is more; "" if it is
    Span span = {};
    Guard guard = kAlways;
  };
  /// `inside` as for Targets. O(actions × statements that allow).
  std::vector<Left> apply(const std::vector<std::uint32_t>& actions, UnitId unit,
                          const std::vector<ConceptId>& concepts, bool inside, Guard guard);

 private:
  struct Bound {
    NodeId node;
    std::vector<Allowing> statements;
    std::vector<std::vector<std::uint32_t>> allowed;  ///< actions, by statement; sorted
    bool more = false;                                ///< it may allow actions that are not known
    Guard exists;
  };
  /// Adds what the boundary leaves of `from`, by the statements that allow it.
  void narrow(const Left& from, const Bound& bound, UnitId unit,
              const std::vector<ConceptId>& concepts, bool inside, std::vector<Left>& out);
  void limit(Left& left, const Bound& bound, const std::vector<std::size_t>& by, UnitId unit,
             const std::vector<ConceptId>& concepts, bool inside);

  Inference& in_;
  ActionTable& table_;
  Targets& targets_;
  std::vector<Bound> bounds_;
};

}  // namespace weir
