#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "analyzer/base/source_map.h"
#include "analyzer/driver/discover.h"
#include "analyzer/driver/modules.h"
#include "parsers/syntax/syntax.h"
#include "parsers/terraform/plan/plan.h"

namespace weir {

/// A file that `terraform show -json` wrote, as parsed. Half a plan is none: a file with errors has
/// no `plan`.
struct PlanFile {
  FileId file;
  std::string path;  ///< as shown
  bool named = false;
  std::size_t argument = 0;
  Parsed parsed;
  std::optional<terraform::Plan> plan;
  std::optional<std::string> folder;  ///< of the root module that it was made of, perhaps long ago
  ResourceModel lowered;              ///< that module, with the plan's variables
  bool left_out = false;              ///< the folder is analysed, or a plan of it
};

/// The project's plans and states.
struct PlanFiles {
  std::vector<std::unique_ptr<PlanFile>> files;  ///< in the order of their paths
  std::set<std::string, std::less<>> replaced;   ///< folders that are analysed through a plan
  std::set<std::string, std::less<>> analysed;   ///< folders that are, though there is a plan
  Diagnostics diagnostics;
};

/// Parses the project's plans and states, in parallel, and finds the configuration of each: in its
/// folder, in one above it, or, if it declares just what the plan has, the only such one among the
/// root modules. One that is none of exactly this configuration hides nothing: it is left out, with
/// the reason; so is the state of what a plan is there for, and the plan of a unit of terragrunt.
PlanFiles read_plans(const Project& project, const Modules& modules, SourceMap& sources,
                     const Catalog& catalog, unsigned jobs);

}  // namespace weir
