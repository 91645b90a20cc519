#include "analyzer/resilience/parts.h"

#include <algorithm>
#include <array>
#include <map>

#include "analyzer/resilience/report.h"

namespace weir::resilience {
namespace {

struct Claims {
  std::array<std::optional<Claim>, kDisruptions> rto, rpo;
};

/// Of two that are the same, the first stays.
void claim(std::optional<Claim>& slot, const std::optional<Sought>& sought,
           const std::string& needed_by) {
  if (sought && (!slot || sought->value < slot->sought.value)) slot = Claim{*sought, needed_by};
}

std::optional<Sought> sought_of(const std::optional<Claim>& claimed) {
  return claimed ? std::optional(claimed->sought) : std::nullopt;
}

class PartObjectives {
 public:
  PartObjectives(const Input& input, RecoveryTable& recoveries)
      : in_(input), recoveries_(recoveries) {}

  void add(const StoreReport& store) {
    add(store.node, store.objective, "");
  }

  void add(const EntryReport& entry) {
    for (const NodeId node : entry.needed) {
      const bool itself = entry.name.empty() && node == entry.entries.front();
      add(node, entry.objective, itself ? "" : name_of(in_.dfd(), entry));
    }
  }

  std::vector<PartObjective> take() {
    std::vector<PartObjective> all;
    for (const auto& [node, claims] : claims_)
      for (std::size_t i = 0; i < kDisruptions; ++i)
        if (claims.rto[i] || claims.rpo[i])
          all.push_back(judged(node, static_cast<Disruption>(i), claims.rto[i], claims.rpo[i]));
    std::stable_sort(all.begin(), all.end(), [&](const PartObjective& a, const PartObjective& b) {
      return node_before(in_.dfd(), a.node, b.node);
    });
    return all;
  }

 private:
  void add(NodeId node, const Objective& objective, const std::string& needed_by) {
    if (objective.says_nothing()) return;
    const bool keeps_data = in_.dfd()[node].kind == GraphNodeKind::data_store;
    for (std::size_t i = 0; i < kDisruptions; ++i) {
      if (!objective.rto[i] && !(keeps_data && objective.rpo[i])) continue;
      Claims& claims = claims_[node];
      claim(claims.rto[i], objective.rto[i], needed_by);
      if (keeps_data) claim(claims.rpo[i], objective.rpo[i], needed_by);
    }
  }

  PartObjective judged(NodeId node, Disruption disruption, const std::optional<Claim>& rto,
                       const std::optional<Claim>& rpo) {
    PartObjective part;
    part.node = node;
    part.disruption = disruption;
    part.rto = rto;
    part.rpo = rpo;
    part.recovery = recoveries_.of(node)[static_cast<std::size_t>(disruption)];
    part.rto_judgement = judged_time(sought_of(rto), reached_rto(part.recovery));
    part.rpo_judgement = judged_time(sought_of(rpo), reached_rpo(part.recovery));
    if (part.rto_judgement == Judgement::missed || part.rpo_judgement == Judgement::missed) {
      const Target target{rto ? std::optional(rto->sought.value) : std::nullopt,
                          rpo ? std::optional(rpo->sought.value) : std::nullopt};
      part.remedy = recoveries_.better(node, disruption, part.recovery, target);
    }
    return part;
  }

  const Input& in_;
  RecoveryTable& recoveries_;
  std::map<NodeId, Claims> claims_;
};

}  // namespace

std::vector<PartObjective> part_objectives(const Input& input, RecoveryTable& recoveries,
                                           const std::vector<EntryReport>& entries,
                                           const std::vector<StoreReport>& stores) {
  PartObjectives parts(input, recoveries);
  for (const StoreReport& store : stores) parts.add(store);
  for (const EntryReport& entry : entries) parts.add(entry);
  return parts.take();
}

}  // namespace weir::resilience
