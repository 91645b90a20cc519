#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "analyzer/rule/results.h"

namespace weir::sarif {

inline constexpr std::size_t kResults = 5000;  ///< of a run, as many as code scanning keeps
inline constexpr std::size_t kResultBytes =
    80u << 20;  ///< of a log: packed, these stay under its 10 MB (README)

/// What is written as one result: findings of one rule that begin on one line of one file. Code
/// scanning would show one alert.
struct Alert {
  const Finding* finding = nullptr;  ///< the worst, then the first
  std::vector<const Finding*> others;
};

/// The alerts of a scan, in the order of the findings.
std::vector<Alert> alerts_of(const Results& results, bool include_suppressed);

/// Which alerts, of so many bytes each, are written so that neither limit is broken, the least
/// severe left out first: true for each that stays.
std::vector<bool> kept(const std::vector<Alert>& alerts, const std::vector<std::size_t>& bytes);

}  // namespace weir::sarif
