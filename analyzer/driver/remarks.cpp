#include "analyzer/driver/remarks.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include "analyzer/driver/programs.h"
#include "analyzer/driver/suppress.h"

namespace weir {
namespace {

void add_faults(const Diagnostics& faults, const AnalyzeOptions& options, Remarks& remarks) {
  for (Diagnostic diagnostic : faults) {
    if (options.ignore_parse_errors) diagnostic.level = std::min(diagnostic.level, Level::warning);
    remarks.diagnostics.push_back(std::move(diagnostic));
  }
}

/// A file from which another program first has to make what can be read.
void add_templated(const cloudformation::Templating& templating, bool named, const AnalyzeOptions& options, Remarks& remarks) {
  const Level level = !named ? Level::note : options.ignore_parse_errors ? Level::warning : Level::error;
  remarks.diagnostics.push_back({level, templating.span, "templated",
                                 "is written in " + std::string(templating.language) +
                                     " and was not read; expected the YAML or JSON that it makes"});
}

/// What stands in compose files beside what they declare. Those that others include are read with these.
void add_compose(const ComposeFiles& compose, const AnalyzeOptions& options, const SourceMap& sources,
                 std::map<std::string_view, FileId>& included, Remarks& remarks) {
  remarks.diagnostics.insert(remarks.diagnostics.end(), compose.diagnostics.begin(), compose.diagnostics.end());
  for (const auto& file : compose.files) {
    included.erase(file->path);
    if (file->templating) {
      add_templated(*file->templating, file->named, options, remarks);
      continue;
    }
    add_faults(file->parsed.diagnostics, options, remarks);
    if (file->project != nullptr)
      suppressions_in_comments(*file->project, sources, remarks.suppressions, remarks.diagnostics);
    else if (file->named && file->parsed.ok())
      remarks.diagnostics.push_back({Level::error, {file->file, 0, 0}, "not-recognised",
                                     "is no compose file; expected a map `services`"});
  }
}

/// What stands in manifests beside what they declare. Those that a kustomization names are read with it.
void add_manifests(const ManifestFiles& manifests, const AnalyzeOptions& options, const SourceMap& sources,
                   std::map<std::string_view, FileId>& included, Remarks& remarks) {
  remarks.diagnostics.insert(remarks.diagnostics.end(), manifests.diagnostics.begin(), manifests.diagnostics.end());
  for (const auto& file : manifests.files) {
    included.erase(file->path);
    if (file->templating) {
      add_templated(*file->templating, file->named, options, remarks);
      continue;
    }
    add_faults(file->parsed.diagnostics, options, remarks);
    for (const Document* document : file->manifests)
      suppressions_in_comments(*document, sources, remarks.suppressions, remarks.diagnostics);
    if (file->kustomization != nullptr)
      suppressions_in_comments(*file->kustomization, sources, remarks.suppressions, remarks.diagnostics);
  }
}

}  // namespace

Remarks remarks_of(const Modules& modules, const PlanFiles& plans, const TemplateFiles& templates, const ManifestFiles& manifests,
                   const ComposeFiles& compose, const CiFiles& pipelines, const std::vector<ResourceModel>& units,
                   const SourceMap& sources, const AnalyzeOptions& options) {
  Remarks remarks;
  std::map<std::string_view, FileId> included;
  for (const ResourceModel& model : units)
    for (const Unit& unit : model.units)
      for (const FileId file : unit.included) included.emplace(sources.path(file), file);
  for (const auto& file : templates.files) {
    if (file->templating) {
      add_templated(*file->templating, file->named, options, remarks);
      continue;
    }
    add_faults(file->parsed.diagnostics, options, remarks);
    for (const Document* document : file->templates)
      suppressions_in_comments(*document, sources, remarks.suppressions, remarks.diagnostics);
    const bool is_included = included.erase(file->path) != 0;
    if (is_included && file->templates.empty()) {
      for (const Document& document : file->parsed.documents)
        suppressions_in_comments(document, sources, remarks.suppressions, remarks.diagnostics);
    } else if (file->named && file->templates.empty() && file->parsed.ok() && templates.assembly_of(file->path) == nullptr)
      remarks.diagnostics.push_back(
          {Level::error, {file->file, 0, 0}, "not-recognised",
           "is no infrastructure file that Weir reads; expected a template, Terraform, manifests or a compose project"});
  }
  add_compose(compose, options, sources, included, remarks);
  add_manifests(manifests, options, sources, included, remarks);
  for (const auto& file : pipelines.files) {
    add_faults(file->parsed.diagnostics, options, remarks);
    for (const Document& document : file->parsed.documents)
      suppressions_in_comments(document, sources, remarks.suppressions, remarks.diagnostics);
  }
  for (const auto& [path, file] : included)  // those that were read because a template names them
    for (const Document& document : parse_yaml_or_json(sources, file).documents)
      suppressions_in_comments(document, sources, remarks.suppressions, remarks.diagnostics);
  for (const FileId file : templates.programs) {
    const Document comments = comments_of_program(file, sources);
    suppressions_in_comments(comments, sources, remarks.suppressions, remarks.diagnostics);
  }
  remarks.diagnostics.insert(remarks.diagnostics.end(), templates.diagnostics.begin(), templates.diagnostics.end());
  for (const auto& file : plans.files) add_faults(file->parsed.diagnostics, options, remarks);
  remarks.diagnostics.insert(remarks.diagnostics.end(), plans.diagnostics.begin(), plans.diagnostics.end());
  for (const auto& file : modules.files) {
    add_faults(file->parsed.diagnostics, options, remarks);
    for (const Document& document : file->parsed.documents)
      suppressions_in_comments(document, sources, remarks.suppressions, remarks.diagnostics);
  }
  return remarks;
}

}  // namespace weir
