#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "analyzer/document/document.h"

namespace weir {

/// Builds the flat tree of a YAML or JSON document from events, and reports what both languages let
/// pass: duplicate keys, too many nodes. Values of a map come in turn: key, value, key, …; the
/// builder makes the entries.
class TreeBuilder {
 public:
  TreeBuilder(Document& document, Diagnostics& diagnostics)
      : document_(document), diagnostics_(diagnostics) {}

  /// Containers that are open.
  std::size_t depth() const { return frames_.size(); }
  bool expects_key() const {
    return !frames_.empty() && frames_.back().map && frames_.back().key_next;
  }
  bool expects_value() const {
    return !frames_.empty() && frames_.back().map && !frames_.back().key_next;
  }
  bool in_list() const { return !frames_.empty() && !frames_.back().map; }
  /// The limit of nodes is reached: reported once; further nodes are to be left out.
  bool full();

  StringRef keep(std::string_view text) {
    const StringRef ref{static_cast<std::uint32_t>(document_.strings.size()),
                        static_cast<std::uint32_t>(text.size())};
    document_.strings += text;
    return ref;
  }

  /// Adds a node without children. A scalar key becomes a string: keys have no other type in JSON.
  NodeIndex leaf(SyntaxNode node);
  /// Opens a map or list.
  NodeIndex open(NodeKind kind, std::uint32_t begin, StringRef tag);
  /// Ends the innermost container; finish_value must follow.
  NodeIndex seal(std::uint32_t end);
  /// Begins a value that the caller appends to the document himself; finish_value must follow.
  void begin_value(std::uint32_t begin);
  /// The value just added is complete; its text, seen from where it is used, ends at `end`.
  void finish_value(std::uint32_t end);
  /// Ends everything that is open, with an error node for a value that is missing.
  void close_all(std::uint32_t end);

 private:
  struct Frame {
    NodeIndex node = 0;
    NodeIndex entry = 0;
    bool map = false;
    bool key_next = true;
  };
  void check_duplicates(NodeIndex map);
  void report_duplicate(NodeIndex key);
  SyntaxNode& node(NodeIndex n) { return document_.nodes[n]; }

  Document& document_;
  Diagnostics& diagnostics_;
  std::vector<Frame> frames_;
  std::vector<std::pair<std::size_t, NodeIndex>> keys_;  // scratch of check_duplicates
  std::size_t duplicates_reported_ = 0;
  bool full_reported_ = false;
};

}  // namespace weir
