#include "parsers/syntax/hcl_lower.h"

#include "analyzer/base/escape.h"
#include "parsers/syntax/hcl_lowering.h"

namespace weir::hcl {

void Lowering::file(CstNode root) {
  const NodeIndex body = open(NodeKind::body, 0, source_.size());
  for (const CstNode child : children_of(root)) {
    if (is(child, "body")) {
      body_items(child);
    } else if (is(child, "object")) {
      expression(child);
    } else if (is(child, "ERROR")) {
      leaf(NodeKind::error, child);
    }
  }
  close(body);
}

StringRef Lowering::keep(std::string_view written) {
  std::string clean;
  if (!is_valid_utf8(written)) clean = sanitise_utf8(written);
  const std::string_view value = clean.empty() ? written : clean;
  const StringRef ref{static_cast<std::uint32_t>(document_.strings.size()),
                      static_cast<std::uint32_t>(value.size())};
  document_.strings += value;
  return ref;
}

void Lowering::body_items(CstNode body) {
  std::unordered_set<std::string_view> names;
  for (const CstNode child : children_of(body)) {
    if (is(child, "attribute")) {
      attribute(child, names);
    } else if (is(child, "block")) {
      block(child);
    } else if (is(child, "ERROR")) {
      leaf(NodeKind::error, child);
    }
  }
}

void Lowering::attribute(CstNode at, std::unordered_set<std::string_view>& names) {
  const Nodes parts = named(at);
  if (parts.empty()) return void(leaf(NodeKind::error, at));
  const std::string_view name = text(parts.front());
  if (!names.insert(name).second) report_duplicate(parts.front());
  const NodeIndex node = open(NodeKind::attribute, at, name);
  if (parts.size() > 1 && !has_error(at)) {
    expression(parts.back());
  } else {  // what is left of a broken expression would say something else
    leaf(NodeKind::error, at);
  }
  close(node);
}

void Lowering::report_duplicate(CstNode name) {
  const Span span{document_.file, begin_of(name), end_of(name)};
  parsed_.diagnostics.push_back({Level::warning, span, "duplicate-key",
                                 "the attribute \"" + escape_terminal(text(name)) +
                                     "\" is set more than once in this block; the first counts"});
}

void Lowering::block(CstNode at) {
  const Depth level(*this, at);
  if (!level) return;
  const Nodes parts = children_of(at);
  const NodeIndex node = open(NodeKind::block, at, parts.empty() ? "" : text(parts.front()));
  std::size_t body_begin = end_of(at), body_end = body_begin;
  CstNode body{};
  for (std::size_t i = 1; i < parts.size(); ++i) {
    if (is(parts[i], "string_lit")) label(parts[i]);
    if (is(parts[i], "identifier")) leaf(NodeKind::label, parts[i], text(parts[i]));
    if (is(parts[i], "block_start")) body_begin = begin_of(parts[i]);
    if (is(parts[i], "block_end")) body_end = end_of(parts[i]);
    if (is(parts[i], "body")) body = parts[i];
  }
  const NodeIndex content = open(NodeKind::body, body_begin, body_end);
  if (!is_none(body)) body_items(body);
  for (const CstNode part : parts) {
    if (is(part, "ERROR") || is_missing(part)) leaf(NodeKind::error, part);
  }
  close(content);
  close(node);
}

void Lowering::label(CstNode at) {
  const TemplateText quoted = quoted_text(at);
  const NodeIndex node =
      leaf(NodeKind::label, at, template_text(source_, quoted, quoted.begin, quoted.end));
  document_.nodes[node].style = ScalarStyle::double_quoted;
}

void lower(const TSTree* tree, std::string_view source, Parsed& parsed) {
  Lowering(source, parsed).file(root_of(tree));
}

}  // namespace weir::hcl
