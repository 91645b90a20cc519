#include "parsers/cloudformation/rewriting/rewriting.h"

#include <utility>

namespace weir::cloudformation {
namespace {

SyntaxNode moved(SyntaxNode node, const Placed& from) {
  node.begin += from.bytes;
  node.end += from.bytes;
  node.text.begin += from.strings;
  node.tag.begin += from.strings;
  return node;
}

}  // namespace

Rewriting::Rewriting(const Document& original, SourceMap& sources)
    : original_(&original), sources_(sources) {
  const std::string_view whole = sources.text(original.file);
  document_.strings = original.strings;
  document_.comments = original.comments;
  text_ = whole;
  text_ += '\n';  // after each stretch, so that even an empty one has a byte of its own
  segments_.push_back({0, {original.file, 0, static_cast<std::uint32_t>(whole.size())}, true});
}

Placed Rewriting::place(const Document& document) {
  const Placed placed{&document, static_cast<std::uint32_t>(text_.size()),
                      static_cast<std::uint32_t>(document_.strings.size())};
  const std::string_view whole = sources_.text(document.file);
  segments_.push_back(
      {placed.bytes, {document.file, 0, static_cast<std::uint32_t>(whole.size())}, true});
  text_ += whole;
  text_ += '\n';
  document_.strings += document.strings;
  for (Comment comment : document.comments) {
    comment.begin += placed.bytes;
    comment.end += placed.bytes;
    comment.text.begin += placed.strings;
    document_.comments.push_back(comment);
  }
  return placed;
}

NodeIndex Rewriting::open(const Placed& from, NodeIndex node) {
  const auto index = static_cast<NodeIndex>(document_.nodes.size());
  document_.nodes.push_back(moved((*from.document)[node], from));
  document_.nodes.back().subtree_end = index + 1;
  return index;
}

NodeIndex Rewriting::open(NodeKind kind, Span place) {
  const auto index = static_cast<NodeIndex>(document_.nodes.size());
  SyntaxNode node;
  node.kind = kind;
  node.begin = place.begin;
  node.end = place.end;
  node.subtree_end = index + 1;
  document_.nodes.push_back(node);
  return index;
}

void Rewriting::close(NodeIndex opened) {
  document_.nodes[opened].subtree_end = static_cast<NodeIndex>(document_.nodes.size());
}

void Rewriting::copy(const Placed& from, NodeIndex node) {
  const auto base = static_cast<NodeIndex>(document_.nodes.size());
  for (NodeIndex n = node; n < (*from.document)[node].subtree_end; ++n) {
    SyntaxNode copied = moved((*from.document)[n], from);
    copied.subtree_end = base + (copied.subtree_end - node);
    document_.nodes.push_back(copied);
  }
}

void Rewriting::scalar(NodeKind kind, const std::vector<Stretch>& stretches, std::string_view tag) {
  const auto keep = [&](std::string_view text) {
    const StringRef ref{static_cast<std::uint32_t>(document_.strings.size()),
                        static_cast<std::uint32_t>(text.size())};
    document_.strings += text;
    return ref;
  };
  SyntaxNode node;
  node.kind = kind;
  node.begin = static_cast<std::uint32_t>(text_.size());
  for (const Stretch& stretch : stretches) {
    const bool verbatim = sources_.text(stretch.host) == stretch.text;
    segments_.push_back({static_cast<std::uint32_t>(text_.size()), stretch.host, verbatim});
    text_ += stretch.text;
  }
  node.end = static_cast<std::uint32_t>(text_.size());
  node.text = keep(std::string_view(text_).substr(node.begin));
  node.tag = keep(tag);
  node.subtree_end = static_cast<NodeIndex>(document_.nodes.size()) + 1;
  text_ += '\n';
  document_.nodes.push_back(node);
}

Rewriting::Mark Rewriting::mark() const {
  return {document_.nodes.size(), document_.strings.size(), document_.comments.size(), text_.size(),
          segments_.size()};
}

void Rewriting::take_back(const Mark& mark) {
  document_.nodes.resize(mark.nodes);
  document_.strings.resize(mark.strings);
  document_.comments.resize(mark.comments);
  text_.resize(mark.bytes);
  segments_.resize(mark.segments);
}

Document Rewriting::finish() {
  document_.file = sources_.add_derived(std::move(text_), std::move(segments_));
  return std::move(document_);
}

}  // namespace weir::cloudformation
