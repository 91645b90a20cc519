#include "analyzer/resilience/what_if.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <set>

#include "analyzer/analysis/attached.h"
#include "analyzer/base/glob.h"

namespace weir::resilience {
namespace {

constexpr std::size_t kCauses = 4;
constexpr std::size_t kFailures = 2000;
constexpr std::size_t kNamed = 12;

/// Where elements lie, for failures of places.
class Places {
 public:
  explicit Places(const Input& input)
      : in_(input),
        dfd_(input.dfd()),
        regions_(regions_of(input)),
        within_(dfd_, input.catalog(), input.catalog().edge("within")) {
    const PropertyId zone = input.catalog().property("zone_name");
    const PropertyId region = input.catalog().property("region");
    for (std::size_t i = 0; i < dfd_.nodes.size(); ++i) {
      const NodeId node(i);
      const PropertyValue* name =
          zone.valid() ? find_property(dfd_[node].properties, zone) : nullptr;
      if (dfd_[node].boundary_kind == "subnet" && name != nullptr &&
          name->state == PropertyState::text)
        zone_of_[node] = name->text;
      if (!runs(node)) continue;
      if (dfd_[node].concept_id.valid()) services_.insert(service_of(node));
      if (!regions_[i].valid()) continue;
      const PropertyValue* called = region.valid() ? &input.properties.of(node, region) : nullptr;
      const bool named = called != nullptr && called->state == PropertyState::text;
      region_names_[node] = named ? called->text : dfd_[regions_[i]].address;
    }
  }

  std::set<std::string> zones() const {
    std::set<std::string> all;
    for (const auto& [node, name] : zone_of_) all.insert(name);
    return all;
  }
  std::set<std::string> regions() const {
    std::set<std::string> all;
    for (const auto& [node, name] : region_names_) all.insert(name);
    return all;
  }
  const std::set<std::string>& services() const { return services_; }

  Failure zone(const std::string& name) const {
    Failure out{"zone:" + name, {}, {}, {}};
    each_element([&](NodeId node) {
      bool here = false, elsewhere = false, open = false;
      for (const Attachment* edge : within_.from[node.index()]) {
        if (dfd_[edge->target].boundary_kind != "subnet") continue;
        const auto known = zone_of_.find(edge->target);
        open = open || known == zone_of_.end();
        if (known != zone_of_.end()) (known->second == name ? here : elsewhere) = true;
      }
      if (!here && !open) return;
      const std::optional<double> copies = copies_of(in_, node);
      if (here && !elsewhere && !open)
        out.failing.push_back(node);
      else if ((copies && *copies >= 2) || (here && elsewhere && is_in_each(node)))
        out.fewer.push_back(node);
      else
        out.perhaps.push_back(node);
    });
    return out;
  }

  Failure region(const std::string& name) const {
    Failure out{"region:" + name, {}, {}, {}};
    each_element([&](NodeId node) {
      const auto at = region_names_.find(node);
      if (at != region_names_.end() && at->second == name) out.failing.push_back(node);
    });
    return out;
  }

  Failure service(const std::string& name) const {
    Failure out{"service:" + name, {}, {}, {}};
    each_element([&](NodeId node) {
      if (service_of(node) == name || glob_match(name, dfd_[node].type, true))
        out.failing.push_back(node);
    });
    return out;
  }

  /// What can fail: processes, stores, keys and the like, and others' services; not people.
  bool runs(NodeId node) const {
    if (!is_there(dfd_, node)) return false;
    const LabelId user = in_.catalog().label("user");
    return !(user.valid() && has_label(dfd_, in_.catalog(), node, user));
  }

 private:
  /// Whether it has a place in each of its subnets, not in one of them.
  bool is_in_each(NodeId node) const {
    const PropertyId each = in_.catalog().property("in_each_subnet");
    const PropertyValue* value =
        each.valid() ? find_property(dfd_[node].properties, each) : nullptr;
    return value != nullptr && value->state == PropertyState::boolean && value->boolean;
  }

  template <class Use>
  void each_element(Use use) const {
    for (std::size_t i = 0; i < dfd_.nodes.size(); ++i)
      if (runs(NodeId(i))) use(NodeId(i));
  }

