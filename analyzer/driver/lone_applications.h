#pragma once

#include "analyzer/base/source_map.h"
#include "analyzer/driver/compose_files.h"
#include "analyzer/driver/discover.h"

namespace weir {

/// Adds the applications of a project in which nothing says how they are run, as the services of one unit for each
/// argument: each is built from its own folder, and called like that. Every place in them is that of the file that tells
/// of the application.
void add_lone_applications(const Project& project, SourceMap& sources, ComposeFiles& read);

}  // namespace weir
