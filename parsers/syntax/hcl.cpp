// HCL native syntax by tree-sitter-hcl.

#include <tree_sitter/api.h>

#include <algorithm>
#include <string>

#include "analyzer/base/limits.h"
#include "analyzer/base/utf.h"
#include "parsers/syntax/grammar.h"
#include "parsers/syntax/hcl_lower.h"
#include "parsers/syntax/hcl_prescan.h"
#include "parsers/syntax/input_check.h"
#include "parsers/syntax/syntax.h"

extern "C" const TSLanguage* tree_sitter_hcl(void);

namespace weir {
namespace {

constexpr std::size_t kErrorsReported = 20;  // per file; what follows the first is often its echo

void add_comment(TSNode at, std::string_view source, Document& document) {
  Comment comment;
  comment.begin = ts_node_start_byte(at);
  comment.end = ts_node_end_byte(at);
  std::string_view text = source.substr(comment.begin, comment.end - comment.begin);
  std::size_t before = comment.begin;
  while (before > 0 && (source[before - 1] == ' ' || source[before - 1] == '\t')) --before;
  comment.own_line = before == byte_order_mark(source) || before == 0 || source[before - 1] == '\n';
  text.remove_prefix(text.starts_with('#') ? 1 : std::min<std::size_t>(2, text.size()));
  if (source.substr(comment.begin, 2) == "/*" && text.ends_with("*/")) text.remove_suffix(2);
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  text = first == std::string_view::npos ? std::string_view{} : text.substr(first);
  text = text.substr(0, text.find_last_not_of(" \t\r\n") + 1);
  comment.text = {static_cast<std::uint32_t>(document.strings.size()),
                  static_cast<std::uint32_t>(text.size())};
  document.strings += text;
  document.comments.push_back(comment);
}

void report_syntax_error(TSNode at, std::string_view source, Parsed& parsed) {
  const std::uint32_t begin = ts_node_start_byte(at), end = ts_node_end_byte(at);
  std::string message = "not HCL: found " + found_at(source, begin);
  if (ts_node_is_missing(at)) {
    std::string expected = ts_node_type(at);
    std::replace(expected.begin(), expected.end(), '_', ' ');
    message += "; expected " + expected;
  } else {
    message += "; expected an attribute, a block or the rest of an expression";
  }
  report_error(parsed, parsed.documents.back().file, begin, end, "syntax-error",
               std::move(message));
}

}  // namespace

void hcl::collect_comments_and_errors(const TSTree* tree, std::string_view source, Parsed& parsed) {
  std::size_t errors = 0;
  TSTreeCursor cursor = ts_tree_cursor_new(ts_tree_root_node(tree));
  while (true) {
    const TSNode node = ts_tree_cursor_current_node(&cursor);
    const std::string_view type = ts_node_type(node);
    const bool error = type == "ERROR" || ts_node_is_missing(node);
    if (type == "comment") add_comment(node, source, parsed.documents.back());
    if (error && ++errors <= kErrorsReported) report_syntax_error(node, source, parsed);
    if (ts_tree_cursor_goto_first_child(&cursor)) continue;
    while (!ts_tree_cursor_goto_next_sibling(&cursor)) {
      if (ts_tree_cursor_goto_parent(&cursor)) continue;
      ts_tree_cursor_delete(&cursor);
      return;
    }
  }
}

Parsed parse_hcl(const SourceMap& sources, FileId file) {
  Parsed parsed;
  const std::string_view source = sources.text(file);
  if (!check_input(source, file, limits::kHclFileBytes, parsed)) return parsed;
  hcl::Prescan scan = hcl::prescan(source);
  if (scan.template_depth > limits::kHclTemplateDepth) {
    report_error(parsed, file, scan.deepest_template, scan.deepest_template, "too-deep",
                 "templates inside templates deeper than " +
                     std::to_string(limits::kHclTemplateDepth) + " levels; the file is not read");
    add_error_document(file, source.size(), parsed);
    return parsed;
  }
  if (const std::size_t bad = find_invalid_utf8(source); bad != std::string_view::npos) {
    report_error(parsed, file, bad, bad + 1, "not-utf8",
                 "found a byte that is not UTF-8; expected UTF-8 text");
  }
  const GrammarTree tree =
      parse_with(tree_sitter_hcl(), scan.text, progress_budget(scan.text.size()));
  if (tree == nullptr) {
    report_error(parsed, file, 0, 0, "too-complex",
                 "the parser needs more steps than a file of this size may take; it is not read");
    add_error_document(file, source.size(), parsed);
    return parsed;
  }
  parsed.documents.emplace_back();
  parsed.documents.back().file = file;
  hcl::collect_comments_and_errors(tree.get(), source, parsed);
  hcl::lower(tree.get(), source, parsed);
  return parsed;
}

}  // namespace weir
