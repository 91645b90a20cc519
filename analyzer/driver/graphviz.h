#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "analyzer/base/result.h"

namespace weir {

/// Where Graphviz is looked for: packages put it there, and no scanned tree can.
inline constexpr std::array<std::string_view, 3> kGraphvizFolders = {"/usr/bin", "/usr/local/bin",
                                                                     "/opt/homebrew/bin"};
struct GraphvizLimits {
  int seconds = 30;
  std::size_t bytes = 32u << 20;  ///< of its output
};

/// The absolute path of `dot` in the first folder that has it. The error names the package and what
/// does without.
Result<std::string> find_graphviz(std::span<const std::string_view> folders);

/// DOT as SVG: through the program's standard input and output, with nothing in its environment,
/// and ended at the limits.
Result<std::string> run_graphviz(const std::string& program, std::string_view dot,
                                 GraphvizLimits limits = {});

}  // namespace weir