  /// "dynamodb" of the concept `aws.dynamodb.table`.
  std::string service_of(NodeId node) const {
    const ConceptId id = dfd_[node].concept_id;
    if (!id.valid()) return "";
    std::string_view name = in_.catalog().text(in_.catalog().concepts[id.index()].name);
    const std::size_t dot = name.find('.');
    if (dot != name.npos) name.remove_prefix(dot + 1);
    return std::string(name.substr(0, name.find('.')));
  }

  const Input& in_;
  const Dfd& dfd_;
  std::vector<NodeId> regions_;
  Attached within_;
  std::map<NodeId, std::string> zone_of_;       ///< of subnets
  std::map<NodeId, std::string> region_names_;  ///< of elements
  std::set<std::string> services_;
};

Error nothing_called(std::string_view what, std::string_view name,
                     const std::set<std::string>& known) {
  std::string text = "--fail: no " + std::string(what) + " is called \"" + std::string(name) + "\"";
  std::size_t shown = 0;
  for (const std::string& one : known) {
    if (one.empty() || shown == kNamed) continue;
    text += (shown++ == 0 ? "; there is " : ", ") + one;
  }
  if (known.size() > shown) text += " and " + std::to_string(known.size() - shown) + " more";
  if (known.empty()) text += "; the input names none";
  return {text, {}};
}

std::vector<NodeId> sorted(const Dfd& dfd, std::vector<NodeId> nodes) {
  std::sort(nodes.begin(), nodes.end(), [&](NodeId a, NodeId b) { return node_before(dfd, a, b); });
  return nodes;
}

/// Elements that some entry needs or uses.
std::vector<NodeId> used_elements(const Input& input, const Report& report) {
  std::set<NodeId> used;
  for (const EntryReport& entry : report.entries) {
    used.insert(entry.hard.begin(), entry.hard.end());
    used.insert(entry.soft.begin(), entry.soft.end());
  }
  return sorted(input.dfd(), {used.begin(), used.end()});
}

/// Places and services all of them; of single elements as many as there is room for.
Asked all_failures(const Input& input, const Report& report, const Places& places) {
  std::vector<Failure> shared;
  for (const std::string& zone : places.zones()) shared.push_back(places.zone(zone));
  for (const std::string& region : places.regions()) shared.push_back(places.region(region));
  for (const std::string& service : places.services())
    if (!service.empty()) shared.push_back(places.service(service));
  const std::vector<NodeId> used = used_elements(input, report);
  const std::size_t room = kFailures - std::min(shared.size(), kFailures);
  Asked all;
  for (std::size_t i = 0; i < std::min(used.size(), room); ++i)
    all.failures.push_back({full_address(input.dfd(), used[i]), {used[i]}, {}, {}});
  all.left_off = used.size() - all.failures.size();
  all.failures.insert(all.failures.end(), std::make_move_iterator(shared.begin()),
                      std::make_move_iterator(shared.end()));
  return all;
}

Asked one_failure(Failure failure) {
  Asked one;
  one.failures.push_back(std::move(failure));
  return one;
}

Result<Asked> elements_asked(const Input& input, const Places& places, std::string_view asked) {
  const Dfd& dfd = input.dfd();
  std::vector<NodeId> nodes;
  std::set<std::string> known;
  for (std::size_t i = 0; i < dfd.nodes.size(); ++i) {
    const NodeId node(i);
    if (!places.runs(node)) continue;
    known.insert(full_address(dfd, node));
    if (means(asked, dfd, node) || dfd[node].name == asked) nodes.push_back(node);
  }
  if (nodes.empty()) return nothing_called("element", asked, known);
  return one_failure({std::string(asked), sorted(dfd, std::move(nodes)), {}, {}});
}

bool any_of(const std::vector<bool>& stopped, const std::vector<NodeId>& nodes) {
  return std::any_of(nodes.begin(), nodes.end(),
                     [&](NodeId node) { return stopped[node.index()]; });
}

/// Several entries are alternatives: the journey stops if all of them do.
bool all_of(const std::vector<bool>& stopped, const std::vector<NodeId>& nodes) {
  return std::all_of(nodes.begin(), nodes.end(),
                     [&](NodeId node) { return stopped[node.index()]; });
}

/// What stops, for certain and perhaps, on one graph.
struct Stopped {
  std::vector<bool> certain, possible;
};

/// A graph, and the part of it that holds in every configuration.
struct FailureGraphs {
  explicit FailureGraphs(const DependencyGraph& graph) : whole(graph), certain(certain_of(graph)) {}
  Failures whole, certain;
};

Stopped stopped_on(const FailureGraphs& graphs, const Failure& failure) {
  Stopped out;
  out.certain = graphs.certain.stopped_by(failure.failing);
  std::vector<NodeId> both = failure.failing;
  both.insert(both.end(), failure.perhaps.begin(), failure.perhaps.end());
  out.possible = graphs.whole.stopped_by(both);
  return out;
}

Consequence consequence_of(const EntryReport& entry, std::size_t number, const Stopped& stopped) {
  Consequence one{number, Fate::survives, {}, 0};
  if (all_of(stopped.certain, entry.entries))
    one.fate = Fate::stops;
  else if (all_of(stopped.possible, entry.entries))
    one.fate = Fate::may_stop;
  else if (any_of(stopped.possible, entry.hard) || any_of(stopped.possible, entry.soft))
    one.fate = Fate::degrades;
  std::vector<NodeId> causes;
  for (const auto* list : {&entry.hard, &entry.soft})
    for (const NodeId node : *list)
      if (stopped.possible[node.index()]) causes.push_back(node);
  one.more = causes.size() > kCauses ? causes.size() - kCauses : 0;
  causes.resize(std::min(causes.size(), kCauses));
  one.causes = std::move(causes);
  return one;
}

}  // namespace

Result<Asked> failures_asked(const Input& input, const Report& report, std::string_view asked) {
  const Places places(input);
  if (asked == "all") return all_failures(input, report, places);
  const std::size_t colon = asked.find(':');
  const std::string_view kind = asked.substr(0, colon == asked.npos ? 0 : colon);
  const std::string name(colon == asked.npos ? asked : asked.substr(colon + 1));
  if (kind == "zone") {
    if (places.zones().count(name) == 0) return nothing_called("zone", name, places.zones());
    return one_failure(places.zone(name));
  }
  if (kind == "region") {
    if (places.regions().count(name) == 0) return nothing_called("Region", name, places.regions());
    return one_failure(places.region(name));
  }
  if (kind == "service") {
    Failure failure = places.service(name);
    if (name.empty() || failure.failing.empty()) return nothing_called("service", name, places.services());
    return one_failure(std::move(failure));
  }
  return elements_asked(input, places, asked);
}

std::vector<Outcome> outcomes_of(const Input& input, const Report& report,
                                 std::vector<Failure> failures) {
  const FailureGraphs whole(report.graph);
  std::map<std::size_t, FailureGraphs> of_journey;  // of what a journey is alone about
  for (std::size_t i = 0; i < report.entries.size(); ++i)
    if (!report.entries[i].name.empty())
      of_journey.emplace(i, FailureGraphs(only(report.graph, report.entries[i].hard)));
  std::vector<Outcome> outcomes;
  for (Failure& failure : failures) {
    Outcome outcome;
    const Stopped stopped = stopped_on(whole, failure);
    for (std::size_t i = 0; i < report.entries.size(); ++i) {
      const auto own = of_journey.find(i);
      if (own == of_journey.end()) {
        outcome.consequences.push_back(consequence_of(report.entries[i], i, stopped));
        continue;
      }
      Stopped mine = stopped_on(own->second, failure);
      for (const NodeId node : report.entries[i].soft) {
        mine.certain[node.index()] = stopped.certain[node.index()];
        mine.possible[node.index()] = stopped.possible[node.index()];
      }
      outcome.consequences.push_back(consequence_of(report.entries[i], i, mine));
    }
    const std::set<NodeId> failing(failure.failing.begin(), failure.failing.end());
    for (std::size_t n = 0; n < stopped.certain.size(); ++n)
      if (stopped.certain[n] && failing.count(NodeId(n)) == 0) outcome.stopped.push_back(NodeId(n));
    outcome.stopped = sorted(input.dfd(), std::move(outcome.stopped));
    outcome.failure = std::move(failure);
    outcomes.push_back(std::move(outcome));
  }
  return outcomes;
}

std::string_view word_of(Fate fate) {
  constexpr std::array<std::string_view, 4> kWords = {"survives", "degrades", "may stop", "stops"};
  return kWords[static_cast<std::size_t>(fate)];
}

}  // namespace weir::resilience
