#include <map>
#include <string>

#include "analyzer/report/json_value.h"
#include "analyzer/report/report.h"
#include "analyzer/report/summary.h"

namespace weir::report {
namespace {

/// GitLab's words for severities.
std::string_view gitlab_severity(std::string_view band) {
  if (band == "critical") return "blocker";
  if (band == "high") return "critical";
  return band == "medium" ? "major" : "minor";
}

Json issue_of(const Results& results, const Finding& finding, std::map<std::string, int>& seen) {
  Json issue;
  issue["description"] =
      std::string(results.rules.text(finding.rule->title)) + ": " + finding.report;
  issue["check_name"] = results.rules.text(finding.rule->id);
  // GitLab drops all but one of equal fingerprints.
  issue["fingerprint"] =
      identity_hash(finding.identity) + "-" + std::to_string(++seen[finding.identity]);
  issue["severity"] = gitlab_severity(severity_band(finding.severity));
  issue["location"]["path"] = results.sources.path(finding.span.file);
  issue["location"]["lines"]["begin"] =
      results.sources.position(finding.span.file, finding.span.begin).line;
  issue["location"]["lines"]["end"] =
      results.sources.position(finding.span.file, finding.span.end).line;
  issue["content"]["body"] = finding.message;
  return issue;
}

}  // namespace
}  // namespace weir::report

std::string weir::write_gitlab(const Results& results) {
  std::string out = "[";
  std::map<std::string, int> seen;
  bool empty = true;
  for (const Finding& finding : results.findings) {
    if (finding.suppression != Suppression::none || !finding.span.valid())
      continue;  // GitLab shows none without a line
    out += empty ? "\n  " : ",\n  ";
    out += report::written(report::issue_of(results, finding, seen));
    empty = false;
  }
  return out + (empty ? "]\n" : "\n]\n");
}
