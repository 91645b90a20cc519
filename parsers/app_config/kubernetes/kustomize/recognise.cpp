// Which files say how manifests are put together, and what they name.

#include <array>
#include <optional>
#include <utility>

#include "parsers/app_config/kubernetes/kubernetes.h"
#include "parsers/app_config/paths.h"

namespace weir::kubernetes {
namespace {

constexpr std::string_view kGroup = "kustomize.config.k8s.io/";

std::string_view text_in(const Document& document, NodeIndex map, std::string_view key) {
  const NodeIndex node = find_entry(document, map, key);
  return node != kNoNode && document[node].kind == NodeKind::string ? document.text(node) : std::string_view{};
}

void add_path(std::string_view folder, std::string_view written, std::vector<std::string>& paths) {
  if (written.find('\n') != written.npos) return;  // a patch itself
  if (std::optional<std::string> path = app_config::path_from(folder, written)) paths.push_back(std::move(*path));
}

}  // namespace

bool is_kustomization_path(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  return name == "kustomization.yaml" || name == "kustomization.yml" || name == "Kustomization";
}

bool is_kustomization(const Document& document, std::string_view path) {
  if (document.empty() || document[0].kind != NodeKind::map || !is_kustomization_path(path)) return false;
  const std::string_view version = text_in(document, 0, "apiVersion");
  return version.starts_with(kGroup) || (version.empty() && find_entry(document, 0, "kind") == kNoNode);
}

bool is_component(const Document& kustomization) { return text_in(kustomization, 0, "kind") == "Component"; }

std::vector<std::string> paths_in(const Document& kustomization, std::string_view path) {
  const std::string folder = app_config::folder_around(path);
  std::vector<std::string> paths;
  for (const char* key : {"resources", "bases", "components", "patchesStrategicMerge", "crds", "configurations", "generators",
                          "transformers", "validators"}) {
    const NodeIndex list = find_entry(kustomization, 0, key);
    if (list == kNoNode || kustomization[list].kind != NodeKind::list) continue;
    for (const NodeIndex item : children(kustomization, list))
      if (kustomization[item].kind == NodeKind::string) add_path(folder, kustomization.text(item), paths);
  }
  for (const char* key : {"patches", "patchesJson6902", "replacements"}) {
    const NodeIndex list = find_entry(kustomization, 0, key);
    if (list == kNoNode || kustomization[list].kind != NodeKind::list) continue;
    for (const NodeIndex item : children(kustomization, list))
      if (kustomization[item].kind == NodeKind::map) add_path(folder, text_in(kustomization, item, "path"), paths);
  }
  return paths;
}

std::vector<std::string> chart_folders(const Document& kustomization, std::string_view path, NodeIndex chart) {
  const NodeIndex globals = find_entry(kustomization, 0, "helmGlobals");
  const std::string_view home = globals == kNoNode ? std::string_view{} : text_in(kustomization, globals, "chartHome");
  const std::string name(text_in(kustomization, chart, "name")), version(text_in(kustomization, chart, "version"));
  if (name.empty()) return {};
  const std::string below = std::string(home.empty() ? "charts" : home) + "/";
  std::vector<std::string> folders;
  for (const std::string& written : {below + name, below + name + "-" + version + "/" + name})
    add_path(app_config::folder_around(path), written, folders);
  return folders;
}

std::vector<std::string> charts_in(const Document& kustomization, std::string_view path) {
  std::vector<std::string> folders;
  const NodeIndex list = find_entry(kustomization, 0, "helmCharts");
  if (list == kNoNode || kustomization[list].kind != NodeKind::list) return folders;
  for (const NodeIndex chart : children(kustomization, list))
    if (kustomization[chart].kind == NodeKind::map)
      for (std::string& folder : chart_folders(kustomization, path, chart)) folders.push_back(std::move(folder));
  return folders;
}

}  // namespace weir::kubernetes
