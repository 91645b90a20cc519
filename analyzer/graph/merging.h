#pragma once

#include <vector>

#include "analyzer/graph/inference.h"

namespace weir {

/// What a split resource completes.
struct MergedInto {
  ResourceId whole;      ///< the first that it certainly completes; none if there is none
  bool perhaps = false;  ///< it may complete others: their keys are unknown
};

/// Finds out which split resources complete which others, by the `merges` of their concepts, and
/// fills in the source's merged parts. By resource; empty if nothing in the input can be merged.
/// O(resources) for what is known, O(parts of a type × wholes) for joins that are not.
std::vector<MergedInto> merge_parts(Inference& inference);

}  // namespace weir
