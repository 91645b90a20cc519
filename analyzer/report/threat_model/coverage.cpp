#include "analyzer/report/threat_model/coverage.h"

#include <algorithm>
#include <set>

namespace weir::report {
namespace {

/// Rules and their outcomes, by what they look at.
class Looker {
 public:
  explicit Looker(const Results& results) : results_(results), borne_(results.catalog.labels.size()) {
    for (const GraphNode& node : results.dfd.nodes) {
      for (const LabelId label : node.labels) borne_[label.index()] = true;
      for (const LabelId label : node.possible_labels) borne_[label.index()] = true;
    }
  }

  /// Names of the rule's `match` that ask for labels: the labels of each.
  std::vector<std::vector<LabelId>> asked(const RuleRecord& rule) const {
    const auto& queries = results_.rules.queries;
    const auto& query = queries.queries[rule.query];
    std::vector<std::vector<LabelId>> all;
    for (const auto name : Catalog::slice(queries.pattern_variables, queries.patterns[query.pattern].variables)) {
      const auto& variable = queries.variables[query.variables.first + name];
      const auto labels = Catalog::slice(queries.node_labels, variable.labels);
      if (!variable.edge && !labels.empty()) all.emplace_back(labels.begin(), labels.end());
    }
    return all;
  }

  /// Whether the diagram has something for each name of the rule.
  bool applies(const RuleRecord& rule) const {
    const auto names = asked(rule);
    return std::all_of(names.begin(), names.end(), [&](const std::vector<LabelId>& labels) {
      for (std::size_t i = 0; i < borne_.size(); ++i)
        if (borne_[i] && any_is(LabelId(i), labels)) return true;
      return false;
    });
  }

  bool looks_at(const RuleRecord& rule, NodeId node) const {
    const auto names = asked(rule);
    return std::any_of(names.begin(), names.end(), [&](const std::vector<LabelId>& labels) {
      const std::vector<LabelId>& own = results_.dfd[node].labels;
      return std::any_of(own.begin(), own.end(),
                         [&](LabelId label) { return any_is(label, labels); });
    });
  }

 private:
  bool any_is(LabelId label, const std::vector<LabelId>& wanted) const {
    return std::any_of(wanted.begin(), wanted.end(),
                       [&](LabelId one) { return results_.catalog.is(label, one); });
  }

  const Results& results_;
  std::vector<bool> borne_;  ///< by label: whether something bears it, or may
};

/// The ids of a family among a rule's tags.
std::vector<std::string_view> ids_of(const Results& results, const RuleRecord& rule,
                                     std::string_view family) {
  std::vector<std::string_view> ids;
  for (const Text text : Catalog::slice(results.rules.texts, rule.tags)) {
    const std::string_view tag = results.rules.text(text);
    if (tag.size() > family.size() && tag.starts_with(family) && tag[family.size()] == '/')
      ids.push_back(tag.substr(family.size() + 1));
  }
  return ids;
}

std::map<const RuleRecord*, std::size_t> findings_by_rule(const Results& results) {
  std::map<const RuleRecord*, std::size_t> counts;
  for (const Finding& finding : results.findings)
    if (finding.suppression == Suppression::none) ++counts[finding.rule];
  return counts;
}

/// Where what is found at a node is counted.
class Places {
 public:
  explicit Places(const Results& results) : dfd_(results.dfd) {
    const EdgeLabelId runs_as = results.catalog.edge("runs_as");
    for (const Attachment& edge : dfd_.attachments)
      if (edge.kind == runs_as && edge.source.valid() && edge.target.valid())
        runners_[edge.target].push_back(edge.source);
  }

  std::vector<NodeId> of(NodeId node) const {
    for (std::size_t steps = 0; node.valid() && dfd_[node].kind == GraphNodeKind::item &&
                                dfd_[node].owner.valid() && steps < dfd_.nodes.size();
         ++steps)
      node = dfd_[node].owner;
    if (!node.valid()) return {};
    const auto runners = runners_.find(node);
    if (dfd_[node].kind != GraphNodeKind::identity || runners == runners_.end()) return {node};
    return runners->second;
  }

 private:
  const Dfd& dfd_;
  std::map<NodeId, std::vector<NodeId>> runners_;
};

}  // namespace

std::string_view outcome_of(const Tally& tally) {
  if (tally.found > 0) return "found";
  if (tally.undecided > 0) return "undecided";
  if (tally.mitigated > 0) return "mitigated";
  if (tally.rules == 0) return "not checked";
  return tally.applicable ? "nothing found" : "not applicable";
}

std::vector<EntryCoverage> coverage_of(const Results& results, std::string_view family, bool all) {
  const Looker looker(results);
  const auto counts = findings_by_rule(results);
  std::map<std::string_view, Tally> tallies;
  for (const RuleOutcome& outcome : results.outcomes) {
    for (const std::string_view id : ids_of(results, *outcome.rule, family)) {
      Tally& tally = tallies[id];
      ++tally.rules;
      tally.applicable = tally.applicable || looker.applies(*outcome.rule);
      const auto found = counts.find(outcome.rule);
      tally.found += found == counts.end() ? 0 : found->second;
      tally.mitigated += outcome.mitigated;
      tally.undecided += outcome.undecided;
    }
  }
  std::vector<EntryCoverage> entries;
  const TaxonomyRecord* taxonomy = results.rules.judgement.taxonomy_of(std::string(family) + "/");
  if (taxonomy != nullptr)
    for (const TaxonRecord& taxon : results.rules.judgement.taxa_of(*taxonomy)) {
      const std::string_view id = results.rules.judgement.text(taxon.id);
      const auto known = tallies.find(id);
      if (known == tallies.end() && !all) continue;
      entries.push_back({std::string(id), std::string(results.rules.judgement.text(taxon.name)),
                         known == tallies.end() ? Tally{} : known->second});
      if (known != tallies.end()) tallies.erase(known);
    }
  for (const auto& [id, tally] : tallies) entries.push_back({std::string(id), "", tally});
  return entries;
}

std::map<NodeId, ElementCoverage> coverage_of_elements(const Results& results,
                                                       std::string_view family) {
  const Looker looker(results);
  const Places places(results);
  std::map<NodeId, ElementCoverage> rows;
  for (const RuleOutcome& outcome : results.outcomes) {
    const auto ids = ids_of(results, *outcome.rule, family);
    if (ids.empty()) continue;
    const auto count = [&](NodeId reported, std::size_t Tally::* slot) {
      for (const NodeId node : places.of(reported))
        for (const std::string_view id : ids) ++(rows[node][id].*slot);
    };
    for (std::size_t i = 0; i < results.dfd.nodes.size(); ++i) {
      if (!is_element(results.dfd.nodes[i].kind) || !looker.looks_at(*outcome.rule, NodeId(i)))
        continue;
      for (const std::string_view id : ids) ++rows[NodeId(i)][id].rules;
    }
    for (const NodeId node : outcome.mitigated_at) count(node, &Tally::mitigated);
    for (const NodeId node : outcome.undecided_at) count(node, &Tally::undecided);
    for (const Finding& finding : results.findings)
      if (finding.rule == outcome.rule && finding.suppression == Suppression::none)
        count(finding.node, &Tally::found);
  }
  for (auto& [node, row] : rows)
    for (auto& [id, tally] : row) tally.applicable = true;
  return rows;
}

}  // namespace weir::report
