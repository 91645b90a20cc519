#include "analyzer/rule/finding.h"

#include <algorithm>
#include <array>
#include <cinttypes>
#include <cstdio>
#include <iterator>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "analyzer/rule/assets.h"
#include "analyzer/rule/scene.h"
#include "analyzer/rule/severity.h"
#include "analyzer/rule/witness.h"
#include "analyzer/rule/wording.h"

namespace weir::findings {
namespace {

constexpr std::size_t kIdentities = 64;  ///< matches of one finding whose identities are kept

/// What makes two matches the same finding. Only compared for equality; never an order of output.
using Key = std::vector<std::uint32_t>;

/// The nodes and edges that the rule reports `per`.
Key key_of_names(const Scene& scene, const query::Match& match) {
  Key key;
  const query::Queries& queries = scene.rules.queries;
  for (const query::VariableId name : Catalog::slice(queries.pattern_variables, scene.query.per)) {
    const query::Binding* binding = binding_of(scene, match, name);
    if (!binding) continue;
    key.push_back(binding->node.value);
    for (const query::Hop& hop : binding->path) {
      key.push_back(static_cast<std::uint32_t>(hop.edge.relation));
      key.push_back(hop.edge.index);
    }
  }
  return key;
}

Key key_of(const Scene& scene, const query::Match& match) {
  if (!scene.query.per.empty()) return key_of_names(scene, match);
  const ReportedPlace place = reported_place(scene, match);
  if (place.span.valid()) return {place.span.file.value, place.span.begin, place.span.end};
  return {place.node.value};
}

/// Matches that are one finding, in the order of their first match.
std::vector<MatchGroup> group_matches(const Scene& scene,
                                      const std::vector<query::Match>& matches) {
  std::vector<MatchGroup> groups;
  std::map<Key, std::size_t> known;
  for (const query::Match& match : matches) {
    const auto [at, is_new] = known.try_emplace(key_of(scene, match), groups.size());
    if (is_new) groups.emplace_back();
    groups[at->second].push_back(&match);
  }
  return groups;
}

std::string address_of(const Scene& scene, NodeId node) {
  return node.valid() ? scene.dfd()[node].address : "";
}

/// Design §4 "Identity".
std::string identity_of(const Scene& scene, const ReportedPlace& place,
                        const std::vector<query::Hop>& hops) {
  std::vector<std::string> walked;
  for (const query::Hop& hop : hops) {
    walked.push_back(address_of(scene, hop.from));
    walked.push_back(address_of(scene, hop.to));
    walked.emplace_back(label_of(scene, hop.edge));
  }
  std::sort(walked.begin(), walked.end());
  walked.erase(std::unique(walked.begin(), walked.end()), walked.end());
  std::string identity(scene.rules.text(scene.rule.id));
  identity += "|" + address_of(scene, place.node) + "|";
  for (std::size_t i = 0; i < walked.size(); ++i) identity += (i == 0 ? "" : ",") + walked[i];
  return identity + "|" + place.property;
}

Guard held_under(GuardStore& guards, const MatchGroup& group) {
  Guard holds = kNever;
  for (const query::Match* match : group) holds = guards.either(holds, match->holds);
  return holds;
}

Precision one_lower(Precision precision) {
  return precision == Precision::low ? precision
                                     : static_cast<Precision>(static_cast<int>(precision) - 1);
}

/// When the finding holds; one that no default outcome lets hold is less likely, and says so.
void say_when(const Scene& scene, const MatchGroup& group, Finding& finding) {
  const Guard holds = held_under(scene.guards, group);
  const bool by_default = scene.guards.possible_by_default(holds);
  finding.holds = scene.guards.describe(holds, !by_default);
  finding.precision = by_default ? scene.rule.precision : one_lower(scene.rule.precision);
}

/// What a program wrote is changed where the program says so: that is the place, the text that it
/// made a related one, and so are the calls further out, innermost first.
void move_to_origin(const Scene& scene, Finding& finding) {
  const std::vector<Span> calls = scene.sources.origin_of(finding.span);
  if (calls.empty()) return;
  finding.generated = std::exchange(finding.span, calls.front());
  std::vector<Related> places = {{finding.generated, std::string(kGenerated), finding.address}};
  for (std::size_t i = 1; i < calls.size(); ++i) places.push_back({calls[i], "called here", ""});
  finding.related.insert(finding.related.begin(), std::make_move_iterator(places.begin()),
                         std::make_move_iterator(places.end()));
}

/// The identities of the matches behind the first: one more match is something new, and one less is not.
std::vector<std::string> identities_of_others(const Scene& scene, const MatchGroup& group, const std::string& own) {
  std::vector<std::string> identities;
  for (std::size_t i = 1; i < group.size() && i < kIdentities; ++i) {
    std::string identity = identity_of(scene, reported_place(scene, *group[i]), witness_hops(scene, *group[i]));
    if (identity != own && std::find(identities.begin(), identities.end(), identity) == identities.end())
      identities.push_back(std::move(identity));
  }
  return identities;
}

Finding finding_of(const Scene& scene, const MatchGroup& group) {
  const query::Match& witness = *group.front();
  const ReportedPlace place = reported_place(scene, witness);
  const std::vector<query::Hop> hops = witness_hops(scene, witness);
  Finding finding;
  finding.rule = &scene.rule;
  finding.span = place.span;
  if (place.node.valid()) finding.address = full_address(scene.dfd(), place.node);
  finding.report =
      sentence(begun(fill(scene, group, scene.query.message), scene, scene.query.message));
  finding.statement = state(scene, group);
  say_when(scene, group, finding);
  finding.by_default = default_at(scene, place);
  finding.node = place.node;
  finding.assets = assets_of(scene, group, place.node);
  finding.mitigations = verdicts(scene, group);
  const Severity severity = severity_of(scene, group, finding.mitigations);
  finding.severity = severity.value;
  finding.severity_why = severity.why;
  finding.message = message_of(finding);
  finding.related = related_places(scene, group, finding.span);
  move_to_origin(scene, finding);
  finding.path = describe_path(scene, hops);
  finding.occurrences = group.size();
  finding.identity = identity_of(scene, place, hops);
  finding.folded = identities_of_others(scene, group, finding.identity);
  return finding;
}

/// Which mitigations silenced matches, and of what these would be reported.
void tell_mitigated(const Scene& scene, const std::vector<query::Match>& mitigated,
                    RuleOutcome& outcome) {
  std::set<NodeId> nodes;
  for (const query::Match& match : mitigated) {
    const query::Binding* binding = binding_of(scene, match, scene.query.report.variable);
    if (binding == nullptr) continue;
    NodeId node = binding->node;
    if (!node.valid() && !binding->path.empty()) node = binding->path.front().from;
    if (node.valid()) nodes.insert(node);
  }
  outcome.mitigated_at.assign(nodes.begin(), nodes.end());
  const auto records = Catalog::slice(scene.rules.mitigations, scene.rule.mitigations);
  for (std::size_t i = 0; i < records.size(); ++i) {
    MatchGroup group;
    for (const query::Match& match : mitigated)
      if (match.mitigations[i].verdict == query::Verdict::present) group.push_back(&match);
    if (!group.empty()) outcome.present.push_back(verdict_on(scene, group, i));
  }
}

}  // namespace
}  // namespace weir::findings

