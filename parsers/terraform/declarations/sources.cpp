// Sources of modules that are no local paths.

#include "parsers/terraform/declarations/sources.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace weir::terraform {
namespace {

constexpr std::string_view kInstalled = ".terraform";

std::vector<std::string_view> parts_of(std::string_view path) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t slash = path.find('/');
    parts.push_back(path.substr(0, slash));
    if (slash == std::string_view::npos) return parts;
    path.remove_prefix(slash + 1);
  }
}

/// `source` without the folder inside of it (`//modules/x`), which is the second.
std::pair<std::string_view, std::string_view> split_source(std::string_view source) {
  source = source.substr(0, source.find('?'));
  const std::size_t scheme = source.find("://");
  const std::size_t from = scheme == std::string_view::npos ? 0 : scheme + 3;
  const std::size_t inside = source.find("//", from);
  if (inside == std::string_view::npos) return {source, {}};
  return {source.substr(0, inside), source.substr(inside + 2)};
}

/// Ends of the paths that a source may mean.
std::vector<std::string> ends_of(std::string_view package) {
  const std::vector<std::string_view> parts = parts_of(package);
  const bool written_out =
      package.find(':') != std::string_view::npos || package.find('@') != std::string_view::npos;
  const bool host = parts.front().find('.') != std::string_view::npos;
  if (!written_out && parts.size() == (host ? 4 : 3)) {  // a registry's: NAMESPACE/NAME/PROVIDER
    const std::string name(parts[parts.size() - 2]), provider(parts.back());
    return {"terraform-" + provider + "-" + name, "modules/" + name};
  }
  std::string_view name = parts.back();
  for (const std::string_view end :
       std::array<std::string_view, 5>{".git", ".zip", ".tar.gz", ".tgz", ".tar.xz"})
    if (name.ends_with(end)) name.remove_suffix(end.size());
  if (name.empty()) return {};
  if (name.starts_with("terraform-")) return {std::string(name)};
  return {"modules/" + std::string(name)};
}

bool is_at_end(std::string_view path, std::string_view end) {
  if (!path.ends_with(end)) return false;
  return path.size() == end.size() || path[path.size() - end.size() - 1] == '/';
}

}  // namespace

bool is_installed(std::string_view folder) {
  const std::vector<std::string_view> parts = parts_of(folder);
  return std::find(parts.begin(), parts.end(), kInstalled) != parts.end();
}

NamedFolders::NamedFolders(const Folders& folders) {
  for (const auto& [path, folder] : folders) {
    if (!folder.files.empty() && !is_installed(path)) by_name_.emplace(parts_of(path).back(), path);
  }
}

std::optional<std::string> NamedFolders::find(std::string_view source) const {
  const auto [package, inside] = split_source(source);
  std::optional<std::string> found;
  for (std::string end : ends_of(package)) {
    if (!inside.empty()) end += "/" + std::string(inside);
    const auto [first, last] = by_name_.equal_range(parts_of(end).back());
    for (auto at = first; at != last; ++at) {
      if (!is_at_end(at->second, end)) continue;
      if (found && *found != at->second) return std::nullopt;
      found = std::string(at->second);
    }
  }
  return found;
}

}  // namespace weir::terraform
