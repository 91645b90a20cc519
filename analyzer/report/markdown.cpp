#include <string>

#include "analyzer/base/escape.h"
#include "analyzer/report/layout.h"
#include "analyzer/report/report.h"
#include "analyzer/report/summary.h"

namespace weir::report {
namespace {

/// A code span whatever the text holds; one line.
std::string code_span(std::string_view text) {
  const std::string shown = one_line(text);
  std::size_t longest = 0, run = 0;
  for (const char c : shown) {
    run = c == '`' ? run + 1 : 0;
    longest = run > longest ? run : longest;
  }
  const std::string fence(longest + 1, '`');
  const std::string pad = longest > 0 || shown.empty() ? " " : "";
  return fence + pad + shown + pad + fence;
}

std::string place(const SourceMap& sources, Span span) {
  return span.valid() ? code_span(place_text(sources, span)) : "no place in the input";
}

std::string band_table(const Summary& summary) {
  std::string text = "| severity | findings |\n| --- | ---: |\n";
  for (std::size_t i = 0; i < kSeverityBands.size(); ++i) {
    text += "| " + std::string(kSeverityBands[i]) + " | " + std::to_string(summary.by_band[i]) + " |\n";
  }
  return text + "\n";
}

std::string mitigation_line(const Results& results, const MitigationVerdict& verdict) {
  const bool present = verdict.verdict == query::Verdict::present;
  std::string text = present ? "- [x] " : "- [ ] ";
  text += escape_markdown(verdict.advice);
  if (verdict.verdict == query::Verdict::unknown) text += " (cannot tell)";
  if (!verdict.detail.empty()) text += ": " + escape_markdown(verdict.detail);
  if (present && !verdict.places.empty()) {
    text += ", " + place(results.sources, verdict.places.front().span);
  }
  return text + "\n";
}

std::string path_lines(const Finding& finding) {
  std::string text;
  for (const std::vector<std::string>& chain : chains_of(finding)) {
    std::string line;
    for (const std::string& address : chain) {
      line += (line.empty() ? "" : " → ") + code_span(address);
    }
    text += (text.empty() ? "" : "; ") + line;
  }
  return text.empty() ? "" : "**Path:** " + text + "\n\n";
}

std::string finding_section(const Results& results, const Finding& finding) {
  const Rules& rules = results.rules;
  std::string text = "### " + std::string(severity_band(finding.severity)) + ": " +
                     escape_markdown(rules.text(finding.rule->title)) + "\n\n";
  text += place(results.sources, finding.span) + " · " + code_span(finding.address) + " · rule " +
          code_span(rules.text(finding.rule->id)) + "\n\n";
  text += escape_markdown(finding.report) + "\n\n";
  text += "> " + escape_markdown(finding.statement.text) + "\n\n";
  if (!finding.holds.empty()) text += "Holds when " + escape_markdown(finding.holds) + ".\n\n";
  text += path_lines(finding);
  for (const MitigationVerdict& verdict : finding.mitigations) {
    text += mitigation_line(results, verdict);
  }
  return text + (finding.mitigations.empty() ? "" : "\n");
}

}  // namespace
}  // namespace weir::report

std::string weir::write_markdown(const Results& results) {
  const report::Summary summary = report::summarise(results);
  std::string text = "## " + report::counts_text(summary) + "\n\n";
  if (summary.findings > 0) text += report::band_table(summary);
  for (const Finding* finding : report::shown_findings(results)) {
    text += report::finding_section(results, *finding);
  }
  text += report::counted(results.files_read, "file") + ", " +
          report::counted(results.dfd.coverage.resources, "resource") + " read; " +
          std::to_string(summary.ignored) + " ignored as plain configuration, " +
          std::to_string(summary.not_modelled) + " not modelled, " +
          report::counted(summary.undecided, "place") + " not decided";
  if (summary.suppressed > 0)
    text += ", " + report::counted(summary.suppressed, "finding") + " suppressed";
  if (summary.not_asked > 0)
    text += ", " + report::counted(summary.not_asked, "known finding") + " not shown";
  text += ".\n";
  if (!results.successful) text += "\n**Some input could not be analysed.**\n";
  return text;
}
