#include "parsers/syntax/yaml_merge.h"

#include <string_view>
#include <unordered_set>

namespace weir::yaml {
namespace {

bool is_merge_key(const Document& document, NodeIndex key) {
  return document[key].kind == NodeKind::string && document[key].style == ScalarStyle::plain &&
         document[key].tag.size == 0 && document.text(key) == "<<";
}

/// The maps that the value of a merge key names; empty if it is anything else.
std::vector<NodeIndex> merged_maps(const Document& document, NodeIndex value) {
  if (document[value].kind == NodeKind::map) return {value};
  std::vector<NodeIndex> maps;
  if (document[value].kind != NodeKind::list) return maps;
  for (const NodeIndex item : children(document, value)) {
    if (document[item].kind != NodeKind::map) return {};
    maps.push_back(item);
  }
  return maps;
}

/// Builds the new content of one map.
class MapRewriter {
 public:
  MapRewriter(const Document& document, NodeIndex map, const std::vector<NodeIndex>& old_anchors)
      : document_(document), map_(map), old_anchors_(old_anchors), anchors(old_anchors) {
    for (NodeIndex& anchor : anchors) {
      if (anchor > map) anchor = kNoNode;  // until its node is copied
    }
    for (const NodeIndex entry : children(document, map)) {
      if (!is_merge_key(document, entry + 1)) known_.insert(document.text(entry + 1));
    }
  }

  void add(NodeIndex entry) {
    const NodeIndex key = entry + 1;
    const NodeIndex value = document_.next_sibling(key);
    const bool merge = is_merge_key(document_, key) && value < document_[entry].subtree_end;
    const std::vector<NodeIndex> maps =
        merge ? merged_maps(document_, value) : std::vector<NodeIndex>{};
    if (maps.empty()) return copy(entry);
    for (const NodeIndex map : maps) {
      for (const NodeIndex merged : children(document_, map)) {
        if (known_.insert(document_.text(merged + 1)).second) copy(merged);
      }
    }
  }

 private:
  void copy(NodeIndex from) {
    const NodeIndex end = document_[from].subtree_end;
    const NodeIndex to = map_ + 1 + static_cast<NodeIndex>(nodes.size());
    for (NodeIndex n = from; n < end; ++n) {
      nodes.push_back(document_[n]);
      nodes.back().subtree_end = document_[n].subtree_end - from + to;
    }
    for (std::size_t i = 0; i < anchors.size(); ++i) {
      const NodeIndex old = old_anchors_[i];
      if (old != kNoNode && old >= from && old < end) anchors[i] = old - from + to;
    }
  }

  const Document& document_;
  NodeIndex map_;
  const std::vector<NodeIndex>& old_anchors_;
  std::unordered_set<std::string_view> known_;

 public:
  std::vector<SyntaxNode> nodes;   ///< what follows the map node
  std::vector<NodeIndex> anchors;  ///< where the anchors are then; kNoNode for those that are gone
};

}  // namespace

void expand_merge_keys(Document& document, NodeIndex map, std::vector<NodeIndex>& anchors) {
  bool merges = false;
  for (const NodeIndex entry : children(document, map)) {
    merges = merges || is_merge_key(document, entry + 1);
  }
  if (!merges) return;
  MapRewriter rewriter(document, map, anchors);
  for (const NodeIndex entry : children(document, map)) rewriter.add(entry);
  anchors = std::move(rewriter.anchors);
  document.nodes.resize(map + 1);
  document.nodes.insert(document.nodes.end(), rewriter.nodes.begin(), rewriter.nodes.end());
  document.nodes[map].subtree_end = static_cast<NodeIndex>(document.nodes.size());
}

}  // namespace weir::yaml
