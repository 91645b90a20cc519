#include "analyzer/resilience/shortfall.h"

#include <algorithm>

#include "analyzer/base/duration.h"
#include "analyzer/resilience/percent.h"

namespace weir::resilience {
namespace {

constexpr std::size_t kWeakest = 2;  ///< parts that are named of an availability

std::string figures_text(std::optional<double> rto, std::optional<double> rpo) {
  std::string text;
  if (rpo) text += "RPO " + duration_text(*rpo);
  if (rto) text += (text.empty() ? "RTO " : ", RTO ") + duration_text(*rto);
  return text;
}

std::string claimed_by(const Claim& claim) {
  const std::string text = ", " + claim.sought.from;
  return claim.needed_by.empty() ? text : text + " and needed by " + claim.needed_by;
}

/// "RPO 15 min and RTO 8 h, declared for all".
std::string claims_text(const Claim* rpo, const Claim* rto) {
  std::string text;
  if (rpo != nullptr) text = "RPO " + duration_text(rpo->sought.value);
  if (rpo != nullptr && (rto == nullptr || claimed_by(*rpo) != claimed_by(*rto)))
    text += claimed_by(*rpo);
  if (rto == nullptr) return text;
  return text + (rpo == nullptr ? "RTO " : " and RTO ") + duration_text(rto->sought.value) +
         claimed_by(*rto);
}

class Wording {
 public:
  Wording(const Input& input, Figure figure) : in_(input), figure_(figure) {}

  /// All but the disruption.
  std::string of(const PartObjective& part) const {
    const Claim* rpo = figure_ == Figure::rpo ? &*part.rpo : nullptr;
    const Claim* rto = part.rto_judgement == Judgement::missed ? &*part.rto : nullptr;
    return reached(part) + " (sought: " + claims_text(rpo, rto) + "; " + remedy(part) + ")";
  }

 private:
  std::string text(Text one) const { return std::string(in_.catalog().text(one)); }

  std::string reached(const PartObjective& part) const {
    const Recovery& recovery = part.recovery;
    if (recovery.state == RecoveryState::nothing)
      return figure_ == Figure::rpo ? "all of it is lost, as nothing brings it back"
                                    : "nothing brings it back";
    const Reached one = figure_ == Figure::rpo ? reached_rpo(recovery) : reached_rto(recovery);
    const std::string by = text(recovery.mechanism->name) + " [" + recovery.source + "]";
    const std::string least = one.time == one.least
                                  ? duration_text(one.least) + ", by " + by
                                  : duration_text(one.least) + " or more; it has " + by;
    return (figure_ == Figure::rpo ? "it loses " : "it is back after ") + least;
  }

  std::string remedy(const PartObjective& part) const {
    const Recovery& by = part.remedy.by;
    if (by.mechanism == nullptr) return "nothing is known that would reach it";
    return std::string(part.remedy.reaches ? "to reach it, " : "nearest to it comes: ") +
           text(by.mechanism->advice) + ", " + figures_text(by.rto, by.rpo) + " [" + by.source +
           "]";
  }

  const Input& in_;
  Figure figure_;
};

std::string after(const std::vector<Disruption>& disruptions) {
  std::string text = disruptions.size() == 1 ? "after a " : "after ";
  for (std::size_t i = 0; i < disruptions.size(); ++i) {
    const bool last = i + 1 == disruptions.size() && i > 0;
    text += i == 0 ? "" : last ? " and " : ", ";
    text += kDisruptionNames[static_cast<std::size_t>(disruptions[i])];
  }
  return text + (disruptions.size() == 1 ? " failure " : " failures ");
}

std::string sought_availability(const Sought& sought) {
  return "sought: " + percent_text(sought.value) + ", " + sought.from;
}

std::string part_text(const Input& input, const AvailabilityPart& part) {
  return input.dfd()[part.node].name + " " + percent_text(*part.percent) + " [" + part.source + "]";
}

}  // namespace

std::string shortfall_text(const Input& input, const std::vector<const PartObjective*>& missed,
                           Figure figure) {
  std::vector<std::pair<std::string, std::vector<Disruption>>> said;
  const Wording wording(input, figure);
  for (const PartObjective* part : missed) {
    const std::string text = wording.of(*part);
    auto at = std::find_if(said.begin(), said.end(), [&](const auto& one) { return one.first == text; });
    if (at == said.end()) at = said.insert(said.end(), {text, {}});
    at->second.push_back(part->disruption);
  }
  std::string all;
  for (const auto& [text, disruptions] : said)
    all += (all.empty() ? "" : "; ") + after(disruptions) + text;
  return all;
}

std::string shortfall_text(const Input& input, const EntryReport& entry) {
  std::string text = std::string(entry.complete ? "" : "at most ") + percent_text(*entry.percent) +
                     " (" + sought_availability(*entry.objective.availability);
  std::size_t named = 0;
  for (const AvailabilityPart& part : entry.parts)
    if (part.percent && named < kWeakest)
      text += (named++ == 0 ? "; the least of it: " : ", ") + part_text(input, part);
  for (const Raise& raise : entry.raises) {
    const bool reaches = raise.percent >= entry.objective.availability->value;
    text += std::string(reaches ? "; to reach it, " : "; what raises it most: ") + raise.advice +
            " of " + input.dfd()[raise.node].name + ", " + percent_text(raise.percent);
    break;
  }
  return text + ")";
}

std::string shortfall_text(const Input& input, const StoreReport& store) {
  std::string text = part_text(input, store.availability).substr(input.dfd()[store.node].name.size() + 1) +
                     " (" + sought_availability(*store.objective.availability);
  if (const auto better = better_availability(input, store.availability))
    text += std::string(better->percent >= store.objective.availability->value
                            ? "; to reach it, "
                            : "; what raises it: ") +
            better->advice + ", " + percent_text(better->percent);
  return text + ")";
}

}  // namespace weir::resilience
