#include "analyzer/rule/witness.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <tuple>

#include "analyzer/rule/wording.h"

namespace weir::findings {
namespace {

using Relation = query::EdgeRef::Relation;

bool is_walked(const query::Hop& hop) {
  return hop.edge.relation == Relation::flow || hop.edge.relation == Relation::access;
}

/// Hops of one step that data or calls walk along; empty for structure and for zero hops.
using Walk = std::vector<query::Hop>;

std::vector<Walk> walks_of(const Scene& scene, const query::Match& match) {
  std::vector<Walk> walks;
  const query::Queries& queries = scene.rules.queries;
  const query::Pattern& pattern = queries.patterns[scene.query.pattern];
  for (const query::Step& step : Catalog::slice(queries.steps, pattern.steps)) {
    const query::Binding* binding = binding_of(scene, match, step.edge);
    if (!binding || binding->path.empty()) continue;
    if (std::all_of(binding->path.begin(), binding->path.end(), is_walked)) {
      walks.push_back(binding->path);
    }
  }
  return walks;
}

/// The walk to tell next: the first that begins where the tale already was, else the first that
/// ends there, else the first.
std::size_t next_walk(const std::vector<Walk>& walks, const std::set<NodeId>& visited) {
  for (std::size_t i = 0; i < walks.size(); ++i) {
    if (visited.count(walks[i].front().from) != 0) return i;
  }
  for (std::size_t i = 0; i < walks.size(); ++i) {
    if (visited.count(walks[i].back().to) != 0) return i;
  }
  return 0;
}

std::size_t first_walk(const Scene& scene, const std::vector<Walk>& walks) {
  for (std::size_t i = 0; i < walks.size(); ++i) {
    const GraphNode& from = scene.dfd()[walks[i].front().from];
    if (from.kind == GraphNodeKind::external_entity) return i;
  }
  return 0;
}

bool contains(Span outer, Span inner) {
  return outer.file == inner.file && outer.begin <= inner.begin && inner.end <= outer.end;
}

std::string first_reason(const Scene& scene, const query::EdgeRef& edge) {
  const std::vector<Evidence>& evidence = evidence_of(scene, edge);
  return evidence.empty() ? "" : evidence.front().why;
}

/// Collects places, each place and message once, in order.
class Places {
 public:
  explicit Places(Span primary) : primary_(primary) {}

  void add(Related related) {
    if (!related.span.valid() || related.span == primary_) return;
    const Key key(related.span.file.value, related.span.begin, related.span.end);
    std::set<std::string>& said = said_[key];
    if (related.message.empty() && !said.empty()) return;
    if (said.insert(related.message).second) places_.push_back(std::move(related));
  }
  std::vector<Related> take() { return std::move(places_); }

 private:
  using Key = std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>;  ///< of a span

