#include "analyzer/driver/plans.h"

#include <algorithm>

#include "analyzer/driver/parallel.h"

namespace weir {
namespace {

std::string_view folder_above(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash);
}

bool is_of_terragrunt(const Modules& modules, std::string_view folder) {
  return std::any_of(modules.terragrunt.begin(), modules.terragrunt.end(),
                     [&](const terraform::TerragruntUnit& unit) { return unit.folder == folder; });
}

/// Finds the configurations of plans, and what is to be done with each.
class Pairing {
 public:
  Pairing(const Modules& modules, SourceMap& sources, const Catalog& catalog)
      : modules_(modules),
        folders_(modules.configuration.folders),
        roots_(terraform::roots(modules.configuration.folders)),
        sources_(sources),
        catalog_(catalog) {}

  void find_configuration(PlanFile& file) const {
    std::optional<std::string> part;  // the nearest
    for (std::string_view at = folder_above(file.path);; at = folder_above(at)) {
      const auto folder = folders_.find(at);
      if (folder != folders_.end()) {
        const terraform::Fit fit =
            terraform::fit_of(*file.plan, folder->first, folder->second, sources_);
        if (fit == terraform::Fit::whole || is_of_terragrunt(modules_, at))
          file.folder = folder->first;
        if (fit == terraform::Fit::part && !part) part = folder->first;
      }
      if (file.folder || at.empty()) break;
    }
    if (!file.folder) file.folder = elsewhere(file);
    if (!file.folder) file.folder = part;
  }

  /// Lowers the configuration; says why the plan is left out, if it is.
  std::optional<Diagnostic> decide(PlanFile& file) const {
    if (!file.folder) return std::nullopt;
    const Span span{file.file, 0, 0};
    if (is_of_terragrunt(modules_, *file.folder)) {
      file.left_out = true;
      return Diagnostic{
          Level::note, span, "planned",
          "is left out: what terragrunt runs in " + shown(*file.folder) + " is analysed itself"};
    }
    const terraform::Beside beside{*file.folder, &modules_.configuration};
    file.lowered = terraform::lower_beside(*file.plan, beside, sources_, catalog_);
    const std::string why = terraform::difference(*file.plan, beside, file.lowered, sources_);
    if (why.empty()) return std::nullopt;
    file.left_out = true;
    file.lowered = {};
    return Diagnostic{Level::warning, span, "stale-plan",
                      "is left out, it is not the " + what(file) +
                          " of all that the configuration in " + shown(*file.folder) +
                          " says now: " + why};
  }

  static std::string shown(const std::string& folder) { return folder.empty() ? "." : folder; }
  static std::string what(const PlanFile& file) { return file.plan->is_state ? "state" : "plan"; }

 private:
  /// The only root module that declares just what the plan has.
  std::optional<std::string> elsewhere(const PlanFile& file) const {
    std::optional<std::string> found;
    for (const std::string& root : roots_) {
      const terraform::Folder& folder = folders_.find(root)->second;
      if (terraform::fit_of(*file.plan, root, folder, sources_) != terraform::Fit::whole) continue;
      if (found) return std::nullopt;
      found = root;
    }
    return found;
  }

  const Modules& modules_;
  const terraform::Folders& folders_;
  const std::vector<std::string> roots_;
  SourceMap& sources_;
  const Catalog& catalog_;
};

/// What is said of a plan or state that is analysed, or left out for another.
Diagnostic remark_on(const PlanFile& file) {
  const Span span{file.file, 0, 0};
  const std::string what = Pairing::what(file);
  if (!file.folder)
    return {Level::note, span, "planned",
            "the configuration that the " + what +
                " was made of was not found; findings point into this file"};
  const std::string folder = Pairing::shown(*file.folder);
  if (file.left_out)
    return {Level::note, span, "planned",
            "is the state of " + folder + "; a plan of it is analysed in its place"};
  return {Level::note, span, "planned",
          "is analysed in place of the configuration in " + folder + " that it was made of"};
}

void pair(PlanFiles& plans, const Modules& modules, SourceMap& sources, const Catalog& catalog,
          unsigned jobs) {
  const Pairing pairing(modules, sources, catalog);
  std::vector<std::optional<Diagnostic>> reasons(plans.files.size());
  parallel_for(plans.files.size(), jobs, [&](std::size_t i) {
    PlanFile& file = *plans.files[i];
    if (!file.plan) return;
    pairing.find_configuration(file);
    reasons[i] = pairing.decide(file);
  });
  std::set<std::string, std::less<>> planned;  // folders
  for (const auto& file : plans.files) {
    if (!file->plan || !file->folder) continue;
    (file->left_out ? plans.analysed : plans.replaced).insert(*file->folder);
    if (!file->left_out && !file->plan->is_state) planned.insert(*file->folder);
  }
  const terraform::GivenVariables* given = modules.configuration.given;
  const bool gives = given != nullptr && (!given->assignments.empty() || !given->variables.empty());
  for (std::size_t i = 0; i < plans.files.size(); ++i) {
    PlanFile& file = *plans.files[i];
    if (!file.plan) continue;
    const bool doubled =
        !file.left_out && file.folder && file.plan->is_state && planned.count(*file.folder) != 0;
    file.left_out = file.left_out || doubled;
    plans.diagnostics.push_back(reasons[i] ? *reasons[i] : remark_on(file));
    if (gives && !file.left_out && file.folder)
      plans.diagnostics.push_back({Level::warning,
                                   {file.file, 0, 0},
                                   "unused-parameter",
                                   "the variables of the " + Pairing::what(file) +
                                       " count, and not those of --var and --var-file"});
  }
}

}  // namespace

PlanFiles read_plans(const Project& project, const Modules& modules, SourceMap& sources,
                     const Catalog& catalog, unsigned jobs) {
  PlanFiles plans;
  for (const ProjectFile& file : project.files) {
    if (file.dialect != Dialect::terraform_plan) continue;
    plans.files.push_back(std::make_unique<PlanFile>());
    PlanFile& plan = *plans.files.back();
    plan.file = file.file;
    plan.path = sources.path(file.file);
    plan.named = file.named;
    plan.argument = file.argument;
  }
  parallel_for(plans.files.size(), jobs, [&](std::size_t i) {
    PlanFile& file = *plans.files[i];
    file.parsed = parse_json(sources, file.file);
    if (file.parsed.ok() && !file.parsed.documents.empty())
      file.plan = terraform::read_plan(file.parsed.documents.front());
  });
  pair(plans, modules, sources, catalog, jobs);
  for (const auto& file : plans.files)
    if (file->named && file->parsed.ok() && !file->plan)
      plans.diagnostics.push_back({Level::error,
                                   {file->file, 0, 0},
                                   "not-recognised",
                                   "has marks of a Terraform plan and is none; expected what "
                                   "`terraform show -json` writes"});
  return plans;
}

}  // namespace weir
