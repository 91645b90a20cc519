#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace weir {

/// What a folder holds of programs that make infrastructure and are not run: the file that marks one, and what a reader may do to
/// have its resources analysed. Nothing of a program whose output stands beside it.
struct UnreadProgram {
  std::string file;  ///< its name in the folder
  std::string why;
};

std::vector<UnreadProgram> unread_programs(const std::filesystem::path& folder);

}  // namespace weir
