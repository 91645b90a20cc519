#include <algorithm>
#include <tuple>
#include <unordered_map>

#include "analyzer/report/picture/picture.h"

namespace weir::report {
namespace {

/// Where findings stand in the picture.
class Marker {
 public:
  Marker(const Results& results, const Standing& standing, Picture& picture)
      : dfd_(results.dfd), standing_(standing), picture_(picture) {
    for (std::size_t i = 0; i < dfd_.nodes.size(); ++i)
      nodes_.emplace(full_address(dfd_, NodeId(i)), NodeId(i));
    const EdgeLabelId runs_as = results.catalog.edge("runs_as");
    for (const Attachment& edge : dfd_.attachments) {
      if (edge.kind == runs_as && edge.source.valid() && edge.target.valid())
        runs_as_[edge.target].push_back(edge.source);
    }
  }

  /// Whether anything in the picture bears the mark now.
  bool mark(const Finding& finding, std::size_t number) {
    number_ = number;
    severity_ = finding.severity;
    bool marked = mark_node(finding.address);
    for (const PathStepInfo& step : finding.path) {
      if (step.span == finding.span) marked = mark_flow(step) || marked;
    }
    if (!marked && !finding.path.empty())
      marked = mark_node(finding.path.back().to) || mark_node(finding.path.back().from);
    return marked;
  }

 private:
  bool mark_node(const std::string& address) {
    const auto found = nodes_.find(address);
    if (found == nodes_.end()) return false;
    NodeId node = found->second;
    for (std::size_t steps = 0; dfd_[node].kind == GraphNodeKind::item &&
                                dfd_[node].owner.valid() && steps < dfd_.nodes.size();
         ++steps) {
      node = dfd_[node].owner;
    }
    if (mark_drawn(node)) return true;
    bool marked = false;
    const auto runners = runs_as_.find(node);
    if (runners == runs_as_.end()) return false;
    for (const NodeId runner : runners->second) marked = mark_drawn(runner) || marked;
    return marked;
  }

  bool mark_drawn(NodeId node) {
    const auto shapes = standing_.shapes.find(node);
    if (shapes != standing_.shapes.end()) {
      for (const std::size_t shape : shapes->second)
        picture_.shapes[shape].marks.add(number_, severity_);
      return true;
    }
    const auto frame = standing_.frames.find(node);
    if (frame == standing_.frames.end() || frame->second == 0) return false;
    picture_.frames[frame->second].marks.add(number_, severity_);
    return true;
  }

  bool mark_flow(const PathStepInfo& step) {
    const auto from = nodes_.find(step.from);
    const auto to = nodes_.find(step.to);
    if (from == nodes_.end() || to == nodes_.end()) return false;
    const auto start = standing_.shapes.find(from->second);
    const auto end = standing_.shapes.find(to->second);
    if (start == standing_.shapes.end() || end == standing_.shapes.end()) return false;
    const auto line = standing_.lines.find({start->second.front(), end->second.front()});
    if (line == standing_.lines.end()) return false;
    picture_.lines[line->second].marks.add(number_, severity_);
    return true;
  }

  const Dfd& dfd_;
  const Standing& standing_;
  Picture& picture_;
  std::unordered_map<std::string, NodeId> nodes_;
  std::map<NodeId, std::vector<NodeId>> runs_as_;
  std::size_t number_ = 0;
  double severity_ = 0;
};

}  // namespace

void mark_findings(const Results& results, const Standing& standing, bool whole, Picture& picture) {
  std::map<std::string_view, std::vector<const Finding*>> by_rule;
  for (const Finding& finding : results.findings) {
    if (finding.suppression == Suppression::none)
      by_rule[results.rules.text(finding.rule->id)].push_back(&finding);
  }
  if (by_rule.empty()) return;
  const auto worst = [](const std::vector<const Finding*>& findings) {
    double severity = 0;
    for (const Finding* finding : findings) severity = std::max(severity, finding->severity);
    return severity;
  };
  std::vector<std::pair<std::string_view, const std::vector<const Finding*>*>> rules;
  for (const auto& [id, findings] : by_rule) rules.emplace_back(id, &findings);
  std::stable_sort(rules.begin(), rules.end(), [&](const auto& a, const auto& b) {
    return worst(*a.second) > worst(*b.second);
  });
  // Numbers are given to what is in the picture; of a part of the system nothing else is said.
  Marker marker(results, standing, picture);
  for (const auto& [id, findings] : rules) {
    LegendRow row;
    row.number = picture.legend.size() + 1;
    row.severity = worst(*findings);
    row.title = results.rules.text(findings->front()->rule->title);
    for (const Finding* finding : *findings) {
      const bool marked = marker.mark(*finding, row.number);
      row.marked = marked || row.marked;
      row.findings += marked || whole ? 1 : 0;
    }
    if (row.findings > 0) picture.legend.push_back(std::move(row));
  }
}

}  // namespace weir::report
