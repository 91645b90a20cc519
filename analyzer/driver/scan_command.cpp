#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>

#include "analyzer/base/escape.h"
#include "analyzer/driver/commands.h"
#include "analyzer/report/report.h"
#include "sarif/sarif.h"

namespace weir {
namespace {

std::string lower_case(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

Format format_of(const CommandLine& line) {
  if (line.format != Format::automatic) return line.format;
  const std::string file = lower_case(line.output);
  if (file.ends_with(".sarif") || file.ends_with(".sarif.json")) return Format::sarif;
  if (file.ends_with(".json")) return Format::json;
  if (file.ends_with(".md") || file.ends_with(".markdown")) return Format::markdown;
  return Format::text;
}

TextOptions text_options(const CommandLine& line) {
  TextOptions options;
  options.verbose = line.verbose;
  options.quiet = line.quiet;
  if (line.output.empty() && ::isatty(STDOUT_FILENO) == 1) {
    options.colour = std::getenv("NO_COLOR") == nullptr;
    winsize size{};
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40) options.width = std::min<int>(size.ws_col, 120);
  }
  return options;
}

std::string write(const Results& results, const CommandLine& line) {
  switch (format_of(line)) {
    case Format::sarif:
      return write_sarif(results, {WEIR_VERSION, line.category, line.all_rules, line.include_suppressed});
    case Format::json: return write_json(results);
    case Format::markdown: return write_markdown(results);
    default: return write_text(results, text_options(line));
  }
}

int rank(std::string_view severity) {
  constexpr std::array<std::string_view, 4> kBands = {"low", "medium", "high", "critical"};
  return static_cast<int>(std::find(kBands.begin(), kBands.end(), severity) - kBands.begin());
}

Precision precision_named(std::string_view name) {
  if (name == "very-high") return Precision::very_high;
  if (name == "high") return Precision::high;
  return name == "medium" ? Precision::medium : Precision::low;
}

bool over_threshold(const Results& results, const CommandLine& line) {
  if (line.fail_on == "never") return false;
  const Precision precision = precision_named(line.min_precision);
  return std::any_of(results.findings.begin(), results.findings.end(), [&](const Finding& finding) {
    return finding.suppression == Suppression::none && finding.precision >= precision &&
           rank(severity_band(finding.severity)) >= rank(line.fail_on);
  });
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
  const Result<std::unique_ptr<Analysis>> analysis = analyze_input(line, *knowledge);
  if (!analysis.ok()) return fail(analysis.error().message);
  evaluate_rules(**analysis, *knowledge, analyze_options(line), today());
  const Results results = results_of(**analysis, *knowledge);
  print_diagnostics(results.sources, results.diagnostics, line.verbose, line.quiet);
  if (!put_output(line.output, write(results, line)) || !results.successful) return 2;
  return over_threshold(results, line) ? 1 : 0;
}

}  // namespace weir
