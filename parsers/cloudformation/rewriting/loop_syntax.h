#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "analyzer/base/notes.h"
#include "analyzer/document/document.h"

namespace weir::cloudformation {

/// A loop as it is written: an entry `Fn::ForEach::Name: [Identifier, Collection, {…}]`.
struct Loop {
  NodeIndex entry = kNoNode, key = kNoNode;
  NodeIndex identifier = kNoNode, collection = kNoNode, body = kNoNode;
  bool well_formed = false;  ///< else only `entry` and `key` count
};

/// The loops of a template, in the order of its text.
class Loops {
 public:
  /// Malformed ones, names that are taken and a missing AWS::LanguageExtensions are noted.
  Loops(const Document& document, Notes& notes);

  bool empty() const { return loops_.empty(); }
  /// The loop that is this entry, or nullptr.
  const Loop* at(NodeIndex entry) const;
  /// The first loop that is or stands behind `node`, before `end`; nullptr if there is none.
  const Loop* next(NodeIndex node, NodeIndex end) const;
  bool any_in(NodeIndex node) const { return next(node, document_[node].subtree_end) != nullptr; }
  /// The loop's key.
  std::string_view name(const Loop& loop) const { return document_.text(loop.key); }

 private:
  Loop read(NodeIndex entry, Notes& notes) const;
  void check_transform(Notes& notes) const;
  void check_names(Notes& notes) const;
  void malformed(Notes& notes, std::string_view subject, NodeIndex node, std::string what) const;

  const Document& document_;
  std::vector<Loop> loops_;
};

}  // namespace weir::cloudformation
