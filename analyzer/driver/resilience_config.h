#pragma once

#include <string_view>

#include "analyzer/catalog/catalog.h"
#include "analyzer/catalog/figures.h"
#include "analyzer/driver/own_document.h"
#include "analyzer/resilience/declared.h"

namespace weir {

/// The keys of a configuration that speak of resilience.
inline constexpr std::string_view kResilienceKeys = "objectives, journeys, dependencies, figures, practices";

/// Reads the value of one of these keys; false for another key. Faults name what was found and what was expected.
bool read_resilience(OwnDocument& reader, std::string_view key, NodeIndex value, resilience::Declarations& said);

/// Reports objectives of journeys that are not declared.
void check_resilience(const resilience::Declarations& said, Diagnostics& faults);
/// Reports mechanisms and practices that the catalogue does not have.
void check_resilience_names(const resilience::Declarations& said, const Catalog& catalog, const FigureCatalog& figures,
                            Diagnostics& faults);

}  // namespace weir
