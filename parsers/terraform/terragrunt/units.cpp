// Which folders terragrunt runs, and which modules they take from elsewhere.

#include <algorithm>
#include <set>

#include "parsers/terraform/terragrunt/terragrunt.h"

namespace weir::terraform {

bool is_terragrunt_file(std::string_view path) {
  return path.substr(path.rfind('/') + 1) == kTerragruntFile;
}

std::vector<TerragruntUnit> terragrunt_units(const Configuration& configuration, SourceMap& sources,
                                             const Catalog& catalog) {
  struct Candidate {
    std::string folder;
    TerragruntSource source;
    bool modules = false;
  };
  std::vector<Candidate> candidates;
  std::set<std::string> parents;  // folders whose file others include
  const Survey survey(configuration.folders);
  for (const auto& [path, folder] : configuration.folders) {
    if (folder.terragrunt == nullptr) continue;
    Budget budget(kSharedSteps);
    Lowering lowering(configuration, survey, sources, catalog, budget);
    Terragrunt unit(lowering, path);
    for (const std::string& included : unit.included()) {
      if (is_terragrunt_file(included)) parents.insert(folder_of(included));
    }
    if (unit.is_skipped()) continue;
    candidates.push_back({path, unit.source(), !folder.files.empty()});
  }
  using Kind = TerragruntSource::Kind;
  std::vector<TerragruntUnit> units;
  for (Candidate& one : candidates) {
    const bool runs = one.source.kind != Kind::none || one.modules;
    if (!runs || parents.count(one.folder) != 0) continue;
    TerragruntUnit unit{one.folder, std::nullopt};
    if (one.source.kind == Kind::none) unit.module = one.folder;
    if (one.source.kind == Kind::folder) unit.module = one.source.folder;
    units.push_back(std::move(unit));
  }
  return units;
}

std::vector<std::string> roots(const Folders& folders, const std::vector<TerragruntUnit>& units) {
  std::set<std::string> modules, all;
  for (const TerragruntUnit& unit : units) {
    if (unit.module && *unit.module != unit.folder) modules.insert(*unit.module);
  }
  for (std::string& folder : roots(folders)) {
    if (modules.count(folder) == 0) all.insert(std::move(folder));
  }
  for (const TerragruntUnit& unit : units) all.insert(unit.folder);
  return {all.begin(), all.end()};
}

}  // namespace weir::terraform
