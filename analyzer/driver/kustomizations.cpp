#include "analyzer/driver/kustomizations.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "analyzer/driver/compose_files.h"
#include "parsers/app_config/kubernetes/kubernetes.h"

namespace weir {
namespace {

/// Files by path, kustomizations by their folder too.
using FilesByPath = std::map<std::string, ManifestFile*, std::less<>>;

FilesByPath by_path(const std::vector<std::unique_ptr<ManifestFile>>& files) {
  FilesByPath found;
  for (const auto& file : files) {
    found.emplace(file->path, file.get());
    const std::size_t slash = file->path.rfind('/');
    if (file->kustomization != nullptr) found.emplace(slash == std::string::npos ? "" : file->path.substr(0, slash), file.get());
  }
  return found;
}

/// What charts of a kustomization make is read with it.
void mark_charts(const ManifestFile& kustomization, const FilesByPath& files) {
  for (const std::string& folder : kubernetes::charts_in(*kustomization.kustomization, kustomization.path))
    for (auto at = files.lower_bound(folder + "/"); at != files.end() && at->first.starts_with(folder + "/"); ++at) at->second->included = true;
}

/// Marks all that a kustomization reads, near and far.
void mark_included(ManifestFile& root, const FilesByPath& files) {
  std::vector<ManifestFile*> open = {&root};
  while (!open.empty()) {
    const ManifestFile* file = open.back();
    open.pop_back();
    mark_charts(*file, files);
    for (const std::string& path : kubernetes::paths_in(*file->kustomization, file->path)) {
      const auto found = files.find(path);
      if (found == files.end() || found->second->included || found->second == &root) continue;
      found->second->included = true;
      if (found->second->kustomization != nullptr) open.push_back(found->second);
    }
  }
}

}  // namespace

std::vector<ManifestUnit> kustomized(const std::vector<std::unique_ptr<ManifestFile>>& files, Diagnostics& diagnostics) {
  const FilesByPath paths = by_path(files);
  std::vector<ManifestFile*> kustomizations;
  for (const auto& file : files)
    if (file->kustomization != nullptr) kustomizations.push_back(file.get());
  for (ManifestFile* file : kustomizations)
    for (const std::string& path : kubernetes::paths_in(*file->kustomization, file->path))
      if (const auto found = paths.find(path); found != paths.end() && found->second != file) found->second->included = true;
  std::vector<ManifestUnit> units;
  std::vector<ManifestFile*> roots;
  for (ManifestFile* file : kustomizations) {
    if (file->included) continue;
    if (kubernetes::is_component(*file->kustomization))
      diagnostics.push_back({Level::note, {file->file, 0, 0}, "not-analysed",
                             "is a component that no kustomization includes, and was not read"});
    else
      roots.push_back(file);
  }
  // what includes itself through others is named by them all: the first of them stands for it
  for (ManifestFile* file : kustomizations) file->included = false;
  for (ManifestFile* root : roots) mark_included(*root, paths);
  for (ManifestFile* file : kustomizations) {
    const bool is_root = std::find(roots.begin(), roots.end(), file) != roots.end();
    if (is_root || file->included || kubernetes::is_component(*file->kustomization)) continue;
    roots.push_back(file);
    mark_included(*file, paths);
  }
  for (const ManifestFile* root : roots) units.push_back({root->path, root->argument, {}, root->kustomization});
  return units;
}

KustomizedUnits::KustomizedUnits(const ManifestFiles& manifests, const Project& project, SourceMap& sources) {
  for (const ManifestUnit& unit : manifests.units) {
    if (unit.kustomization == nullptr) continue;
    const auto files = files_.try_emplace(unit.argument, files_beside(project, unit.argument, sources), sources).first;
    places_.emplace(&unit, overlays_.size());
    overlays_.push_back({unit.kustomization, unit.path, &files->second, unit.built});
  }
  rooms_ = kubernetes::rooms_of(overlays_);
}

ResourceModel KustomizedUnits::lower(const ManifestUnit& unit, SourceMap& sources, const Catalog& catalog) const {
  const std::size_t place = places_.at(&unit);
  return kubernetes::lower_overlay(overlays_[place], sources, catalog, rooms_[place]);
}

}  // namespace weir
