#include "analyzer/resilience/report.h"

#include <algorithm>
#include <map>
#include <set>

#include "analyzer/resilience/path.h"

namespace weir::resilience {
namespace {

constexpr std::size_t kRaises = 3;

/// Where a journey begins, and what it is about.
struct Ends {
  std::vector<NodeId> entries, through;
};

class Reporter {
 public:
  explicit Reporter(const Input& input)
      : in_(input), dfd_(input.dfd()), objectives_(input), recoveries_(input) {}

  Report make() {
    Dependencies dependencies = dependencies_of(in_);
    report_.graph = std::move(dependencies.graph);
    report_.remarks = objectives_.remarks();
    for (std::string& remark : dependencies.remarks) report_.remarks.push_back(std::move(remark));
    for (const DeclaredOf& declared : in_.declared)
      for (const JourneyDeclaration& journey : declared.said.journeys) add(declared, journey);
    add_entries();
    add_stores();
    report_.parts = part_objectives(in_, recoveries_, report_.entries, report_.stores);
    return std::move(report_);
  }

 private:
  /// A journey is one of each system that has such elements.
  void add(const DeclaredOf& declared, const JourneyDeclaration& journey) {
    std::map<std::string, Ends> by_system;
    const auto one_of = [&](const std::vector<std::string>& globs, NodeId node) {
      return std::any_of(globs.begin(), globs.end(),
                         [&](const std::string& glob) { return means(glob, dfd_, node); });
    };
    for (std::size_t i = 0; i < dfd_.nodes.size(); ++i) {
      const NodeId node(i);
      if (!is_there(dfd_, node) || !concerns(declared, dfd_, node)) continue;
      Ends& ends = by_system[dfd_.units[dfd_[node].unit.index()].system];
      if (one_of(journey.entries, node)) ends.entries.push_back(node);
      if (one_of(journey.through, node)) ends.through.push_back(node);
    }
    bool any = false;
    for (auto& [system, ends] : by_system) {
      if (ends.entries.empty() || (ends.through.empty() && !journey.through.empty())) continue;
      any = true;
      sort(ends.entries);
      EntryReport entry;
      entry.name = journey.name;
      entry.objective = objectives_.of_journey(declared, journey.name, ends.entries.front());
      fill(entry, std::move(ends.entries), ends.through);
    }
    if (!any)
      report_.remarks.push_back("nothing has an address like those of the journey " + journey.name);
  }

  void add_entries() {
    const EdgeLabelId kind = in_.catalog().edge("entry");
    std::set<NodeId> targets;
    for (const Flow& flow : dfd_.flows)
      if (kind.valid() && in_.catalog().is(flow.kind, kind) && flow.exists != kNever &&
          flow.confidence != Confidence::possible && is_there(dfd_, flow.to) &&
          dfd_[flow.to].kind != GraphNodeKind::external_entity)
        targets.insert(flow.to);
    std::vector<NodeId> sorted(targets.begin(), targets.end());
    sort(sorted);
    for (const NodeId node : sorted) {
      if (report_.entries.size() >= kEntries) {
        report_.remarks.push_back("only the first " + std::to_string(kEntries) + " of " +
                                  std::to_string(sorted.size()) + " entry points are shown");
        return;
      }
      EntryReport entry;
      entry.objective = objectives_.of(node);
      fill(entry, {node}, {});
    }
  }

  void sort(std::vector<NodeId>& nodes) const {
    std::sort(nodes.begin(), nodes.end(),
              [&](NodeId a, NodeId b) { return node_before(dfd_, a, b); });
  }

  void fill(EntryReport& entry, std::vector<NodeId> entries, const std::vector<NodeId>& through) {
    entry.entries = std::move(entries);
    const Path path = path_of(dfd_, report_.graph, entry.entries, through);
    entry.hard = path.hard;
    entry.soft = path.soft;
    for (const NodeId node : path.series)  // a key comes back with its service
      if (dfd_[node].kind != GraphNodeKind::control && path.conditional.count(node) == 0)
        entry.needed.push_back(node);
    fill_availability(entry, path);
    for (std::size_t i = 0; i < kDisruptions; ++i)
      fill_recovery(entry, path, static_cast<Disruption>(i));
    report_.objectives = report_.objectives || !entry.objective.says_nothing();
    report_.entries.push_back(std::move(entry));
  }

  // ---- availability

