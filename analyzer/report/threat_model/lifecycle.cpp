// What is shown by the code, what is only declared, and what code cannot show.
#include "analyzer/base/escape.h"
#include "analyzer/report/summary.h"
#include "analyzer/report/threat_model/parts.h"
#include "analyzer/report/threat_model/text.h"

namespace weir::report {
namespace {

using resilience::Evidence;
using resilience::PracticeStatus;

std::string evidence_text(const PracticeStatus& practice) {
  switch (practice.evidence) {
    case Evidence::in_code:
      return "in the code: " + escape_markdown(practice.by);
    case Evidence::declared:
      return "declared: " + escape_markdown(practice.by);
    case Evidence::absent:
      return "nothing in the code";
    case Evidence::open:
      break;
  }
  return "open: code cannot show it";
}

/// Names of practices with one kind of evidence.
std::string names_with(const std::vector<PracticeStatus>& practices, Evidence evidence) {
  std::string text;
  for (const PracticeStatus& practice : practices)
    if (practice.evidence == evidence)
      text += (text.empty() ? "" : ", ") + escape_markdown(practice.name);
  return text.empty() ? "–" : text;
}

std::string or_dash(std::size_t count, const std::string& text) { return count == 0 ? "–" : text; }

}  // namespace

std::string lifecycle_table(const std::vector<PracticeStatus>& practices) {
  if (practices.empty()) return "";
  std::string text = table_head({"Stage", "Practice", "Evidence"});
  std::string_view stage;
  for (const PracticeStatus& practice : practices) {
    text += table_row({practice.stage == stage ? "" : escape_markdown(practice.stage),
                       escape_markdown(practice.name), evidence_text(practice)});
    stage = practice.stage;
  }
  return text + "\n";
}

std::string questions_table(const Results& results, const std::vector<PracticeStatus>& practices) {
  if (practices.empty()) return "";
  const Summary summary = summarise(results);
  const Coverage& coverage = results.dfd.coverage;
  std::size_t elements = 0, asked = 0;
  for (const GraphNode& node : results.dfd.nodes)
    elements += is_element(node.kind) && node.kind != GraphNodeKind::control;
  for (const RuleOutcome& outcome : results.outcomes) asked += outcome.rule != nullptr;
  std::string text = table_head({"Question", "Shown by the code", "Declared", "Open"});
  text += table_row(
      {"What are we working on?",
       counted(elements, "element") + " from " + counted(coverage.resources, "resource"), "–",
       or_dash(summary.not_modelled, counted(summary.not_modelled, "resource") + " not modelled")});
  text +=
      table_row({"What can go wrong?",
                 counted(asked, "rule") + " asked, " + counted(summary.findings, "finding"), "–",
                 or_dash(summary.undecided, counted(summary.undecided, "place") + " not decided")});
  text += table_row(
      {"What are we going to do about it?",
       or_dash(summary.mitigated, counted(summary.mitigated, "path") + " stopped by what is there"),
       or_dash(summary.suppressed,
               counted(summary.suppressed, "finding") + " accepted with a reason"),
       or_dash(summary.findings, counted(summary.findings, "finding") + " to be answered")});
  text +=
      table_row({"Did we do a good enough job?", names_with(practices, Evidence::in_code),
                 names_with(practices, Evidence::declared), names_with(practices, Evidence::open)});
  return text + "\n";
}

}  // namespace weir::report
