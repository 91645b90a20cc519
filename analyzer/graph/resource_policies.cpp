#include "analyzer/graph/resource_policies.h"

#include <algorithm>

#include "analyzer/graph/ends.h"

namespace weir {

void ResourcePolicies::add(NodeId owner, const PolicyStatement& statement, Guard guard) {
  if (statement.allow == true || statement.avoidable) return;
  kept_.push_back(statement);
  PolicyStatement& kept = kept_.back();
  if (kept.resources.empty() && kept.not_resources.empty()) {  // of policies that name none
    PolicyPattern all;
    all.text = "*";
    kept.resources.push_back(std::move(all));
  }
  for (auto* patterns : {&kept.resources, &kept.not_resources})
    for (PolicyPattern& pattern : *patterns) pattern = of_owner(pattern, owner);
  by_owner_[owner.value].push_back({&kept, guard, ""});
}

void ResourcePolicies::add_everywhere(UnitId unit, const PolicyStatement& statement, Guard guard,
                                      std::string doubt) {
  if (statement.allow == true || statement.avoidable) return;
  kept_.push_back(statement);
  by_unit_[unit.value].push_back({&kept_.back(), guard, std::move(doubt)});
}

bool ResourcePolicies::denies(NodeId owner) const {
  if (by_owner_.count(owner.value) != 0) return true;
  const UnitId unit = in_.dfd[owner].unit;
  return !in_.dfd[owner].outside && unit.valid() && by_unit_.count(unit.value) != 0;
}

void ResourcePolicies::add(Denials& into, const Denied& one, const Caller& caller) {
  const Named named = is_about(in_, *one.statement, caller);
  if (named == Named::no) return;
  const GraphNode& node = in_.dfd[caller.node];
  std::string doubt = one.doubt;
  if (named == Named::unknown) doubt = "whom a statement of its policy denies it is not known";
  const bool anybody = is_anybody(in_.catalog, node);
  const Strangers strangers = one.statement->strangers;
  if (anybody && (strangers == Strangers::none || strangers == Strangers::organisation)) return;
  const bool met = anybody && strangers == Strangers::all;
  // our own meet conditions or not, and the access says so; of others nothing is known
  if (one.statement->conditional && !met && node.outside)
    doubt = "a condition of its policy may keep " + node.name + " out";
  into.add(*one.statement, one.guard, met, std::move(doubt));
}

Denials& ResourcePolicies::against(NodeId owner, const Caller& caller) {
  const std::string who = std::to_string(caller.node.value) + " " + std::string(caller.text);
  const auto [at, fresh] = known_.try_emplace({owner.value, who}, Denials(in_, table_, targets_));
  if (!fresh) return at->second;
  if (const auto own = by_owner_.find(owner.value); own != by_owner_.end())
    for (const Denied& one : own->second) add(at->second, one, caller);
  const UnitId unit = in_.dfd[owner].unit;
  if (unit.valid() && !in_.dfd[owner].outside)
    if (const auto all = by_unit_.find(unit.value); all != by_unit_.end())
      for (const Denied& one : all->second) add(at->second, one, caller);
  return at->second;
}

bool ResourcePolicies::covers(const PolicyStatement& one, NodeId owner, bool moves_data) {
  const ConceptId own = in_.dfd[owner].concept_id;
  if (!own.valid()) return true;
  const bool inside = targets_.cover().inside_of(owner, moves_data);
  if (one.resources.empty())
    return std::none_of(one.not_resources.begin(), one.not_resources.end(),
                        [&](const PolicyPattern& pattern) {
                          return targets_.cover().of(pattern, owner, inside) == Covered::whole;
                        });
  return std::any_of(one.resources.begin(), one.resources.end(), [&](const PolicyPattern& pattern) {
    return (!inside || reaches_inside(pattern)) && names(pattern, owner) != false;
  });
}

std::optional<bool> ResourcePolicies::names(const PolicyPattern& pattern, NodeId owner) {
  if (pattern.text == "*" && !pattern.unknown) return true;
  if (has_hole(pattern)) return std::nullopt;
  const GraphNode& node = in_.dfd[owner];
  const std::vector<NodeId> found =
      pattern.nodes.empty()
          ? match_arn(in_, node.unit, pattern.text, {node.concept_id}, pattern.span, false).nodes
          : pattern.nodes;
  if (std::find(found.begin(), found.end(), owner) != found.end()) return true;
  const bool other = std::any_of(found.begin(), found.end(), [&](NodeId one) {
    return in_.dfd[one].concept_id == node.concept_id;
  });
  return other ? std::optional<bool>(false) : std::nullopt;
}

}  // namespace weir