void weir::OpenWays::add(const OpenWays& other) {
  const auto merge = [](auto& into, const auto& from) {
    into.insert(into.end(), from.begin(), from.end());
    std::sort(into.begin(), into.end());
    into.erase(std::unique(into.begin(), into.end()), into.end());
  };
  merge(hops, other.hops);
  merge(starts, other.starts);
  merge(ends, other.ends);
}

std::string weir::message_of(const Finding& finding) {
  std::string message = finding.report + " " + finding.statement.text;
  if (!finding.holds.empty()) message += " This holds when " + findings::sentence(finding.holds);
  if (!finding.by_default.empty()) message += " It is so by " + finding.by_default + ".";
  if (!finding.severity_why.empty())
    message += " " + findings::severity_sentence(finding.severity, finding.rule->severity,
                                                 finding.severity_why);
  return message;
}

weir::RuleOutcome weir::apply_rule(const Rules& rules, const RuleRecord& rule,
                                   const query::Index& index, const SourceMap& sources,
                                   GuardStore& guards,
                                   std::span<const UnitEnvironment> environments,
                                   query::Undecideds undecideds, query::Matches matches) {
  const query::Query& query = rules.queries.queries[rule.query];
  std::vector<query::CompiledMitigation> mitigations;
  for (const MitigationRecord& record : Catalog::slice(rules.mitigations, rule.mitigations)) {
    mitigations.push_back(record.compiled);
  }
  query::Outcome said = query::evaluate(rules.queries, query, mitigations, index, guards, undecideds, matches);
  findings::Scene scene{rules, rule, query, index, sources, guards, environments};
  if (!said.matches.empty()) scene.asked_moves = findings::moves_asked(scene);
  RuleOutcome outcome;
  outcome.rule = &rule;
  for (const findings::MatchGroup& group : findings::group_matches(scene, said.matches)) {
    outcome.findings.push_back(findings::finding_of(scene, group));
  }
  outcome.mitigated = said.mitigated.size();
  findings::tell_mitigated(scene, said.mitigated, outcome);
  outcome.undecided_at = std::move(said.undecided_at);
  outcome.undecided = said.undecided_matches;
  outcome.more_undecided = said.more_undecided;
  outcome.undecided_reasons = std::move(said.undecided);
  outcome.budget_exhausted = said.budget_exhausted;
  return outcome;
}

std::string weir::identity_hash(std::string_view identity) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (const char c : identity) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  std::array<char, 17> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%016" PRIx64, hash);
  return buffer.data();
}
