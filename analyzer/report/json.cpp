#include <array>

#include "analyzer/report/json_value.h"
#include "analyzer/report/report.h"
#include "analyzer/report/summary.h"
#include "analyzer/rule/remedies.h"

namespace weir::report {
namespace {

constexpr std::array<std::string_view, 3> kLevels = {"note", "warning", "error"};

Json place(const Results& results, const Related& related) {
  Json entry;
  entry["message"] = related.message;
  if (!related.address.empty()) entry["address"] = related.address;
  entry["location"] = location(results.sources, related.span);
  return entry;
}

Json statement_of(const Finding& finding) {
  const Statement& statement = finding.statement;
  const bool threat = finding.rule->kind == RuleKind::threat;
  Json entry;
  entry["text"] = statement.text;
  entry[threat ? "source" : "mode"] = statement.source;
  entry[threat ? "prerequisites" : "cause"] = statement.prerequisites;
  entry[threat ? "action" : "effect"] = statement.action;
  entry[threat ? "impact" : "objective"] = statement.impact;
  entry["goals"] = statement.goals;
  entry["assets"] = statement.assets;
  return entry;
}

Json path_of(const Results& results, const Finding& finding) {
  Json path = Json::array();
  for (const PathStepInfo& step : finding.path) {
    Json entry;
    entry["from"] = step.from;
    entry["to"] = step.to;
    entry["kind"] = step.kind;
    entry["message"] = step.message;
    entry["crosses"] = step.crosses;
    entry["location"] = location(results.sources, step.span);
    path.push_back(std::move(entry));
  }
  return path;
}

Json mitigations_of(const Results& results, const Finding& finding) {
  Json list = Json::array();
  for (const MitigationVerdict& verdict : finding.mitigations) {
    Json entry;
    entry["id"] = verdict.id;
    entry["do"] = verdict.advice;
    entry["verdict"] = word_of(verdict.verdict);
    entry["enough"] = verdict.enough;
    entry["on_some_paths"] = verdict.on_some_paths;
    entry["detail"] = verdict.detail;
    entry["places"] = Json::array();
    for (const Related& related : verdict.places) {
      entry["places"].push_back(place(results, related));
    }
    list.push_back(std::move(entry));
  }
  return list;
}

Json suppression_of(const Finding& finding) {
  if (finding.suppression == Suppression::none) return nullptr;
  constexpr std::array<std::string_view, 4> kKinds = {"", "in_source", "in_config", "not_asked"};
  Json entry;
  entry["kind"] = kKinds[static_cast<std::size_t>(finding.suppression)];
  entry["reason"] = finding.suppression_reason;
  if (!finding.suppression_owner.empty()) entry["owner"] = finding.suppression_owner;
  if (!finding.suppression_until.empty()) entry["until"] = finding.suppression_until;
  return entry;
}

Json finding_of(const Results& results, const Finding& finding) {
  const RuleRecord& rule = *finding.rule;
  Json entry;
  entry["rule"] = results.rules.text(rule.id);
  entry["title"] = results.rules.text(rule.title);
  entry["kind"] = rule.kind == RuleKind::threat ? "threat" : "resilience";
  entry["severity"] = finding.severity;
  entry["severity_why"] = finding.severity_why;
  entry["band"] = severity_band(finding.severity);
  entry["precision"] = name_of(finding.precision);
  entry["address"] = finding.address;
  entry["location"] = location(results.sources, finding.span);
  entry["message"] = finding.message;
  entry["report"] = finding.report;
  entry["statement"] = statement_of(finding);
  entry["holds"] = finding.holds;
  entry["occurrences"] = finding.occurrences;
  entry["identity"] = finding.identity;
  entry["path"] = path_of(results, finding);
  entry["mitigations"] = mitigations_of(results, finding);
  entry["related"] = Json::array();
  for (const Related& related : finding.related)
    entry["related"].push_back(place(results, related));
  entry["suppression"] = suppression_of(finding);
  return entry;
}

Json remedy_of(const Results& results, const Remedy& remedy) {
  Json entry;
  entry["asset"] = remedy.asset.valid() ? full_address(results.dfd, remedy.asset) : "";
  entry["findings"] = remedy.findings.size();
  entry["stopped"] = remedy.stopped;
  entry["steps"] = Json::array();
  for (const RemedyStep& step : remedy.steps) {
    Json one;
    one["mitigation"] = step.mitigation;
    one["do"] = step.advice;
    one["at"] = Json::array();
    for (const NodeId node : step.at) one["at"].push_back(full_address(results.dfd, node));
    entry["steps"].push_back(std::move(one));
  }
  return entry;
}

Json diagnostic_of(const Results& results, const Diagnostic& diagnostic) {
  Json entry;
  entry["level"] = kLevels[static_cast<std::size_t>(diagnostic.level)];
  entry["code"] = diagnostic.code;
  entry["message"] = diagnostic.message;
  entry["location"] = location(results.sources, diagnostic.span);
  return entry;
}

Json summary_of(const Results& results) {
  const Summary summary = summarise(results);
  Json entry;
  entry["findings"] = summary.findings;
  for (std::size_t i = 0; i < kSeverityBands.size(); ++i) {
    entry["by_band"][std::string(kSeverityBands[i])] = summary.by_band[i];
  }
  entry["suppressed"] = summary.suppressed;
  entry["not_asked"] = summary.not_asked;
  entry["mitigated"] = summary.mitigated;
  entry["files"] = results.files_read;
  entry["resources"] = results.dfd.coverage.resources;
  entry["modelled"] = results.dfd.coverage.modelled;
  entry["ignored"] = counts_of(results.dfd.coverage.ignored);
  entry["not_modelled"] = counts_of(results.dfd.coverage.not_modelled);
  entry["undecided"] = Json::object();
  for (const RuleOutcome& outcome : results.outcomes) {
    if (outcome.undecided == 0) continue;
    entry["undecided"][std::string(results.rules.text(outcome.rule->id))] = outcome.undecided;
  }
  entry["successful"] = results.successful;
  return entry;
}

}  // namespace
}  // namespace weir::report

std::string weir::write_json(const Results& results) {
  std::string out = "{\n";
  report::Array findings(out, "findings");
  for (const Finding& finding : results.findings)
    findings.add(report::finding_of(results, finding));
  findings.close();
  out += ",\n";
  report::Array cuts(out, "remedies");
  for (const Remedy& remedy :
       remedies(results.dfd, results.catalog, report::shown_findings(results)))
    cuts.add(report::remedy_of(results, remedy));
  cuts.close();
  out += ",\n";
  report::Array diagnostics(out, "diagnostics");
  for (const Diagnostic& diagnostic : results.diagnostics) {
    diagnostics.add(report::diagnostic_of(results, diagnostic));
  }
  diagnostics.close();
  return out + ",\n\"summary\": " + report::written(report::summary_of(results)) + "\n}\n";
}
