#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "analyzer/graph/inference.h"
#include "analyzer/graph/pattern_cover.h"
#include "analyzer/graph/statements.h"

namespace weir {

/// Nodes that resource patterns cover; computed once per distinct (unit, concepts, patterns).
class Targets {
 public:
  explicit Targets(Inference& inference) : in_(inference), cover_(inference) {}

  /// `concepts`: what the actions are done to; empty = anything. Patterns that are unknown are left
  /// out. `inside`: the actions are done to what is kept inside such things (the objects of a
  /// bucket). O(patterns × nodes of the concepts) the first time.
  TargetSetId covered(UnitId unit, const std::vector<ConceptId>& concepts,
                      const std::vector<PolicyPattern>& patterns, bool inside = false);
  /// Everything of these concepts but what the patterns cover.
  TargetSetId all_but(UnitId unit, const std::vector<ConceptId>& concepts,
                      const std::vector<PolicyPattern>& patterns, bool inside = false);
  /// The set less some nodes.
  TargetSetId without(TargetSetId set, const std::vector<NodeId>& removed);
  /// What lies in both sets.
  TargetSetId both(TargetSetId a, TargetSetId b);
  /// What lies in any of the sets; there is at least one.
  TargetSetId either(const std::vector<TargetSetId>& sets);
  TargetSetId just(NodeId node);
  /// How much of single things patterns cover.
  PatternCover& cover() { return cover_; }

 private:
  TargetSet compute(UnitId unit, const std::vector<ConceptId>& concepts,
                    const std::vector<PolicyPattern>& patterns, bool inside);
  void everything(TargetSet& set, UnitId unit, const std::vector<ConceptId>& concepts);
  void add(TargetSet& set, UnitId unit, const std::vector<ConceptId>& concepts,
           const PolicyPattern& pattern);
  bool holds_inside(NodeId node) const;
  bool is_fixed(ConceptId id) const;
  TargetSetId store(std::string key, TargetSet set);

  Inference& in_;
  PatternCover cover_;
  std::unordered_map<std::string, TargetSetId> known_;
};

/// Whether a pattern covers something inside of what it names: `bucket/*`, `bucket/private/*`, not
/// `bucket` alone.
bool reaches_inside(const PolicyPattern& pattern);

}  // namespace weir
