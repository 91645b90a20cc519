#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzer/rule/finding.h"
#include "analyzer/rule/scene.h"

namespace weir::findings {

/// A severity and why it is not its rule's.
struct Severity {
  double value = 0;
  std::string why;  ///< clauses joined by commas; "" = it is the rule's
};

/// The rule's severity, moved by what tables/severity.yaml says of the matches: the most that holds
/// for any of them, environments only where they hold for all. What is not known moves nothing.
Severity severity_of(const Scene& scene, const MatchGroup& group,
                     const std::vector<MitigationVerdict>& mitigations);

/// `base` and `step` (in tenths) as a severity: from 0.1 to 10, in the base's band or one next to
/// it, never 9.0.
double moved(double base, int step);

/// "Severity 9.1 instead of 8.6: internet-user may be anybody."
std::string severity_sentence(double own, double rules, std::string_view why);

/// Whether the query can only match where some name's `property` is one of `values`: then the
/// rule's severity has it in it.
bool asks_for(const Scene& scene, PropertyId property, const std::vector<std::string_view>& values);

/// The moves of tables/severity.yaml that the rule's severity has in it already.
std::vector<std::string_view> moves_asked(const Scene& scene);

}  // namespace weir::findings
