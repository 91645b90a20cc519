#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/base/source_map.h"
#include "analyzer/driver/discover.h"
#include "parsers/app_config/kubernetes/skaffold.h"
#include "parsers/cloudformation/files/templated.h"
#include "parsers/syntax/syntax.h"

namespace weir {

/// A file with Kubernetes objects, as parsed. Half a manifest is none: a file with errors has no `manifests`.
struct ManifestFile {
  FileId file;
  std::string path;  ///< as shown
  bool named = false;
  std::size_t argument = 0;
  Parsed parsed;
  std::optional<cloudformation::Templating> templating;  ///< it is written in a template language, and not read
  std::vector<const Document*> manifests;
  const Document* kustomization = nullptr;  ///< it says how others are put together, and declares nothing itself
  bool included = false;                    ///< a kustomization names it, and it is read with that
};

/// Manifests that are deployed together, as far as their places tell.
struct ManifestUnit {
  std::string path;  ///< of the folder that holds them all; of a lone file in it, the file's
  std::size_t argument = 0;
  std::vector<const Document*> documents;
  const Document* kustomization = nullptr;  ///< then what it makes is the unit, and `path` is the file's
  kubernetes::BuiltImages built = {};       ///< what skaffold builds for it, by its files above the unit or in it
};

/// The project's manifests.
struct ManifestFiles {
  std::vector<std::unique_ptr<ManifestFile>> files;  ///< in the order of their paths
  std::vector<ManifestUnit> units;                   ///< in the order of their paths
  Diagnostics diagnostics;                           ///< components that nothing includes
};

/// Parses the project's manifests, in parallel. A folder with all that lies in the folders below it is one unit, unless an object
/// is declared twice there: then each of these folders stands for itself (variants of one system). O(files × depth). A kustomization
/// that no other includes is a unit with all that it names; what some kustomization names is in no other unit.
ManifestFiles read_manifests(const Project& project, SourceMap& sources, unsigned jobs);

}  // namespace weir
