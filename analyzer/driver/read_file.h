#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "analyzer/base/result.h"

namespace weir {

/// The bytes of a regular file of at most `limit` bytes. A last component that is a link is refused (resolve it first);
/// pipes, devices and folders are refused without waiting.
Result<std::string> read_file(const std::filesystem::path& path, std::size_t limit);

/// Writes `bytes` beside `path` and renames it there, so that readers never see half a file. A link keeps leading to its
/// file, an existing file keeps its mode, and a device or pipe is written to instead of being replaced.
Result<bool> write_file(const std::filesystem::path& path, std::string_view bytes);

}  // namespace weir
