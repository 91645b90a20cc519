#include "analyzer/document/document.h"

#include <array>

#include "analyzer/base/escape.h"
#include "analyzer/base/source_map.h"

namespace weir {
namespace {

constexpr std::array<std::string_view, 27> kKindNames = {
    "error",   "map",      "entry",       "list",         "null",   "boolean",     "number",
    "string",  "body",     "attribute",   "block",        "label",  "variable",    "get_attr",
    "index",   "splat",    "call",        "unary",        "binary", "conditional", "for_list",
    "for_map", "template", "template_if", "template_for", "object", "tuple"};

std::string_view name_of(NodeKind kind) { return kKindNames[static_cast<std::size_t>(kind)]; }

bool is_scalar(NodeKind kind) {
  return kind == NodeKind::boolean || kind == NodeKind::number || kind == NodeKind::string;
}

std::string place(const SourceMap& sources, Span span) {
  span = sources.in_host(span);
  if (!span.valid()) return " @nowhere";
  const Position begin = sources.position(span.file, span.begin);
  const Position end = sources.position(span.file, span.end);
  return " @" + std::to_string(begin.line) + ":" + std::to_string(begin.column) + "-" +
         std::to_string(end.line) + ":" + std::to_string(end.column);
}

std::string quoted(std::string_view text) { return " \"" + escape_json(text) + "\""; }

}  // namespace

NodeIndex find_entry_node(const Document& document, NodeIndex n, std::string_view key) {
  if (n >= document.nodes.size() || document[n].kind != NodeKind::map) return kNoNode;
  for (const NodeIndex entry : children(document, n)) {
    if (document[entry].kind != NodeKind::entry || !document.has_children(entry)) continue;
    const NodeIndex at = document.first_child(entry);
    if (is_scalar(document[at].kind) && document.text(at) == key) return entry;
  }
  return kNoNode;
}

NodeIndex find_entry(const Document& document, NodeIndex n, std::string_view key) {
  const NodeIndex entry = find_entry_node(document, n, key);
  if (entry == kNoNode) return kNoNode;
  const NodeIndex value = document.next_sibling(document.first_child(entry));
  return value < document[entry].subtree_end ? value : kNoNode;
}

std::string dump(const Document& document, const SourceMap& sources) {
  std::string out;
  std::vector<NodeIndex> ends;  // subtree ends of the nodes that are open: the depth
  for (NodeIndex n = 0; n < document.nodes.size(); ++n) {
    while (!ends.empty() && ends.back() <= n) ends.pop_back();
    const SyntaxNode& node = document[n];
    out.append(2 * ends.size(), ' ');
    out += name_of(node.kind);
    if (is_scalar(node.kind) || node.text.size > 0) out += quoted(document.text(n));
    if (node.expand) out += " ...";
    if (node.tag.size > 0) out += " " + escape_json(document.tag(n));
    out += place(sources, document.span(n)) + "\n";
    ends.push_back(node.subtree_end);
  }
  for (const Comment& comment : document.comments) {
    out += comment.own_line ? "comment" : "comment-behind";
    out += quoted(document.view(comment.text));
    out += place(sources, {document.file, comment.begin, comment.end}) + "\n";
  }
  return out;
}

}  // namespace weir
