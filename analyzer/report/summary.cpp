#include "analyzer/report/summary.h"

#include <algorithm>
#include <utility>

namespace weir::report {
namespace {

std::size_t band_index(double severity) {
  const std::string_view band = severity_band(severity);
  return static_cast<std::size_t>(std::find(kSeverityBands.begin(), kSeverityBands.end(), band) - kSeverityBands.begin());
}

std::string without_unit(const std::string& address) {
  return address.substr(address.rfind('#') == address.npos ? 0 : address.rfind('#') + 1);
}

}  // namespace

Summary summarise(const Results& results) {
  Summary summary;
  for (const Finding& finding : results.findings) {
    if (finding.suppression != Suppression::none) {
      ++(finding.suppression == Suppression::not_asked ? summary.not_asked : summary.suppressed);
      continue;
    }
    ++summary.findings;
    ++summary.by_band[band_index(finding.severity)];
  }
  for (const RuleOutcome& outcome : results.outcomes) {
    summary.mitigated += outcome.mitigated;
    summary.undecided += outcome.undecided;
  }
  for (const auto& [type, count] : results.dfd.coverage.ignored) summary.ignored += count;
  for (const auto& [type, count] : results.dfd.coverage.not_modelled) summary.not_modelled += count;
  for (const Diagnostic& diagnostic : results.diagnostics) {
    ++summary.diagnostics[static_cast<std::size_t>(diagnostic.level)];
  }
  return summary;
}

std::vector<const Finding*> shown_findings(const Results& results) {
  std::vector<const Finding*> shown;
  for (const Finding& finding : results.findings) {
    if (finding.suppression == Suppression::none) shown.push_back(&finding);
  }
  std::stable_sort(shown.begin(), shown.end(), [](const Finding* a, const Finding* b) {
    return std::pair(a->severity, a->precision) > std::pair(b->severity, b->precision);
  });
  return shown;
}

std::string counted(std::size_t count, std::string_view word) {
  return std::to_string(count) + " " + std::string(word) + (count == 1 ? "" : "s");
}

std::string counts_text(const Summary& summary) {
  if (summary.findings == 0) return "No findings";
  std::string text = counted(summary.findings, "finding");
  std::string_view separator = ": ";
  for (std::size_t i = 0; i < kSeverityBands.size(); ++i) {
    if (summary.by_band[i] == 0) continue;
    text.append(separator).append(std::to_string(summary.by_band[i])).append(" ").append(kSeverityBands[i]);
    separator = ", ";
  }
  return text;
}

namespace {

std::string shown(const std::string& address, const std::string& name) {
  return name.empty() ? std::string(without_unit(address)) : name;
}

}  // namespace

std::vector<std::vector<std::string>> chains_of(const Finding& finding) {
  std::vector<std::vector<std::string>> chains;
  const std::string* last = nullptr;
  for (const PathStepInfo& step : finding.path) {
    if (!last || *last != step.from) chains.push_back({shown(step.from, step.from_name)});
    chains.back().push_back(shown(step.to, step.to_name));
    last = &step.to;
  }
  return chains;
}

std::string names_of_nodes(const Results& results, const std::vector<NodeId>& nodes,
                           std::string (*escape)(std::string_view)) {
  constexpr std::size_t kNamed = 5;
  const std::size_t named = nodes.size() > kNamed + 1 ? kNamed : nodes.size();
  std::string text;
  for (std::size_t i = 0; i < named; ++i) {
    const GraphNode& node = results.dfd[nodes[i]];
    text += (i == 0 ? "" : ", ") + escape(node.name.empty() ? node.address : node.name);
  }
  if (named < nodes.size()) text += " and " + std::to_string(nodes.size() - named) + " more";
  return text;
}

std::string remedy_text(const Results& results, const Remedy& remedy,
                        std::string (*escape)(std::string_view)) {
  if (remedy.steps.empty()) return "";
  const std::size_t all = remedy.findings.size();
  std::string text = remedy.stopped == all ? "" : std::to_string(remedy.stopped) + " of ";
  text += counted(all, "finding") + " on ";
  text += remedy.asset.valid() ? names_of_nodes(results, {remedy.asset}, escape) : "the system";
  text += remedy.stopped == 1 ? " is stopped by: " : " are stopped by: ";
  for (std::size_t i = 0; i < remedy.steps.size(); ++i) {
    const RemedyStep& step = remedy.steps[i];
    text += (i == 0 ? "" : "; ") + escape(step.advice) + " (at " +
            names_of_nodes(results, step.at, escape) + ")";
  }
  return text;
}

std::string_view word_of(query::Verdict verdict) {
  if (verdict == query::Verdict::present) return "present";
  return verdict == query::Verdict::absent ? "absent" : "unknown";
}

}  // namespace weir::report
