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
  /// All kinds that some action has.
  const std::vector<EdgeLabelId>& kinds() const { return kinds_; }

  /// Adds the access, unless there is nothing in the set or it never holds; whether it did.
  bool add(NodeId principal, TargetSetId set, const PolicyStatement& statement,
           const StatementGrant& grant, Guard guard);
  /// Puts together what the principal was given alike since there were `first` accesses: the same
  /// of one thing, and where there is too much of it, of all things. Nothing more of it is given
  /// than was, but what is beyond all bounds is left open. O(n·log n).
  void settle(NodeId principal, std::size_t first, Targets& targets);

 private:
  void merge(std::size_t first, bool whatever_it_is_done_to, Targets& targets);
  std::vector<ConceptId> done_to(const std::vector<std::uint32_t>& actions) const;
  std::vector<std::string> written(const PolicyStatement& statement,
                                   const StatementGrant& grant) const;

  Inference& in_;
  const Catalog& catalog_;
  PropertyId conditional_;
  std::vector<EdgeLabelId> kinds_;
};

}  // namespace weir
