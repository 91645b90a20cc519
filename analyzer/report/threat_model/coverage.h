#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/rule/results.h"

/// What was looked for, and what came of it: per entry of a taxonomy, and per element.
namespace weir::report {

/// What rules with one tag came to.
struct Tally {
  std::size_t rules = 0;      ///< that look for it
  bool applicable = false;    ///< the diagram has something of each kind that one of them asks for
  std::size_t found = 0;      ///< findings that are shown
  std::size_t mitigated = 0;  ///< matches that a mitigation stops
  std::size_t undecided = 0;  ///< matches that could not be decided
};

/// "found", "mitigated", "undecided", "nothing found", "not applicable", "not checked": the first
/// that holds.
std::string_view outcome_of(const Tally& coverage);

/// An entry of a taxonomy, `family/ID` among the rules' tags.
struct EntryCoverage {
  std::string id;
  std::string name;  ///< "" if it is not known
  Tally coverage;
};

/// Every entry of the family that a rule names, or, if `all`, that the catalogue names; in the
/// catalogue's order, then those that it does not name.
std::vector<EntryCoverage> coverage_of(const Results& results, std::string_view family, bool all);

/// What the rules of one family came to at one node, by entry.
using ElementCoverage = std::map<std::string_view, Tally>;
/// For every element of the diagram that a rule of the family looks at, and whatever else is found
/// there: what is found at an item counts for what has it, at an identity for what runs as it.
std::map<NodeId, ElementCoverage> coverage_of_elements(const Results& results,
                                                       std::string_view family);

}  // namespace weir::report
