#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyzer/resilience/judgement.h"

namespace weir::resilience {

/// A figure that one thing has to reach, because it is said of it, or of what needs it.
struct Claim {
  Sought sought;
  std::string needed_by;  ///< the entry or journey that it is said of; "" = of the thing itself
};

/// What one thing has to reach after one kind of disruption, and what it reaches. Of several
/// claims the strictest.
struct PartObjective {
  NodeId node;
  Disruption disruption = Disruption::software;
  std::optional<Claim> rto;
  std::optional<Claim> rpo;  ///< of stores alone: nothing else has data to lose
  Recovery recovery;
  Judgement rto_judgement = Judgement::none, rpo_judgement = Judgement::none;
  Better remedy;  ///< missed: what would bring it back sooner, or with less lost
};

struct EntryReport;
struct StoreReport;

/// What is sought of the stores, and of all that entries need in every configuration: an entry
/// misses an objective exactly if one of these does. In the order in which nodes are shown, by
/// disruption. O(entries × what they need).
std::vector<PartObjective> part_objectives(const Input& input, RecoveryTable& recoveries,
                                           const std::vector<EntryReport>& entries,
                                           const std::vector<StoreReport>& stores);

}  // namespace weir::resilience
