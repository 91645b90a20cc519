#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "parsers/syntax/syntax.h"
#include "parsers/syntax/tree_builder.h"

namespace weir::yaml {

/// An event's place and properties. `at` is where the node's tag or anchor, else its content,
/// begins.
struct Head {
  std::size_t at = 0;
  std::size_t anchor = 0;  ///< number of its anchor; 0 for none
  bool tagged = false;
};

/// Turns parser events into documents: follows them through the source, so that every node gets its
/// exact bytes, tags stay as written, and the comments between tokens are found.
class YamlTree {
 public:
  /// `text` is what the parser reads, `source` the file: equally long, and equal but for bytes that
  /// the parser must not see.
  YamlTree(std::string_view text, std::string_view source, std::size_t begin, FileId file,
           Parsed& parsed)
      : text_(text), source_(source), cursor_(begin), file_(file), parsed_(parsed) {}

  void start_document();
  void null(Head head);
  void alias(std::size_t at, std::size_t anchor);
  void scalar(Head head, std::string_view value);
  void open(Head head, NodeKind kind, bool flow);
  void close();
  /// The parser gave up at `at`.
  void failed(std::size_t at, std::string message);
  /// No more events: takes the last comments, closes what is open.
  void finish();

 private:
  struct Properties {
    StringRef tag;
    std::size_t end = 0;      ///< end of the last one; where the node's place is if it is empty
    std::size_t content = 0;  ///< what follows them
  };
  Properties read_properties(std::size_t at, bool tag, bool anchor);
  void scan_comments(std::size_t to);
  void add_comment(std::size_t begin, std::size_t end);
  /// Moves past the separator (`:` or `-`) that an empty value follows.
  void pass_indicator();
  std::size_t scalar_end(SyntaxNode& node, std::string_view value);
  StringRef hidden_tag(std::size_t content);
  StringRef keep_value(std::string_view value);
  void add_leaf(SyntaxNode node, std::size_t anchor);
  void append_copy(NodeIndex from, std::size_t height);
  void alias_error(std::size_t at, std::string_view code, std::string message);
  void remember(std::size_t anchor, NodeIndex node);
  bool stopped() { return skipped_levels_ > 0 || builder_->full(); }
  void too_deep(std::size_t at);
  Document& document() { return parsed_.documents.back(); }

  std::string_view text_;
  std::string_view source_;
  std::size_t cursor_;  ///< one past the last token
  FileId file_;
  Parsed& parsed_;
  std::optional<TreeBuilder> builder_;
  std::vector<NodeIndex> anchors_;         ///< by number; kNoNode if not (or no longer) there
  std::vector<bool> bracketed_;            ///< open containers: written with brackets?
  std::vector<std::size_t> open_anchors_;  ///< open containers: number of the anchor
  std::size_t alias_budget_used_ = 0;
  std::size_t skipped_levels_ = 0;  ///< open containers beyond the limit of nesting
  bool gave_up_ = false;
  std::vector<std::string_view> reported_;  ///< codes of limits reported once
};

/// Adds the events of a YAML stream to `tree`. Gives where the parser gave up, if it did (tree.failed
/// was called then). `begin`: size of the byte order mark.
std::optional<std::size_t> read_events(std::string_view text, std::size_t begin, YamlTree& tree);

}  // namespace weir::yaml
