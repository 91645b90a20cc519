#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

struct TSTree;

namespace weir::hcl {

/// A node of the grammar's tree: tree-sitter's own value, so that only hcl_cst.cpp needs its
/// header.
struct CstNode {
  std::uint32_t context[4] = {};
  const void* id = nullptr;
  const TSTree* tree = nullptr;
};
using Nodes = std::vector<CstNode>;

CstNode root_of(const TSTree* tree);
std::string_view type(CstNode node);
inline bool is(CstNode node, std::string_view name) { return type(node) == name; }
inline bool is_none(CstNode node) { return node.id == nullptr; }
bool is_named(CstNode node);
/// Whether the parser skipped or made up something inside.
bool has_error(CstNode node);
/// Whether the parser made the node up.
bool is_missing(CstNode node);
std::uint32_t begin_of(CstNode node);
std::uint32_t end_of(CstNode node);
/// All children but comments.
Nodes children_of(CstNode node);
/// The named children without errors and comments.
Nodes named(CstNode node);

}  // namespace weir::hcl
