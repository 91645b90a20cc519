#include "analyzer/driver/charts.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "analyzer/driver/compose_files.h"
#include "parsers/app_config/kubernetes/helm/helm.h"
#include "parsers/app_config/kubernetes/kubernetes.h"

namespace weir {
namespace {

/// The folder of the chart that a template belongs to, with its slash; none if it is no template of one.
std::optional<std::string> chart_of(const std::string& path) {
  const std::string rooted = "/" + path;
  const std::size_t at = rooted.rfind("/templates/");
  if (at == std::string::npos) return std::nullopt;
  return rooted.substr(1, at);
}

/// A chart's files, parsed.
struct ChartFiles {
  Parsed chart, values;
  std::vector<FileId> helpers;
};

class Charts {
 public:
  Charts(const app_config::Beside& beside, SourceMap& sources) : beside_(beside), sources_(sources) {}

  void render(const std::string& folder, const std::vector<ManifestFile*>& files) {
    ChartFiles read;
    if (is_inside_another(folder) || !parse(folder + "Chart.yaml", read.chart)) return;
    const bool has_values = is_there(folder + "values.yaml");
    if (has_values && !parse(folder + "values.yaml", read.values)) return;
    if (const auto found = beside_(folder + "templates/_helpers.tpl"); found.is == app_config::BesideFile::Is::read)
      read.helpers.push_back(found.file);
    std::vector<FileId> templates;
    for (const ManifestFile* file : files) templates.push_back(file->file);
    const bool values = has_values && !read.values.documents.empty();
    const helm::Chart chart{&read.chart.documents.front(), values ? &read.values.documents.front() : nullptr, read.helpers};
    const std::optional<std::vector<FileId>> made = helm::rendered(chart, templates, sources_);
    if (made) put(files, *made);
  }

 private:
  bool is_there(const std::string& path) const { return beside_(path).is == app_config::BesideFile::Is::read; }

  bool is_inside_another(const std::string& folder) const {
    const std::string rooted = "/" + folder;
    const std::size_t at = rooted.rfind("/charts/");
    return at != std::string::npos && is_there(rooted.substr(1, at) + "Chart.yaml");
  }

  bool parse(const std::string& path, Parsed& into) {
    const app_config::BesideFile found = beside_(path);
    if (found.is != app_config::BesideFile::Is::read) return false;
    into = parse_yaml(sources_, found.file);
    return into.ok() && (path.ends_with("values.yaml") || !into.documents.empty());
  }

  /// The texts in place of the templates, if all of them are YAML.
  void put(const std::vector<ManifestFile*>& files, const std::vector<FileId>& made) {
    std::vector<Parsed> parsed;
    for (const FileId text : made) parsed.push_back(parse_yaml(sources_, text));
    if (!std::all_of(parsed.begin(), parsed.end(), [](const Parsed& one) { return one.ok(); })) return;
    for (std::size_t i = 0; i < files.size(); ++i) {
      files[i]->templating.reset();
      files[i]->parsed = std::move(parsed[i]);
      for (const Document& document : files[i]->parsed.documents)
        if (kubernetes::is_manifest(document)) files[i]->manifests.push_back(&document);
    }
  }

  const app_config::Beside& beside_;
  SourceMap& sources_;
};

}  // namespace

void render_charts(const Project& project, std::vector<std::unique_ptr<ManifestFile>>& files, SourceMap& sources) {
  std::map<std::pair<std::size_t, std::string>, std::vector<ManifestFile*>> charts;  // by argument and folder
  for (const auto& file : files)
    if (file->templating)
      if (std::optional<std::string> folder = chart_of(file->path))
        charts[{file->argument, std::move(*folder)}].push_back(file.get());
  std::map<std::size_t, app_config::Beside> beside;
  for (const auto& [key, templates] : charts) {
    const auto& [argument, folder] = key;
    if (beside.count(argument) == 0) beside.emplace(argument, files_beside(project, argument, sources));
    Charts(beside.at(argument), sources).render(folder, templates);
  }
}

}  // namespace weir
