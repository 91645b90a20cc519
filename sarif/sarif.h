#pragma once

#include <string>

#include "analyzer/rule/results.h"

namespace weir {

/// How a log is written.
struct SarifOptions {
  std::string version;     ///< Weir's own
  std::string category;    ///< --category; automationDetails.id becomes `weir/<category>/`,
                           ///< `weir/iac/` without one
  bool all_rules = false;  ///< also rules without results
  bool include_suppressed =
      false;  ///< suppressed findings as results with `suppressions`; left out otherwise
};

/// The SARIF 2.1.0 log of a scan, one run, as code scanning reads it best (reference: README of
/// this folder). Deterministic; ends in a newline.
std::string write_sarif(const Results& results, const SarifOptions& options);

}  // namespace weir
