#include "parsers/cloudformation/files/paths.h"

#include <algorithm>
#include <cstddef>

namespace weir::cloudformation {

Segments segments_of(std::string_view path) {
  Segments segments;
  while (!path.empty()) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    if (slash > 0) segments.push_back(path.substr(0, slash));
    path.remove_prefix(std::min(slash + 1, path.size()));
  }
  return segments;
}

std::optional<std::string> beneath(std::string_view folder, std::string_view path) {
  Segments kept = segments_of(folder);
  for (const std::string_view segment : segments_of(path)) {
    if (segment == ".") continue;
    if (segment != "..") {
      kept.push_back(segment);
    } else if (kept.empty()) {
      return std::nullopt;
    } else {
      kept.pop_back();
    }
  }
  std::string joined;
  for (const std::string_view segment : kept) {
    if (!joined.empty()) joined += '/';
    joined += segment;
  }
  return joined;
}

std::string_view folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == path.npos ? std::string_view() : path.substr(0, slash);
}

}  // namespace weir::cloudformation
