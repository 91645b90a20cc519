#pragma once

#include "analyzer/knowledge/knowledge.h"

namespace weir {

/// The rules and the catalogue that are built into the product.
const Knowledge& built_in_knowledge();

}  // namespace weir
