#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string_view>
#include <vector>

#include "analyzer/analysis/property_column.h"
#include "analyzer/catalog/catalog.h"
#include "analyzer/graph/dfd.h"

namespace weir {

class Properties;

/// A property's value as most questions need it, read without going to where the graph keeps it.
struct StoredValue {
  PropertyState state = PropertyState::absent;
  bool boolean = false;
  bool plain_items = false;  ///< a list without lists and choices in it
  std::uint32_t items_count = 0;
  double number = 0;
  std::string_view text;
  const StoredValue* items = nullptr;    ///< of a list with plain items that a node stores; else they are in `whole`
  const PropertyValue* whole = nullptr;  ///< never nullptr

  explicit StoredValue(const PropertyValue& value);
};

/// A derived property: a name of definitions/properties.yaml, its cost, and how it is computed over everything whose
/// guard is satisfiable. One file each in this folder.
struct DerivedProperty {
  std::string_view name;
  bool of_flows = false;       ///< a column over flows instead of nodes
  std::string_view complexity; ///< for people: "O(n + m)"
  PropertyColumn (*compute)(const Properties&);
};

/// Derived edges (escalates_to, dominates …): attachments that no inference pass makes.
struct DerivedEdges {
  std::string_view name;
  std::string_view complexity;
  std::vector<Attachment> (*compute)(const Dfd&, const Catalog&);
};

/// All of them, in alphabetical order.
std::span<const DerivedProperty> derived_properties();
std::span<const DerivedEdges> derived_edges();

/// Property values of a Dfd: stored ones first, derived ones computed on demand, once, by whichever thread asks
/// first. `dfd` and `catalog` must outlive it.
class Properties {
 public:
  Properties(const Dfd& dfd, const Catalog& catalog);
  ~Properties();
  const Dfd& dfd() const { return dfd_; }
  const Catalog& catalog() const { return catalog_; }

  const PropertyValue& of(NodeId node, PropertyId property) const;
  /// The same, without going to where the graph keeps what it stores.
  StoredValue value(NodeId node, PropertyId property) const {
    const StoredValue* found = stored(node, property);
    return found != nullptr ? *found : StoredValue(derived(node, property));
  }
  /// The value that is stored at a node; nullptr if there is none. This is asked more often than anything else, so the
  /// ids of what one node stores stand side by side, and so do the values.
  const StoredValue* stored(NodeId node, PropertyId property) const {
    const std::uint32_t end = first_stored_[node.index() + 1];
    for (std::uint32_t i = first_stored_[node.index()]; i < end && stored_ids_[i] <= property; ++i)
      if (stored_ids_[i] == property) return &stored_values_[i];
    return nullptr;
  }
  /// Whether nodes that store nothing may have a derived value.
  bool derives_of_nodes(PropertyId property) const;
  const PropertyValue& of(FlowId flow, PropertyId property) const;
  const PropertyValue& of(AccessId access, PropertyId property) const;
  const PropertyValue& of(AttachmentId attachment, PropertyId property) const;
  /// Derived edges with this label; empty if it is not a derived one.
  const std::vector<Attachment>& edges(EdgeLabelId label) const;

 private:
  struct Columns;
  const PropertyValue& derived(NodeId node, PropertyId property) const;
  void store_values();

  const Dfd& dfd_;
  Catalog catalog_;
  std::unique_ptr<Columns> columns_;
  std::vector<PropertyId> stored_ids_;  ///< node by node, ascending, without absent ones
  std::vector<StoredValue> stored_values_, stored_items_;  ///< node by node; the items of lists
  std::vector<std::uint32_t> first_stored_;  ///< by node, and one more: into both
};

}  // namespace weir
