#include "analyzer/graph/targets.h"

#include <algorithm>
#include <utility>

#include "analyzer/graph/ends.h"

namespace weir {
namespace {

std::string key_of(char what, UnitId unit, const std::vector<ConceptId>& concepts,
                   const std::vector<PolicyPattern>& patterns) {
  std::string key(1, what);
  key += std::to_string(unit.value);
  for (const ConceptId id : concepts) key += "," + std::to_string(id.value);
  std::vector<std::string> texts;
  for (const PolicyPattern& pattern : patterns)
    if (!pattern.unknown) texts.push_back(pattern.text);
  std::sort(texts.begin(), texts.end());
  for (const std::string& text : texts) key += "|" + text;
  return key;
}

void tidy(std::vector<NodeId>& nodes) {
  std::sort(nodes.begin(), nodes.end());
  nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
}

}  // namespace

void Targets::everything(TargetSet& set, UnitId unit, const std::vector<ConceptId>& concepts) {
  set.covers_outside = true;
  for (const ConceptId id : concepts) {
    const auto& nodes = in_.of_concept(unit, id);
    set.members.insert(set.members.end(), nodes.begin(), nodes.end());
    // a managed service of which the input declares its own part is that part
    if (!nodes.empty() && is_fixed(id)) continue;
    if (const NodeId any = outside_named(in_, unit, id, "*", {}); any.valid())
      set.members.push_back(any);
  }
}

bool Targets::is_fixed(ConceptId id) const {
  const auto& fixed = in_.catalog.fixed_outside;
  return std::any_of(fixed.begin(), fixed.end(),
                     [&](const FixedOutside& one) { return one.concept_id == id; });
}

void Targets::add(TargetSet& set, UnitId unit, const std::vector<ConceptId>& concepts,
                  const PolicyPattern& pattern) {
  set.patterns.push_back(pattern.text);
  const auto wanted = [&](NodeId node) {
    const ConceptId own = in_.dfd[node].concept_id;
    return concepts.empty() || std::find(concepts.begin(), concepts.end(), own) != concepts.end();
  };
  if (pattern.text == "*") return everything(set, unit, concepts);
  if (!pattern.nodes.empty()) {
    std::copy_if(pattern.nodes.begin(), pattern.nodes.end(), std::back_inserter(set.members),
                 wanted);
    return;
  }
  if (!pattern.parameter.empty()) {
    if (!concepts.empty())
      set.members.push_back(
          parameter_node(in_, unit, concepts.front(), pattern.parameter, pattern.span));
    return;
  }
  const ArnTargets found = match_arn(in_, unit, pattern.text, concepts, pattern.span);
  set.members.insert(set.members.end(), found.nodes.begin(), found.nodes.end());
  if (!found.wildcard) return;
  set.covers_outside = true;
  for (const ConceptId id : concepts)
    if (match_arn(in_, unit, pattern.text, {id}, pattern.span).wildcard)
      if (const NodeId any = outside_named(in_, unit, id, "*", pattern.span); any.valid())
        set.members.push_back(any);
}

TargetSet Targets::compute(UnitId unit, const std::vector<ConceptId>& concepts,
                           const std::vector<PolicyPattern>& patterns) {
  TargetSet set;
  for (const PolicyPattern& pattern : patterns)
    if (!pattern.unknown) add(set, unit, concepts, pattern);
  tidy(set.members);
  return set;
}

TargetSetId Targets::store(std::string key, TargetSet set) {
  const TargetSetId id(in_.dfd.targets.size());
  in_.dfd.targets.push_back(std::move(set));
  known_.emplace(std::move(key), id);
  return id;
}

TargetSetId Targets::covered(UnitId unit, const std::vector<ConceptId>& concepts,
                             const std::vector<PolicyPattern>& patterns) {
  std::string key = key_of('=', unit, concepts, patterns);
  if (const auto at = known_.find(key); at != known_.end()) return at->second;
  return store(std::move(key), compute(unit, concepts, patterns));
}

TargetSetId Targets::all_but(UnitId unit, const std::vector<ConceptId>& concepts,
                             const std::vector<PolicyPattern>& patterns) {
  std::string key = key_of('-', unit, concepts, patterns);
  if (const auto at = known_.find(key); at != known_.end()) return at->second;
  const TargetSet excluded = compute(unit, concepts, patterns);
  TargetSet set;
  everything(set, unit, concepts);
  tidy(set.members);
  TargetSet kept;
  kept.covers_outside = true;
  std::set_difference(set.members.begin(), set.members.end(), excluded.members.begin(),
                      excluded.members.end(), std::back_inserter(kept.members));
  for (const std::string& pattern : excluded.patterns) kept.patterns.push_back("not " + pattern);
  return store(std::move(key), std::move(kept));
}

TargetSetId Targets::without(TargetSetId set, const std::vector<NodeId>& removed) {
  std::string key = "<" + std::to_string(set.value);
  for (const NodeId node : removed) key += "," + std::to_string(node.value);
  if (const auto at = known_.find(key); at != known_.end()) return at->second;
  TargetSet rest = in_.dfd.targets[set.index()];
  std::erase_if(rest.members,
                [&](NodeId n) { return std::binary_search(removed.begin(), removed.end(), n); });
  return store(std::move(key), std::move(rest));
}

bool Targets::keeps_inside(ConceptId id) const {
  const auto arns = Catalog::slice(in_.catalog.texts, in_.catalog.concepts[id.index()].arns);
  return std::any_of(arns.begin(), arns.end(), [&](const Text arn) {
    const std::string_view form = in_.catalog.text(arn);
    return form.starts_with("arn:") && form.ends_with(":{name}/*");
  });
}

TargetSetId Targets::just(NodeId node) {
  std::string key = "!" + std::to_string(node.value);
  if (const auto at = known_.find(key); at != known_.end()) return at->second;
  TargetSet set;
  set.members = {node};
  set.patterns = {in_.dfd[node].address};
  return store(std::move(key), std::move(set));
}

}  // namespace weir
