#pragma once

#include <vector>

#include "parsers/app_source/evaluation.h"
#include "parsers/app_source/source.h"

namespace weir::app_source {

/// What runs first in a program, in any case.
struct Started {
  std::vector<FunctionPlace> functions;  ///< files (function 0) and functions
  Start start;
};

/// What an entry starts. Nothing where its file is not there, or may be several.
Started started_by(const std::vector<Module>& modules, Evaluation& evaluation, const Entry& entry);

}  // namespace weir::app_source
