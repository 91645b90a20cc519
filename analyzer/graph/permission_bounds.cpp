#include "analyzer/graph/permission_bounds.h"

#include <algorithm>
#include <map>
#include <utility>

namespace weir {
namespace {

/// How many statements of a boundary are looked at one by one.
constexpr std::size_t kMaxStatements = 256;

bool is_open(const PolicyPattern& pattern) { return pattern.unknown || !pattern.parameter.empty(); }

bool any_open(const std::vector<PolicyPattern>& patterns) {
  return std::any_of(patterns.begin(), patterns.end(), is_open);
}

bool covers_everything(const PolicyStatement& one) {
  return std::any_of(one.resources.begin(), one.resources.end(),
                     [](const PolicyPattern& p) { return p.text == "*" && !p.unknown; });
}

}  // namespace

void PermissionBounds::add(NodeId boundary, std::vector<Allowing> statements, Guard exists) {
  Bound bound;
  bound.node = boundary;
  bound.exists = exists;
  bound.more = statements.empty() || statements.size() > kMaxStatements;
  if (!bound.more)
    for (const Allowing& one : statements) {
      if (one.statement->allow == false) continue;  // denials are taken up by themselves
      const auto& not_actions = one.statement->not_actions;
      bound.more = bound.more || !one.statement->allow || any_open(one.statement->actions) ||
                   std::any_of(not_actions.begin(), not_actions.end(), has_hole);
      if (!one.statement->allow) continue;
      bound.statements.push_back(one);
      bound.allowed.push_back(table_.of(*one.statement));
    }
  bounds_.push_back(std::move(bound));
}

std::vector<PermissionBounds::Left> PermissionBounds::apply(
    const std::vector<std::uint32_t>& actions, UnitId unit, const std::vector<ConceptId>& concepts,
    bool inside, Guard guard) {
  std::vector<Left> lefts(1);
  lefts.front().actions = actions;
  lefts.front().guard = guard;
  for (const Bound& bound : bounds_) {
    std::vector<Left> next;
    for (Left& left : lefts) {
      Left free = left;
      free.guard = in_.guards.minus(left.guard, bound.exists);
      left.guard = in_.guards.both(left.guard, bound.exists);
      if (free.guard != kNever) next.push_back(std::move(free));
      if (left.guard != kNever) narrow(left, bound, unit, concepts, inside, next);
    }
    lefts = std::move(next);
  }
  return lefts;
}

void PermissionBounds::narrow(const Left& from, const Bound& bound, UnitId unit,
                              const std::vector<ConceptId>& concepts, bool inside,
                              std::vector<Left>& out) {
  std::map<std::vector<std::size_t>, std::vector<std::uint32_t>> alike;
  for (const std::uint32_t action : from.actions) {
    std::vector<std::size_t> by;
    for (std::size_t i = 0; i < bound.statements.size(); ++i)
      if (std::binary_search(bound.allowed[i].begin(), bound.allowed[i].end(), action))
        by.push_back(i);
    alike[std::move(by)].push_back(action);
  }
  for (auto& [by, actions] : alike) {
    if (by.empty() && !bound.more) continue;  // it allows none of them
    Left left = from;
    if (by.empty())
      left.actions.clear();
    else
      left.actions = std::move(actions);
    limit(left, bound, by, unit, concepts, inside);
    out.push_back(std::move(left));
  }
}

void PermissionBounds::limit(Left& left, const Bound& bound, const std::vector<std::size_t>& by,
                             UnitId unit, const std::vector<ConceptId>& concepts, bool inside) {
  bool doubtful = bound.more, conditional = false;
  std::vector<PolicyPattern> resources;
  std::vector<TargetSetId> sets;
  for (const std::size_t i : by) {
    const auto& [statement, guard] = bound.statements[i];
    if (!in_.guards.implies(left.guard, guard)) {
      doubtful = true;
      continue;
    }
    if (covers_everything(*statement) && !statement->conditional) return;
    conditional = conditional || statement->conditional;
    const bool but = statement->resources.empty() && !statement->not_resources.empty();
    const bool open_but = but && any_open(statement->not_resources);
    doubtful = doubtful || any_open(statement->resources) || open_but;
    for (const PolicyPattern& one : statement->resources)
      if (!is_open(one)) resources.push_back(one);
    if (but && !open_but)
      sets.push_back(targets_.all_but(unit, concepts, statement->not_resources, inside));
  }
  left.conditional = left.conditional || conditional;
  sets.push_back(targets_.covered(unit, concepts, resources, inside));
  left.within.push_back(targets_.either(sets));
  if (!doubtful) return;
  left.doubt = "what its permissions boundary leaves is not known";
  left.span = in_.dfd[bound.node].header;
}

}  // namespace weir
