#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "analyzer/base/source_map.h"
#include "analyzer/model/resource_model.h"
#include "parsers/app_config/kubernetes/objects.h"

namespace weir::kubernetes::kustomize {

/// Reads a file that a kustomization names; none, and a fault said, if that cannot be read.
using ReadNamed = std::function<std::optional<FileId>(std::string_view written, Span place)>;

/// Texts of files that were read for generators, by file: each is held once, however many entries hold it.
using HeldTexts = std::map<std::uint32_t, ValueId>;

/// Adds what `configMapGenerator` and `secretGenerator` make to the objects, under the names that are written: what
/// kustomize appends to them it appends to all references too. `behavior: merge` adds to what is there, `replace` replaces it.
/// False if something is left out: the room is too small, or there are too many entries or objects.
bool generate(ResourceModel& model, const SourceMap& sources, ValueId kustomization, const ReadNamed& read, HeldTexts& texts,
              std::vector<Object>& objects, std::size_t room);

}  // namespace weir::kubernetes::kustomize
