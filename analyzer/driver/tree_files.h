#pragma once

#include "analyzer/base/source_map.h"
#include "analyzer/driver/discover.h"
#include "parsers/terraform/terraform.h"

namespace weir {

/// The files that expressions of a project name: regular ones below its root, reached without a
/// link, not excluded by an argument that `argument` stands for, within limits::kFileBytes and, all
/// together, kTreeBytes. Never those that hold secrets by their name (states, `.env`, keys). Each
/// is read into `sources` once; a file of the project is the one that is already there. `project`
/// and `sources` must outlive the result.
terraform::TreeFiles tree_files(const Project& project, std::size_t argument, SourceMap& sources);

}  // namespace weir
