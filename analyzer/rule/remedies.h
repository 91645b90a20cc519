#pragma once

#include <string>
#include <vector>

#include "analyzer/rule/finding.h"

namespace weir {

/// A mitigation and the places that it is to be put at.
struct RemedyStep {
  std::string mitigation;     ///< its id
  std::string advice;
  std::vector<NodeId> at;     ///< in the order of their addresses; never empty
};

/// What stops the findings on one asset.
struct Remedy {
  NodeId asset;                          ///< the first of its findings' assets; none: they name none
  std::vector<const Finding*> findings;  ///< in the order given
  std::vector<RemedyStep> steps;         ///< the fewest; empty if nothing is known to stop any
  std::size_t stopped = 0;               ///< findings that the steps stop
};

/// For each asset, in the order of its first finding, the fewest placements of mitigations that are
/// enough alone which stop its findings. A mitigation that is tested hop by hop and says what may
/// carry it (`at`) is put on the smallest cut of the ways that are open in any finding of its rule;
/// any other once for each finding, at what is reported. Each rule takes its cheapest mitigation, of
/// equally cheap ones the first; the same mitigation at the same place counts once for several
/// rules. O(findings × mitigations × (size of the cut × hops)).
std::vector<Remedy> remedies(const Dfd& dfd, const Catalog& catalog,
                             const std::vector<const Finding*>& findings);

}  // namespace weir
