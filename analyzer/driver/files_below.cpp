#include "analyzer/driver/files_below.h"

#include <algorithm>
#include <filesystem>

namespace weir {
namespace fs = std::filesystem;

std::optional<std::vector<std::string>> files_below(const Project& project,
                                                    const std::string& folder, std::size_t most,
                                                    bool (*skips)(std::string_view name)) {
  std::vector<std::string> found;
  if (project.root.empty()) {
    const std::string prefix = folder.empty() ? "" : folder + "/";
    for (const auto& [path, file] : project.texts)
      if (path.starts_with(prefix)) found.push_back(path);
    return found;
  }
  const fs::path top = fs::path(project.root) / folder;
  std::error_code error;
  if (fs::canonical(top, error) != top.lexically_normal() && !folder.empty()) return found;
  std::size_t seen = 0;
  for (fs::recursive_directory_iterator
           at(top, fs::directory_options::skip_permission_denied, error),
       end;
       !error && at != end; at.increment(error)) {
    if (++seen > most) return std::nullopt;
    if (at->is_directory(error) && skips(at->path().filename().string()))
      at.disable_recursion_pending();
    if (at->is_regular_file(error) && !at->is_symlink(error))
      found.push_back(at->path().lexically_relative(project.root).generic_string());
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace weir
