#include <algorithm>

#include "analyzer/base/escape.h"
#include "analyzer/report/layout.h"
#include "analyzer/report/picture/picture.h"
#include "analyzer/report/summary.h"
#include "analyzer/report/threat_model/parts.h"
#include "analyzer/report/threat_model/text.h"

namespace weir::report {
namespace {

constexpr std::size_t kOneLineFindings = 60;  ///< findings that are told in one line

/// "OWASP LLM Top 10 LLM01 Prompt Injection · ATLAS AML.T0051.000 …" of those that have a name.
std::string techniques_of(const Results& results, const RuleRecord& rule) {
  std::string text;
  for (const Text tag : Catalog::slice(results.rules.texts, rule.tags)) {
    const std::string_view written = results.rules.text(tag);
    const TaxonomyRecord* taxonomy = results.rules.judgement.taxonomy_of(written);
    if (taxonomy == nullptr || taxonomy->taxa.count == 0) continue;
    const std::string_view id = written.substr(written.find('/') + 1);
    const std::string_view name = results.rules.judgement.taxon_name(*taxonomy, id);
    const std::string family = results.rules.judgement.text(taxonomy->name) == "STRIDE"
                                   ? std::string()
                                   : std::string(results.rules.judgement.text(taxonomy->name)) + " " +
                                         std::string(id) + (name.empty() ? "" : " ");
    text += (text.empty() ? "" : " · ") + escape_markdown(family + std::string(name));
  }
  return text;
}

std::string path_list(const Results& results, const Finding& finding) {
  std::string text;
  for (std::size_t i = 0; i < finding.path.size(); ++i) {
    const PathStepInfo& step = finding.path[i];
    text += std::to_string(i + 1) + ". " + escape_markdown(step.message);
    if (!step.crosses.empty()) {
      text += "; crosses ";
      for (std::size_t k = 0; k < step.crosses.size(); ++k)
        text += (k == 0 ? "" : ", ") + escape_markdown(step.crosses[k]);
    }
    if (step.span.valid()) text += " · " + place_span(results.sources, step.span);
    text += "\n";
  }
  return text.empty() ? "" : text + "\n";
}

std::string mitigation_line(const Results& results, const MitigationVerdict& verdict) {
  const bool present = verdict.verdict == query::Verdict::present;
  std::string text = present ? "- [x] " : "- [ ] ";
  text += escape_markdown(verdict.advice);
  if (verdict.enough && !present) text += " (enough alone)";
  if (verdict.verdict == query::Verdict::unknown) text += " (cannot tell)";
  if (!verdict.detail.empty()) text += ": " + escape_markdown(verdict.detail);
  if (present && !verdict.places.empty())
    text += ", " + place_span(results.sources, verdict.places.front().span);
  return text + "\n";
}

std::string heading(const Results& results, const Finding& finding) {
  char severity[16];
  std::snprintf(severity, sizeof severity, "%.1f", finding.severity);
  return std::string(severity_band(finding.severity)) + " " + severity + ": " +
         escape_markdown(results.rules.text(finding.rule->title));
}

std::string finding_section(const Results& results, const Finding& finding) {
  std::string text = "#### " + heading(results, finding) + "\n\n";
  text += place_span(results.sources, finding.span) + " · " + code_span(finding.address) +
          " · rule " + code_span(results.rules.text(finding.rule->id)) + "\n\n";
  text += escape_markdown(finding.report) + "\n\n";
  text += "> " + escape_markdown(finding.statement.text) + "\n\n";
  std::string_view rest = finding.message;
  const std::string told = finding.report + " " + finding.statement.text;
  if (rest.starts_with(told)) rest.remove_prefix(std::min(told.size() + 1, rest.size()));
  if (!rest.empty() && rest.size() < finding.message.size())
    text += escape_markdown(rest) + "\n\n";
  const std::string techniques = techniques_of(results, *finding.rule);
  if (!techniques.empty()) text += techniques + "\n\n";
  std::string details = path_list(results, finding);
  for (const MitigationVerdict& verdict : finding.mitigations)
    details += mitigation_line(results, verdict);
  if (!finding.mitigations.empty()) details += "\n";
  const bool folded = severity_rank(severity_band(finding.severity)) < severity_rank("high");
  if (!folded || details.empty()) return text + details;
  return text + "<details><summary>Path and mitigations</summary>\n\n" + details + "</details>\n\n";
}

/// "PatientRecords (DynamoDB table; PHI)".
std::string asset_heading(const Results& results, NodeId asset) {
  std::string text = "### " + name_of_node(results, asset);
  if (!asset.valid()) return text + "\n\n";
  const GraphNode& node = results.dfd[asset];
  std::string about = title_of(results.catalog, node.concept_id);
  for (const std::string& data : node.data)
    about += (about.empty() ? "" : ", ") + std::string(results.catalog.display(data));
  return text + (about.empty() ? "" : " (" + escape_markdown(about) + ")") + "\n\n";
}

}  // namespace

std::string findings_by_asset(const Results& results, const std::vector<Remedy>& assets,
                              std::size_t bytes) {
  std::string text, lines;
  std::size_t listed = 0, left = 0;
  for (const Remedy& asset : assets) {
    bool headed = false;
    std::string opening = asset_heading(results, asset.asset);
    const std::string remedy = remedy_text(results, asset, escape_markdown);
    if (!remedy.empty()) opening += "**" + remedy + ".**\n\n";
    for (const Finding* finding : asset.findings) {
      std::string section = headed ? "" : opening;
      section += finding_section(results, *finding);
      if (listed == 0 && text.size() + section.size() <= bytes - bytes / 6) {  // the rest for lines
        headed = true;
        text += section;
        continue;
      }
      const std::string line = "- " + heading(results, *finding) + ", " +
                               place_span(results.sources, finding->span) + "\n";
      if (++listed <= kOneLineFindings && text.size() + lines.size() + line.size() <= bytes)
        lines += line;
      else
        ++left;
    }
  }
  if (!lines.empty() || left > 0) text += "### Further findings\n\n" + lines;
  if (left > 0) text += "- and " + counted(left, "more finding") + "\n";
  return lines.empty() && left == 0 ? text : text + "\n";
}

}  // namespace weir::report
