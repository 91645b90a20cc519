#pragma once

#include <vector>

#include "analyzer/catalog/programs.h"
#include "parsers/app_source/evaluation.h"

namespace weir::app_source {

/// What a call of the clients' table lets a model have called: functions of the program by their
/// own names, at their definitions; descriptions, and what a library makes of functions, by the
/// names that stand in them. What is not known has no name.
std::vector<ProgramTool> tools_of(Evaluation& evaluation, const Catalog& catalog,
                                  const ClientRecord& row, Place call);

}  // namespace weir::app_source
