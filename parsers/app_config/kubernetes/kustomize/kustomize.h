#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "analyzer/base/source_map.h"
#include "analyzer/document/document.h"
#include "analyzer/model/resource_model.h"
#include "parsers/app_config/beside.h"
#include "parsers/app_config/kubernetes/objects.h"

namespace weir::kubernetes::kustomize {

/// What a kustomization makes.
struct Built {
  std::vector<Object> objects;  ///< with what they say
  std::vector<FileId> included;  ///< YAML files that were read for it
};

/// Builds the kustomization at `path` with what it names, see `lower_overlay`, as far as
/// there is room for it. Values and diagnostics go to `model`.
Built built(ResourceModel& model, const Document& kustomization, const std::string& path, const app_config::Beside& beside,
            SourceMap& sources, std::size_t room);

}  // namespace weir::kubernetes::kustomize
