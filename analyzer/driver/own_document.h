#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/base/diagnostic.h"
#include "analyzer/document/document.h"

namespace weir {

/// A document in a format of Weir's own (configuration, baseline), read key by key. What is not as
/// expected becomes a fault of level error that says what was found and what was expected.
class OwnDocument {
 public:
  OwnDocument(const Document& document, Diagnostics& faults)
      : document_(document), faults_(faults) {}

  void fault(NodeIndex node, std::string message) {
    faults_.push_back({Level::error, document_.span(node), "configuration", std::move(message)});
  }

  /// Calls `read(key, value)` for each entry; it returns false for a key that it does not know.
  template <class Read>
  void map(NodeIndex node, std::string_view what, std::string_view keys, Read read) {
    if (document_[node].kind != NodeKind::map)
      return fault(node, std::string(what) + " must be a map with the keys " + std::string(keys));
    for (NodeIndex entry : children(document_, node)) {
      const NodeIndex key = document_.first_child(entry);
      if (!read(document_.text(key), document_.next_sibling(key)))
        fault(key, "unknown key \"" + std::string(document_.text(key)) + "\" in " +
                       std::string(what) + "; expected one of " + std::string(keys));
    }
  }
  template <class Read>
  void list(NodeIndex node, std::string_view what, Read read) {
    if (document_[node].kind != NodeKind::list)
      return fault(node, std::string(what) + " must be a list");
    for (NodeIndex item : children(document_, node)) read(item);
  }
  std::string text(NodeIndex node, std::string_view what) {
    const NodeKind kind = document_[node].kind;
    if (kind == NodeKind::string || kind == NodeKind::number)
      return std::string(document_.text(node));
    fault(node, std::string(what) + " must be a text");
    return {};
  }
  /// A path or glob that stays below the configuration's folder.
  std::string path(NodeIndex node, std::string_view what) {
    std::string written = text(node, what);
    const std::string slashed = "/" + written + "/";
    if (written.starts_with('/') || slashed.find("/../") != std::string::npos)
      fault(node,
            std::string(what) + " \"" + written + "\" leads out of the configuration's folder");
    return written;
  }
  std::vector<std::string> paths(NodeIndex node, std::string_view what) {
    std::vector<std::string> read;
    list(node, what, [&](NodeIndex item) { read.push_back(path(item, what)); });
    return read;
  }
  const Document& document() const { return document_; }

 private:
  const Document& document_;
  Diagnostics& faults_;
};

}  // namespace weir
