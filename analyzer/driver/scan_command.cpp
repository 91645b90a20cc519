#include <algorithm>
#include <cstdio>

#include "analyzer/base/escape.h"
#include "analyzer/driver/commands.h"
#include "analyzer/driver/compare/asked.h"
#include "analyzer/driver/compare/revision.h"
#include "analyzer/driver/progress.h"
#include "analyzer/driver/terminal.h"
#include "analyzer/report/report.h"
#include "sarif/sarif.h"

namespace weir {
namespace {

std::string lower_case(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

Format report_format(const CommandLine& line) {
  if (line.format != Format::automatic) return line.format;
  const std::string file = lower_case(line.output);
  if (file.ends_with(".sarif") || file.ends_with(".sarif.json")) return Format::sarif;
  if (file.ends_with(".json")) return Format::json;
  if (file.ends_with(".xml")) return Format::junit;
  if (file.ends_with(".md") || file.ends_with(".markdown")) return Format::markdown;
  return Format::text;
}

std::string write(const Results& results, const Analysis& analysis, const Knowledge& knowledge, const CommandLine& line) {
  switch (report_format(line)) {
    case Format::sarif:
      return write_sarif(results, {WEIR_VERSION, line.category, line.all_rules, line.include_suppressed});
    case Format::json: return write_json(results);
    case Format::markdown: return write_markdown(results, resilience::lifecycle_of(resilience_input(analysis, knowledge)));
    case Format::junit: return write_junit(results);
    case Format::gitlab: return write_gitlab(results);
    default: return write_text(results, text_options(line));
  }
}

/// Findings of the severity that fails a scan, by whether their precision does too.
struct Severe {
  std::size_t failing = 0, too_unsure = 0;
};

Severe severe_ones(const Results& results, const CommandLine& line) {
  Severe found;
  if (line.fail_on == "never") return found;
  const Precision precision = precision_named(line.min_precision);
  for (const Finding& finding : results.findings) {
    if (finding.suppression != Suppression::none ||
        severity_rank(severity_band(finding.severity)) < severity_rank(line.fail_on))
      continue;
    ++(finding.precision >= precision ? found.failing : found.too_unsure);
  }
  return found;
}

/// Whoever reads of a critical finding expects the scan to fail.
void print_too_unsure(const Severe& severe, const CommandLine& line) {
  if (line.quiet || severe.failing > 0 || severe.too_unsure == 0) return;
  const bool one = severe.too_unsure == 1;
  std::fprintf(stderr, "weir: %zu %s of severity %s or above %s not fail the scan: the precision is below %s (--min-precision)\n",
               severe.too_unsure, one ? "finding" : "findings", line.fail_on.c_str(), one ? "does" : "do", line.min_precision.c_str());
}

void print_timings(const std::vector<Timing>& timings) {
  std::string text;
  for (const Timing& timing : timings) {
    char seconds[64];
    std::snprintf(seconds, sizeof seconds, "%.3f s (CPU %.3f)", timing.seconds, timing.processor_seconds);
    text += (text.empty() ? "" : ", ") + timing.stage + " " + seconds;
  }
  std::fprintf(stderr, "weir: %s\n", text.c_str());
}

int list_files(const CommandLine& line) {
  SourceMap sources;
  const Result<Project> project = discover({line.paths, line.exclude, line.config}, sources);
  if (!project.ok()) return fail(project.error().message);
  std::string text;
  for (const ProjectFile& file : project->files) text += escape_terminal_line(sources.path(file.file)) + "\n";
  print_diagnostics(sources, project->diagnostics, line.verbose, line.quiet);
  return put_output(line.output, text) && !has_errors(project->diagnostics) ? 0 : 2;
}

}  // namespace

int scan_command(const CommandLine& line, const Knowledge& built_in) {
  if (line.list_files) return list_files(line);
  const Result<Knowledge> knowledge = load_knowledge(line, built_in);
  if (!knowledge.ok()) return fail(knowledge.error().message);
  Progress progress(!line.quiet);
  progress.at("inferring the data-flow diagram");
  Result<std::unique_ptr<Analysis>> made =
      line.staged ? analyze_staged(line, *knowledge) : analyze_input(line, *knowledge);
  if (!made.ok()) {
    progress.end();
    return fail(made.error().message);
  }
  Analysis& analysis = keep_until_exit(std::move(*made));
  progress.at("evaluating the rules");
  evaluate_rules(analysis, *knowledge, analyze_options(line), today());
  progress.at("comparing with what is known");
  const Result<bool> asked = leave_out_unasked(line, *knowledge, analysis);
  progress.end();
  if (!asked.ok()) return fail(asked.error().message);
  const Results results = results_of(analysis, *knowledge);
  print_diagnostics(results.sources, results.diagnostics, line.verbose, line.quiet);
  if (line.verbose) print_timings(analysis.timings);
  const Severe severe = severe_ones(results, line);
  print_too_unsure(severe, line);
  if (!put_output(line.output, write(results, analysis, *knowledge, line)) || !results.successful) return 2;
  return severe.failing > 0 ? 1 : 0;
}

}  // namespace weir
