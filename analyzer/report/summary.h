#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/rule/remedies.h"
#include "analyzer/rule/results.h"

namespace weir::report {

/// What a scan comes to, in numbers.
struct Summary {
  std::array<std::size_t, 4> by_band{};  ///< findings that are not suppressed, by kSeverityBands
  std::size_t findings = 0;
  std::size_t suppressed = 0;                ///< accepted by somebody
  std::size_t not_asked = 0;                 ///< in the baseline, or not of what changed
  std::size_t mitigated = 0;                 ///< matches that a mitigation silenced
  std::size_t undecided = 0;                 ///< matches that could not be decided
  std::size_t ignored = 0;                   ///< resources that the catalogue sets aside
  std::size_t not_modelled = 0;              ///< resources
  std::array<std::size_t, 3> diagnostics{};  ///< by Level
};
Summary summarise(const Results& results);

/// Findings to be shown, worst first, then as sorted.
std::vector<const Finding*> shown_findings(const Results& results);

/// "2 findings: 1 critical, 1 high"; "No findings".
std::string counts_text(const Summary& summary);

/// "1 file", "2 files".
std::string counted(std::size_t count, std::string_view word);

/// The path as chains of names, or addresses without the unit's path: "a → b → c"; a new chain where a step
/// does not begin where the last one ended.
std::vector<std::vector<std::string>> chains_of(const Finding& finding);

/// The names of nodes, each escaped: "A, B and 3 more" from the seventh on.
std::string names_of_nodes(const Results& results, const std::vector<NodeId>& nodes,
                           std::string (*escape)(std::string_view));

/// "3 findings on PatientRecords are stopped by: …", without a full stop, texts escaped; "" where
/// nothing is known to stop any.
std::string remedy_text(const Results& results, const Remedy& remedy,
                        std::string (*escape)(std::string_view));

/// The word for a verdict: "present", "absent", "unknown".
std::string_view word_of(query::Verdict verdict);

}  // namespace weir::report
