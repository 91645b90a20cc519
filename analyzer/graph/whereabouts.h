#pragma once

#include <string_view>

#include "analyzer/graph/inference.h"

namespace weir {

/// The name of the Region that a unit is deployed to; "" if the input does not say it.
std::string_view own_region(const Inference& inference, UnitId unit);

/// Whether a text with holes is how the language writes the Region of the deployment
/// (tables/principals.yaml, `own_region`), or names it.
bool is_own_region(const Inference& inference, UnitId unit, std::string_view text);

/// Whether a text is the name of a Region, such as eu-west-1.
bool is_region_name(std::string_view text);

/// Notes where something that the input does not declare lies, as its address says: "" = where the
/// unit is. What several addresses place differently is placed nowhere.
void note_whereabouts(Inference& inference, NodeId node, std::string_view region,
                      std::string_view account);

}  // namespace weir
