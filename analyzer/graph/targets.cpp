#include "analyzer/graph/targets.h"

#include <algorithm>
#include <utility>

#include "analyzer/base/glob.h"
#include "analyzer/graph/ends.h"

namespace weir {
namespace {

std::string key_of(char what, UnitId unit, const std::vector<ConceptId>& concepts,
                   const std::vector<PolicyPattern>& patterns, bool inside) {
  std::string key(1, what);
  if (inside) key += '/';
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
                           const std::vector<PolicyPattern>& patterns, bool inside) {
  TargetSet set;
  for (const PolicyPattern& pattern : patterns) {
    if (pattern.unknown) continue;
    const std::size_t before = set.members.size();
    add(set, unit, concepts, pattern);
    if (!inside || reaches_inside(pattern)) continue;
    const auto added = set.members.begin() + static_cast<std::ptrdiff_t>(before);
    set.members.erase(
        std::remove_if(added, set.members.end(), [&](NodeId node) { return holds_inside(node); }),
        set.members.end());
  }
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
                             const std::vector<PolicyPattern>& patterns, bool inside) {
  std::string key = key_of('=', unit, concepts, patterns, inside);
  if (const auto at = known_.find(key); at != known_.end()) return at->second;
  return store(std::move(key), compute(unit, concepts, patterns, inside));
}

TargetSetId Targets::all_but(UnitId unit, const std::vector<ConceptId>& concepts,
                             const std::vector<PolicyPattern>& patterns, bool inside) {
  std::string key = key_of('-', unit, concepts, patterns, inside);
  if (const auto at = known_.find(key); at != known_.end()) return at->second;
  const TargetSet excluded = compute(unit, concepts, patterns, inside);
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

namespace {

/// Whether a set's patterns cover a thing that the input does not declare, by how another set's
/// patterns name it.
bool covers_named(const TargetSet& set, const TargetSet& other, const GraphNode& node) {
  if (!set.covers_outside || !node.outside) return false;
  return std::any_of(other.patterns.begin(), other.patterns.end(), [&](const std::string& name) {
    return name.find(node.name) != std::string::npos &&
           std::any_of(set.patterns.begin(), set.patterns.end(),
                       [&](const std::string& pattern) { return glob_match(pattern, name); });
  });
}

}  // namespace

TargetSetId Targets::both(TargetSetId a, TargetSetId b) {
  std::string key = "&" + std::to_string(a.value) + "," + std::to_string(b.value);
  if (const auto at = known_.find(key); at != known_.end()) return at->second;
  const TargetSet& one = in_.dfd.targets[a.index()];
  const TargetSet& two = in_.dfd.targets[b.index()];
  TargetSet set;
  set.patterns = one.patterns;
  set.covers_outside = one.covers_outside && two.covers_outside;
  std::vector<NodeId> either;
  std::set_union(one.members.begin(), one.members.end(), two.members.begin(), two.members.end(),
                 std::back_inserter(either));
  const auto has = [](const TargetSet& in, NodeId node) {
    return std::binary_search(in.members.begin(), in.members.end(), node);
  };
  for (const NodeId node : either)
    if ((has(one, node) || covers_named(one, two, in_.dfd[node])) &&
        (has(two, node) || covers_named(two, one, in_.dfd[node])))
      set.members.push_back(node);
  return store(std::move(key), std::move(set));
}

TargetSetId Targets::either(const std::vector<TargetSetId>& sets) {
  if (sets.size() == 1) return sets.front();
  std::string key = "+";
  for (const TargetSetId one : sets) key += "," + std::to_string(one.value);
  if (const auto at = known_.find(key); at != known_.end()) return at->second;
  TargetSet set;
  for (const TargetSetId id : sets) {
    const TargetSet& one = in_.dfd.targets[id.index()];
    set.members.insert(set.members.end(), one.members.begin(), one.members.end());
    set.patterns.insert(set.patterns.end(), one.patterns.begin(), one.patterns.end());
    set.covers_outside = set.covers_outside || one.covers_outside;
  }
  std::sort(set.patterns.begin(), set.patterns.end());
  set.patterns.erase(std::unique(set.patterns.begin(), set.patterns.end()), set.patterns.end());
  tidy(set.members);
  return store(std::move(key), std::move(set));
}

bool Targets::holds_inside(NodeId node) const {
  const ConceptId id = in_.dfd[node].concept_id;
  return id.valid() && keeps_inside(in_.catalog, id);
}

TargetSetId Targets::just(NodeId node) {
  std::string key = "!" + std::to_string(node.value);
  if (const auto at = known_.find(key); at != known_.end()) return at->second;
  TargetSet set;
  set.members = {node};
  set.patterns = {in_.dfd[node].address};
  return store(std::move(key), std::move(set));
}

bool reaches_inside(const PolicyPattern& pattern) {
  if (!pattern.parameter.empty()) return true;  // nothing says what it names
  std::string_view rest = pattern.text;
  int colons = rest.starts_with("arn:") ? 5 : 0;
  int holes = 0;
  for (const char c : rest) {
    if (c == '{') ++holes;
    if (c == '}') --holes;
    if (c == ':' && holes == 0) --colons;
    if (colons <= 0 && holes == 0 && (c == '/' || c == '*' || c == '?')) return true;
  }
  return false;
}

}  // namespace weir
