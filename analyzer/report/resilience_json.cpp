#include <cmath>

#include "analyzer/report/json_value.h"
#include "analyzer/report/resilience/words.h"

namespace weir::report {
namespace {

using resilience::Judgement;

Json seconds(std::optional<double> milliseconds) {
  return milliseconds ? Json(*milliseconds / 1000) : Json(nullptr);
}

Json rounded_percent(std::optional<double> percent) {
  return percent ? Json(std::round(*percent * 1e6) / 1e6) : Json(nullptr);
}

Json judgement_of(Judgement judgement) {
  constexpr std::string_view kWords[] = {"no objective", "met", "missed", "unknown"};
  return kWords[static_cast<std::size_t>(judgement)];
}

class ResilienceJson {
 public:
  explicit ResilienceJson(const ResilienceResults& results)
      : results_(results), in_(results.input), dfd_(in_.dfd()) {}

  std::string write() const {
    std::string out = "{\n";
    Array entries(out, "entries");
    for (const auto& entry : results_.report.entries) entries.add(entry_of(entry));
    entries.close();
    out += ",\n";
    Array stores(out, "stores");
    for (const auto& store : results_.report.stores) stores.add(store_of(store));
    stores.close();
    out += ",\n";
    Array failures(out, "failures");
    for (const auto& outcome : results_.outcomes) failures.add(outcome_of(outcome));
    failures.close();
    return out + ",\n\"failures_left_off\": " + std::to_string(results_.left_off) +
           ",\n\"objectives_declared\": " + (results_.report.objectives ? "true" : "false") +
           ",\n\"caution\": " + written(Json(kSlaCaution)) +
           ",\n\"remarks\": " + written(Json(results_.report.remarks)) + "\n}\n";
  }

 private:
  Json addresses(const std::vector<NodeId>& nodes) const {
    Json list = Json::array();
    for (const NodeId node : nodes) list.push_back(full_address(dfd_, node));
    return list;
  }

  Json sought(const std::optional<resilience::Sought>& one, bool percent) const {
    if (!one) return nullptr;
    Json entry;
    entry["value"] = percent ? rounded_percent(one->value) : seconds(one->value);
    entry["from"] = one->from;
    entry["location"] = one->span.valid()
                            ? location(results_.sources, results_.sources.in_host(one->span))
                            : Json(nullptr);
    return entry;
  }

  Json part_of(const resilience::AvailabilityPart& part) const {
    Json entry;
    entry["address"] = full_address(dfd_, part.node);
    entry["percent"] = rounded_percent(part.percent);
    if (!part.how.empty()) entry["how"] = part.how;
    if (part.percent)
      entry["source"] = part.source;
    else
      entry["unknown"] = part.unknown;
    return entry;
  }

  Json availability_of(const resilience::EntryReport& entry) const {
    Json out;
    out["percent"] = rounded_percent(entry.percent);
    out["complete"] = entry.complete;
    out["objective"] = sought(entry.objective.availability, true);
    out["judgement"] = judgement_of(entry.availability_judgement);
    out["parts"] = Json::array();
    for (const auto& part : entry.parts) out["parts"].push_back(part_of(part));
    if (!entry.alternatives.empty()) out["alternatives"] = entry.alternatives;
    out["raised_by"] = Json::array();
    for (const auto& raise : entry.raises) {
      Json one;
      one["address"] = full_address(dfd_, raise.node);
      one["do"] = raise.advice;
      one["percent"] = rounded_percent(raise.percent);
      out["raised_by"].push_back(std::move(one));
    }
    return out;
  }

  Json slowest_of(const resilience::Slowest& slowest) const {
    Json out;
    out["seconds"] = seconds(slowest.time);
    if (slowest.at.valid()) out["address"] = full_address(dfd_, slowest.at);
    if (slowest.mechanism != nullptr) out["mechanism"] = in_.catalog().text(slowest.mechanism->id);
    return out;
  }

  Json improvements_of(const std::vector<resilience::Improvement>& all) const {
    Json list = Json::array();
    for (const auto& one : all) {
      Json entry;
      entry["address"] = full_address(dfd_, one.node);
      entry["disruption"] = kDisruptionNames[static_cast<std::size_t>(one.disruption)];
      entry["mechanism"] = in_.catalog().text(one.mechanism->id);
      entry["do"] = in_.catalog().text(one.mechanism->advice);
      list.push_back(std::move(entry));
    }
    return list;
  }

