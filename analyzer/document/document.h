#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/diagnostic.h"
#include "analyzer/base/span.h"

namespace weir {

/// What a syntax node is. YAML and JSON use the first group only, and the same text in either gives
/// the same shape. HCL and program source add theirs below it.
enum class NodeKind : std::uint8_t {
  error,   ///< text that is not of the language; children, if any, are what could still be read
  map,     ///< children: entry…
  entry,   ///< children: key (a scalar; any node in YAML), value
  list,    ///< children: the items
  null,
  boolean,  ///< text: "true" or "false"
  number,   ///< text: as written
  string,   ///< text: decoded
  // HCL
  body,         ///< children: attribute | block …
  attribute,    ///< text: name; child: expression
  block,        ///< text: type; children: label (string)…, body
  label,        ///< text: block label
  variable,     ///< text: root name of a traversal
  get_attr,     ///< text: name; child: the object
  index,        ///< children: the object, the key expression
  splat,        ///< text: ".*" or "[*]"; children: the object, then the rest as applied to each item
  call,         ///< text: function name; children: arguments; `expand` set when the last ends in `...`
  unary,        ///< text: operator; child
  binary,       ///< text: operator; children: left, right
  conditional,  ///< children: condition, then, else
  for_list,     ///< text: "key,value" names; children: collection, value, [condition]
  for_map,      ///< text: "key,value" names; children: collection, key, value, [condition]; `expand` for `...`
  template_,    ///< children: template parts (string | expression | template_if | template_for)
  template_if,  ///< children: condition, then (template_), [else (template_)]
  template_for, ///< text: "key,value" names; children: collection, template_
  object,       ///< children: entry… (keys are expressions)
  tuple,        ///< children: the items
};

using NodeIndex = std::uint32_t;

/// A piece of Document::strings.
struct StringRef {
  std::uint32_t begin = 0;
  std::uint32_t size = 0;
};

/// How a scalar was written; decides how its content maps to bytes and whether `true` is a boolean.
enum class ScalarStyle : std::uint8_t { plain, single_quoted, double_quoted, literal_block, folded_block, heredoc };

/// One node of the pre-order array. Its children follow it directly; `subtree_end` is one past its
/// last descendant, so the next sibling of n is nodes[n].subtree_end.
struct SyntaxNode {
  NodeKind kind = NodeKind::error;
  ScalarStyle style = ScalarStyle::plain;
  bool expand = false;           ///< HCL: `...`
  std::uint32_t begin = 0;       ///< bytes in the file, half-open; quotes and brackets included
  std::uint32_t end = 0;
  NodeIndex subtree_end = 0;
  StringRef text;                ///< decoded scalar text or name (see NodeKind)
  StringRef tag;                 ///< YAML tag as written ("!Sub"), empty if none
};

/// A comment, without its mark (`#`, `//`, `/* */`) and surrounding blanks.
struct Comment {
  std::uint32_t begin = 0, end = 0;  ///< bytes, mark included
  StringRef text;
  bool own_line = false;             ///< nothing but blanks before it on its line
};

/// One parsed text: a flat syntax tree with spans. Node 0 is the root (a list of documents is several
/// Documents, see parse_yaml). Broken input still gives what could be read, with `error` nodes, and
/// diagnostics that say why.
struct Document {
  FileId file;
  std::string strings;
  std::vector<SyntaxNode> nodes;
  std::vector<Comment> comments;

  const SyntaxNode& operator[](NodeIndex n) const { return nodes[n]; }
  std::string_view view(StringRef ref) const {
    return std::string_view(strings).substr(ref.begin, ref.size);
  }
  std::string_view text(NodeIndex n) const { return view(nodes[n].text); }
  std::string_view tag(NodeIndex n) const { return view(nodes[n].tag); }
  Span span(NodeIndex n) const { return {file, nodes[n].begin, nodes[n].end}; }
  bool empty() const { return nodes.empty(); }

  /// First child of n, or nodes[n].subtree_end when it has none.
  NodeIndex first_child(NodeIndex n) const { return n + 1; }
  NodeIndex next_sibling(NodeIndex n) const { return nodes[n].subtree_end; }
  bool has_children(NodeIndex n) const { return nodes[n].subtree_end > n + 1; }
};

/// Iterates over the direct children of a node: `for (NodeIndex c : children(doc, n))`.
class Children {
 public:
  struct Iterator {
    const Document* document;
    NodeIndex at;
    NodeIndex operator*() const { return at; }
    Iterator& operator++() {
      at = document->nodes[at].subtree_end;
      return *this;
    }
    bool operator!=(const Iterator& other) const { return at != other.at; }
  };
  Children(const Document& document, NodeIndex parent) : document_(&document), parent_(parent) {}
  Iterator begin() const { return {document_, parent_ + 1}; }
  Iterator end() const { return {document_, document_->nodes[parent_].subtree_end}; }

 private:
  const Document* document_;
  NodeIndex parent_;
};
inline Children children(const Document& document, NodeIndex parent) { return {document, parent}; }

inline constexpr NodeIndex kNoNode = UINT32_MAX;

/// Value node of the first entry of map `n` whose key is the scalar `key`; kNoNode if there is none or
/// n is no map. (Duplicate keys: the first counts; the parser has reported them.)
NodeIndex find_entry(const Document& document, NodeIndex n, std::string_view key);
/// The entry node itself (its first child is the key).
NodeIndex find_entry_node(const Document& document, NodeIndex n, std::string_view key);

/// Text dump for tests: one node a line, indented two blanks a level,
/// `kind "text" !tag @line:column-line:column`.
std::string dump(const Document& document, const class SourceMap& sources);

}  // namespace weir
