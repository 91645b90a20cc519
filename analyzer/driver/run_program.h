#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/result.h"

namespace weir {

/// Where other programs are looked for: packages put them there, and no scanned tree can.
inline constexpr std::array<std::string_view, 3> kProgramFolders = {"/usr/bin", "/usr/local/bin",
                                                                    "/opt/homebrew/bin"};

/// A program as it is started: in the folder `/`, so that no relative name means a file of the
/// scanned tree, and with nothing in its environment but what is named here.
struct StartedProgram {
  std::string path;  ///< absolute
  std::vector<std::string> arguments;
  std::vector<std::string> environment;  ///< NAME=VALUE
};

struct ProgramLimits {
  int seconds = 30;
  std::size_t bytes = 32u << 20;  ///< of its output
};

struct ProgramOutput {
  bool fine = false;  ///< it ended by itself, with status 0
  std::string out;
  std::string said;  ///< the beginning of what it wrote to its standard error
};

/// The absolute path of `name` in the first folder that has it. The error says where it was looked
/// for.
Result<std::string> find_program(std::string_view name, std::span<const std::string_view> folders);

/// Runs a program to its end with `input` on its standard input. An error if it cannot be started,
/// or at the limits.
Result<ProgramOutput> run_program(const StartedProgram& program, std::string_view input,
                                  ProgramLimits limits);

/// What a program said first: its output up to the end of a line.
std::string first_line(const std::string& text);

}  // namespace weir
