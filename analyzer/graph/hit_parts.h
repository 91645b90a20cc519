#pragma once

#include <optional>
#include <vector>

#include "analyzer/graph/select.h"

namespace weir {

/// Hits that are there together, and when.
struct HitPart {
  Guard guard = kAlways;
  std::vector<const Hit*> hits;
};

/// Splits by guard, so that within a part each hit is either there or not; nullopt when there are
/// too many.
std::optional<std::vector<HitPart>> partition_hits(GuardStore& guards, const std::vector<Hit>& hits,
                                                   Guard scope);

}  // namespace weir
