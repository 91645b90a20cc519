#pragma once

#include <vector>

#include "analyzer/base/source_map.h"
#include "analyzer/catalog/programs.h"
#include "analyzer/model/program.h"
#include "analyzer/model/resource_model.h"

namespace weir {

/// Where the resources of a model say that their programs stand, in the order of the resources:
/// what the catalogue's `code` leads to, also through resources that say so for others (archives).
/// Places that differ by configuration are all there. O(resources).
std::vector<CodePlace> code_places(const ResourceModel& model, const Catalog& catalog,
                                   const ProgramCatalog& programs, const SourceMap& sources);

}  // namespace weir
