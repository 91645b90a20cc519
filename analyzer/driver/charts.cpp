#include "analyzer/driver/charts.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "analyzer/driver/compose_files.h"
#include "parsers/app_config/kubernetes/helm/release.h"
#include "parsers/app_config/kubernetes/kubernetes.h"

namespace weir {
namespace {

using Files = std::vector<std::unique_ptr<ManifestFile>>;

/// The folder of the chart that a template belongs to, with its slash; none if it is no template of one.
std::optional<std::string> chart_of(const std::string& path) {
  const std::string rooted = "/" + path;
  const std::size_t at = rooted.rfind("/templates/");
  if (at == std::string::npos) return std::nullopt;
  return rooted.substr(1, at);
}

/// The charts of one argument.
class Charts {
 public:
  Charts(std::size_t argument, app_config::Beside beside, SourceMap& sources)
      : argument_(argument), beside_(std::move(beside)), sources_(sources) {}

  /// Takes note of the chart that a template belongs to, or of the one around it.
  void add(std::string folder) {
    for (std::optional<std::string> around = around_of(folder); around; around = around_of(folder)) folder = std::move(*around);
    releases_.try_emplace(std::move(folder));
  }

  void render(Files& files, Diagnostics& diagnostics) {
    std::set<std::string> included;
    for (auto& [folder, release] : releases_) {
      release = helm::release_of(folder, {}, beside_, sources_);
      for (const std::string& one : release.folders)
        if (one != folder) included.insert(one);
    }
    for (const auto& [folder, release] : releases_) {
      if (included.count(folder) != 0) continue;
      say_missing(release, diagnostics);
      if (release.whole) put(release, files);
    }
  }

 private:
  bool is_there(const std::string& path) const { return beside_(path).is == app_config::BesideFile::Is::read; }

  /// The chart in whose folder `charts` this one lies.
  std::optional<std::string> around_of(const std::string& folder) const {
    const std::string rooted = "/" + folder;
    const std::size_t at = rooted.rfind("/charts/");
    if (at == std::string::npos) return std::nullopt;
    std::string around = rooted.substr(1, at);
    return is_there(around + "Chart.yaml") ? std::optional(std::move(around)) : std::nullopt;
  }

  /// The texts in place of the templates, if all of them are YAML. What charts further away make stands in files of its own.
  void put(const helm::Release& release, Files& files) {
    std::vector<Parsed> parsed;
    for (const helm::Made& made : release.made) parsed.push_back(parse_yaml(sources_, made.text));
    if (!std::all_of(parsed.begin(), parsed.end(), [](const Parsed& one) { return one.ok(); })) return;
    std::map<std::string, ManifestFile*> places;
    for (const auto& file : files) {
      const std::optional<std::string> chart = file->argument == argument_ ? chart_of(file->path) : std::nullopt;
      if (!chart || std::find(release.folders.begin(), release.folders.end(), *chart) == release.folders.end()) continue;
      if (file->templating) {
        file->templating.reset();
        file->parsed = {};
      }
      file->manifests.clear();  // what is switched off is not there, and what holds no code stands in what is made
      places.emplace(file->path, file.get());
    }
    for (std::size_t i = 0; i < parsed.size(); ++i) {
      const helm::Made& made = release.made[i];
      ManifestFile*& place = places[made.path];
      if (place == nullptr) {
        files.push_back(std::make_unique<ManifestFile>());
        place = files.back().get();
        place->file = made.written;
        place->path = made.path;
        place->argument = argument_;
      }
      place->parsed = std::move(parsed[i]);
      for (const Document& document : place->parsed.documents)
        if (kubernetes::is_manifest(document)) place->manifests.push_back(&document);
    }
  }

  void say_missing(const helm::Release& release, Diagnostics& diagnostics) const {
    if (release.missing.empty()) return;
    std::string names;
    for (const std::string& name : release.missing) names += (names.empty() ? "" : ", ") + name;
    diagnostics.push_back({Level::note, sources_.in_host(release.dependencies), "not-analysed",
                           "depends on charts that are not in the repository, and what they make was left out: " + names});
  }

  std::size_t argument_;
  app_config::Beside beside_;
  SourceMap& sources_;
  std::map<std::string, helm::Release> releases_;  ///< by the chart's folder
};

}  // namespace

void render_charts(const Project& project, Files& files, SourceMap& sources, Diagnostics& diagnostics) {
  std::map<std::size_t, Charts> charts;  // by argument
  for (const auto& file : files) {
    std::optional<std::string> folder = file->templating ? chart_of(file->path) : std::nullopt;
    if (!folder) continue;
    const auto place = charts.try_emplace(file->argument, file->argument, files_beside(project, file->argument, sources), sources).first;
    place->second.add(std::move(*folder));
  }
  for (auto& [argument, of_argument] : charts) of_argument.render(files, diagnostics);
  std::stable_sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a->path < b->path; });
}

}  // namespace weir