  Json entry_of(const resilience::EntryReport& entry) const {
    Json out;
    out["name"] = resilience::name_of(dfd_, entry);
    out["journey"] = !entry.name.empty();
    out["entries"] = addresses(entry.entries);
    out["location"] =
        location(results_.sources, results_.sources.in_host(dfd_[entry.entries.front()].header));
    out["tier"] = entry.objective.tier ? Json(entry.objective.tier->value) : Json(nullptr);
    out["hard"] = addresses(entry.hard);
    out["soft"] = addresses(entry.soft);
    out["availability"] = availability_of(entry);
    for (std::size_t i = 0; i < kDisruptions; ++i) {
      const auto& one = entry.recovery[i];
      Json& at = out["recovery"][std::string(kDisruptionNames[i])];
      at["rto"] = slowest_of(one.rto);
      at["rpo"] = slowest_of(one.rpo);
      at["nothing_brings_back"] = addresses(one.nothing);
      at["unknown"] = addresses(one.unknown);
      at["rto_objective"] = sought(entry.objective.rto[i], false);
      at["rto_judgement"] = judgement_of(one.rto_judgement);
      at["rpo_objective"] = sought(entry.objective.rpo[i], false);
      at["rpo_judgement"] = judgement_of(one.rpo_judgement);
    }
    out["raised_by"] = improvements_of(entry.remedies);
    return out;
  }

  Json store_of(const resilience::StoreReport& store) const {
    constexpr std::string_view kStates[] = {"reached", "nothing", "unknown"};
    Json out;
    out["address"] = full_address(dfd_, store.node);
    out["location"] = location(results_.sources, results_.sources.in_host(dfd_[store.node].header));
    out["tier"] = store.objective.tier ? Json(store.objective.tier->value) : Json(nullptr);
    out["availability"] = part_of(store.availability);
    out["availability"]["objective"] = sought(store.objective.availability, true);
    out["availability"]["judgement"] = judgement_of(store.availability_judgement);
    for (std::size_t i = 0; i < kDisruptions; ++i) {
      const auto& one = store.recovery[i];
      Json& at = out["recovery"][std::string(kDisruptionNames[i])];
      at["state"] = kStates[static_cast<std::size_t>(one.state)];
      if (one.mechanism != nullptr) at["mechanism"] = in_.catalog().text(one.mechanism->id);
      at["rto"] = seconds(one.rto);
      at["rpo"] = seconds(one.rpo);
      if (!one.source.empty()) at["source"] = one.source;
      if (one.state == resilience::RecoveryState::unknown) at["unknown"] = one.why;
      at["rto_objective"] = sought(store.objective.rto[i], false);
      at["rto_judgement"] = judgement_of(store.rto[i]);
      at["rpo_objective"] = sought(store.objective.rpo[i], false);
      at["rpo_judgement"] = judgement_of(store.rpo[i]);
    }
    out["needs"] = addresses(store.needs);
    out["needed_by"] = store.used_by;
    out["raised_by"] = improvements_of(store.remedies);
    return out;
  }

  Json outcome_of(const resilience::Outcome& outcome) const {
    Json out;
    out["what"] = outcome.failure.what;
    out["fails"] = addresses(outcome.failure.failing);
    out["may_fail"] = addresses(outcome.failure.perhaps);
    out["fewer_copies"] = addresses(outcome.failure.fewer);
    out["stops_with_it"] = addresses(outcome.stopped);
    out["entries"] = Json::array();
    for (const auto& one : outcome.consequences) {
      Json entry;
      entry["name"] = resilience::name_of(dfd_, results_.report.entries[one.entry]);
      entry["fate"] = resilience::word_of(one.fate);
      entry["because_of"] = addresses(one.causes);
      out["entries"].push_back(std::move(entry));
    }
    return out;
  }

  const ResilienceResults& results_;
  const resilience::Input& in_;
  const Dfd& dfd_;
};

}  // namespace
}  // namespace weir::report

std::string weir::write_resilience_json(const ResilienceResults& results) {
  return report::ResilienceJson(results).write();
}