  Span primary_;
  std::vector<Related> places_;
  std::map<Key, std::set<std::string>> said_;
};

void add_node(const Scene& scene, NodeId node, Places& places) {
  places.add({header_of(scene, node), node_name(scene, node), full_address(scene.dfd(), node)});
}

void add_evidence(const Scene& scene, const query::Hop& hop, Places& places) {
  for (const Evidence& evidence : evidence_of(scene, hop.edge)) {
    places.add({in_host(scene, evidence.span), evidence.why, full_address(scene.dfd(), hop.from)});
  }
}

/// The places between use and `primary`. What was joined from several texts came by places within
/// `primary`, which say nothing more.
void add_passages(const Scene& scene, const ReportedPlace& reported, Places& places) {
  std::vector<const Passage*> outwards;
  for (PassageId at = reported.passage; at.valid(); at = scene.dfd()[at].outer)
    outwards.push_back(&scene.dfd()[at]);
  for (std::size_t i = outwards.size(); i-- > 0;) {
    const Span span = in_host(scene, outwards[i]->span);
    if (contains(reported.span, span)) continue;
    const bool used = i + 1 == outwards.size();
    std::string text = used ? "used here" : "passed on here";
    if (!outwards[i]->what.empty()) text += " as " + outwards[i]->what;
    places.add({span, std::move(text), used ? full_address(scene.dfd(), reported.node) : ""});
  }
}

/// One mitigation's results for every match, taken together.
struct Tally {
  std::size_t present = 0, absent = 0, unknown = 0;
  bool on_some_paths = false;
};

Tally tally_of(const MatchGroup& group, std::size_t mitigation) {
  Tally tally;
  for (const query::Match* match : group) {
    const query::MitigationResult& result = match->mitigations[mitigation];
    tally.present += result.verdict == query::Verdict::present;
    tally.absent += result.verdict == query::Verdict::absent;
    tally.unknown += result.verdict == query::Verdict::unknown;
    tally.on_some_paths |= result.on_some_paths;
  }
  return tally;
}

query::Verdict verdict_of(const Tally& tally) {
  if (tally.absent > 0) return query::Verdict::absent;
  return tally.unknown > 0 ? query::Verdict::unknown : query::Verdict::present;
}

std::string carriers(const Scene& scene, const MatchGroup& group, std::size_t mitigation) {
  std::vector<std::string> names;
  for (const query::Match* match : group) {
    for (const NodeId node : match->mitigations[mitigation].by) {
      std::string name = node_name(scene, node);
      if (std::find(names.begin(), names.end(), name) == names.end()) {
        names.push_back(std::move(name));
      }
    }
  }
  return join_some(names);
}

std::string detail_of(const Scene& scene, const MatchGroup& group, std::size_t mitigation,
                      const MitigationVerdict& verdict) {
  if (verdict.verdict == query::Verdict::unknown) {
    for (const query::Match* match : group) {
      const query::MitigationResult& result = match->mitigations[mitigation];
      if (result.verdict != query::Verdict::unknown) continue;
      const query::Undecided& undecided = result.undecided;
      return undecided.why.empty() ? undecided.what : undecided.what + ": " + undecided.why;
    }
  }
  const std::string by = carriers(scene, group, mitigation);
  if (verdict.on_some_paths) return by.empty() ? "on some paths" : "on some paths, by " + by;
  return by.empty() ? "" : "by " + by;
}

}  // namespace

std::vector<query::Hop> witness_hops(const Scene& scene, const query::Match& match) {
  std::vector<Walk> walks = walks_of(scene, match);
  std::vector<query::Hop> hops;
  std::set<NodeId> visited;
  while (!walks.empty()) {
    const std::size_t next = hops.empty() ? first_walk(scene, walks) : next_walk(walks, visited);
    for (const query::Hop& hop : walks[next]) {
      visited.insert(hop.from);
      visited.insert(hop.to);
      hops.push_back(hop);
    }
    walks.erase(walks.begin() + static_cast<std::ptrdiff_t>(next));
  }
  return hops;
}

namespace {

/// The name that its author gave to a resource; "" where it is the address.
std::string own_name(const Scene& scene, NodeId node) {
  const GraphNode& found = scene.dfd()[node];
  return found.resource.valid() && !found.address.ends_with(found.name) ? found.name : "";
}

/// Kinds of boundary that a hop certainly crosses; nothing for access.
std::vector<std::string> crossings(const Scene& scene, const query::Hop& hop) {
  const PropertyId crosses = scene.catalog().property("crosses");
  std::vector<std::string> kinds;
  if (!crosses.valid()) return kinds;
  query::Binding binding;
  binding.path = {hop};
  const PropertyValue& value = value_of(scene, binding, crosses);
  for (const PropertyValue& item : value.items)
    if (value.state == PropertyState::list && item.state == PropertyState::text)
      kinds.push_back(item.text);
  return kinds;
}

}  // namespace

std::vector<PathStepInfo> describe_path(const Scene& scene, const std::vector<query::Hop>& hops) {
  std::vector<PathStepInfo> path;
  for (const query::Hop& hop : hops) {
    PathStepInfo step;
    step.kind = label_of(scene, hop.edge);
    step.from = full_address(scene.dfd(), hop.from);
    step.to = full_address(scene.dfd(), hop.to);
    step.from_name = own_name(scene, hop.from);
    step.to_name = own_name(scene, hop.to);
    step.span = place_of(scene, hop.edge);
    if (!step.span.valid()) step.span = header_of(scene, hop.from);
    if (!step.span.valid()) step.span = header_of(scene, hop.to);
    step.message =
        node_name(scene, hop.from) + " → " + node_name(scene, hop.to) + " (" + step.kind + ")";
    const std::string why = first_reason(scene, hop.edge);
    if (!why.empty()) step.message += ": " + why;
    step.crosses = crossings(scene, hop);
    path.push_back(std::move(step));
  }
  return path;
}

std::string default_at(const Scene& scene, const ReportedPlace& reported) {
  constexpr std::string_view kDefault = "'s default";  // so end the parsers' words for one
  for (PassageId at = reported.passage; at.valid(); at = scene.dfd()[at].outer) {
    const Passage& passage = scene.dfd()[at];
    if (passage.what.ends_with(kDefault) && !contains(reported.span, in_host(scene, passage.span)))
      return passage.what;
  }
  return "";
}

std::vector<Related> related_places(const Scene& scene, const MatchGroup& group, Span primary) {
  Places places(primary);
  for (const query::Match* match : group) {
    const ReportedPlace reported = reported_place(scene, *match);
    if (reported.span == primary) add_passages(scene, reported, places);
  }
  std::set<NodeId> told;
  const auto tell = [&](NodeId node) {
    if (told.insert(node).second) add_node(scene, node, places);
  };
  for (const query::Match* match : group) {
    for (const query::Binding& binding : match->bindings) {
      if (binding.node.valid()) tell(binding.node);
      for (const query::Hop& hop : binding.path) {
        tell(hop.from);
        tell(hop.to);
      }
    }
  }
  for (const query::Match* match : group) {
    for (const query::Binding& binding : match->bindings) {
      for (const query::Hop& hop : binding.path) add_evidence(scene, hop, places);
    }
  }
  return places.take();
}

namespace {

/// Where a mitigation that is tested at hops is missing.
OpenWays ways_of(const MatchGroup& group, std::size_t mitigation) {
  OpenWays ways;
  for (const query::Match* match : group) {
    const query::MitigationResult& result = match->mitigations[mitigation];
    if (result.open_hops.empty()) continue;
    OpenWays one{{}, {result.starts}, {result.ends}};
    for (const query::Hop& hop : result.open_hops) one.hops.push_back({hop.from, hop.to});
    ways.add(one);
  }
  return ways;
}

}  // namespace

MitigationVerdict verdict_on(const Scene& scene, const MatchGroup& group, std::size_t mitigation) {
  const MitigationRecord& record =
      Catalog::slice(scene.rules.mitigations, scene.rule.mitigations)[mitigation];
  const Tally tally = tally_of(group, mitigation);
  MitigationVerdict verdict;
  verdict.id = scene.rules.text(record.id);
  verdict.advice = scene.rules.text(record.advice);
  verdict.enough = record.compiled.enough;
  verdict.verdict = verdict_of(tally);
  verdict.on_some_paths =
      tally.on_some_paths || (tally.present > 0 && verdict.verdict != query::Verdict::present);
  verdict.detail = detail_of(scene, group, mitigation, verdict);
  verdict.at_hops = record.compiled.starred != query::kNoVariable;
  for (const Text label : Catalog::slice(scene.rules.texts, record.at))
    verdict.at.push_back(scene.catalog().label(scene.rules.text(label)));
  if (verdict.verdict != query::Verdict::present) verdict.ways = ways_of(group, mitigation);
  Places places{Span{}};
  for (const query::Match* match : group) {
    for (const Span span : match->mitigations[mitigation].places) {
      places.add({in_host(scene, span), verdict.id, ""});
    }
  }
  verdict.places = places.take();
  return verdict;
}

std::vector<MitigationVerdict> verdicts(const Scene& scene, const MatchGroup& group) {
  std::vector<MitigationVerdict> found;
  for (std::size_t i = 0; i < scene.rule.mitigations.count; ++i)
    found.push_back(verdict_on(scene, group, i));
  return found;
}

}  // namespace weir::findings
