#include "parsers/app_config/kubernetes/kustomize/named_files.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "parsers/app_config/kubernetes/kubernetes.h"
#include "parsers/app_config/kubernetes/objects.h"
#include "parsers/app_config/paths.h"

namespace weir::kubernetes {
namespace {

constexpr std::array<std::string_view, 3> kKustomizationNames = {"kustomization.yaml", "kustomization.yml", "Kustomization"};
constexpr std::size_t kMostCounted = 1'000'000;
constexpr std::size_t kCountedDepth = 32;
constexpr std::size_t kPerChart = 1000;  // what a chart counts for: it is rendered each time

std::size_t limited_sum(std::size_t a, std::size_t b) { return std::min(a + b, kMostCounted); }

}  // namespace

const Parsed& NamedFiles::parsed(FileId file) {
  Held* held = nullptr;
  {
    const std::lock_guard lock(mutex_);
    std::unique_ptr<Held>& known = held_[file.value];
    if (!known) known = std::make_unique<Held>();
    held = known.get();
  }
  std::call_once(held->once, [&] { held->parsed = parse_yaml_or_json(sources_, file); });
  return held->parsed;
}

std::optional<std::string> NamedFiles::kustomization_in(const std::string& folder) const {
  for (const std::string_view name : kKustomizationNames) {
    std::string inside = folder.empty() ? std::string(name) : folder + "/" + std::string(name);
    if (beside_(inside).is == app_config::BesideFile::Is::read) return inside;
  }
  return std::nullopt;
}

std::size_t NamedFiles::count_of(const Document& kustomization, const std::string& path) {
  Counts known;
  return count(kustomization, path, 0, known);
}

std::size_t NamedFiles::count(const Document& kustomization, const std::string& path, std::size_t depth, Counts& known) {
  if (depth > kCountedDepth) return 0;
  const std::string folder = app_config::folder_around(path);
  std::size_t objects = 0;
  for (const std::string& chart : charts_in(kustomization, path))
    if (beside_(chart + "/Chart.yaml").is == app_config::BesideFile::Is::read) objects = limited_sum(objects, kPerChart);
  for (const char* key : {"resources", "bases", "components", "configMapGenerator", "secretGenerator"}) {
    const NodeIndex list = find_entry(kustomization, 0, key);
    if (list == kNoNode || kustomization[list].kind != NodeKind::list) continue;
    for (const NodeIndex item : children(kustomization, list)) {
      if (kustomization[item].kind != NodeKind::string) {
        objects = limited_sum(objects, kustomization[item].kind == NodeKind::map ? 1 : 0);
        continue;
      }
      if (const std::optional<std::string> named = app_config::path_from(folder, kustomization.text(item)))
        objects = limited_sum(objects, count_at(*named, depth + 1, known));
    }
  }
  return objects;
}

std::size_t NamedFiles::count_at(const std::string& path, std::size_t depth, Counts& known) {
  const auto [place, is_new] = known.emplace(path, 0);  // what includes itself counts once
  if (!is_new) return place->second;
  std::size_t objects = 0;
  const std::optional<std::string> inside = kustomization_in(path);
  const app_config::BesideFile found = beside_(inside ? *inside : path);
  if (found.is != app_config::BesideFile::Is::read) return 0;
  const Parsed& read = parsed(found.file);
  if (inside) {
    if (!read.documents.empty() && is_kustomization(read.documents.front(), *inside))
      objects = count(read.documents.front(), *inside, depth, known);
  } else {
    for (const Document& document : read.documents) objects = limited_sum(objects, objects_of(document).size());
  }
  return known[path] = objects;
}

}  // namespace weir::kubernetes
