#pragma once

#include <memory>
#include <string>
#include <vector>

#include "analyzer/base/source_map.h"
#include "analyzer/driver/discover.h"
#include "parsers/syntax/syntax.h"
#include "parsers/terraform/terraform.h"

namespace weir {

/// One Terraform file as parsed; `argument` as in ProjectFile.
struct ModuleFile {
  Parsed parsed;
  std::size_t argument = 0;
};

/// The project's Terraform, folder by folder: files that are only understood together.
struct Modules {
  std::vector<std::unique_ptr<ModuleFile>> files;
  terraform::Folders folders;
  std::map<std::string, std::size_t, std::less<>> argument_of;  ///< folder → argument it was found under
};

/// Parses the project's Terraform files, in parallel. Folders that are incomplete (a file of them was named) or
/// outside of the arguments but called as a module from inside are read too, as long as they lie below the root and are
/// reached without a link; they are added to the project's files.
Modules read_modules(Project& project, SourceMap& sources, unsigned jobs);

}  // namespace weir
