#pragma once

#include <string>
#include <vector>

#include "analyzer/base/source_map.h"
#include "analyzer/report/report.h"
#include "analyzer/resilience/report.h"
#include "analyzer/resilience/what_if.h"

namespace weir {

/// What `weir resilience` has to say.
struct ResilienceResults {
  const SourceMap& sources;
  const resilience::Input& input;
  const resilience::Report& report;
  std::vector<resilience::Outcome> outcomes;  ///< what `--fail` asked for, or all single failures
  std::size_t left_off = 0;    ///< single failures that were not looked at
  bool only_outcomes = false;                 ///< `--fail`: nothing else was asked for
};

/// For people: a block for each entry and store, then failures, then what to do next.
std::string write_resilience_text(const ResilienceResults& results, const TextOptions& options);
/// The same as a page.
std::string write_resilience_markdown(const ResilienceResults& results);
/// For scripts: an object with `entries`, `stores`, `failures`, `remarks`.
std::string write_resilience_json(const ResilienceResults& results);

}  // namespace weir
