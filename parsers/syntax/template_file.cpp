// A whole text as an HCL template: read as the heredoc that it would be the content of.

#include <algorithm>
#include <string>
#include <utility>

#include "analyzer/base/limits.h"
#include "parsers/syntax/syntax.h"

namespace weir {
namespace {

/// A word that does not occur in the text: it has a longer run of `_` than any there.
std::string mark_for(std::string_view text) {
  std::size_t longest = 0, run = 0;
  for (const char c : text) {
    run = c == '_' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return "END" + std::string(longest + 1, '_');
}

/// Drops the line end that was put behind the text, up to `end`, and the string node that was only
/// that.
void drop_added_line(Document& document, NodeIndex whole, std::uint32_t end) {
  SyntaxNode& last = document.nodes.back();
  NodeIndex last_part = whole;
  for (const NodeIndex part : children(document, whole)) last_part = part;
  const bool is_string = last_part + 1 == document.nodes.size() && last.kind == NodeKind::string &&
                         (last_part == whole || last.end == end) && last.text.size > 0 &&
                         document.strings[last.text.begin + last.text.size - 1] == '\n';
  if (!is_string) return;  // a `~}` took it
  last.text.size -= 1;
  const auto index = static_cast<NodeIndex>(document.nodes.size() - 1);
  if (index == whole) return;
  last.end -= last.end > last.begin ? 1 : 0;
  if (last.text.size > 0) return;
  document.nodes.pop_back();
  for (SyntaxNode& node : document.nodes) {
    node.subtree_end = std::min<NodeIndex>(node.subtree_end, index);
  }
}

}  // namespace

Template parse_template(SourceMap& sources, FileId text) {
  Template result;
  const std::string_view content = sources.text(text);
  if (content.size() > limits::kHclFileBytes) return result;
  const std::string mark = mark_for(content);
  const std::string before = "x = <<" + mark + "\n";
  std::string wrapped = before;
  wrapped += content;
  wrapped += "\n" + mark + "\n";
  const auto begin = static_cast<std::uint32_t>(before.size());
  const auto end = begin + static_cast<std::uint32_t>(content.size());
  const auto size = static_cast<std::uint32_t>(content.size());
  const FileId derived = sources.add_derived(
      std::move(wrapped),
      {{0, {text, 0, 0}, false}, {begin, {text, 0, size}, true}, {end, {text, size, size}, false}});
  result.parsed = parse_hcl(sources, derived);
  if (!result.parsed.ok() || result.parsed.documents.empty()) return result;
  Document& document = result.parsed.documents.front();
  for (NodeIndex node = 0; node < document.nodes.size(); ++node) {
    const NodeKind kind = document[node].kind;
    if (kind != NodeKind::template_ && kind != NodeKind::string) continue;
    result.root = node;
    drop_added_line(document, node, end + 1);
    break;
  }
  return result;
}

}  // namespace weir
