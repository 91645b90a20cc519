#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace weir::ci {

/// A command of a script, as it is written: quotes are taken away, expressions and variables stay.
struct Command {
  std::vector<std::string> words;
  std::size_t begin = 0, end = 0;  ///< in the script
  std::string folder;              ///< where the script has gone to before, relative to where it begins
};

inline constexpr std::size_t kCommandsOfScript = 2000;  ///< what stands after them is not read

/// The simple commands of a shell script, in their order: at most kCommandsOfScript. What stands in here-documents is no command. Words
/// before the command that only change how it is run (`sudo`, `NAME=value`, `time`) are left away.
std::vector<Command> commands_in(std::string_view script);

/// A path that is written in a folder, normal, from the root ("" = the root itself). `known` is false for what is absolute,
/// leads out of the root or has a variable in it.
struct RootPath {
  bool known = false;
  std::string path;
};
RootPath path_from_root(std::string_view folder, std::string_view written);

}  // namespace weir::ci