  std::vector<AvailabilityPart> parts_of(const std::vector<NodeId>& nodes, bool& complete) const {
    std::vector<AvailabilityPart> parts;
    for (const NodeId node : nodes) {
      parts.push_back(availability_of(in_, node));
      complete = complete && parts.back().percent.has_value();
    }
    return parts;
  }

  void fill_availability(EntryReport& entry, const Path& path) {
    // what is needed in some configurations only lowers none of the others
    std::vector<NodeId> needed;
    for (const NodeId node : path.series)
      if (path.conditional.count(node) == 0) needed.push_back(node);
    std::vector<AvailabilityPart> series = parts_of(needed, entry.complete);
    entry.complete = entry.complete && path.conditional.empty();
    double percent = in_series(series);
    bool any = std::any_of(series.begin(), series.end(),
                           [](const auto& one) { return one.percent.has_value(); });
    entry.parts = series;
    for (const auto& choice : path.choices) {
      std::vector<double> ways;
      for (const std::vector<NodeId>& way : choice) {
        std::vector<AvailabilityPart> parts = parts_of(way, entry.complete);
        ways.push_back(in_series(parts));
        any = any || std::any_of(parts.begin(), parts.end(),
                                 [](const auto& one) { return one.percent.has_value(); });
        entry.parts.insert(entry.parts.end(), parts.begin(), parts.end());
      }
      percent *= in_parallel(ways) / 100;
      entry.alternatives =
          "of " + std::to_string(ways.size()) + " ways one is enough, and they fail by themselves";
    }
    if (!path.unclear.empty()) entry.alternatives = "not reckoned: " + path.unclear;
    if (any && path.unclear.empty()) entry.percent = percent;
    std::stable_sort(entry.parts.begin(), entry.parts.end(), [](const auto& a, const auto& b) {
      return a.percent.value_or(0) < b.percent.value_or(0);
    });
    entry.availability_judgement =
        judged_availability(entry.objective.availability, entry.percent, entry.complete);
    for (const AvailabilityPart& part : series)
      if (const auto better = better_availability(in_, part);
          better && part.percent && *part.percent > 0 && entry.percent)
        entry.raises.push_back(
            {part.node, better->advice, percent / *part.percent * better->percent});
    std::stable_sort(entry.raises.begin(), entry.raises.end(),
                     [](const Raise& a, const Raise& b) { return a.percent > b.percent; });
    if (entry.raises.size() > kRaises) entry.raises.resize(kRaises);
  }

  // ---- recovery

  static void slowest(Slowest& so_far, std::optional<double> time, NodeId node,
                      const Recovery& recovery) {
    if (time && (!so_far.time || *time > *so_far.time)) so_far = {time, node, recovery.mechanism};
  }

  void fill_recovery(EntryReport& entry, const Path& path, Disruption disruption) {
    PathRecovery& out = entry.recovery[static_cast<std::size_t>(disruption)];
    // which of the alternatives stands in is not known before
    bool rto_open = !path.choices.empty(), rpo_open = rto_open, nothing_kept = false;
    double least_rto = 0, least_rpo = 0;
    for (const NodeId node : path.series) {
      const GraphNodeKind kind = dfd_[node].kind;
      if (kind == GraphNodeKind::control) continue;  // a key comes back with its service
      const bool store = kind == GraphNodeKind::data_store;
      const Recovery& one = recoveries_.of(node)[static_cast<std::size_t>(disruption)];
      if (path.conditional.count(node) != 0) {
        rto_open = true;
        rpo_open = rpo_open || store;
      } else if (one.state == RecoveryState::nothing) {
        out.nothing.push_back(node);
        nothing_kept = nothing_kept || store;
      } else if (one.state == RecoveryState::unknown) {
        out.unknown.push_back(node);
        rto_open = true;
        rpo_open = rpo_open || store || dfd_[node].outside;
      } else {
        slowest(out.rto, one.rto, node, one);
        least_rto = std::max(least_rto, one.least_rto);
        if (store) slowest(out.rpo, one.rpo, node, one);
        if (store) least_rpo = std::max(least_rpo, one.least_rpo);
        rto_open = rto_open || !one.rto;
        rpo_open = rpo_open || (store && !one.rpo);
      }
    }
    const auto at = static_cast<std::size_t>(disruption);
    out.rto_open = rto_open;
    out.rpo_open = rpo_open;
    out.rto_judgement = judged_time(entry.objective.rto[at],
                                    {out.rto.time, least_rto, !out.nothing.empty(), rto_open});
    out.rpo_judgement = judged_time(entry.objective.rpo[at],
                                    {out.rpo.time, least_rpo, nothing_kept, rpo_open});
    const bool sought =
        out.rto_judgement != Judgement::none || out.rpo_judgement != Judgement::none;
    if (sought || entry.objective.says_nothing())
      for (const NodeId node : out.nothing) remedy(entry.remedies, node, disruption, entry.objective);
    const bool rto_late = is_late(entry.objective.rto[at], out.rto);
    if (rto_late) remedy(entry.remedies, out.rto.at, disruption, entry.objective);
    if (is_late(entry.objective.rpo[at], out.rpo) && !(rto_late && out.rpo.at == out.rto.at))
      remedy(entry.remedies, out.rpo.at, disruption, entry.objective);
  }

