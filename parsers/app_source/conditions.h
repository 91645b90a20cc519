#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "analyzer/model/program.h"
#include "parsers/app_source/evaluation.h"

namespace weir::app_source {

/// What must hold of settings where the conditions of a file all hold; none if they never do. What
/// says nothing of settings may hold.
std::optional<std::vector<ProgramCondition>> conditions_of(Evaluation& evaluation,
                                                           std::uint32_t module,
                                                           const std::vector<Condition>& written);

}  // namespace weir::app_source
