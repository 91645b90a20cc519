#pragma once

#include <memory>
#include <vector>

#include "analyzer/base/diagnostic.h"
#include "analyzer/driver/manifests.h"

namespace weir {

/// Marks the files that kustomizations name as included, and returns the units: each kustomization that no other includes; of
/// those that only include each other the first. A component that nothing includes is left out with a note.
std::vector<ManifestUnit> kustomized(const std::vector<std::unique_ptr<ManifestFile>>& files, Diagnostics& diagnostics);

}  // namespace weir