  static bool is_late(const std::optional<Sought>& sought, const Slowest& slowest) {
    return sought && slowest.time && *slowest.time > sought->value;
  }

  void remedy(std::vector<Improvement>& remedies, NodeId node, Disruption disruption,
              const Objective& objective) {
    const auto at = static_cast<std::size_t>(disruption);
    const auto value = [](const std::optional<Sought>& sought) {
      return sought ? std::optional(sought->value) : std::nullopt;
    };
    const Target target{value(objective.rto[at]), value(objective.rpo[at])};
    const Better better = recoveries_.better(node, disruption, recoveries_.of(node)[at], target);
    if (better.by.mechanism != nullptr)
      remedies.push_back({node, disruption, better.by.mechanism});
  }

  // ---- stores

  void add_stores() {
    std::vector<NodeId> stores;
    for (std::size_t i = 0; i < dfd_.nodes.size(); ++i)
      if (dfd_.nodes[i].kind == GraphNodeKind::data_store && !dfd_.nodes[i].outside &&
          is_there(dfd_, NodeId(i)))
        stores.push_back(NodeId(i));
    sort(stores);
    std::map<NodeId, std::vector<std::string>> users_of;
    for (const EntryReport& entry : report_.entries)
      for (const NodeId node : entry.hard)
        if (dfd_[node].kind == GraphNodeKind::data_store)
          users_of[node].push_back(name_of(dfd_, entry));
    for (const NodeId node : stores) {
      StoreReport store;
      store.node = node;
      store.recovery = recoveries_.of(node);
      store.availability = availability_of(in_, node);
      store.needs = needs_of(report_.graph, {node}, true);
      sort(store.needs);
      const auto users = users_of.find(node);
      if (users != users_of.end()) store.used_by = std::move(users->second);
      store.objective = objectives_.of_part(node);
      judge(store);
      report_.objectives = report_.objectives || !store.objective.says_nothing();
      report_.stores.push_back(std::move(store));
    }
  }

  void judge(StoreReport& store) {
    store.availability_judgement =
        judged_availability(store.objective.availability, store.availability.percent, true);
    for (std::size_t i = 0; i < kDisruptions; ++i) {
      const Recovery& one = store.recovery[i];
      const bool nothing = one.state == RecoveryState::nothing;
      store.rto[i] = judged_time(store.objective.rto[i], reached_rto(one));
      store.rpo[i] = judged_time(store.objective.rpo[i], reached_rpo(one));
      const bool missed = store.rto[i] == Judgement::missed || store.rpo[i] == Judgement::missed;
      if (missed || (nothing && store.objective.says_nothing()))
        remedy(store.remedies, store.node, static_cast<Disruption>(i), store.objective);
    }
  }

  const Input& in_;
  const Dfd& dfd_;
  Objectives objectives_;
  RecoveryTable recoveries_;
  Report report_;
};

}  // namespace

Report report_of(const Input& input) { return Reporter(input).make(); }

bool misses_objective(const Report& report) {
  const auto missed = [](Judgement one) { return one == Judgement::missed; };
  for (const EntryReport& entry : report.entries) {
    if (missed(entry.availability_judgement)) return true;
    for (const PathRecovery& one : entry.recovery)
      if (missed(one.rto_judgement) || missed(one.rpo_judgement)) return true;
  }
  return std::any_of(report.stores.begin(), report.stores.end(), [&](const StoreReport& store) {
    return missed(store.availability_judgement) ||
           std::any_of(store.rto.begin(), store.rto.end(), missed) ||
           std::any_of(store.rpo.begin(), store.rpo.end(), missed);
  });
}

std::string name_of(const Dfd& dfd, const EntryReport& entry) {
  return entry.name.empty() ? full_address(dfd, entry.entries.front()) : entry.name;
}

}  // namespace weir::resilience
