#include "parsers/syntax/hcl_cst.h"

#include <tree_sitter/api.h>

#include <bit>

namespace weir::hcl {
namespace {

static_assert(sizeof(CstNode) == sizeof(TSNode));

TSNode theirs(CstNode node) { return std::bit_cast<TSNode>(node); }
CstNode ours(TSNode node) { return std::bit_cast<CstNode>(node); }

}  // namespace

CstNode root_of(const TSTree* tree) { return ours(ts_tree_root_node(tree)); }
std::string_view type(CstNode node) { return ts_node_type(theirs(node)); }
bool is_named(CstNode node) { return ts_node_is_named(theirs(node)); }
bool has_error(CstNode node) { return ts_node_has_error(theirs(node)); }
bool is_missing(CstNode node) { return ts_node_is_missing(theirs(node)); }
std::uint32_t begin_of(CstNode node) { return ts_node_start_byte(theirs(node)); }
std::uint32_t end_of(CstNode node) { return ts_node_end_byte(theirs(node)); }

Nodes children_of(CstNode node) {
  Nodes found;
  TSTreeCursor cursor = ts_tree_cursor_new(theirs(node));  // ts_node_child(i) would be quadratic
  bool more = ts_tree_cursor_goto_first_child(&cursor);
  for (; more; more = ts_tree_cursor_goto_next_sibling(&cursor)) {
    const CstNode child = ours(ts_tree_cursor_current_node(&cursor));
    if (!is(child, "comment")) found.push_back(child);
  }
  ts_tree_cursor_delete(&cursor);
  return found;
}

Nodes named(CstNode node) {
  Nodes found = children_of(node);
  std::erase_if(found, [](CstNode child) { return !is_named(child) || is(child, "ERROR"); });
  return found;
}

}  // namespace weir::hcl
