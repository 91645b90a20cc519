#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/graph/inference.h"
#include "analyzer/graph/statements.h"

namespace weir {

/// How much of a thing a pattern covers.
enum class Covered : std::uint8_t { nothing, part, whole, unknown };

/// Whether things of a concept keep what is named beneath their own names (`bucket/key`).
bool keeps_inside(const Catalog& catalog, ConceptId id);

/// A pattern of the owner's own policy: `service:/…` means the owner and what lies beneath it.
PolicyPattern of_owner(PolicyPattern pattern, NodeId owner);

/// How much of single things resource patterns cover, where the answer must not be too much: of
/// what is denied. A pattern of a part (`table/orders/index/*`) covers nothing of what is done to
/// the thing itself; a hole may be filled with anything.
class PatternCover {
 public:
  explicit PatternCover(Inference& inference) : in_(inference) {}

  /// `inside`: of what is kept in it (the objects of a bucket). O(forms of its ARN).
  Covered of(const PolicyPattern& pattern, NodeId node, bool inside);

  /// What is taken of things of some concepts by taking what a pattern covers.
  struct Taken {
    std::vector<NodeId> surely, perhaps;
  };
  /// `moves_data`: what is taken is done with data. O(nodes that it may name) the first time.
  const Taken& taken(UnitId unit, const std::vector<ConceptId>& concepts,
                     const PolicyPattern& pattern, bool moves_data);
  /// Whether what is done to the node with data is done to what it keeps inside.
  bool inside_of(NodeId node, bool moves_data) const;

 private:
  Covered referred(const PolicyPattern& pattern, NodeId node, bool inside) const;
  Covered named(const PolicyPattern& pattern, NodeId node, bool inside);
  const std::vector<std::string>& names_of(NodeId node);

  Inference& in_;
  std::map<std::string, Taken> taken_;
  std::set<std::pair<std::uint32_t, std::uint32_t>> read_;  ///< unit and concept
  std::map<std::uint32_t, std::vector<std::string>> names_;
};

}  // namespace weir
