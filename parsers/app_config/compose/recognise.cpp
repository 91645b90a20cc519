// Which files are of compose.

#include <algorithm>
#include <array>

#include "parsers/app_config/compose/compose.h"

namespace weir::compose {
namespace {

constexpr std::array<std::string_view, 4> kDefaults = {"compose.yaml", "compose.yml", "docker-compose.yaml",
                                                       "docker-compose.yml"};
constexpr std::array<std::string_view, 4> kTelling = {"services", "include", "image", "build"};

std::string_view last_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

bool ends_like_yaml(std::string_view name) { return name.ends_with(".yml") || name.ends_with(".yaml"); }

/// `compose`, then nothing or something that is told apart: not `composer.yml`.
bool begins_like_compose(std::string_view name) {
  for (const std::string_view begin : {"docker-compose", "compose"})
    if (name.starts_with(begin) && name.size() > begin.size() &&
        std::string_view(".-_").find(name[begin.size()]) != std::string_view::npos)
      return true;
  return false;
}

bool is_map_at(const Document& document, NodeIndex node) {
  return node != kNoNode && document[node].kind == NodeKind::map;
}

bool runs_something(const Document& document, NodeIndex service) {
  return is_map_at(document, service) &&
         (find_entry(document, service, "image") != kNoNode || find_entry(document, service, "build") != kNoNode ||
          find_entry(document, service, "provider") != kNoNode);
}

/// Calls `each` with the key and value of the entries of a map.
template <class Each>
void for_entries(const Document& document, NodeIndex map, Each each) {
  if (!is_map_at(document, map)) return;
  for (const NodeIndex entry : children(document, map)) {
    if (document[entry].kind != NodeKind::entry || !document.has_children(entry)) continue;
    const NodeIndex key = document.first_child(entry), value = document.next_sibling(key);
    if (value < document.next_sibling(entry)) each(document.text(key), value);
  }
}

}  // namespace

bool recognises(std::string_view path, std::string_view beginning) {
  const std::string_view name = last_name(path);
  if (!ends_like_yaml(name) || !begins_like_compose(name)) return false;
  return std::any_of(kTelling.begin(), kTelling.end(),
                     [&](std::string_view word) { return beginning.find(word) != beginning.npos; });
}

bool is_project(const Document& document) {
  if (document.empty() || document[0].kind != NodeKind::map) return false;
  const NodeIndex services = find_entry(document, 0, "services");
  if (services != kNoNode) return is_map_at(document, services);
  if (find_entry(document, 0, "include") != kNoNode) return true;
  bool first_version = false;
  for_entries(document, 0, [&](std::string_view, NodeIndex value) {
    first_version = first_version || runs_something(document, value);
  });
  return first_version;
}

bool is_override(std::string_view path) {
  const std::string_view name = last_name(path);
  return name.find(".override.") != name.npos && ends_like_yaml(name);
}

bool is_default(std::string_view path) {
  return std::find(kDefaults.begin(), kDefaults.end(), last_name(path)) != kDefaults.end();
}

std::vector<std::string> incomplete_services(const Document& document) {
  std::vector<std::string> names;
  if (document.empty()) return names;
  for_entries(document, find_entry(document, 0, "services"), [&](std::string_view name, NodeIndex service) {
    const bool extends = is_map_at(document, service) && find_entry(document, service, "extends") != kNoNode;
    if (!extends && !runs_something(document, service)) names.emplace_back(name);
  });
  return names;
}

}  // namespace weir::compose
