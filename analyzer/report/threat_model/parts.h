#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "analyzer/rule/remedies.h"
#include "analyzer/resilience/lifecycle.h"
#include "analyzer/rule/results.h"

/// The parts of the threat model as a page, each a text of Markdown that ends in an empty line.
namespace weir::report {

/// The findings, asset by asset, within about `bytes`: then one line each, then their number.
std::string findings_by_asset(const Results& results, const std::vector<Remedy>& assets,
                              std::size_t bytes);

/// Elements × the kinds of threat of STRIDE.
std::string stride_table(const Results& results);

/// What is to be done: for each asset the smallest set of mitigations; then what is there already.
std::string smallest_sets(const Results& results, const std::vector<Remedy>& assets);
std::string present_mitigations(const Results& results);

/// What of a taxonomy was looked for, and what came of it.
std::string coverage_table(const Results& results, std::string_view family, bool all);

/// The practices of the resilience lifecycle, each shown by the code, declared, or open; "" without any.
std::string lifecycle_table(const std::vector<resilience::PracticeStatus>& practices);
/// The four questions: what of their answers the code shows, what is declared, what is open; "" without practices.
std::string questions_table(const Results& results,
                            const std::vector<resilience::PracticeStatus>& practices);

/// What was not modelled, not resolved and not decided.
std::string not_understood(const Results& results);

}  // namespace weir::report
