#include "analyzer/rule/remedies.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "analyzer/rule/smallest_cut.h"

namespace weir {
namespace {

using Findings = std::vector<const Finding*>;

/// Where a mitigation is to be put to stop all findings of one rule on an asset.
struct Placement {
  const MitigationVerdict* mitigation = nullptr;
  std::set<NodeId> at;
};

bool may_carry(const Dfd& dfd, const Catalog& catalog, NodeId node,
               const std::vector<LabelId>& labels) {
  return std::any_of(labels.begin(), labels.end(), [&](LabelId label) {
    return label.valid() && has_label(dfd, catalog, node, label);
  });
}

/// The smallest cut of the open ways; none if they cannot be cut.
std::optional<std::set<NodeId>> cut_of(const Dfd& dfd, const Catalog& catalog, const OpenWays& ways,
                                       const std::vector<LabelId>& labels) {
  std::vector<NodeId> nodes = ways.starts;
  nodes.insert(nodes.end(), ways.ends.begin(), ways.ends.end());
  for (const OpenWays::Hop& hop : ways.hops) nodes.insert(nodes.end(), {hop.from, hop.to});
  std::sort(nodes.begin(), nodes.end());
  nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
  // The order decides between sets of one size: it must not hang on ids.
  std::stable_sort(nodes.begin(), nodes.end(),
                   [&](NodeId a, NodeId b) { return node_before(dfd, a, b); });
  std::map<NodeId, std::size_t> number;
  for (std::size_t i = 0; i < nodes.size(); ++i) number.emplace(nodes[i], i);
  CutNetwork network;
  network.nodes = nodes.size();
  for (const OpenWays::Hop& hop : ways.hops)
    network.hops.emplace_back(number.at(hop.from), number.at(hop.to));
  for (const NodeId node : ways.starts) network.starts.push_back(number.at(node));
  for (const NodeId node : ways.ends) network.ends.push_back(number.at(node));
  for (const NodeId node : nodes)
    network.may_cut.push_back(may_carry(dfd, catalog, node, labels));
  const auto cut = smallest_cut(network);
  if (!cut || cut->empty()) return std::nullopt;
  std::set<NodeId> at;
  for (const std::size_t node : *cut) at.insert(nodes[node]);
  return at;
}

/// Places for mitigation number `i` of the rule; none if it does not stop all the findings.
std::optional<Placement> placement(const Dfd& dfd, const Catalog& catalog, const Findings& findings,
                                   std::size_t i) {
  const MitigationVerdict& first = findings.front()->mitigations[i];
  if (!first.enough) return std::nullopt;
  if (!first.at_hops || first.at.empty()) {
    Placement at{&first, {}};
    for (const Finding* finding : findings)
      if (finding->node.valid()) at.at.insert(finding->node);
    return at.at.empty() ? std::nullopt : std::optional(at);
  }
  OpenWays ways;
  for (const Finding* finding : findings) {
    if (i >= finding->mitigations.size() || finding->mitigations[i].ways.hops.empty())
      return std::nullopt;
    ways.add(finding->mitigations[i].ways);
  }
  auto at = cut_of(dfd, catalog, ways, first.at);
  return at ? std::optional(Placement{&first, std::move(*at)}) : std::nullopt;
}

void add_step(const Dfd& dfd, const Placement& placement, std::vector<RemedyStep>& steps) {
  auto step = std::find_if(steps.begin(), steps.end(), [&](const RemedyStep& one) {
    return one.mitigation == placement.mitigation->id;
  });
  if (step == steps.end())
    step = steps.insert(step, {placement.mitigation->id, placement.mitigation->advice, {}});
  for (const NodeId node : placement.at)
    if (std::find(step->at.begin(), step->at.end(), node) == step->at.end())
      step->at.push_back(node);
  std::stable_sort(step->at.begin(), step->at.end(),
                   [&](NodeId a, NodeId b) { return node_before(dfd, a, b); });
}

void solve(const Dfd& dfd, const Catalog& catalog, Remedy& remedy) {
  std::vector<Findings> by_rule;
  for (const Finding* finding : remedy.findings) {
    const auto known = std::find_if(by_rule.begin(), by_rule.end(), [&](const Findings& one) {
      return one.front()->rule == finding->rule;
    });
    if (known == by_rule.end())
      by_rule.push_back({finding});
    else
      known->push_back(finding);
  }
  for (const Findings& findings : by_rule) {
    std::optional<Placement> best;
    for (std::size_t i = 0; i < findings.front()->mitigations.size(); ++i) {
      auto next = placement(dfd, catalog, findings, i);
      if (next && (!best || next->at.size() < best->at.size())) best = std::move(next);
    }
    if (!best) continue;
    remedy.stopped += findings.size();
    add_step(dfd, *best, remedy.steps);
  }
}

}  // namespace

std::vector<Remedy> remedies(const Dfd& dfd, const Catalog& catalog, const Findings& findings) {
  std::vector<Remedy> found;
  std::map<NodeId, std::size_t> known;
  for (const Finding* finding : findings) {
    const NodeId asset = finding->assets.empty() ? NodeId{} : finding->assets.front();
    const auto [at, is_new] = known.try_emplace(asset, found.size());
    if (is_new) found.push_back({asset, {}, {}, 0});
    found[at->second].findings.push_back(finding);
  }
  for (Remedy& remedy : found) solve(dfd, catalog, remedy);
  return found;
}

}  // namespace weir
