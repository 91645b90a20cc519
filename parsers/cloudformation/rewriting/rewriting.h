#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/source_map.h"
#include "analyzer/document/document.h"

namespace weir::cloudformation {

/// Values of parameters as texts, as far as they are known before a template is lowered; an entry
/// without a value is not known, whatever the default says.
using KnownParameters = std::map<std::string, std::optional<std::string>, std::less<>>;

/// A stretch of a text that is put together, and what it leads to: byte by byte if it reads there
/// as it does here, else as a whole.
struct Stretch {
  std::string text;
  Span host;
};

/// A Document that is read into another one, and where its text and strings begin there.
struct Placed {
  const Document* document = nullptr;
  std::uint32_t bytes = 0;
  std::uint32_t strings = 0;
};

/// A Document in the making: copies of nodes of other Documents, and scalars that stand in none.
/// Its file is a derived text: the original's, then every text added. Nodes are added in
/// pre-order.
class Rewriting {
 public:
  Rewriting(const Document& original, SourceMap& sources);

  /// The original's place.
  Placed original() const { return {original_, 0, 0}; }
  /// Adds another Document's text and comments; its nodes can be copied from then on.
  Placed place(const Document& document);
  /// Adds a copy of one node, whose children follow until `close`.
  NodeIndex open(const Placed& from, NodeIndex node);
  /// The same, of a map, list or entry that is made; `place` is in the original.
  NodeIndex open(NodeKind kind, Span place);
  void close(NodeIndex opened);
  /// Adds a copy of a node with everything below it.
  void copy(const Placed& from, NodeIndex node);
  /// Adds a scalar whose text is put together.
  void scalar(NodeKind kind, const std::vector<Stretch>& stretches, std::string_view tag);

  /// What has been added so far.
  std::size_t nodes() const { return document_.nodes.size(); }

  /// A point to which everything added later can be taken back.
  struct Mark {
    std::size_t nodes, strings, comments, bytes, segments;
  };
  Mark mark() const;
  void take_back(const Mark& mark);

  /// The Document, with its text in the source map.
  Document finish();

 private:
  const Document* original_;
  SourceMap& sources_;
  Document document_;
  std::string text_;
  std::vector<Segment> segments_;
};

}  // namespace weir::cloudformation
