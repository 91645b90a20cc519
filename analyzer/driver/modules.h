#pragma once

#include <memory>
#include <set>
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
  terraform::Configuration configuration;
  std::vector<terraform::TerragruntUnit> terragrunt;
  std::map<std::string, std::size_t, std::less<>> argument_of;  ///< folder → argument it was found under
  std::set<std::string, std::less<>> beside_plans;  ///< folders read only because a plan may be made of them
};

/// Parses the project's Terraform files, in parallel. Folders that are incomplete (a file of them was named) or
/// outside of the arguments but called as a module (or run by a terragrunt.hcl) from inside are read too, as long as they lie
/// below the root and are reached without a link; so is what a plan may be made of, its folder or the nearest one above it that
/// holds a module. They are added to the project's files.
Modules read_modules(Project& project, SourceMap& sources, const Catalog& catalog, unsigned jobs);

}  // namespace weir
