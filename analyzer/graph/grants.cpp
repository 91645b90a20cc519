#include "analyzer/graph/grants.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "analyzer/graph/property_value.h"

namespace weir {
namespace {

/// How many accesses of one principal are kept apart; beyond it those of one kind are one.
constexpr std::size_t kMaxApart = 256;
/// How many accesses one principal has; beyond it nothing more is known.
constexpr std::size_t kMaxAccess = 1024;
/// How many statements are cited for one access.
constexpr std::size_t kMaxCited = 4;

std::string_view service_of(std::string_view action) { return action.substr(0, action.find(':')); }

/// Patterns that are not bound to one service: `*`, and whatever is not listed in NotAction.
std::vector<PolicyPattern> of_any_service(const PolicyStatement& statement) {
  std::vector<PolicyPattern> out;
  for (const PolicyPattern& pattern : statement.actions)
    if (!pattern.unknown && service_of(pattern.text).find_first_of("*?$") != std::string_view::npos)
      out.push_back(pattern);
  return out;
}

}  // namespace

bool is_unknown_one(const PolicyPattern& pattern) {
  return pattern.unknown || !pattern.parameter.empty();
}

Grants::Grants(Inference& inference)
    : in_(inference),
      catalog_(inference.catalog),
      conditional_(inference.catalog.property("conditional")),
      sign_in_(inference.catalog.edge("sign_in")) {
  std::set<std::uint32_t> kinds;
  for (const ActionRecord& action : catalog_.actions)
    if (is_granted(action)) kinds.insert(action.kind.value);
  for (const std::uint32_t kind : kinds) kinds_.push_back(EdgeLabelId(kind));
}

void Grants::leave_open(NodeId principal, const PolicyStatement& statement,
                        const std::vector<std::uint32_t>& actions, Guard guard) {
  if (statement.allow == false) return;
  const bool but = statement.actions.empty();
  for (const PolicyPattern& action : but ? statement.not_actions : statement.actions)
    if (is_unknown_one(action) || (but && has_hole(action)))
      for (const EdgeLabelId kind : kinds_) open(principal, kind, action, guard);
  std::vector<PolicyPattern> unknown;
  for (const PolicyPattern& resource : statement.resources)
    if (resource.unknown) unknown.push_back(resource);
  if (statement.resources.empty())
    std::copy_if(statement.not_resources.begin(), statement.not_resources.end(),
                 std::back_inserter(unknown), is_unknown_one);
  if (unknown.empty()) return;
  std::set<std::uint32_t> kinds;
  for (const StatementGrant& grant : of(statement, actions)) kinds.insert(grant.kind.value);
  for (const std::uint32_t kind : kinds)
    for (const PolicyPattern& resource : unknown)
      open(principal, EdgeLabelId(kind), resource, guard);
}

void Grants::open(NodeId principal, EdgeLabelId kind, const PolicyPattern& pattern, Guard guard) {
  in_.add_open({principal,
                kind,
                true,
                {},
                pattern.text,
                pattern.span,
                in_.guards.both(guard, pattern.guard)});
}

bool Grants::is_granted(const ActionRecord& action) const {
  return action.kind.valid() && action.kind != sign_in_;
}

std::vector<StatementGrant> Grants::of(const PolicyStatement& statement,
                                       const std::vector<std::uint32_t>& actions) const {
  const std::vector<PolicyPattern> wide = of_any_service(statement);
  std::map<std::tuple<std::uint32_t, DataDirection, std::string_view>, StatementGrant> by_kind;
  for (const std::uint32_t index : actions) {
    const ActionRecord& action = catalog_.actions[index];
    if (!is_granted(action)) continue;
    const DataDirection data =
        action.data == DataDirection::none ? catalog_.edges[action.kind.index()].data : action.data;
    const std::string_view name = catalog_.text(action.action);
    const bool together = statement.actions.empty() || any_action(wide, name);
    StatementGrant& grant = by_kind[{action.kind.value, data, together ? "" : service_of(name)}];
    grant.kind = action.kind;
    grant.data = data;
    grant.actions.push_back(index);
  }
  std::vector<StatementGrant> out;
  for (auto& [key, grant] : by_kind) {
    grant.concepts = done_to(grant.actions);
    out.push_back(std::move(grant));
  }
  return out;
}

StatementGrant Grants::with(const StatementGrant& grant, std::vector<std::uint32_t> actions) const {
  StatementGrant out = grant;
  if (actions.size() == grant.actions.size()) return out;
  out.concepts = done_to(actions);
  out.actions = std::move(actions);
  return out;
}

std::vector<ConceptId> Grants::done_to(const std::vector<std::uint32_t>& actions) const {
  std::set<ConceptId> out;
  for (const std::uint32_t index : actions)
    for (const ConceptId id : Catalog::slice(catalog_.concept_refs, catalog_.actions[index].to))
      out.insert(id);
  return {out.begin(), out.end()};
}

bool Grants::add(NodeId principal, TargetSetId set, const PolicyStatement& statement,
                 const StatementGrant& grant, Guard guard) {
  const TargetSet& targets = in_.dfd.targets[set.index()];
  if (guard == kNever || (targets.members.empty() && !targets.covers_outside)) return false;
  Access access;
  access.principal = principal;
  access.target = set;
  access.kind = grant.kind;
  access.data = grant.data;
  access.actions = written(statement, grant);
  access.allowed = grant.actions;
  if (grant.conditional && conditional_.valid())
    set_property(access.properties, conditional_, boolean_value(true));
  access.statement = statement.item;
  std::string why = "the statement allows";
  for (std::size_t i = 0; i < access.actions.size() && i < 3; ++i)
    why += (i == 0 ? " " : ", ") + access.actions[i];
  if (access.actions.size() > 3)
    why += " and " + std::to_string(access.actions.size() - 3) + " more";
  access.evidence.push_back({std::move(why), in_.dfd[statement.item].header});
  access.exists = guard;
  in_.dfd.access.push_back(std::move(access));
  return true;
}

/// Accesses alike in all but their statements (and, of whatever they are done to, their targets)
/// become one.
void Grants::merge(std::size_t first, bool whatever_it_is_done_to, Targets& targets) {
  std::vector<Access>& all = in_.dfd.access;
  using Key = std::tuple<std::uint32_t, DataDirection, bool, std::uint32_t, std::uint32_t,
                         std::vector<std::uint32_t>>;
  std::map<Key, std::vector<std::size_t>> alike;
  for (std::size_t i = first; i < all.size(); ++i)
    alike[{all[i].kind.value, all[i].data, all[i].properties.empty(), all[i].exists.node,
           whatever_it_is_done_to ? 0 : all[i].target.value, all[i].allowed}]
        .push_back(i);
  std::vector<Access> merged;
  for (const auto& [key, members] : alike) {
    Access one = std::move(all[members.front()]);
    std::vector<TargetSetId> sets;
    for (const std::size_t member : members) sets.push_back(all[member].target);
    std::sort(sets.begin(), sets.end());
    sets.erase(std::unique(sets.begin(), sets.end()), sets.end());
    one.target = targets.either(sets);
    for (std::size_t i = 1; i < members.size() && one.evidence.size() < kMaxCited; ++i)
      one.evidence.push_back(std::move(all[members[i]].evidence.front()));
    merged.push_back(std::move(one));
  }
  std::sort(merged.begin(), merged.end(),
            [](const Access& a, const Access& b) { return a.statement < b.statement; });
  all.resize(first);
  std::move(merged.begin(), merged.end(), std::back_inserter(all));
}

void Grants::settle(NodeId principal, std::size_t first, Targets& targets) {
  std::vector<Access>& all = in_.dfd.access;
  const std::size_t given = all.size() - first;
  if (given <= kMaxApart) return;
  merge(first, false, targets);
  if (all.size() - first > kMaxApart) merge(first, true, targets);
  const GraphNode node = in_.dfd[principal];
  std::string message = node.name + " has " + std::to_string(given) +
                        " permissions; those of one kind are put together";
  if (all.size() - first > kMaxAccess) {
    all.resize(first + kMaxAccess);
    message += ", and what is beyond " + std::to_string(kMaxAccess) + " is not looked at";
    for (const EdgeLabelId kind : kinds_)
      in_.add_open(
          {principal, kind, true, {}, "it has too many permissions", node.header, kAlways});
  }
  in_.dfd.diagnostics.push_back(
      {Level::warning, node.header, "too-many-permissions", std::move(message)});
}

/// The patterns as written that stand for the grant's actions.
std::vector<std::string> Grants::written(const PolicyStatement& statement,
                                         const StatementGrant& grant) const {
  std::vector<std::string> out;
  for (const PolicyPattern& pattern : statement.actions) {
    const bool covers =
        std::any_of(grant.actions.begin(), grant.actions.end(), [&](std::uint32_t index) {
          return any_action({pattern}, catalog_.text(catalog_.actions[index].action));
        });
    if (covers && std::find(out.begin(), out.end(), pattern.text) == out.end())
      out.push_back(pattern.text);
  }
  if (statement.actions.empty())
    for (const PolicyPattern& pattern : statement.not_actions) out.push_back("not " + pattern.text);
  return out;
}

}  // namespace weir
