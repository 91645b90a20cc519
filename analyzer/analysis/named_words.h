#pragma once

#include <string_view>

#include "analyzer/catalog/catalog.h"

namespace weir {

/// Whether a name has words that tables/words.yaml gives this meaning ("tenant", "scanner",
/// "reviewer"). O(rows).
bool name_says(const Catalog& catalog, std::string_view name, std::string_view meaning);

}  // namespace weir
