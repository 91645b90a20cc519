#include "analyzer/resilience/report.h"

#include <algorithm>
#include <map>
#include <set>

#include "analyzer/resilience/path.h"

namespace weir::resilience {
namespace {

constexpr std::size_t kRaises = 3;
constexpr double kRounding = 1e-9;  ///< percent; products of doubles differ by less

bool is_among(NodeId node, const std::vector<NodeId>& nodes) {
  return std::find(nodes.begin(), nodes.end(), node) != nodes.end();
}

/// Where a journey begins, and what it is about.
struct Ends {
  std::vector<NodeId> entries, through;
};

class Reporter {
 public:
  explicit Reporter(const Input& input)
      : in_(input), dfd_(input.dfd()), objectives_(input), recoveries_(input) {}

  Report make() {
    report_.graph = dependencies_of(in_);
    report_.remarks = objectives_.remarks();
    for (const DeclaredOf& declared : in_.declared)
      for (const JourneyDeclaration& journey : declared.said.journeys) add(declared, journey);
    add_entries();
    add_stores();
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
      if (!is_among(node, path.conditional)) needed.push_back(node);
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
        judged(entry.objective.availability, entry.percent, entry.complete);
    for (const AvailabilityPart& part : series)
      if (const auto better = better_availability(in_, part);
          better && part.percent && *part.percent > 0 && entry.percent)
        entry.raises.push_back(
            {part.node, better->advice, percent / *part.percent * better->percent});
    std::stable_sort(entry.raises.begin(), entry.raises.end(),
                     [](const Raise& a, const Raise& b) { return a.percent > b.percent; });
    if (entry.raises.size() > kRaises) entry.raises.resize(kRaises);
  }

  static Judgement judged(const std::optional<Sought>& sought, std::optional<double> percent,
                          bool complete) {
    if (!sought) return Judgement::none;
    if (!percent) return Judgement::unknown;
    if (*percent < sought->value - kRounding) return Judgement::missed;
    return complete ? Judgement::met : Judgement::unknown;
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
      const Recovery& one = recoveries(node)[static_cast<std::size_t>(disruption)];
      if (is_among(node, path.conditional)) {
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
    out.rto_judgement =
        judged(entry.objective.rto[at], out.rto, least_rto, !out.nothing.empty(), rto_open);
    out.rpo_judgement =
        judged(entry.objective.rpo[at], out.rpo, least_rpo, nothing_kept, rpo_open);
    const bool sought =
        out.rto_judgement != Judgement::none || out.rpo_judgement != Judgement::none;
    if (sought || entry.objective.says_nothing())
      for (const NodeId node : out.nothing) remedy(entry.remedies, node, disruption);
    const bool rto_late = is_late(entry.objective.rto[at], out.rto);
    if (rto_late) remedy(entry.remedies, out.rto.at, disruption);
    if (is_late(entry.objective.rpo[at], out.rpo) && !(rto_late && out.rpo.at == out.rto.at))
      remedy(entry.remedies, out.rpo.at, disruption);
  }

  static bool is_late(const std::optional<Sought>& sought, const Slowest& slowest) {
    return sought && slowest.time && *slowest.time > sought->value;
  }

  /// `least`: what the mechanisms that may be there promise at best, in milliseconds.
  static Judgement judged(const std::optional<Sought>& sought, const Slowest& slowest, double least,
                          bool nothing, bool open) {
    if (!sought) return Judgement::none;
    if (nothing || least > sought->value) return Judgement::missed;
    return open || is_late(sought, slowest) ? Judgement::unknown : Judgement::met;
  }

  void remedy(std::vector<Improvement>& remedies, NodeId node, Disruption disruption) {
    const Recovery& now = recoveries(node)[static_cast<std::size_t>(disruption)];
    const RecoveryMechanism* better = recoveries_.better(node, disruption, now);
    if (better != nullptr) remedies.push_back({node, disruption, better});
  }

  const Recoveries& recoveries(NodeId node) {
    const auto known = known_.find(node);
    return known != known_.end() ? known->second
                                 : known_.emplace(node, recoveries_.of(node)).first->second;
  }

  // ---- stores

  void add_stores() {
    std::vector<NodeId> stores;
    for (std::size_t i = 0; i < dfd_.nodes.size(); ++i)
      if (dfd_.nodes[i].kind == GraphNodeKind::data_store && !dfd_.nodes[i].outside &&
          is_there(dfd_, NodeId(i)))
        stores.push_back(NodeId(i));
    sort(stores);
    for (const NodeId node : stores) {
      StoreReport store;
      store.node = node;
      store.recovery = recoveries(node);
      store.availability = availability_of(in_, node);
      store.needs = needs_of(report_.graph, {node}, true);
      sort(store.needs);
      for (const EntryReport& entry : report_.entries)
        if (std::find(entry.hard.begin(), entry.hard.end(), node) != entry.hard.end())
          store.used_by.push_back(name_of(dfd_, entry));
      store.objective = objectives_.of_part(node);
      judge(store);
      report_.objectives = report_.objectives || !store.objective.says_nothing();
      report_.stores.push_back(std::move(store));
    }
  }

  void judge(StoreReport& store) {
    store.availability_judgement =
        judged(store.objective.availability, store.availability.percent, true);
    for (std::size_t i = 0; i < kDisruptions; ++i) {
      const Recovery& one = store.recovery[i];
      const bool nothing = one.state == RecoveryState::nothing;
      const bool unknown = one.state == RecoveryState::unknown;
      store.rto[i] =
          judged(store.objective.rto[i], {one.rto, {}, nullptr}, one.least_rto, nothing,
                 unknown || !one.rto);
      store.rpo[i] =
          judged(store.objective.rpo[i], {one.rpo, {}, nullptr}, one.least_rpo, nothing,
                 unknown || !one.rpo);
      const bool missed = store.rto[i] == Judgement::missed || store.rpo[i] == Judgement::missed;
      if (missed || (nothing && store.objective.says_nothing()))
        remedy(store.remedies, store.node, static_cast<Disruption>(i));
    }
  }

  const Input& in_;
  const Dfd& dfd_;
  Objectives objectives_;
  RecoveryTable recoveries_;
  std::map<NodeId, Recoveries> known_;
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
