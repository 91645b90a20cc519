// Blocks of override files merged into those that they override.

#include "parsers/terraform/declarations/overrides.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace weir::terraform {
namespace {

constexpr std::string_view kLifecycle = "lifecycle";
constexpr std::string_view kDynamic = "dynamic";

/// Writes nodes of several documents into one, each block's text behind the others'.
class Merging {
 public:
  explicit Merging(SourceMap& sources) : sources_(sources) {}

  std::unique_ptr<Document> run(const Block& base, const Block& over) {
    const Origin first = add_text(base), second = add_text(over);
    const NodeIndex root = open(NodeKind::body, 0, static_cast<std::uint32_t>(text_.size()), "");
    block(base.block, over.block, first, second);
    close(root);
    document_->nodes[root + 1].end = document_->nodes[root].end;  // it holds the other's parts
    document_->file = sources_.add_derived(std::move(text_), std::move(segments_));
    return std::move(document_);
  }

 private:
  /// Where the text of a block lies in its own file and in the new one.
  struct Origin {
    std::uint32_t begin = 0, end = 0, moved_to = 0;
  };

  Origin add_text(const Block& block) {
    const Span span = block.block.span();
    const auto at = static_cast<std::uint32_t>(text_.size());
    segments_.push_back({at, span, true});
    text_ += sources_.text(span);
    return {span.begin, span.end, at};
  }

  NodeIndex open(NodeKind kind, std::uint32_t begin, std::uint32_t end, std::string_view text) {
    SyntaxNode node;
    node.kind = kind;
    node.begin = begin;
    node.end = end;
    node.text = keep(text);
    document_->nodes.push_back(node);
    return static_cast<NodeIndex>(document_->nodes.size() - 1);
  }

  void close(NodeIndex node) {
    document_->nodes[node].subtree_end = static_cast<NodeIndex>(document_->nodes.size());
  }

  StringRef keep(std::string_view text) {
    const StringRef ref{static_cast<std::uint32_t>(document_->strings.size()),
                        static_cast<std::uint32_t>(text.size())};
    document_->strings += text;
    return ref;
  }

  /// A place of the old file in the new one; the labels of JSON may stand before their block.
  static std::uint32_t moved(std::uint32_t offset, const Origin& origin) {
    return std::clamp(offset, origin.begin, origin.end) - origin.begin + origin.moved_to;
  }

  SyntaxNode copy_of(const Document& from, NodeIndex n, const Origin& origin) {
    SyntaxNode node = from[n];
    node.begin = moved(node.begin, origin);
    node.end = moved(node.end, origin);
    node.text = keep(from.text(n));
    node.tag = {};
    return node;
  }

  void copy(const Document& from, NodeIndex top, const Origin& origin) {
    const auto first = static_cast<NodeIndex>(document_->nodes.size());
    for (NodeIndex n = top; n < from[top].subtree_end; ++n) {
      SyntaxNode node = copy_of(from, n, origin);
      node.subtree_end = node.subtree_end - top + first;
      document_->nodes.push_back(node);
    }
  }

  NodeIndex copy_head(const Document& from, NodeIndex n, const Origin& origin) {
    document_->nodes.push_back(copy_of(from, n, origin));
    return static_cast<NodeIndex>(document_->nodes.size() - 1);
  }

  void block(const Syntax& base, const Syntax& over, const Origin& first, const Origin& second) {
    const Document& document = *base.document;
    const NodeIndex node = copy_head(document, base.node, first);
    for (const NodeIndex child : children(document, base.node)) {
      if (document[child].kind != NodeKind::body) {
        copy(document, child, first);
        continue;
      }
      const NodeIndex own = copy_head(document, child, first);
      const Syntax other = block_at(*over.document, over.node).at_body();
      if (other.there())
        body({&document, child}, other, first, second);
      else
        for (const NodeIndex item : children(document, child)) copy(document, item, first);
      close(own);
    }
    close(node);
  }

  /// The type of a block, also of one that `dynamic` makes.
  static std::string type_of(const Document& document, NodeIndex node) {
    if (document.text(node) == kDynamic) {
      const Block block = block_at(document, node);
      if (!block.labels.empty()) return block.labels[0];
    }
    return std::string(document.text(node));
  }

  void body(const Syntax& base, const Syntax& over, const Origin& first, const Origin& second) {
    const Document& theirs = *over.document;
    const Document& ours = *base.document;
    std::set<std::string, std::less<>> types;
    for (const NodeIndex node : children(theirs, over.node))
      if (theirs[node].kind == NodeKind::block) types.insert(type_of(theirs, node));
    std::set<std::string, std::less<>> done;
    for (const NodeIndex node : children(ours, base.node)) {
      const std::string_view name = ours.text(node);
      if (ours[node].kind == NodeKind::attribute) {
        const NodeIndex other = attribute_node(over, name);
        done.emplace(name);
        other == kNoNode ? copy(ours, node, first) : copy(theirs, other, second);
      } else if (name == kLifecycle && types.count(name) != 0) {
        block({&ours, node}, {&theirs, nested_block(over, name)}, first, second);
      } else if (types.count(type_of(ours, node)) == 0) {
        copy(ours, node, first);
      }
    }
    const bool has_lifecycle = nested_block(base, kLifecycle) != kNoNode;
    for (const NodeIndex node : children(theirs, over.node)) {
      const std::string_view name = theirs.text(node);
      const bool attribute = theirs[node].kind == NodeKind::attribute;
      if (attribute && (name == "depends_on" || done.count(name) != 0)) continue;
      if (!attribute && name == kLifecycle && has_lifecycle) continue;
      copy(theirs, node, second);
    }
  }

  static NodeIndex attribute_node(const Syntax& body, std::string_view name) {
    if (name == "depends_on") return kNoNode;
    for (const NodeIndex node : children(*body.document, body.node)) {
      if ((*body.document)[node].kind == NodeKind::attribute && body.document->text(node) == name)
        return node;
    }
    return kNoNode;
  }

  SourceMap& sources_;
  std::unique_ptr<Document> document_ = std::make_unique<Document>();
  std::string text_;
  std::vector<Segment> segments_;
};

}  // namespace

bool is_override_file(std::string_view path) {
  if (!is_module_file(path)) return false;
  std::string_view name = path.substr(path.rfind('/') + 1);  // npos + 1 is 0
  if (name.ends_with(".json")) name.remove_suffix(5);
  name = name.substr(0, name.rfind('.'));
  return name == "override" || name.ends_with("_override");
}

std::unique_ptr<Document> merged(const Block& base, const Block& over, SourceMap& sources) {
  return Merging(sources).run(base, over);
}

}  // namespace weir::terraform
