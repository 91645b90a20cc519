#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analyzer/graph/inference.h"
#include "analyzer/graph/statements.h"
#include "analyzer/graph/targets.h"

namespace weir {

/// Actions of one statement and one service that do the same kind of thing to some concepts.
struct StatementGrant {
  EdgeLabelId kind;
  DataDirection data = DataDirection::both;
  std::vector<std::uint32_t> actions;  ///< into Catalog::actions; sorted
  std::vector<ConceptId> concepts;     ///< what they are done to; none = nothing of the model
  bool conditional = false;            ///< some condition restricts it
};

/// Whether it is not known which thing, or which things, a pattern means.
bool is_unknown_one(const PolicyPattern& pattern);

/// What statements give, and the access that comes of it.
class Grants {
 public:
  explicit Grants(Inference& inference);

  /// Some of a statement's actions as grants. What it gives by a wildcard over services stays
  /// together.
  std::vector<StatementGrant> of(const PolicyStatement& statement,
                                 const std::vector<std::uint32_t>& actions) const;
  /// The same for fewer actions.
  StatementGrant with(const StatementGrant& grant, std::vector<std::uint32_t> actions) const;
  /// Unknown actions leave every kind of access open, unknown resources the kinds of the actions;
  /// so does what is not known of what an Allow leaves out.
  void leave_open(NodeId principal, const PolicyStatement& statement,
                  const std::vector<std::uint32_t>& actions, Guard guard);

  /// Adds the access, unless there is nothing in the set or it never holds; whether it did.
  bool add(NodeId principal, TargetSetId set, const PolicyStatement& statement,
           const StatementGrant& grant, Guard guard);
  /// Puts together what the principal was given alike since there were `first` accesses: the same
  /// of one thing, and where there is too much of it, of all things. Nothing more of it is given
  /// than was, but what is beyond all bounds is left open. O(n·log n).
  void settle(NodeId principal, std::size_t first, Targets& targets);

 private:
  /// Whether a permission gives it: nothing moves by some, and signing in needs none.
  bool is_granted(const ActionRecord& action) const;
  void open(NodeId principal, EdgeLabelId kind, const PolicyPattern& pattern, Guard guard);
  void merge(std::size_t first, bool whatever_it_is_done_to, Targets& targets);
  std::vector<ConceptId> done_to(const std::vector<std::uint32_t>& actions) const;
  std::vector<std::string> written(const PolicyStatement& statement,
                                   const StatementGrant& grant) const;

  Inference& in_;
  const Catalog& catalog_;
  PropertyId conditional_;
  EdgeLabelId sign_in_;
  std::vector<EdgeLabelId> kinds_;  ///< all that some action has
};

}  // namespace weir
