#pragma once

#include <cstddef>
#include <string>

#include "analyzer/base/source_map.h"
#include "analyzer/driver/discover.h"
#include "parsers/terraform/terraform.h"

namespace weir {

/// What `.terraform/modules/modules.json` of a folder says: where `terraform init` put the modules that it calls. Entries that
/// lead out of the root are left out, with a diagnostic of the project.
terraform::InstalledModules installed_modules(Project& project, const std::string& folder, std::size_t argument,
                                              SourceMap& sources);

}  // namespace weir
