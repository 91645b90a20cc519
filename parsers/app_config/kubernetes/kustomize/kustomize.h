#pragma once

#include <cstddef>
#include <vector>

#include "analyzer/base/source_map.h"
#include "analyzer/model/resource_model.h"
#include "parsers/app_config/kubernetes/kubernetes.h"
#include "parsers/app_config/kubernetes/objects.h"

namespace weir::kubernetes::kustomize {

/// What a kustomization makes.
struct Built {
  std::vector<Object> objects;  ///< with what they say
  std::vector<FileId> included;  ///< YAML files that were read for it
};

/// Builds the kustomization with what it names, see `lower_overlay`, as far as
/// there is room for it. Values and diagnostics go to `model`.
Built built(ResourceModel& model, const Overlay& overlay, SourceMap& sources, std::size_t room);

}  // namespace weir::kubernetes::kustomize
