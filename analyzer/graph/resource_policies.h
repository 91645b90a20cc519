#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/graph/denials.h"
#include "analyzer/graph/inference.h"
#include "analyzer/graph/principals.h"
#include "analyzer/graph/statements.h"

namespace weir {

/// What the policies of resources are about, and what they deny, whatever the callers' own
/// permissions say.
class ResourcePolicies {
 public:
  ResourcePolicies(Inference& inference, ActionTable& table, Targets& targets)
      : in_(inference), table_(table), targets_(targets) {}

  /// Takes up a statement of the owner's policy, if it may deny something.
  void add(NodeId owner, const PolicyStatement& statement, Guard guard);
  /// Takes up a statement for all resources of a unit. `doubt`: why it may not hold; "" if it does.
  void add_everywhere(UnitId unit, const PolicyStatement& statement, Guard guard,
                      std::string doubt);

  /// Whether anything is denied on the owner.
  bool denies(NodeId owner) const;
  /// What is denied on it to the caller. O(statements × principals) the first time.
  Denials& against(NodeId owner, const Caller& caller);

  /// Whether a statement of the owner's policy is about the owner itself, or what is kept in it.
  /// `moves_data`: what it says is done with data.
  bool covers(const PolicyStatement& one, NodeId owner, bool moves_data);

 private:
  struct Denied {
    const PolicyStatement* statement;
    Guard guard;
    std::string doubt;
  };
  void add(Denials& into, const Denied& one, const Caller& caller);
  /// Whether a pattern names the owner: not if it names another thing of the kind; nothing if it
  /// is not known what it names.
  std::optional<bool> names(const PolicyPattern& pattern, NodeId owner);

  Inference& in_;
  ActionTable& table_;
  Targets& targets_;
  std::deque<PolicyStatement> kept_;
  std::map<std::uint32_t, std::vector<Denied>> by_owner_, by_unit_;
  std::map<std::pair<std::uint32_t, std::string>, Denials> known_;
};

}  // namespace weir
