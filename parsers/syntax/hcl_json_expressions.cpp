// Values of Terraform's JSON syntax as expressions.

#include <algorithm>
#include <utility>

#include "analyzer/base/limits.h"
#include "parsers/syntax/hcl_json.h"
#include "parsers/syntax/input_check.h"

namespace weir::hcl {

void JsonRewriting::expression(NodeIndex at, Reading reading) {
  switch (json_[at].kind) {
    case NodeKind::map:
      return object(at, reading);
    case NodeKind::list: {
      const NodeIndex node = open(NodeKind::tuple, at);
      for (const NodeIndex item : children(json_, at)) expression(item, reading);
      return close(node);
    }
    case NodeKind::string:
      return string(at, reading);
    case NodeKind::null:
    case NodeKind::boolean:
    case NodeKind::number:
      open(json_[at].kind, at, json_.text(at));
      return;
    default:
      open(NodeKind::error, at);
  }
}

void JsonRewriting::object(NodeIndex at, Reading reading) {
  const NodeIndex node = open(NodeKind::object, at);
  for (const NodeIndex entry : children(json_, at)) {
    if (json_[entry].kind != NodeKind::entry || value_of(entry) == kNoNode) {
      open(NodeKind::error, entry);
      continue;
    }
    const NodeIndex pair = open(NodeKind::entry, entry);
    string(json_.first_child(entry),
           reading == Reading::templates ? Reading::templates : Reading::literal);
    expression(value_of(entry), reading);
    close(pair);
  }
  close(node);
}

void JsonRewriting::plain_string(NodeIndex at) {
  const NodeIndex node = open(NodeKind::string, at, json_.text(at));
  out_.nodes[node].style = ScalarStyle::double_quoted;
}

void JsonRewriting::string(NodeIndex at, Reading reading) {
  const std::string_view text = json_.text(at);
  const bool marked =
      text.find("${") != std::string_view::npos || text.find("%{") != std::string_view::npos;
  if (reading == Reading::literal || (reading == Reading::templates && !marked))
    return plain_string(at);
  templates_ += 1;
  template_bytes_ += text.size();
  if (templates_ > kJsonTemplates || template_bytes_ > limits::kHclFileBytes) {
    if (!std::exchange(too_many_, true)) {
      report_error(parsed_, out_.file, json_[at].begin, json_[at].end, "too-complex",
                   "there are too many templates in this file; this and the others are not read");
    }
    open(NodeKind::error, at);
    return;
  }
  bool read = false;
  if (reading == Reading::templates) {
    std::string mark = "T";  // a text that holds the line would end it
    while (text.find(mark) != std::string_view::npos) mark += 'T';
    read = parse_inside(at, text, "x = <<" + mark + "\n", "\n" + mark + "\n", true);
  } else if (text.starts_with("${") && text.ends_with("}")) {
    read = parse_inside(at, text, "x = \"", "\"\n", false);
  } else {
    read = parse_inside(at, text, "x = ", "\n", false);
  }
  if (!read) open(NodeKind::error, at);
}

bool JsonRewriting::parse_inside(NodeIndex at, std::string_view text, std::string_view before,
                                 std::string_view behind, bool heredoc) {
  const FileId decoded = derive_scalar(sources_, json_, at);
  const auto size = static_cast<std::uint32_t>(text.size());
  const auto head = static_cast<std::uint32_t>(before.size());
  const Span first = {decoded, 0, std::min(size, 1u)},
             last = {decoded, size - std::min(size, 1u), size};
  std::string wrapped(before);
  wrapped += text;
  wrapped += behind;
  std::vector<Segment> segments = {{0, first, false}};
  if (size > 0) segments.push_back({head, {decoded, 0, size}, true});
  segments.push_back({head + size, last, false});
  const FileId file = sources_.add_derived(std::move(wrapped), std::move(segments));
  Parsed inside = parse_hcl(sources_, file);
  for (Diagnostic& diagnostic : inside.diagnostics) {
    diagnostic.span = sources_.in_host(diagnostic.span);
    parsed_.diagnostics.push_back(std::move(diagnostic));
  }
  const Document& document = inside.documents.front();
  const bool one = document.nodes.size() > 2 && document[1].kind == NodeKind::attribute &&
                   document.next_sibling(1) == document.next_sibling(0);
  if (inside.ok() && !one) unexpected(at, "a name or an expression", "one");
  if (!inside.ok() || !one) return false;
  take_over(document, at, heredoc);
  return true;
}

/// The expression of a parsed attribute. The text of a heredoc ends in a line end that is not the
/// string's.
void JsonRewriting::take_over(const Document& parsed, NodeIndex at, bool heredoc) {
  constexpr NodeIndex kRoot = 2;
  const auto first = static_cast<NodeIndex>(out_.nodes.size());
  const auto end = static_cast<NodeIndex>(parsed.nodes.size());
  NodeIndex last = kRoot;  // what stands at the end of the text
  if (parsed[kRoot].kind == NodeKind::template_)
    for (const NodeIndex part : children(parsed, kRoot)) last = part;
  for (NodeIndex n = kRoot; n < end; ++n) {
    SyntaxNode node = parsed[n];
    const bool whole = heredoc && n == kRoot;
    const Span span = whole ? json_.span(at) : sources_.in_host(parsed.span(n));
    std::string_view text = parsed.text(n);
    if (heredoc && n == last && node.kind == NodeKind::string && text.ends_with('\n')) {
      text.remove_suffix(1);
      if (text.empty() && n != kRoot) {
        out_.nodes[first].subtree_end -= 1;
        break;
      }
    }
    node.begin = span.begin;
    node.end = span.end;
    node.text = keep(text);
    node.subtree_end = node.subtree_end - kRoot + first;
    if (node.style == ScalarStyle::heredoc) node.style = ScalarStyle::double_quoted;
    out_.nodes.push_back(node);
  }
}

}  // namespace weir::hcl
