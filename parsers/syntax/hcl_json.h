#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "parsers/syntax/hcl_json_forms.h"
#include "parsers/syntax/syntax.h"

namespace weir::hcl {

/// Templates of one file that are parsed; each is a run of the grammar.
inline constexpr std::size_t kJsonTemplates = 100'000;

/// A document of JSON → the document of the same meaning in HCL's kinds, its places in the JSON.
/// Recursion is bounded by what parse_json lets pass.
class JsonRewriting {
 public:
  JsonRewriting(SourceMap& sources, const Document& json, Parsed& parsed)
      : sources_(sources), json_(json), parsed_(parsed), out_(parsed.documents.back()) {}

  void file();

 private:
  // hcl_json.cpp: structure
  void body(NodeIndex map, const BodyForm& form);
  void property(NodeIndex entry, const BodyForm& form);
  void comment(NodeIndex entry);
  /// One block, or one for each item of a list, below `key`; `labels` more keys are to come.
  void blocks(const BlockForm& form, NodeIndex key, NodeIndex value);
  void labelled(const BlockForm& form, std::vector<NodeIndex>& keys, NodeIndex value);
  void block(const BlockForm& form, const std::vector<NodeIndex>& keys, NodeIndex body_map);
  void attribute(NodeIndex key, NodeIndex value, Reading reading);
  bool holds_dynamic(NodeIndex value) const;
  void unexpected(NodeIndex at, std::string_view what, std::string_view expected);

  // hcl_json_expressions.cpp: values
  void expression(NodeIndex at, Reading reading);
  void object(NodeIndex at, Reading reading);
  void string(NodeIndex at, Reading reading);
  void plain_string(NodeIndex at);
  /// Parses `before` + the string's text + `behind` as an attribute's expression and takes it over;
  /// false, with what was wrong reported, if it is none.
  bool parse_inside(NodeIndex at, std::string_view text, std::string_view before,
                    std::string_view behind, bool heredoc);
  void take_over(const Document& parsed, NodeIndex at, bool heredoc);

  bool is_map(NodeIndex n) const { return json_[n].kind == NodeKind::map; }
  bool is_list(NodeIndex n) const { return json_[n].kind == NodeKind::list; }
  NodeIndex value_of(NodeIndex entry) const {
    const NodeIndex key = json_.first_child(entry);
    const NodeIndex value = json_.next_sibling(key);
    return value < json_.next_sibling(entry) ? value : kNoNode;
  }
  StringRef keep(std::string_view text);
  NodeIndex open(NodeKind kind, std::uint32_t begin, std::uint32_t end, std::string_view text = {});
  NodeIndex open(NodeKind kind, NodeIndex at, std::string_view text = {}) {
    return open(kind, json_[at].begin, json_[at].end, text);
  }
  void close(NodeIndex node) {
    out_.nodes[node].subtree_end = static_cast<NodeIndex>(out_.nodes.size());
  }

  SourceMap& sources_;
  const Document& json_;
  Parsed& parsed_;
  Document& out_;
  std::size_t templates_ = 0;
  std::size_t template_bytes_ = 0;
  bool too_many_ = false;
};

}  // namespace weir::hcl
