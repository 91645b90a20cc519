#include "parsers/app_config/paths.h"

#include <filesystem>

namespace weir::app_config {

std::string folder_around(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return std::string(path.substr(0, slash == path.npos ? 0 : slash));
}

std::optional<std::string> path_from(std::string_view folder, std::string_view written) {
  if (written.empty() || written.find("://") != written.npos || written.front() == '/' || written.front() == '~' ||
      written.starts_with("git@") || written.find('\0') != written.npos)
    return std::nullopt;
  std::string path = (std::filesystem::path(folder) / written).lexically_normal().generic_string();
  while (path.ends_with('/')) path.pop_back();
  if (path == ".") path.clear();
  if (path == ".." || path.starts_with("../") || path.starts_with('/')) return std::nullopt;
  return path;
}

}  // namespace weir::app_config
