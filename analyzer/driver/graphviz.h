#pragma once

#include <span>
#include <string>
#include <string_view>

#include "analyzer/base/result.h"
#include "analyzer/driver/run_program.h"

namespace weir {

/// The absolute path of `dot` in the first folder that has it. The error names the package and what
/// does without.
Result<std::string> find_graphviz(std::span<const std::string_view> folders);

/// DOT as SVG, ended at the limits.
Result<std::string> run_graphviz(const std::string& program, std::string_view dot,
                                 ProgramLimits limits = {});

}  // namespace weir
