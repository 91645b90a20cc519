#pragma once

#include <cstdint>
#include <deque>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "analyzer/base/ids.h"
#include "analyzer/base/source_map.h"
#include "analyzer/document/document.h"

namespace weir::cloudformation::sam {

/// A value of a Tree; `Part{}` is "not there", and every question may be asked about it.
using Part = Id<struct PartTag>;

/// An entry of a map, or an item of a list (without a key).
struct Entry {
  std::string key;
  Span place;  ///< of the key
  Part value;
  NodeIndex written = kNoNode;  ///< the key as the template writes it
};

/// A call of a function, in either form.
struct PartCall {
  std::string function;  ///< without `Fn::` or `!`
  Part argument;
};

/// A template in the making: values of a Document beside values that are made. What is taken from
/// the Document keeps its place, its form and its tags; what is made leads to the place that it is
/// made with. Parts may be shared; only maps and lists that were made here (also by `copy`) are
/// changed.
class Tree {
 public:
  explicit Tree(const Document& document);

  /// The value at a node of the Document.
  Part at(NodeIndex node);

  NodeKind kind(Part part) const;  ///< error if it is not there
  Span place(Part part) const;
  /// The node that it is; kNoNode if it was made.
  NodeIndex node(Part part) const;
  /// A scalar's text; empty of anything else, and of a call.
  std::string_view text(Part part) const;
  bool is_scalar(Part part) const;  ///< a text, number or boolean, and no call
  bool is_map(Part part);           ///< and no call
  bool is_list(Part part);          ///< and no call
  bool is_made(Part part) const;    ///< a map or list that may be changed
  std::optional<PartCall> call(Part part);

  /// The entries of a map, the items of a list, calls or not; empty of anything else. Valid until
  /// this map or list is changed.
  const std::vector<Entry>& entries(Part part);
  /// The value of a map's first entry with this key.
  Part find(Part map, std::string_view key);
  Part find(Part map, std::initializer_list<std::string_view> path);
  const Entry* entry(Part map, std::string_view key);

  Part scalar(NodeKind kind, std::string text, Span place);
  Part map(Span place);
  Part list(Span place);
  /// A map or list with the same entries and place, which may be changed; other parts as they are.
  Part copy(Part part);
  /// Sets an entry of a map that was made here; a value that is not there removes it. The key's
  /// place stays what it is if the entry is there.
  void set(Part map, std::string_view key, Part value, Span place);
  void set(Part map, const Entry& entry);
  /// Adds an entry to a map that was made here and has no such key yet.
  void append(Part map, const Entry& entry);
  void add(Part list, Part item);
  void remove(Part map, std::string_view key);
  /// The map or list (`kind`) under a key of a map that was made here, as one that may be changed:
  /// what is written there is copied, and what is not there is made. Not there: something else is
  /// written.
  Part changeable(Part map, std::string_view key, NodeKind kind, Span place);

  /// From now on this scalar of the Document reads so.
  void reword(NodeIndex node, std::string text);

  /// Whether more has been made than the budget allows (limits::kExpandedNodes).
  bool too_large() const;
  /// The whole as a Document; none if it is too large.
  std::optional<Document> written(Part root, SourceMap& sources);
  const Document& document() const { return document_; }

 private:
  friend class Writer;
  struct Node {
    NodeKind kind = NodeKind::error;
    Span place;
    std::string text;            ///< of a scalar that was made
    NodeIndex source = kNoNode;  ///< the node of the Document
    bool untagged = false;       ///< the argument of a call in short form
    bool opened = false;         ///< `entries` are filled
    bool made = false;           ///< `entries` may be changed
    std::vector<Entry> entries;
  };
  std::string_view tag(Part part) const;
  void open(Part part);
  Part keep(Node node);
  using Index = std::unordered_map<std::string, std::size_t>;  ///< key → its first entry
  Index& index_of(Part map);

  const Document& document_;
  std::deque<Node> nodes_;
  std::size_t weight_ = 0;  ///< nodes and entries made so far
  std::unordered_map<NodeIndex, Part> at_;
  std::unordered_map<std::size_t, Index> indices_;  ///< of large maps
  std::unordered_map<NodeIndex, std::string> reworded_;
};

/// Makes parts that lead to one place.
class Maker {
 public:
  using Pairs = std::initializer_list<std::pair<std::string_view, Part>>;

  Maker(Tree& tree, Span place) : tree_(tree), place_(place) {}

  Span place() const { return place_; }
  Part text(std::string_view text) const;
  Part number(std::int64_t number) const;
  Part boolean(bool value) const;
  /// A map of those entries whose value is there.
  Part map(Pairs entries) const;
  /// A list of those items that are there.
  Part list(std::initializer_list<Part> items) const;
  Part list(const std::vector<Part>& items) const;
  /// Adds an entry to a map that was made.
  void set(Part map, std::string_view key, Part value) const;
  /// Takes the entries with these keys over as they are written.
  void take(Part map, Part from, std::span<const std::string_view> keys) const;
  void take(Part map, Part from, std::initializer_list<std::string_view> keys) const;

  Part call(std::string_view function, Part argument) const;  ///< with its `Fn::`, if it has one
  Part ref(std::string_view name) const;
  Part get_att(std::string_view name, std::string_view attribute) const;
  Part sub(std::string_view text) const;
  Part join(std::string_view delimiter, const std::vector<Part>& parts) const;
  Part choose(std::string_view condition, Part then, Part otherwise) const;  ///< Fn::If
  Part no_value() const;
  /// What nobody can read before deployment: stays unknown when the template is evaluated. `value`
  /// is what is written.
  Part unread(Part value) const;

 private:
  Tree& tree_;
  Span place_;
};

}  // namespace weir::cloudformation::sam
