#include "analyzer/driver/commands.h"
#include "analyzer/report/report.h"

namespace weir {
namespace {

Format format_of(const CommandLine& line) {
  if (line.format != Format::automatic) return line.format;
  if (line.output.ends_with(".mmd") || line.output.ends_with(".md")) return Format::mermaid;
  return line.output.ends_with(".dot") ? Format::dot : Format::json;
}

std::size_t undecided(const std::vector<RuleOutcome>& outcomes) {
  std::size_t count = 0;
  for (const RuleOutcome& outcome : outcomes) count += outcome.undecided_reasons.size();
  return count;
}

}  // namespace

int diagram_command(const CommandLine& line, const Knowledge& built_in) {
  const Result<Knowledge> knowledge = load_knowledge(line, built_in);
  if (!knowledge.ok()) return fail(knowledge.error().message);
  const Result<std::unique_ptr<Analysis>> made = analyze_input(line, *knowledge);
  if (!made.ok()) return fail(made.error().message);
  Analysis& analysis = **made;
  const Dfd& dfd = analysis.dfd;
  const DiagramOptions options{line.focus, line.depth, WEIR_VERSION};
  if (!line.focus.empty()) {
    bool found = false;
    for (std::size_t i = 0; i < dfd.nodes.size() && !found; ++i)
      found = is_element(dfd.nodes[i].kind) && full_address(dfd, NodeId(i)) == line.focus;
    if (!found) return fail("--focus: no element has the address \"" + line.focus + "\"");
  }
  std::string text;
  switch (format_of(line)) {
    case Format::mermaid: text = write_diagram_mermaid(dfd, knowledge->catalog, options); break;
    case Format::dot: text = write_diagram_dot(dfd, knowledge->catalog, options); break;
    default:
      evaluate_rules(analysis, *knowledge, analyze_options(line), today());
      text = write_diagram_json(dfd, knowledge->catalog, analysis.sources, undecided(analysis.outcomes), options);
  }
  print_diagnostics(analysis.sources, analysis.diagnostics, line.verbose, line.quiet);
  return put_output(line.output, text) && !has_errors(analysis.diagnostics) ? 0 : 2;
}

}  // namespace weir
