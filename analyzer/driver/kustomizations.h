#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <vector>

#include "analyzer/base/diagnostic.h"
#include "analyzer/catalog/catalog.h"
#include "analyzer/driver/manifests.h"
#include "analyzer/model/resource_model.h"
#include "parsers/app_config/kubernetes/kubernetes.h"

namespace weir {

/// Marks the files that kustomizations name as included, and returns the units: each kustomization that no other includes; of
/// those that only include each other the first. A component that nothing includes is left out with a note.
std::vector<ManifestUnit> kustomized(const std::vector<std::unique_ptr<ManifestFile>>& files, Diagnostics& diagnostics);

/// Units that kustomizations make, with the room that each of them has.
class KustomizedUnits {
 public:
  KustomizedUnits(const ManifestFiles& manifests, const Project& project, SourceMap& sources);

  /// Lowers one of them. May be called by several threads.
  ResourceModel lower(const ManifestUnit& unit, SourceMap& sources, const Catalog& catalog) const;

 private:
  std::map<std::size_t, kubernetes::NamedFiles> files_;  ///< by argument
  std::vector<kubernetes::Overlay> overlays_;
  std::vector<std::size_t> rooms_;
  std::map<const ManifestUnit*, std::size_t> places_;  ///< of units among the overlays
};

}  // namespace weir
