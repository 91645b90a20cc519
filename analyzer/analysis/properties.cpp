#include "analyzer/analysis/properties.h"

#include <array>
#include <deque>
#include <map>
#include <utility>

#include "analyzer/analysis/derived.h"

namespace weir {
namespace {

constexpr std::array<DerivedProperty, 7> kProperties = {{
    {"crosses", true, "O((n + m)·b), b = boundaries around a node", compute_crosses},
    {"cycle_head", false, "O(n + m)", compute_cycle_head},
    {"data_classes", true, "O(m)", compute_data_classes},
    {"direction", true, "O(m)", compute_direction},
    {"mutating", false, "O(n·v), v = verbs", compute_mutating},
    {"principal_scope", false, "O(n·p), p = principals", compute_principal_scope},
    {"trust", false, "O((n + m)·t), t = levels of trust", compute_trust},
}};

constexpr std::array<DerivedEdges, 2> kEdges = {{
    {"dominates",
     "O(m·d), d = passes until nothing changes, small in practice; at most 100,000 edges",
     compute_dominates},
    {"escalates_to", "O(a·e·t), a = access, e = escalations, t = targets; at most 100,000 edges",
     compute_escalates_to},
}};

const PropertyValue kAbsent;
const std::vector<Attachment> kNoEdges;

}  // namespace

PropertyValue derived_text(std::string_view text) {
  PropertyValue out;
  out.state = PropertyState::text;
  out.text = std::string(text);
  return out;
}
PropertyValue derived_boolean(bool boolean) {
  PropertyValue out;
  out.state = PropertyState::boolean;
  out.boolean = boolean;
  return out;
}
PropertyValue derived_unknown(std::string_view why) {
  PropertyValue out;
  out.state = PropertyState::unknown;
  out.text = std::string(why);
  return out;
}
PropertyValue derived_list(std::vector<std::string> texts) {
  PropertyValue out;
  out.state = PropertyState::list;
  for (std::string& text : texts) out.items.push_back(derived_text(text));
  return out;
}

std::span<const DerivedProperty> derived_properties() { return kProperties; }
std::span<const DerivedEdges> derived_edges() { return kEdges; }

/// One slot per registered property and edge; the first thread that asks fills it.
struct Properties::Columns {
  struct Column {
    const DerivedProperty* property = nullptr;
    std::once_flag once;
    PropertyColumn values;
  };
  struct Edges {
    const DerivedEdges* edges = nullptr;
    std::once_flag once;
    std::vector<Attachment> attachments;
  };
  std::deque<Column> columns;
  std::deque<Edges> edges;
  std::map<std::uint32_t, Column*> of_nodes, of_flows;
  std::map<std::uint32_t, Edges*> by_label;
};

Properties::Properties(const Dfd& dfd, const Catalog& catalog)
    : dfd_(dfd), catalog_(catalog), columns_(std::make_unique<Columns>()) {
  for (const DerivedProperty& one : derived_properties()) {
    const PropertyId id = catalog_.property(one.name);
    if (!id.valid()) continue;
    Columns::Column& column = columns_->columns.emplace_back();
    column.property = &one;
    (one.of_flows ? columns_->of_flows : columns_->of_nodes)[id.value] = &column;
  }
  for (const DerivedEdges& one : derived_edges()) {
    const EdgeLabelId id = catalog_.edge(one.name);
    if (!id.valid()) continue;
    Columns::Edges& edges = columns_->edges.emplace_back();
    edges.edges = &one;
    columns_->by_label[id.value] = &edges;
  }
}

Properties::~Properties() = default;

const PropertyValue& Properties::of(NodeId node, PropertyId property) const {
  if (const PropertyValue* stored = find_property(dfd_[node].properties, property);
      stored != nullptr)
    return *stored;
  const auto at = columns_->of_nodes.find(property.value);
  if (at == columns_->of_nodes.end()) return kAbsent;
  Columns::Column& column = *at->second;
  std::call_once(column.once, [&] { column.values = column.property->compute(dfd_, catalog_); });
  return column.values[node.index()];
}

const PropertyValue& Properties::of(FlowId flow, PropertyId property) const {
  if (const PropertyValue* stored = find_property(dfd_[flow].properties, property);
      stored != nullptr)
    return *stored;
  const auto at = columns_->of_flows.find(property.value);
  if (at == columns_->of_flows.end()) return kAbsent;
  Columns::Column& column = *at->second;
  std::call_once(column.once, [&] { column.values = column.property->compute(dfd_, catalog_); });
  return column.values[flow.index()];
}

const PropertyValue& Properties::of(AccessId access, PropertyId property) const {
  const PropertyValue* stored = find_property(dfd_[access].properties, property);
  return stored != nullptr ? *stored : kAbsent;
}

const PropertyValue& Properties::of(AttachmentId attachment, PropertyId property) const {
  const PropertyValue* stored = find_property(dfd_[attachment].properties, property);
  return stored != nullptr ? *stored : kAbsent;
}

const std::vector<Attachment>& Properties::edges(EdgeLabelId label) const {
  const auto at = columns_->by_label.find(label.value);
  if (at == columns_->by_label.end()) return kNoEdges;
  Columns::Edges& edges = *at->second;
  std::call_once(edges.once, [&] { edges.attachments = edges.edges->compute(dfd_, catalog_); });
  return edges.attachments;
}

}  // namespace weir
