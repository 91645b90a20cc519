#include "analyzer/driver/commands.h"
#include "analyzer/driver/graphviz.h"
#include "analyzer/driver/near_names.h"
#include "analyzer/report/focus.h"
#include "analyzer/report/report.h"

namespace weir {
namespace {

Format picture_format(const CommandLine& line) {
  if (line.format != Format::automatic) return line.format;
  if (line.output.ends_with(".mmd") || line.output.ends_with(".md")) return Format::mermaid;
  if (line.output.ends_with(".svg")) return Format::svg;
  return line.output.ends_with(".dot") ? Format::dot : Format::json;
}

std::size_t undecided(const std::vector<RuleOutcome>& outcomes) {
  std::size_t count = 0;
  for (const RuleOutcome& outcome : outcomes) count += outcome.undecided_reasons.size();
  return count;
}

/// Rules and the text of the diagram need the graph alone: they are made at the same time.
std::string evaluated_and_written(const CommandLine& line, Analysis& analysis, const Knowledge& knowledge,
                                  const DiagramOptions& options) {
  DiagramJson json(analysis.dfd, knowledge.catalog, analysis.sources, options);
  AnalyzeOptions asked = analyze_options(line);
  asked.findings = query::Matches::left_out;  // what is undecided is counted, nothing else is written
  evaluate_rules(analysis, knowledge, asked, today(), {json.parts(), [&](std::size_t i) { json.write(i); }});
  return json.whole(undecided(analysis.outcomes));
}

Result<std::string> picture(Format format, const std::string& graphviz, Analysis& analysis,
                            const Knowledge& knowledge, const DiagramOptions& options) {
  const Results results = results_of(analysis, knowledge);
  if (format == Format::mermaid) return write_diagram_mermaid(results, options);
  std::string dot = write_diagram_dot(results, options);
  return format == Format::dot ? Result<std::string>(std::move(dot)) : run_graphviz(graphviz, dot);
}

}  // namespace

int diagram_command(const CommandLine& line, const Knowledge& built_in) {
  const Format format = picture_format(line);
  Result<std::string> graphviz = std::string();
  if (format == Format::svg) graphviz = find_graphviz(kProgramFolders);
  if (!graphviz.ok()) return fail(graphviz.error().message);
  const Result<Knowledge> knowledge = load_knowledge(line, built_in);
  if (!knowledge.ok()) return fail(knowledge.error().message);
  Result<std::unique_ptr<Analysis>> made = analyze_input(line, *knowledge);
  if (!made.ok()) return fail(made.error().message);
  Analysis& analysis = keep_until_exit(std::move(*made));
  const DiagramOptions options{line.focus, line.depth, WEIR_VERSION};
  if (!line.focus.empty() && !has_focus(analysis.dfd, knowledge->catalog, line.focus))
    return fail("--focus: nothing in the diagram is called \"" + line.focus + "\"" +
                near_names(line.focus, focus_names(analysis.dfd)));
  std::string json;
  if (format == Format::json)
    json = evaluated_and_written(line, analysis, *knowledge, options);
  else if (line.findings)
    evaluate_rules(analysis, *knowledge, analyze_options(line), today());
  const Diagnostics diagnostics = analysis.diagnostics;
  const Result<std::string> text =
      format == Format::json ? std::move(json) : picture(format, *graphviz, analysis, *knowledge, options);
  if (!text.ok()) return fail(text.error().message);
  print_diagnostics(analysis.sources, diagnostics, line.verbose, line.quiet);
  return put_output(line.output, *text) && !has_errors(diagnostics) ? 0 : 2;
}

}  // namespace weir
