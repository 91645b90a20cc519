#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "analyzer/base/source_map.h"

namespace weir::app_config {

/// A file or folder that configuration names.
struct BesideFile {
  enum class Is : std::uint8_t { read, absent, refused, folder };
  Is is = Is::absent;
  FileId file = {};                      ///< valid if it was read
  std::vector<std::string> files = {};  ///< of a folder: names of the files in it, in their order
  std::vector<std::string> folders = {};  ///< of a folder: names of the folders in it, in their order
};

/// Reads a file, or looks into a folder, that configuration names, by its path as shown (normal, from the root). Refused: what lies outside of the
/// root, behind a link, is excluded, or too large. May be called by several threads.
using Beside = std::function<BesideFile(const std::string& path)>;

}  // namespace weir::app_config
