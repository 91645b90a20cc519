#include "analyzer/report/resilience/words.h"

#include <algorithm>
#include <cstdio>

#include "analyzer/base/duration.h"

namespace weir::report {
namespace {

constexpr double kMillisecondsOfYear = 365.0 * 24 * 3600 * 1000;

using resilience::Recovery;
using resilience::RecoveryState;

std::string slowest_text(const resilience::Input& input, const resilience::Slowest& slowest,
                         Escape escape) {
  if (!slowest.time) return "";
  std::string text = duration_text(*slowest.time);
  if (slowest.mechanism != nullptr && *slowest.time > 0)
    text += " (" + escape(input.dfd()[slowest.at].name) + ": " +
            std::string(input.catalog().text(slowest.mechanism->name)) + ")";
  return text;
}

std::string slow_path_text(const resilience::Input& input, const resilience::Slowest& slowest,
                           const std::vector<NodeId>& nothing, const std::vector<NodeId>& unknown,
                           bool open, Escape escape) {
  const Dfd& dfd = input.dfd();
  if (!nothing.empty()) return "nothing brings back " + names_text(dfd, nothing, escape, 3);
  std::string text = slowest_text(input, slowest, escape);
  if (!unknown.empty())
    text +=
        (text.empty() ? "not known of " : "; not known of ") + names_text(dfd, unknown, escape, 3);
  if (text.empty()) return open ? "not known" : "nothing is lost";
  return open && unknown.empty() ? text + "; more may be" : text;
}

std::string state_text(const Recovery& recovery, std::optional<double> time) {
  if (recovery.state == RecoveryState::nothing) return "nothing brings it back";
  if (recovery.state == RecoveryState::unknown)
    return recovery.why.empty() ? "not known" : "not known: " + recovery.why;
  return time ? duration_text(*time) : "not known";
}

std::vector<NodeId> stores_among(const Dfd& dfd, const std::vector<NodeId>& nodes) {
  std::vector<NodeId> stores;
  for (const NodeId node : nodes)
    if (dfd[node].kind == GraphNodeKind::data_store) stores.push_back(node);
  return stores;
}

int harm_of(const resilience::Outcome& outcome) {
  int sum = 0;
  for (const resilience::Consequence& one : outcome.consequences) {
    const int fate = static_cast<int>(one.fate);
    sum += fate * fate * fate;
  }
  return sum;
}

}  // namespace

std::string downtime_text(double percent) {
  return duration_text((1 - percent / 100) * kMillisecondsOfYear) + " a year";
}

std::string_view word_of(resilience::Judgement judgement) {
  constexpr std::string_view kWords[] = {"", "MET", "MISSED", "cannot tell"};
  return kWords[static_cast<std::size_t>(judgement)];
}

std::string names_text(const Dfd& dfd, const std::vector<NodeId>& nodes, Escape escape,
                       std::size_t shown) {
  std::string text;
  const std::size_t count = nodes.size() > shown + 1 ? shown : nodes.size();
  for (std::size_t i = 0; i < count; ++i) {
    const bool last = i + 1 == nodes.size() && i > 0;
    text += (i == 0 ? "" : last ? " and " : ", ") + escape(dfd[nodes[i]].name);
  }
  if (count < nodes.size()) text += " and " + std::to_string(nodes.size() - count) + " more";
  return text;
}

std::string rto_text(const resilience::Input& input, const resilience::PathRecovery& recovery,
                     Escape escape) {
  return slow_path_text(input, recovery.rto, recovery.nothing, recovery.unknown,
                        recovery.rto_open, escape);
}

std::string rpo_text(const resilience::Input& input, const resilience::PathRecovery& recovery,
                     Escape escape) {
  const Dfd& dfd = input.dfd();
  return slow_path_text(input, recovery.rpo, stores_among(dfd, recovery.nothing),
                        stores_among(dfd, recovery.unknown), recovery.rpo_open, escape);
}

std::string rto_text(const Recovery& recovery) { return state_text(recovery, recovery.rto); }
std::string rpo_text(const Recovery& recovery) {
  if (recovery.state == RecoveryState::nothing) return "all of it";
  if (recovery.state == RecoveryState::unknown) return "";
  return state_text(recovery, recovery.rpo);
}

std::string mechanism_text(const resilience::Input& input, const Recovery& recovery) {
  return recovery.mechanism == nullptr
             ? ""
             : std::string(input.catalog().text(recovery.mechanism->name));
}

std::string improvement_text(const resilience::Input& input,
                             const resilience::Improvement& improvement, Escape escape) {
  const auto disruption = static_cast<std::size_t>(improvement.disruption);
  return escape(input.dfd()[improvement.node].name) + ", " +
         std::string(kDisruptionNames[disruption]) + ": " +
         std::string(input.catalog().text(improvement.mechanism->advice));
}

std::string sought_text(const resilience::Sought& sought, bool percent, Escape escape) {
  return (percent ? percent_text(sought.value) : duration_text(sought.value)) + ", " +
         escape(sought.from);
}

std::string entry_name(const Dfd& dfd, const resilience::EntryReport& entry, Escape escape) {
  return escape(entry.name.empty() ? dfd[entry.entries.front()].name : entry.name);
}

std::vector<OutcomeGroup> grouped(const std::vector<resilience::Outcome>& outcomes) {
  std::vector<OutcomeGroup> groups;
  const auto alike = [](const resilience::Outcome& a, const resilience::Outcome& b) {
    for (std::size_t i = 0; i < a.consequences.size(); ++i)
      if (a.consequences[i].fate != b.consequences[i].fate) return false;
    return true;
  };
  for (const resilience::Outcome& outcome : outcomes) {
    if (harm_of(outcome) == 0) continue;
    auto at = std::find_if(groups.begin(), groups.end(),
                           [&](const OutcomeGroup& one) { return alike(*one.first, outcome); });
    if (at == groups.end()) at = groups.insert(groups.end(), {{}, &outcome});
    at->what.push_back(outcome.failure.what);
  }
  std::stable_sort(groups.begin(), groups.end(), [](const OutcomeGroup& a, const OutcomeGroup& b) {
    return harm_of(*a.first) > harm_of(*b.first);
  });
  return groups;
}

}  // namespace weir::report
