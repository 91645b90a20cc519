#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string_view>
#include <vector>

#include "analyzer/graph/inference.h"
#include "analyzer/graph/statements.h"

namespace weir {

/// Whether a statement speaks of everybody, or of all but some.
bool is_about_everybody(const PolicyStatement& statement);

/// Whom the policies of resources let in.
class PolicyCallers {
 public:
  explicit PolicyCallers(Inference& inference);

  struct Comer {
    NodeId node;
    std::string_view text;  ///< as the statement names him
    Guard guard = kAlways;
  };
  /// Takes up a statement of the owner's policy: how public the policy is decides who else comes.
  void add(NodeId owner, const PolicyStatement& statement, Guard guard);
  /// Whom a statement that allows lets in to do something of a kind. Where it is not known whether
  /// it lets anybody in, the owner is open for it. O(principals).
  std::vector<Comer> of(NodeId owner, const PolicyStatement& statement, EdgeLabelId kind,
                        Guard guard);

  /// When permissions of our own identities say something of a thing, and when that is not known:
  /// some things (tables/principals.yaml, `by_its_policy`) are used as their policies say, unless
  /// those let the account itself in.
  struct Delegated {
    Guard no = kNever, perhaps = kNever;
  };
  Delegated undelegated(NodeId target) const;

 private:
  void delegate(NodeId owner, const PolicyStatement& statement, Guard guard);
  /// When the owner lets nobody from outside the account in, though its policy is public, and when
  /// that is not known.
  struct Closed {
    Guard surely = kNever, perhaps = kNever;
  };
  Closed closed(NodeId owner) const;
  void add_when(Closed& into, NodeId owner, PropertyId property, bool for_sure) const;
  /// What comes of being outside of a thing that may be closed.
  void outsider(std::vector<Comer>& out, Comer comer, NodeId owner, EdgeLabelId kind, Span place);
  void strangers(std::vector<Comer>& out, NodeId owner, const PolicyStatement& one,
                 std::string_view text, EdgeLabelId kind, Guard guard);
  void named(std::vector<Comer>& out, NodeId owner, const PolicyPattern& principal,
             EdgeLabelId kind, Guard guard);

  Inference& in_;
  std::set<std::uint32_t> reached_;         ///< where what the input declares leads
  std::map<std::uint32_t, Closed> public_;  ///< owner → when its policy is public, or may be
  std::vector<PropertyId> closing_, doubting_;
  std::set<std::uint32_t> by_its_policy_;  ///< concepts
  struct Delegation {
    Guard there = kNever, yes = kNever, perhaps = kNever;
  };
  std::map<std::uint32_t, Delegation> delegations_;  ///< by owner
};

}  // namespace weir
