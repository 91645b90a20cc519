// The threat model as a page: Shostack's four questions, answered from the code.
#include <algorithm>
#include <array>
#include <set>

#include "analyzer/base/escape.h"
#include "analyzer/report/report.h"
#include "analyzer/report/summary.h"
#include "analyzer/report/threat_model/parts.h"
#include "analyzer/report/threat_model/text.h"

namespace weir::report {
namespace {

constexpr std::size_t kPage = 60'000;       ///< bytes; a comment on GitHub may have 65,536 characters
constexpr std::size_t kDiagram = 24'000;    ///< of them; GitHub draws at most 50,000 characters …
constexpr std::size_t kDiagramLines = 500;  ///< … and 500 lines between shapes
constexpr std::size_t kFindings = 8'000;    ///< bytes that findings have at least

std::string title_of_page(const Results& results) {
  std::set<std::string> names;
  for (const Unit& unit : results.dfd.units)
    if (!unit.system.empty()) names.insert(unit.system);
  std::string text = "# Threat model";
  std::string_view separator = " of ";
  for (const std::string& name : names) {
    text.append(separator).append(escape_markdown(name));
    separator = ", ";
  }
  return text + "\n\n";
}

std::string summary_of(const Results& results, const Summary& summary) {
  std::string text = "**" + counts_text(summary) + "** in " + counted(results.files_read, "file") + ", " +
                     counted(results.dfd.coverage.resources, "resource") + ". ";
  if (summary.mitigated > 0)
    text += counted(summary.mitigated, "threat path") + (summary.mitigated == 1 ? " is" : " are") + " stopped by a mitigation already. ";
  if (summary.suppressed > 0) text += counted(summary.suppressed, "finding") + " accepted. ";
  if (summary.not_asked > 0) text += counted(summary.not_asked, "known finding") + " not shown. ";
  if (summary.undecided > 0) text += counted(summary.undecided, "place") + " could not be decided. ";
  if (!results.successful) text += "**Some input could not be analysed.** ";
  text.back() = '\n';
  return text + "\n";
}

std::string counts_of_elements(const Results& results) {
  std::array<std::size_t, 3> kinds{};
  std::size_t boundaries = 0;
  for (const GraphNode& node : results.dfd.nodes) {
    if (node.kind == GraphNodeKind::boundary) ++boundaries;
    const auto kind = static_cast<std::size_t>(node.kind);
    if (kind < kinds.size()) ++kinds[kind];
  }
  const auto flows = static_cast<std::size_t>(
      std::count_if(results.dfd.flows.begin(), results.dfd.flows.end(),
                    [](const Flow& flow) { return flow.confidence != Confidence::possible; }));
  return std::to_string(kinds[0]) + (kinds[0] == 1 ? " process, " : " processes, ") + counted(kinds[1], "data store") +
         ", " + std::to_string(kinds[2]) + (kinds[2] == 1 ? " external entity, " : " external entities, ") +
         counted(flows, "data flow") + ", " + std::to_string(boundaries) +
         (boundaries == 1 ? " trust boundary.\n\n" : " trust boundaries.\n\n");
}

/// Each line between shapes has an arrow of one of these.
std::size_t lines_in(std::string_view mermaid) {
  std::size_t lines = 0;
  while (!mermaid.empty()) {
    const std::size_t end = std::min(mermaid.find('\n'), mermaid.size());
    const std::string_view line = mermaid.substr(0, end);
    if (line.find("--") != line.npos || line.find("-.") != line.npos) ++lines;
    mermaid.remove_prefix(std::min(end + 1, mermaid.size()));
  }
  return lines;
}

std::string diagram(const Results& results) {
  const std::string picture = write_diagram_mermaid(results, {});
  if (picture.size() > kDiagram || lines_in(picture) > kDiagramLines)
    return "The diagram is too large for a page: `weir diagram -f svg` draws it, `--focus` a part of it.\n\n";
  return "```mermaid\n" + picture + "```\n\nNumbers mark what findings are about.\n\n";
}

std::string section(std::string_view heading, std::string text) {
  return text.empty() ? "" : "### " + std::string(heading) + "\n\n" + text;
}

}  // namespace
}  // namespace weir::report

std::string weir::write_markdown(const Results& results, const std::vector<resilience::PracticeStatus>& practices) {
  using namespace report;
  const std::vector<Remedy> assets = remedies(results.dfd, results.catalog, shown_findings(results));
  const std::string first = title_of_page(results) + summary_of(results, summarise(results)) +
                            "## What are we working on?\n\n" + counts_of_elements(results) + diagram(results);
  const std::string last =
      section("STRIDE × element", stride_table(results)) + "## What are we going to do about it?\n\n" +
      smallest_sets(results, assets) + section("Mitigations that are present", present_mitigations(results)) +
      "## Did we do a good enough job?\n\n" +
      section("OWASP LLM Top 10", coverage_table(results, "owasp-llm", true)) +
      section("MITRE ATLAS", coverage_table(results, "atlas", false)) +
      section("The resilience lifecycle", lifecycle_table(practices)) +
      section("The four questions", questions_table(results, practices)) +
      section("What was not understood", not_understood(results));
  const std::size_t taken = first.size() + last.size();
  const std::size_t left = std::max(kFindings, taken < kPage ? kPage - taken : 0);
  const std::string findings = findings_by_asset(results, assets, left);
  std::string page = first + "## What can go wrong?\n\n" + (findings.empty() ? "Nothing was found.\n\n" : findings) + last;
  while (page.ends_with("\n\n")) page.pop_back();
  return page;
}
