#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "analyzer/base/source_map.h"
#include "analyzer/model/resource_model.h"
#include "parsers/app_config/kubernetes/objects.h"

namespace weir::kubernetes::kustomize {

/// Reads a file that a kustomization names; none, and a fault said, if that cannot be read.
using ReadNamed = std::function<std::optional<FileId>(std::string_view written, Span place)>;

/// Adds what `configMapGenerator` and `secretGenerator` make to the objects, under the names that are written: what
/// kustomize appends to them it appends to all references too. `behavior: merge` adds to what is there, `replace` replaces it.
void generate(ResourceModel& model, const SourceMap& sources, ValueId kustomization, const ReadNamed& read,
              std::vector<Object>& objects);

}  // namespace weir::kubernetes::kustomize
