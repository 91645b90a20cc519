#pragma once

#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/document/document.h"
#include "analyzer/knowledge/faults.h"

namespace weir {

class Yaml;

/// One key that a map may have, and what reads its value.
struct Field {
  enum Need : bool { optional, required };
  std::string_view key;
  Need need = optional;
  std::function<void(Yaml)> read;
};

/// A node of a YAML document of ours. Reading functions report what does not fit, with its place
/// and what was expected, and then return nothing. Cheap to copy; the document must outlive it.
class Yaml {
 public:
  Yaml(const Document& document, NodeIndex node, Faults& faults)
      : document_(&document), node_(node), faults_(&faults) {}

  bool is_map() const { return kind() == NodeKind::map; }
  bool is_list() const { return kind() == NodeKind::list; }
  bool is_text() const { return kind() == NodeKind::string; }
  bool is_number() const { return kind() == NodeKind::number; }
  bool is_boolean() const { return kind() == NodeKind::boolean; }
  bool is_scalar() const { return is_text() || is_number() || is_boolean(); }
  /// Scalar text, decoded; numbers and booleans as written; empty for other nodes.
  std::string_view raw() const;
  Span span() const { return document_->span(node_); }
  const Document& document() const { return *document_; }
  NodeIndex node() const { return node_; }
  Faults& faults() const { return *faults_; }
  void fault(std::string message) const { faults_->add(span(), std::move(message)); }

  /// A text that is not empty.
  std::optional<std::string_view> text() const;
  /// A text, or a number or boolean as written.
  std::optional<std::string_view> scalar() const;
  std::optional<bool> boolean() const;
  std::optional<double> number() const;
  /// The items of a list, in order.
  std::vector<Yaml> items() const;
  /// The items of a list, or the node itself.
  std::vector<Yaml> items_or_self() const;
  /// Key and value of each entry of a map, in order.
  std::vector<std::pair<Yaml, Yaml>> entries() const;
  /// Value at a key, if this is a map that has it.
  std::optional<Yaml> find(std::string_view key) const;

  /// Reads a map with known keys: faults for unknown and missing ones (`what` names the map: "a
  /// concept"), then each field that is there, in the order of `fields`. Returns whether it is a
  /// map with every required key.
  bool fields(std::string_view what, const std::vector<Field>& fields) const;

  /// "expected WHAT, found a list".
  void fault_expected(std::string_view what) const;

 private:
  NodeKind kind() const { return document_->nodes[node_].kind; }
  std::string found() const;

  const Document* document_;
  NodeIndex node_;
  Faults* faults_;
};

}  // namespace weir
