#include "analyzer/base/escape.h"
#include "analyzer/driver/commands.h"

namespace weir {
namespace {

constexpr std::size_t kMatchesShown = 20;

std::string_view truth_word(Truth truth) {
  return truth == Truth::yes ? "true   " : truth == Truth::no ? "false  " : "unknown";
}

void print(const SourceMap& sources, const query::Explanation& part, std::size_t indent, std::string& text) {
  text += std::string(truth_word(part.truth)) + "  " + std::string(2 * indent, ' ') + escape_terminal_line(part.text);
  if (!part.detail.empty()) text += "   — " + escape_terminal_line(part.detail);
  if (part.span.valid()) {
    const Span span = sources.in_host(part.span);
    const Position at = sources.position(span.file, span.begin);
    text += "   (" + escape_terminal_line(sources.path(span.file)) + ":" + std::to_string(at.line) + ":" + std::to_string(at.column) + ")";
  }
  text += "\n";
  for (const query::Explanation& inner : part.parts) print(sources, inner, indent + 1, text);
}

/// The only element whose text `of` is `called`; none if there are several.
NodeId only_one(const Dfd& dfd, const std::string& called, std::string GraphNode::*of) {
  NodeId found;
  for (std::size_t i = 0; i < dfd.nodes.size(); ++i) {
    if (dfd.nodes[i].*of != called) continue;
    if (found.valid()) return {};
    found = NodeId(i);
  }
  return found;
}

/// By its full address, its address, or what findings call it.
NodeId element_called(const Dfd& dfd, const std::string& called) {
  for (std::size_t i = 0; i < dfd.nodes.size(); ++i)
    if (full_address(dfd, NodeId(i)) == called) return NodeId(i);
  const NodeId found = only_one(dfd, called, &GraphNode::address);
  return found.valid() ? found : only_one(dfd, called, &GraphNode::name);
}

}  // namespace

int explain_command(const CommandLine& line, const Knowledge& built_in) {
  const Result<Knowledge> knowledge = load_knowledge(line, built_in);
  if (!knowledge.ok()) return fail(knowledge.error().message);
  const RuleRecord* rule = knowledge->rules.find(line.rule);
  if (rule == nullptr) return fail("no rule is called \"" + line.rule + "\"; `weir rules list` shows them");
  const Result<std::unique_ptr<Analysis>> made = analyze_input(line, *knowledge);
  if (!made.ok()) return fail(made.error().message);
  const Analysis& analysis = **made;
  NodeId about;
  if (!line.element.empty()) {
    about = element_called(analysis.dfd, line.element);
    if (!about.valid()) return fail("no single element has the address or name \"" + line.element + "\"");
  }
  std::vector<query::CompiledMitigation> mitigations;
  for (const MitigationRecord& mitigation :
       knowledge->rules.mitigations.subspan(rule->mitigations.first, rule->mitigations.count))
    mitigations.push_back(mitigation.compiled);
  const query::Queries& queries = knowledge->rules.queries;
  GuardStore guards = analysis.dfd.guards;
  const std::vector<query::Explanation> trees =
      query::explain(queries, queries.queries[rule->query], mitigations, *analysis.index, guards, about, kMatchesShown);
  std::string text = std::string(knowledge->rules.text(rule->id)) + ": " + std::string(knowledge->rules.text(rule->title)) + "\n";
  if (trees.empty()) text += "Nothing here comes near this rule: no elements of the kinds it speaks of.\n";
  for (const query::Explanation& tree : trees) {
    text += "\n";
    print(analysis.sources, tree, 0, text);
  }
  print_diagnostics(analysis.sources, analysis.diagnostics, false, true);
  return put_output({}, text) && !has_errors(analysis.diagnostics) ? 0 : 2;
}

}  // namespace weir
