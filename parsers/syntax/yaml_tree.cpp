#include "parsers/syntax/yaml_tree.h"

#include <algorithm>

#include "analyzer/base/limits.h"
#include "analyzer/base/utf.h"
#include "parsers/syntax/input_check.h"
#include "parsers/syntax/yaml_merge.h"
#include "parsers/syntax/yaml_scan.h"

namespace weir::yaml {
namespace {

constexpr std::size_t kLeastAliasExpansion = 5'000;  // nodes that aliases may add to the smallest file

constexpr auto kNesting = static_cast<std::size_t>(limits::kNesting);

std::uint32_t offset(std::size_t at) { return static_cast<std::uint32_t>(at); }

/// Kind of a plain scalar under the tag it is written with; local tags (!Ref) make a string.
NodeKind tagged_kind(std::string_view tag, std::string_view value) {
  if (tag == "!!int" || tag == "!!float" || tag == "!!bool") return plain_kind(value);
  if (tag == "!!null") return NodeKind::null;
  return NodeKind::string;
}

}  // namespace

void YamlTree::start_document() {
  if (builder_) builder_->close_all(offset(cursor_));
  parsed_.documents.emplace_back();
  document().file = file_;
  builder_.emplace(document(), parsed_.diagnostics);
  anchors_.clear();
  bracketed_.clear();
  open_anchors_.clear();
  skipped_levels_ = 0;
}

void YamlTree::add_comment(std::size_t begin, std::size_t end) {
  std::size_t text_begin = begin + 1, text_end = end;
  while (text_begin < text_end && is_blank(text_[text_begin])) ++text_begin;
  while (text_end > text_begin && is_blank(text_[text_end - 1])) --text_end;
  std::size_t before = begin;
  while (before > 0 && is_blank(text_[before - 1])) --before;
  Comment comment;
  comment.begin = offset(begin);
  comment.end = offset(text_end);
  comment.text = keep_value(text_.substr(text_begin, text_end - text_begin));
  comment.own_line = before == byte_order_mark(text_) || before == 0 || is_break(text_[before - 1]);
  document().comments.push_back(comment);
}

void YamlTree::scan_comments(std::size_t to) {
  to = std::min(to, text_.size());
  while (cursor_ < to) {
    const std::size_t hash = text_.substr(0, to).find('#', cursor_);
    if (hash == kNone) break;
    cursor_ = hash + 1;
    if (!begins_comment(text_, hash)) continue;
    cursor_ = line_end(text_, hash);
    add_comment(hash, cursor_);
  }
  cursor_ = std::max(cursor_, to);
}

YamlTree::Properties YamlTree::read_properties(std::size_t at, bool tag, bool anchor) {
  scan_comments(at);
  Properties found;
  found.end = found.content = at;
  while (true) {
    const std::size_t i = skip_space(text_, found.content);
    const char c = i < text_.size() ? text_[i] : '\0';
    if (!(tag && c == '!') && !(anchor && c == '&')) {
      if (found.end > at) found.content = i;  // else the event is at its content already
      return found;
    }
    found.content = found.end = property_end(text_, i);
    if (c == '!') {
      found.tag = builder_->keep(text_.substr(i, found.end - i));
      tag = false;
    } else {
      anchor = false;
    }
  }
}

void YamlTree::pass_indicator() {
  const std::size_t i = skip_space(text_, cursor_);
  if (i >= text_.size()) return;
  if ((builder_->expects_value() && text_[i] == ':') || (builder_->in_list() && text_[i] == '-')) {
    scan_comments(i);
    cursor_ = i + 1;
  }
}

StringRef YamlTree::keep_value(std::string_view value) {
  if (value.find('\x7F') == kNone) return builder_->keep(value);
  std::string text;  // the placeholder of a byte that could not be read (see parse_yaml)
  for (const char c : value) c == '\x7F' ? text += kReplacement : text += c;
  return builder_->keep(text);
}

void YamlTree::remember(std::size_t anchor, NodeIndex node) {
  if (anchor == 0) return;
  if (anchors_.size() <= anchor) anchors_.resize(anchor + 1, kNoNode);
  anchors_[anchor] = node;
}

void YamlTree::add_leaf(SyntaxNode node, std::size_t anchor) {
  const bool key = builder_->expects_key();
  const NodeIndex index = builder_->leaf(node);
  remember(anchor, index);
  if (!key) return;
  SyntaxNode& added = document().nodes[index];
  if (added.kind == NodeKind::null && added.end > added.begin) {  // `~: x`: the key is its text
    added.kind = NodeKind::string;
    added.text = builder_->keep(text_.substr(added.begin, added.end - added.begin));
  }
}

void YamlTree::null(Head head) {
  if (stopped()) return;
  SyntaxNode node;
  node.kind = NodeKind::null;
  std::size_t content = head.at;
  if (head.anchor != 0) {
    const Properties properties = read_properties(head.at, false, true);
    cursor_ = properties.end;
    content = properties.content;
  }
  const std::size_t word = content >= cursor_ ? null_word(text_, content) : 0;
  const std::size_t next = skip_space(text_, content + word);
  const bool next_key = builder_->expects_value() && next < text_.size() && text_[next] == ':';
  if (word > 0 && !next_key) {
    scan_comments(content);
    node.begin = offset(content);
    cursor_ = content + word;
  } else {
    if (head.anchor == 0) pass_indicator();
    node.begin = offset(cursor_);
  }
  node.end = offset(cursor_);
  add_leaf(node, head.anchor);
}

/// The tag before a block scalar that hide_block_tag took from the parser's sight.
StringRef YamlTree::hidden_tag(std::size_t content) {
  std::size_t end = content;
  while (end > 0 && is_blank(source_[end - 1])) --end;
  std::size_t begin = end;
  while (begin > 0 && is_blank(text_[begin - 1]) && !is_blank(source_[begin - 1])) --begin;
  return begin == end ? StringRef{} : builder_->keep(source_.substr(begin, end - begin));
}

std::size_t YamlTree::scalar_end(SyntaxNode& node, std::string_view value) {
  const char first = node.begin < text_.size() ? text_[node.begin] : '\0';
  if (first == '"' || first == '\'') {
    node.style = first == '"' ? ScalarStyle::double_quoted : ScalarStyle::single_quoted;
    const std::size_t end = quoted_end(text_, node.begin);
    if (end != kNone) return end;
    report_error(
        parsed_, file_, node.begin, node.begin + 1, "syntax-error",
        std::string("this quotation is not closed: found the end of the file; expected ") + first);
    return text_.size();
  }
  if (first == '|' || first == '>') {
    node.style = first == '|' ? ScalarStyle::literal_block : ScalarStyle::folded_block;
    const BlockExtent extent = block_extent(text_, node.begin, value);
    if (extent.comment != kNone) add_comment(extent.comment, extent.header_end);
    return std::max(extent.end, extent.comment == kNone ? 0 : extent.header_end);
  }
  return plain_end(text_, node.begin, value);
}

void YamlTree::scalar(Head head, std::string_view value) {
  if (skipped_levels_ > 0) cursor_ = std::max(cursor_, head.at);
  if (stopped()) return;
  const Properties properties = read_properties(head.at, true, true);
  const std::string_view same_line =
      text_.substr(properties.end, properties.content - properties.end);
  const bool empty = value.empty() && properties.end > head.at &&
                     (properties.content >= text_.size() || same_line.find('\n') != kNone ||
                      std::string_view("\"'|>").find(text_[properties.content]) == kNone);
  SyntaxNode node;
  node.kind = NodeKind::string;
  node.tag = properties.tag.size > 0 ? properties.tag : hidden_tag(properties.content);
  if (empty) {
    cursor_ = properties.end;
    node.begin = node.end = offset(cursor_);
    node.text = builder_->keep("");
  } else {
    scan_comments(properties.content);
    node.begin = offset(properties.content);
    cursor_ = scalar_end(node, value);
    node.end = offset(cursor_);
    node.text = keep_value(value);
  }
  if (node.style == ScalarStyle::plain && !empty) {
    const bool tagged = properties.tag.size > 0;
    node.kind = tagged ? tagged_kind(document().view(properties.tag), value) : plain_kind(value);
    if (node.kind == NodeKind::boolean && !builder_->expects_key()) {
      node.text = builder_->keep(value[0] == 't' || value[0] == 'T' ? "true" : "false");
    }
  }
  add_leaf(node, head.anchor);
}

void YamlTree::too_deep(std::size_t at) {
  cursor_ = std::max(cursor_, at);
  SyntaxNode node;
  node.begin = node.end = offset(cursor_);
  alias_error(at, "too-deep",
              "nested deeper than " + std::to_string(limits::kNesting) +
                  " levels; what is inside is not read");
  add_leaf(node, 0);
}

void YamlTree::open(Head head, NodeKind kind, bool flow) {
  if (skipped_levels_ > 0) {
    ++skipped_levels_;
    cursor_ = std::max(cursor_, head.at);
    return;
  }
  if (stopped()) return;
  if (builder_->depth() >= kNesting) {
    too_deep(head.at);
    skipped_levels_ = 1;
    return;
  }
  const Properties properties = read_properties(head.at, head.tagged, head.anchor != 0);
  scan_comments(properties.content);
  const char first = cursor_ < text_.size() ? text_[cursor_] : '\0';
  const bool bracket = flow && first == (kind == NodeKind::map ? '{' : '[');
  builder_->open(kind, offset(cursor_), properties.tag);
  if (bracket) ++cursor_;
  bracketed_.push_back(bracket);
  open_anchors_.push_back(head.anchor);
}

void YamlTree::close() {
  if (skipped_levels_ > 0) {
    --skipped_levels_;
    return;
  }
  if (builder_->full() || builder_->depth() == 0) return;
  if (bracketed_.back()) {
    std::size_t i = cursor_;
    while (true) {
      i = skip_space(text_, i);
      if (i >= text_.size() || std::string_view(",:?").find(text_[i]) == kNone) break;
      ++i;
    }
    if (i < text_.size() && (text_[i] == '}' || text_[i] == ']')) {
      scan_comments(i);
      cursor_ = i + 1;
    }
  }
  const NodeIndex node = builder_->seal(offset(cursor_));
  remember(open_anchors_.back(), node);
  if (document()[node].kind == NodeKind::map) expand_merge_keys(document(), node, anchors_);
  bracketed_.pop_back();
  open_anchors_.pop_back();
  builder_->finish_value(offset(cursor_));
}

void YamlTree::alias_error(std::size_t at, std::string_view code, std::string message) {
  if (std::find(reported_.begin(), reported_.end(), code) != reported_.end()) return;
  reported_.push_back(code);
  report_error(parsed_, file_, at, at, code, std::move(message));
}

void YamlTree::alias(std::size_t at, std::size_t anchor) {
  if (skipped_levels_ > 0) cursor_ = std::max(cursor_, at);
  if (stopped()) return;
  scan_comments(at);
  cursor_ = property_end(text_, at);
  SyntaxNode unresolved;
  unresolved.begin = offset(at);
  unresolved.end = offset(cursor_);
  const NodeIndex from = anchor < anchors_.size() ? anchors_[anchor] : kNoNode;
  if (from == kNoNode) {
    alias_error(at, "alias",
                "found the alias " + std::string(text_.substr(at, cursor_ - at)) +
                    " within what it names; expected the name of a finished node");
    return add_leaf(unresolved, 0);
  }
  // How deep the copy is: an attacker can double the size and add a level with every alias.
  std::size_t height = 1;
  std::vector<NodeIndex> ends;
  const NodeIndex end = document()[from].subtree_end;
  const std::size_t size = end - from;
  // Small files add little: thousands of them may lie beside each other.
  const std::size_t may_add = std::min(limits::kAliasExpansion, kLeastAliasExpansion + 2 * text_.size());
  if (alias_budget_used_ + size > may_add) {
    alias_error(at, "alias-budget",
                "the aliases of this file stand for more than " +
                    std::to_string(may_add) + " nodes; the others are not read");
    return add_leaf(unresolved, 0);
  }
  alias_budget_used_ += size;
  for (NodeIndex n = from; n < end; ++n) {
    while (!ends.empty() && ends.back() <= n) ends.pop_back();
    if (document()[n].kind == NodeKind::map || document()[n].kind == NodeKind::list) {
      ends.push_back(document()[n].subtree_end);
      height = std::max(height, ends.size());
    }
  }
  append_copy(from, height);
}

void YamlTree::append_copy(NodeIndex from, std::size_t height) {
  if (builder_->depth() + height > kNesting) return too_deep(cursor_);
  Document& doc = document();
  if (!doc.has_children(from)) {
    const SyntaxNode copy = doc[from];
    const bool key = builder_->expects_key();
    const NodeIndex index = builder_->leaf(copy);
    // An entry lies where it is written, not where the anchor of its key is.
    if (key) doc.nodes[index - 1].begin = offset(cursor_);
    return;
  }
  builder_->begin_value(offset(cursor_));
  const NodeIndex end = doc[from].subtree_end;
  const auto to = static_cast<NodeIndex>(doc.nodes.size());
  for (NodeIndex n = from; n < end; ++n) {
    SyntaxNode copy = doc[n];
    copy.subtree_end = copy.subtree_end - from + to;
    doc.nodes.push_back(copy);
  }
  builder_->finish_value(offset(cursor_));
}

void YamlTree::failed(std::size_t at, std::string message) {
  gave_up_ = true;
  at = std::min(at, text_.size());
  if (skipped_levels_ > 0) return;  // too deep for us first, then for the parser: said already
  report_error(parsed_, file_, at, at, "syntax-error", std::move(message));
}

void YamlTree::finish() {
  if (!builder_) start_document();
  if (!gave_up_) scan_comments(text_.size());
  if (document().nodes.empty()) {
    SyntaxNode root;
    root.kind = gave_up_ ? NodeKind::error : NodeKind::null;
    root.begin = gave_up_ ? 0 : offset(text_.size());
    root.end = offset(text_.size());
    builder_->leaf(root);
  }
  builder_->close_all(offset(cursor_));
}

}  // namespace weir::yaml
