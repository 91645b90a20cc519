#include <algorithm>
#include <string>

#include "analyzer/base/escape.h"
#include "analyzer/report/layout.h"
#include "analyzer/report/report.h"
#include "analyzer/report/summary.h"

namespace weir::report {
namespace {

std::string attribute(std::string_view name, std::string_view value) {
  return " " + std::string(name) + "=\"" + escape_xml(one_line(value)) + "\"";
}

/// What reads such reports groups cases by class: here by file.
std::string case_of(std::string_view file, std::string_view name, const std::string& inside) {
  return "    <testcase" + attribute("classname", file.empty() ? "weir" : file) +
         attribute("name", name) + (inside.empty() ? "/>\n" : ">" + inside + "</testcase>\n");
}

std::string finding_case(const Results& results, const Finding& finding) {
  const std::string rule(results.rules.text(finding.rule->id));
  const std::string place = place_text(results.sources, finding.span);
  std::string inside = "<failure" + attribute("type", severity_band(finding.severity)) +
                       attribute("message", std::string(results.rules.text(finding.rule->title))) +
                       ">" + escape_xml(place + "\n" + finding.message) + "</failure>";
  const std::string_view file =
      finding.span.valid() ? results.sources.path(finding.span.file) : std::string_view{};
  return case_of(file, rule + ": " + finding.address + (place.empty() ? "" : " (" + place + ")"),
                 inside);
}

std::string fault_case(const Results& results, const Diagnostic& diagnostic) {
  const std::string place = place_text(results.sources, diagnostic.span);
  const std::string_view file =
      diagnostic.span.valid() ? results.sources.path(diagnostic.span.file) : std::string_view{};
  return case_of(file,
                 "not analysed: " + diagnostic.code + (place.empty() ? "" : " (" + place + ")"),
                 "<error" + attribute("type", diagnostic.code) +
                     attribute("message", diagnostic.message) + "/>");
}

}  // namespace
}  // namespace weir::report

std::string weir::write_junit(const Results& results) {
  std::string cases;
  std::size_t failures = 0, errors = 0;
  for (const Finding* finding : report::shown_findings(results)) {
    cases += report::finding_case(results, *finding);
    ++failures;
  }
  for (const Diagnostic& diagnostic : results.diagnostics) {
    if (diagnostic.level != Level::error) continue;
    cases += report::fault_case(results, diagnostic);
    ++errors;
  }
  // A report without a case reads as a broken build.
  if (cases.empty()) cases = report::case_of("", "no findings", "");
  const std::string counts =
      " tests=\"" + std::to_string(std::max<std::size_t>(failures + errors, 1)) + "\" failures=\"" +
      std::to_string(failures) + "\" errors=\"" + std::to_string(errors) + "\"";
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"weir\"" + counts +
         ">\n  <testsuite name=\"weir\"" + counts + ">\n" + cases +
         "  </testsuite>\n</testsuites>\n";
}
