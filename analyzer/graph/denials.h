#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/graph/inference.h"
#include "analyzer/graph/statements.h"
#include "analyzer/graph/targets.h"

namespace weir {

/// The statements that deny one principal something. A denial is certain if it holds always,
/// unconditionally and over what is known; what only some condition or some unknown decides is not.
class Denials {
 public:
  Denials(Inference& inference, ActionTable& table, Targets& targets)
      : in_(inference), table_(table), targets_(targets) {}

  /// Takes up a statement whose effect is deny, or not known; others are none, and neither is one
  /// that who sees to how he asks escapes. `met`: its conditions hold for this principal. `doubt`:
  /// why it is not known whether it is about this principal; "" if it is.
  void add(const PolicyStatement& statement, Guard guard, bool met = false, std::string doubt = "");
  bool empty() const { return denials_.empty(); }

  /// What is left of a permission for some actions that the same denials touch.
  struct Left {
    std::vector<std::uint32_t> actions;
    bool none = false;            ///< denied altogether
    std::vector<NodeId> denied;   ///< targets that are certainly denied; sorted
    std::vector<NodeId> doubted;  ///< targets of which that is not known; `why` says it; sorted
    bool conditional = false;     ///< a denial takes it away under a condition
    bool undecided = false;       ///< whether there is anything left is not known; `why` says it
    std::string why;
    Span span;

    bool denies(NodeId target) const;
    /// Whether it is not known if anything is left of what is done to the target.
    bool doubts(NodeId target) const;
  };
  /// Splits actions on concepts by what denials take from them under `guard`, the permission's.
  /// O(actions × denials that touch them).
  std::vector<Left> apply(const std::vector<std::uint32_t>& actions, UnitId unit,
                          const std::vector<ConceptId>& concepts, bool moves_data, Guard guard);

 private:
  struct Denial {
    const PolicyStatement* statement;
    Guard guard;
    bool any_action = false;  ///< one of its actions is not known
    bool met = false;
    std::string doubt = {};
  };
  void take(Left& left, const Denial& denial, UnitId unit, const std::vector<ConceptId>& concepts,
            bool moves_data, Guard guard);
  void doubt_all(Left& left, const Denial& denial, std::string why);
  void doubt(Left& left, const Denial& denial, const std::vector<NodeId>& nodes, const char* why);
  /// What a denial of some things takes, and one of all but some.
  void take_these(Left& left, const Denial& denial, UnitId unit,
                  const std::vector<ConceptId>& concepts, bool moves_data, Guard guard);
  void take_others(Left& left, const Denial& denial, UnitId unit,
                   const std::vector<ConceptId>& concepts, bool moves_data, Guard guard);

  Inference& in_;
  ActionTable& table_;
  Targets& targets_;
  std::vector<Denial> denials_;
  std::map<std::uint32_t, std::vector<std::uint32_t>> by_action_;  ///< action → denials
  std::vector<std::uint32_t> any_;                                 ///< denials of unknown actions
};

}  // namespace weir
