#include "analyzer/driver/manifests.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "analyzer/driver/charts.h"
#include "analyzer/driver/kustomizations.h"
#include "analyzer/driver/parallel.h"
#include "parsers/app_config/kubernetes/kubernetes.h"

namespace weir {
namespace {

std::string folder_around(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == path.npos ? "." : std::string(path.substr(0, slash));
}

/// Templates of a chart may be YAML as they stand, with their code in quotes: then what they make is still something else.
std::optional<cloudformation::Templating> chart_template(const SourceMap& sources, const ManifestFile& file) {
  const std::size_t code = sources.text(file.file).find("{{");
  const bool of_chart = ("/" + file.path).find("/templates/") != std::string::npos;
  if (code == std::string_view::npos || (file.parsed.ok() && !of_chart)) return std::nullopt;
  const auto begin = static_cast<std::uint32_t>(code);
  return cloudformation::Templating{"Helm", {file.file, begin, begin + 2}};
}

/// What may become one unit: files with the names of the objects in them, none of them twice.
struct Together {
  std::string path;
  std::vector<const ManifestFile*> files;
  std::set<std::string> objects;
};

std::set<std::string> objects_of_file(const ManifestFile& file) {
  std::set<std::string> objects;
  for (const Document* document : file.manifests)
    for (std::string& object : kubernetes::objects_in(*document)) objects.insert(std::move(object));
  return objects;
}

/// The parts as one, if they declare nothing twice.
std::vector<Together> joined(std::string path, std::vector<Together> parts) {
  Together all{std::move(path), {}, {}};
  std::size_t declared = 0;
  for (const Together& part : parts) {
    declared += part.objects.size();
    all.objects.insert(part.objects.begin(), part.objects.end());
    all.files.insert(all.files.end(), part.files.begin(), part.files.end());
  }
  if (all.objects.size() != declared) return parts;
  return {std::move(all)};
}

/// Folders with what is open in them, the deepest first.
using OpenFolders = std::map<std::pair<std::ptrdiff_t, std::string>, std::vector<Together>>;

std::vector<Together>& at_folder(OpenFolders& open, const std::string& folder) {
  const std::ptrdiff_t depth = folder == "." ? 0 : 1 + std::count(folder.begin(), folder.end(), '/');
  return open[{-depth, folder}];
}

/// Bottom up: what stands right in a folder, then with what is left of the folders in it.
std::vector<Together> groups_of(const std::vector<std::unique_ptr<ManifestFile>>& files, std::size_t argument) {
  OpenFolders open;
  for (const auto& file : files)
    if (file->argument == argument && !file->manifests.empty() && !file->included)
      at_folder(open, folder_around(file->path)).push_back({file->path, {file.get()}, objects_of_file(*file)});
  std::vector<Together> groups;
  while (!open.empty()) {
    const std::string folder = open.begin()->first.second;
    std::vector<Together> parts = std::move(open.begin()->second);
    open.erase(open.begin());
    if (parts.size() > 1) parts = joined(folder, std::move(parts));
    const bool settled = folder == "." || (open.empty() && parts.size() == 1);
    std::vector<Together>& to = settled ? groups : at_folder(open, folder_around(folder));
    to.insert(to.end(), std::make_move_iterator(parts.begin()), std::make_move_iterator(parts.end()));
  }
  return groups;
}

/// Whether a path lies in a folder, or is it.
bool lies_in(std::string_view path, std::string_view folder) {
  if (folder == "." || path == folder) return true;
  return path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/';
}

/// Says of each unit which of its images skaffold builds.
void add_builds(ManifestFiles& read) {
  for (const auto& file : read.files) {
    kubernetes::BuiltImages built;
    for (const Document& document : file->parsed.documents) kubernetes::add_built_images(document, built);
    if (built.empty()) continue;
    const std::string folder = folder_around(file->path);
    for (ManifestUnit& unit : read.units)
      if (unit.argument == file->argument && (lies_in(unit.path, folder) || lies_in(folder, unit.path)))
        unit.built.insert(built.begin(), built.end());
  }
}

}  // namespace

ManifestFiles read_manifests(const Project& project, SourceMap& sources, unsigned jobs) {
  ManifestFiles read;
  for (const ProjectFile& file : project.files)
    if (file.dialect == Dialect::kubernetes)
      read.files.push_back(std::make_unique<ManifestFile>(
          ManifestFile{file.file, std::string(sources.path(file.file)), file.named, file.argument, {}, {}, {}, nullptr, false}));
  parallel_for(read.files.size(), jobs, [&](std::size_t i) {
    ManifestFile& file = *read.files[i];
    file.parsed = parse_yaml_or_json(sources, file.file);
    file.templating = cloudformation::templating_of(sources, file.file, file.parsed.documents, file.parsed.diagnostics);
    if (!file.templating) file.templating = chart_template(sources, file);
    if (file.templating || !file.parsed.ok()) return;
    for (const Document& document : file.parsed.documents) {
      if (kubernetes::is_kustomization(document, file.path))
        file.kustomization = &document;
      else if (kubernetes::is_manifest(document))
        file.manifests.push_back(&document);
    }
  });
  std::sort(read.files.begin(), read.files.end(), [](const auto& a, const auto& b) { return a->path < b->path; });
  render_charts(project, read.files, sources, read.diagnostics);
  read.units = kustomized(read.files, read.diagnostics);
  for (std::size_t argument = 0; argument < project.configs.size(); ++argument)
    for (Together& group : groups_of(read.files, argument)) {
      std::sort(group.files.begin(), group.files.end(),
                [](const ManifestFile* a, const ManifestFile* b) { return a->path < b->path; });
      ManifestUnit unit{group.files.size() == 1 ? group.files.front()->path : group.path, argument, {}, nullptr};
      for (const ManifestFile* file : group.files)
        unit.documents.insert(unit.documents.end(), file->manifests.begin(), file->manifests.end());
      read.units.push_back(std::move(unit));
    }
  std::stable_sort(read.units.begin(), read.units.end(),
                   [](const ManifestUnit& a, const ManifestUnit& b) { return a.path < b.path; });
  add_builds(read);
  return read;
}

}  // namespace weir
