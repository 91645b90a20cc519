#pragma once

#include <string>
#include <vector>

#include "analyzer/query/query.h"

namespace weir::query {

/// The limits of the language on one pattern that keep evaluation polynomial: paths connected, at
/// most 8 names in `match`, at most 2 outer names elsewhere, name graph of width at most 2.
/// Messages of what is exceeded.
std::vector<std::string> shape_faults(const Queries& queries, std::uint32_t first_variable,
                                      std::uint32_t pattern, bool is_match);

}  // namespace weir::query
