#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzer/report/resilience.h"
#include "analyzer/resilience/percent.h"

/// How reports of resilience are worded. `escape` is that of the sink, for what comes from the
/// input.
namespace weir::report {

using Escape = std::string (*)(std::string_view);

/// An SLA is a threshold for credits: said wherever availability is.
inline constexpr std::string_view kSlaCaution =
    "Availability is what providers promise, multiplied: an SLA is a threshold for credits, not a "
    "measurement, and says nothing of "
    "your own software, deployments and mistakes.";

using resilience::percent_text;
/// How long that is in a year: "4.38 h a year".
std::string downtime_text(double percent);
/// "MET", "MISSED", "cannot tell", "".
std::string_view word_of(resilience::Judgement judgement);

/// "A, B and 3 more"; what comes from the input escaped.
std::string names_text(const Dfd& dfd, const std::vector<NodeId>& nodes, Escape escape,
                       std::size_t shown = 6);

/// "4 h (Orders: point-in-time recovery)", "nothing brings back Web", "not known of Api".
std::string rto_text(const resilience::Input& input, const resilience::PathRecovery& recovery,
                     Escape escape);
std::string rpo_text(const resilience::Input& input, const resilience::PathRecovery& recovery,
                     Escape escape);

/// "4 h", "nothing brings it back", "not known: …".
std::string rto_text(const resilience::Recovery& recovery);
std::string rpo_text(const resilience::Recovery& recovery);

/// The name of what brings it back, with its source; "" for none.
std::string mechanism_text(const resilience::Input& input, const resilience::Recovery& recovery);

/// "Orders, region: add a replica in another Region (global table)".
std::string improvement_text(const resilience::Input& input,
                             const resilience::Improvement& improvement, Escape escape);

/// What is sought: "1 h (declared for all)".
std::string sought_text(const resilience::Sought& sought, bool percent, Escape escape);

/// What people call the entry or journey, escaped.
std::string entry_name(const Dfd& dfd, const resilience::EntryReport& entry, Escape escape);

/// Failures with the same consequences for all entries are one line: their names, in order.
struct OutcomeGroup {
  std::vector<std::string> what;
  const resilience::Outcome* first = nullptr;
};
/// Those that change something, the worst first.
std::vector<OutcomeGroup> grouped(const std::vector<resilience::Outcome>& outcomes);

}  // namespace weir::report
