#pragma once

#include <vector>

#include "analyzer/base/source_map.h"
#include "analyzer/driver/discover.h"
#include "analyzer/knowledge/knowledge.h"
#include "analyzer/model/program.h"
#include "analyzer/model/resource_model.h"

namespace weir {

/// Reads the programs that resources say are theirs: the files below the project's root in the
/// folders that they name (or that are named like an image of theirs, and nothing else is), less
/// vendored and test ones, what is excluded and what links lead to. Each program once, however
/// many run it; in parallel.
Programs read_programs(const Project& project, const ResourceModel& model,
                       const std::vector<CodePlace>& places, const Knowledge& knowledge,
                       SourceMap& sources, unsigned jobs);

}  // namespace weir
