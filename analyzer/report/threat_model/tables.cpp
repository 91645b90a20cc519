#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "analyzer/base/escape.h"
#include "analyzer/report/layout.h"
#include "analyzer/report/picture/picture.h"
#include "analyzer/report/summary.h"
#include "analyzer/report/threat_model/coverage.h"
#include "analyzer/report/threat_model/parts.h"
#include "analyzer/report/threat_model/text.h"

namespace weir::report {
namespace {

constexpr std::string_view kStride = "stride";
constexpr std::size_t kTableRows = 40;  ///< of elements, and of what is there
constexpr std::size_t kReasons = 15;    ///< why something was not decided
constexpr std::size_t kTypes = 10;

std::string number(std::size_t count) { return count == 0 ? "" : std::to_string(count); }

/// "**2**", "✓ 1", "?", "–": what came of a kind of threat at an element.
std::string cell_of(const Tally* tally) {
  if (tally == nullptr) return "";
  std::string text;
  const auto add = [&](const std::string& part) { text += (text.empty() ? "" : " ") + part; };
  if (tally->found > 0) add("**" + std::to_string(tally->found) + "**");
  if (tally->mitigated > 0) add("✓");
  if (tally->undecided > 0) add("?");
  return text.empty() ? "–" : text;
}

bool says_something(const ElementCoverage& row) {
  return std::any_of(row.begin(), row.end(), [](const auto& one) {
    return one.second.found + one.second.mitigated + one.second.undecided > 0;
  });
}

std::size_t found_in(const ElementCoverage& row) {
  std::size_t found = 0;
  for (const auto& [id, tally] : row) found += tally.found;
  return found;
}

/// The families that people ask for, of a rule: "Tampering, OWASP LLM Top 10 LLM01".
std::string against(const Results& results, const RuleRecord& rule) {
  std::string text;
  for (const Text tag : Catalog::slice(results.rules.texts, rule.tags)) {
    const std::string_view written = results.rules.text(tag);
    const TaxonomyRecord* taxonomy = results.rules.judgement.taxonomy_of(written);
    if (taxonomy == nullptr || taxonomy->taxa.count == 0) continue;
    const std::string_view id = written.substr(written.find('/') + 1);
    const bool kind = written.starts_with(kStride);
    const std::string_view name = results.rules.judgement.taxon_name(*taxonomy, id);
    text += (text.empty() ? "" : ", ") + escape_markdown(kind && !name.empty() ? name : id);
  }
  return text;
}

}  // namespace

std::string stride_table(const Results& results) {
  const auto rows = coverage_of_elements(results, kStride);
  const TaxonomyRecord* taxonomy = results.rules.judgement.taxonomy_of("stride/");
  if (taxonomy == nullptr || rows.empty()) return "";
  std::vector<std::pair<NodeId, const ElementCoverage*>> shown;
  for (const auto& [node, row] : rows)
    if (says_something(row)) shown.emplace_back(node, &row);
  std::sort(shown.begin(), shown.end(), [&](const auto& a, const auto& b) {
    const std::size_t left = found_in(*a.second), right = found_in(*b.second);
    return left != right ? left > right : node_before(results.dfd, a.first, b.first);
  });
  const auto kinds = results.rules.judgement.taxa_of(*taxonomy);
  std::vector<std::string> head = {"element"};
  for (const TaxonRecord& kind : kinds) head.emplace_back(results.rules.judgement.text(kind.name));
  std::string text = table_head(head);
  for (std::size_t i = 0; i < shown.size() && i < kTableRows; ++i) {
    std::vector<std::string> cells = {name_of_node(results, shown[i].first)};
    for (const TaxonRecord& kind : kinds) {
      const auto tally = shown[i].second->find(results.rules.judgement.text(kind.id));
      cells.push_back(cell_of(tally == shown[i].second->end() ? nullptr : &tally->second));
    }
    text += table_row(cells);
  }
  text += "\n**n** findings · ✓ mitigated · ? undecided · – checked, nothing found · empty: no rule looks at it.";
  if (shown.size() > kTableRows)
    text += " " + counted(shown.size() - kTableRows, "more element") + " of this kind.";
  const std::size_t quiet = rows.size() - shown.size();
  if (quiet > 0) text += " " + counted(quiet, "other element") + ": checked, nothing found.";
  return text + "\n\n";
}

std::string smallest_sets(const Results& results, const std::vector<Remedy>& assets) {
  std::string rows;
  std::size_t left = 0, shown = 0;
  for (const Remedy& remedy : assets) {
    left += remedy.findings.size() - remedy.stopped;
    if (remedy.steps.empty() || ++shown > kTableRows) continue;
    for (std::size_t i = 0; i < remedy.steps.size(); ++i) {
      const RemedyStep& step = remedy.steps[i];
      const std::string stops = std::to_string(remedy.stopped) + " of " + std::to_string(remedy.findings.size());
      rows += table_row({i == 0 ? name_of_node(results, remedy.asset) : "", escape_markdown(step.advice),
                         names_of_nodes(results, step.at, escape_markdown), i == 0 ? stops : ""});
    }
  }
  if (assets.empty()) return "Nothing is open.\n\n";
  std::string text;
  if (!rows.empty())
    text = "The smallest set of mitigations for each asset that stops all open paths to it:\n\n" +
           table_head({"asset", "what to do", "at", "findings stopped"}) + rows + "\n";
  if (shown > kTableRows) text += "and " + counted(shown - kTableRows, "more asset") + ".\n\n";
  if (left > 0)
    text += "For " + counted(left, "finding") + " no mitigation is enough alone: what helps stands with the finding.\n\n";
  return text;
}

std::string present_mitigations(const Results& results) {
  std::vector<std::string> rows;
  for (const RuleOutcome& outcome : results.outcomes)
    for (const MitigationVerdict& verdict : outcome.present) {
      const std::string where = verdict.places.empty() ? "" : place_span(results.sources, verdict.places.front().span);
      // A `|` would end the cell even inside of a code span.
      const bool whole = where.find('|') == std::string::npos;
      rows.push_back(table_row({escape_markdown(verdict.advice), escape_markdown(verdict.detail), whole ? where : "",
                                escape_markdown(results.rules.text(outcome.rule->title)),
                                against(results, *outcome.rule)}));
    }
  if (rows.empty()) return "No mitigation is present that stops a threat by itself.\n\n";
  std::string text = table_head({"mitigation", "by", "where", "stops", "of"});
  for (std::size_t i = 0; i < rows.size() && i < kTableRows; ++i) text += rows[i];
  if (rows.size() > kTableRows) text += "\nand " + std::to_string(rows.size() - kTableRows) + " more.\n";
  return text + "\n";
}

std::string coverage_table(const Results& results, std::string_view family, bool all) {
  const std::vector<EntryCoverage> entries = coverage_of(results, family, all);
  if (entries.empty()) return "";
  std::string text = table_head({"entry", "outcome", "findings", "mitigated", "undecided", "rules"});
  for (const EntryCoverage& entry : entries)
    text += table_row({escape_markdown(entry.id + (entry.name.empty() ? "" : " " + entry.name)),
                       std::string(outcome_of(entry.coverage)), number(entry.coverage.found),
                       number(entry.coverage.mitigated), number(entry.coverage.undecided), number(entry.coverage.rules)});
  return text + "\n";
}

std::string not_understood(const Results& results) {
  const Summary summary = summarise(results);
  std::string text;
  if (!results.successful) text += "- **Some input could not be analysed.**\n";
  if (summary.not_modelled > 0) {
    text += "- " + counted(summary.not_modelled, "resource") + " of types that are not modelled: ";
    const auto& types = results.dfd.coverage.not_modelled;
    for (std::size_t i = 0; i < types.size() && i < kTypes; ++i)
      text += (i == 0 ? "" : ", ") + escape_markdown(types[i].first) + " ×" + std::to_string(types[i].second);
    if (types.size() > kTypes) text += " and " + counted(types.size() - kTypes, "more type");
    text += "\n";
  }
  if (summary.ignored > 0) text += "- " + counted(summary.ignored, "resource") + " set aside as plain configuration\n";
  if (summary.undecided > 0) text += "- " + counted(summary.undecided, "place") + " that could not be decided:\n";
  std::size_t reasons = 0;
  for (const RuleOutcome& outcome : results.outcomes)
    for (std::size_t i = 0; i < outcome.undecided_reasons.size() && i < 2; ++i) {
      const auto& reason = outcome.undecided_reasons[i];
      if (++reasons > kReasons) continue;
      text += "  - " + code_span(results.rules.text(outcome.rule->id)) + ": " +
              escape_markdown(reason.what + (reason.why.empty() ? "" : ": " + reason.why));
      if (reason.span.valid()) text += ", " + place_span(results.sources, results.sources.in_host(reason.span));
      text += "\n";
    }
  if (reasons > kReasons) text += "  - and " + counted(reasons - kReasons, "more reason") + "\n";
  return text.empty() ? "Everything that was read was understood.\n\n" : text + "\n";
}

}  // namespace weir::report
