#pragma once

#include "analyzer/base/diagnostic.h"
#include "analyzer/resilience/scope.h"

namespace weir::resilience {

/// What declarations say of nothing: a misspelt address would otherwise be silence. Only of a
/// configuration whose whole folder was read. O(declarations × nodes).
Diagnostics unmatched(const Input& input);

}  // namespace weir::resilience
