#pragma once

#include "analyzer/rule/results.h"
#include "sarif/location.h"

namespace weir::sarif {

inline constexpr std::size_t kGraphNodes =
    1000;  ///< a diagram of more elements is not written into a log

/// The data-flow diagram as a SARIF `graph`: elements as nodes, flows that are not only possible as
/// edges. Null if it is empty or too large.
Json graph_of(const Results& results);

}  // namespace weir::sarif
