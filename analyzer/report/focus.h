#pragma once

#include <string>
#include <vector>

#include "analyzer/graph/dfd.h"

namespace weir {

/// Everything that a diagram's focus may be called, sorted: addresses and names of elements and
/// boundaries, and the parts of the system that hold elements.
std::vector<std::string> focus_names(const Dfd& dfd);

}  // namespace weir
