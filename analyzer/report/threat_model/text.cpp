#include "analyzer/report/threat_model/text.h"

#include "analyzer/base/escape.h"
#include "analyzer/report/layout.h"

namespace weir::report {
std::string code_span(std::string_view text) {
  const std::string shown = one_line(text);
  std::size_t longest = 0, run = 0;
  for (const char c : shown) {
    run = c == '`' ? run + 1 : 0;
    longest = run > longest ? run : longest;
  }
  const std::string fence(longest + 1, '`');
  const std::string pad = longest > 0 || shown.empty() ? " " : "";
  return fence + pad + shown + pad + fence;
}

std::string place_span(const SourceMap& sources, Span span) {
  return span.valid() ? code_span(place_text(sources, span)) : "no place in the input";
}

std::string table_row(const std::vector<std::string>& cells) {
  std::string text = "|";
  for (const std::string& cell : cells) text += " " + cell + " |";
  return text + "\n";
}

std::string table_head(const std::vector<std::string>& cells) {
  return table_row(cells) + table_row(std::vector<std::string>(cells.size(), "---"));
}

std::string name_of_node(const Results& results, NodeId node) {
  if (!node.valid()) return "the system";
  const GraphNode& found = results.dfd[node];
  return escape_markdown(found.name.empty() ? found.address : found.name);
}

}  // namespace weir::report
