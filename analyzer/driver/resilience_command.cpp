#include "analyzer/driver/commands.h"
#include "analyzer/driver/terminal.h"
#include "analyzer/report/resilience.h"

namespace weir {
namespace {

Format resilience_format(const CommandLine& line) {
  if (line.format != Format::automatic) return line.format;
  if (line.output.ends_with(".json")) return Format::json;
  return line.output.ends_with(".md") || line.output.ends_with(".markdown") ? Format::markdown : Format::text;
}

std::string write_resilience(const ResilienceResults& results, const CommandLine& line) {
  switch (resilience_format(line)) {
    case Format::json: return write_resilience_json(results);
    case Format::markdown: return write_resilience_markdown(results);
    default: return write_resilience_text(results, text_options(line));
  }
}

}  // namespace

int resilience_command(const CommandLine& line, const Knowledge& built_in) {
  const Result<Knowledge> knowledge = load_knowledge(line, built_in);
  if (!knowledge.ok()) return fail(knowledge.error().message);
  Result<std::unique_ptr<Analysis>> made = analyze_input(line, *knowledge);
  if (!made.ok()) return fail(made.error().message);
  Analysis& analysis = keep_until_exit(std::move(*made));
  const resilience::Input input = resilience_input(analysis, *knowledge);
  const resilience::Report report = resilience::report_of(input);
  // the page and the figures for scripts hold all single failures; the text asks for them
  const bool all = line.fail.empty() && resilience_format(line) != Format::text;
  std::vector<resilience::Outcome> outcomes;
  std::size_t left_off = 0;
  if (all || !line.fail.empty()) {
    Result<resilience::Asked> asked = resilience::failures_asked(input, report, all ? "all" : line.fail);
    if (!asked.ok()) return fail(asked.error().message);
    left_off = asked->left_off;
    outcomes = resilience::outcomes_of(input, report, std::move(asked->failures));
  }
  const ResilienceResults results{analysis.sources, input, report, std::move(outcomes), left_off, !line.fail.empty()};
  print_diagnostics(analysis.sources, analysis.diagnostics, line.verbose, line.quiet);
  if (!put_output(line.output, write_resilience(results, line)) || has_errors(analysis.diagnostics)) return 2;
  return line.fail.empty() && resilience::misses_objective(report) ? 1 : 0;
}

}  // namespace weir
