#include "parsers/syntax/tree_builder.h"

#include <algorithm>
#include <functional>

#include "analyzer/base/escape.h"
#include "analyzer/base/limits.h"

namespace weir {
namespace {

constexpr std::size_t kDuplicatesReported = 50;  // per document; more of them say nothing new

bool is_scalar(NodeKind kind) {
  return kind == NodeKind::string || kind == NodeKind::number || kind == NodeKind::boolean;
}

}  // namespace

bool TreeBuilder::full() {
  if (document_.nodes.size() < limits::kDocumentNodes) return false;
  if (!full_reported_) {
    const std::uint32_t at = document_.nodes.back().begin;
    diagnostics_.push_back({Level::error,
                            {document_.file, at, at},
                            "too-large",
                            "the document has more than " + std::to_string(limits::kDocumentNodes) +
                                " nodes; what follows is not read"});
    full_reported_ = true;
  }
  return true;
}

void TreeBuilder::begin_value(std::uint32_t begin) {
  if (!expects_key()) return;
  SyntaxNode entry;
  entry.kind = NodeKind::entry;
  entry.begin = begin;
  frames_.back().entry = static_cast<NodeIndex>(document_.nodes.size());
  document_.nodes.push_back(entry);
}

void TreeBuilder::finish_value(std::uint32_t end) {
  if (frames_.empty() || !frames_.back().map) return;
  Frame& frame = frames_.back();
  if (!frame.key_next) {
    SyntaxNode& entry = node(frame.entry);
    entry.subtree_end = static_cast<NodeIndex>(document_.nodes.size());
    entry.end = std::max(end, entry.begin);
  }
  frame.key_next = !frame.key_next;
}

NodeIndex TreeBuilder::leaf(SyntaxNode leaf) {
  if (expects_key() && is_scalar(leaf.kind)) leaf.kind = NodeKind::string;
  begin_value(leaf.begin);
  const auto index = static_cast<NodeIndex>(document_.nodes.size());
  leaf.subtree_end = index + 1;
  document_.nodes.push_back(leaf);
  finish_value(leaf.end);
  return index;
}

NodeIndex TreeBuilder::open(NodeKind kind, std::uint32_t begin, StringRef tag) {
  begin_value(begin);
  const auto index = static_cast<NodeIndex>(document_.nodes.size());
  SyntaxNode container;
  container.kind = kind;
  container.begin = begin;
  container.tag = tag;
  document_.nodes.push_back(container);
  frames_.push_back({index, 0, kind == NodeKind::map, true});
  return index;
}

NodeIndex TreeBuilder::seal(std::uint32_t end) {
  const NodeIndex index = frames_.back().node;
  SyntaxNode& container = node(index);
  container.end = std::max(end, container.begin);
  container.subtree_end = static_cast<NodeIndex>(document_.nodes.size());
  if (frames_.back().map) check_duplicates(index);
  frames_.pop_back();
  return index;
}

void TreeBuilder::close_all(std::uint32_t end) {
  while (!frames_.empty()) {
    if (expects_value()) {
      SyntaxNode missing;
      missing.begin = missing.end = end;
      leaf(missing);
    }
    seal(end);
    finish_value(end);
  }
}

void TreeBuilder::check_duplicates(NodeIndex map) {
  keys_.clear();
  const std::hash<std::string_view> hash;
  for (const NodeIndex entry : children(document_, map)) {
    const NodeIndex key = entry + 1;
    if (is_scalar(document_[key].kind)) keys_.emplace_back(hash(document_.text(key)), key);
  }
  if (keys_.size() < 2) return;
  // By text (the hash first: it is quick), then in the order of the source.
  std::sort(keys_.begin(), keys_.end(), [this](const auto& a, const auto& b) {
    if (a.first != b.first) return a.first < b.first;
    const int order = document_.text(a.second).compare(document_.text(b.second));
    return order != 0 ? order < 0 : a.second < b.second;
  });
  std::vector<NodeIndex> repeated;
  for (std::size_t i = 1; i < keys_.size(); ++i) {
    if (keys_[i].first == keys_[i - 1].first &&
        document_.text(keys_[i].second) == document_.text(keys_[i - 1].second)) {
      repeated.push_back(keys_[i].second);
    }
  }
  std::sort(repeated.begin(), repeated.end());
  for (const NodeIndex key : repeated) report_duplicate(key);
}

void TreeBuilder::report_duplicate(NodeIndex key) {
  if (document_.text(key) == "<<" || ++duplicates_reported_ > kDuplicatesReported) return;
  diagnostics_.push_back({Level::warning, document_.span(key), "duplicate-key",
                          "the key \"" + escape_terminal(document_.text(key)) +
                              "\" appears more than once in this map; the first one counts"});
}

}  // namespace weir
