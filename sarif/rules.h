#pragma once

#include <map>
#include <set>
#include <string_view>
#include <vector>

#include "analyzer/rule/results.h"
#include "sarif/location.h"

namespace weir::sarif {

/// Where Weir and its rules are described. There is no public home yet; change it here.
inline constexpr std::string_view kInformationUri = "https://github.com/weir-dev/weir";

/// "error" | "warning" | "note" for a severity.
std::string_view level_of(double severity);

/// The rules of a log, by id, and the index of each.
struct RuleTable {
  std::vector<const RuleRecord*> rules;
  std::map<std::string_view, std::size_t> index;  ///< by id
};
RuleTable rule_table(const Results& results, const std::vector<const Finding*>& written, bool all);

/// The `reportingDescriptor` of a rule.
Json rule_descriptor(const Rules& rules, const RuleRecord& rule);

}  // namespace weir::sarif
