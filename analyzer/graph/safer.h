#pragma once

#include <span>
#include <vector>

#include "analyzer/catalog/vocabulary.h"

namespace weir {

/// Which way a setting is the safer one (tables/safer.yaml).
struct SaferRecord {
  PropertyId property;
  bool more = true;  ///< true over false, a higher member of an ordered enum, a higher figure
};

/// All of them; a property stands in it once at most.
using SaferTable = std::span<const SaferRecord>;

}  // namespace weir
