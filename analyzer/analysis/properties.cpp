#include "analyzer/analysis/properties.h"

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <utility>

#include "analyzer/analysis/derived.h"

namespace weir {
namespace {

/// What asks for no other property.
template <PropertyColumn (*Compute)(const Dfd&, const Catalog&)>
PropertyColumn of_graph(const Properties& all) {
  return Compute(all.dfd(), all.catalog());
}

constexpr std::array<DerivedProperty, 20> kProperties = {{
    {"account", false, "O(n + m)", of_graph<compute_account>},
    {"authenticated", true, "O(m)", of_graph<compute_authenticated>},
    {"crosses", true, "O((n + m)·b²), b = boundaries around a node", of_graph<compute_crosses>},
    {"cycle_head", false, "O(n + m)", of_graph<compute_cycle_head>},
    {"data_classes", true, "O(m)", of_graph<compute_data_classes>},
    {"direction", true, "O(m)", of_graph<compute_direction>},
    {"encrypted", true, "O(m)", of_graph<compute_encrypted>},
    {"known_as", false, "O(n)", of_graph<compute_known_as>},
    {"mutating", false, "O(n·v), v = verbs", of_graph<compute_mutating>},
    {"principal_scope", false, "O(n·p), p = principals", of_graph<compute_principal_scope>},
    {"protocol", true, "O(m)", of_graph<compute_protocol>},
    {"redundancy", false, "O(n + m)", of_graph<compute_redundancy>},
    {"region", false, "O(n + m)", of_graph<compute_region>},
    {"reviews_content", false, "O(n + items)", of_graph<compute_reviews_content>},
    {"scans_content", false, "O(n + m)", of_graph<compute_scans_content>},
    {"tenancy", false, "O((n + m)·t + s·a), s = stores, a = access", compute_tenancy},
    {"tenant_filter", true, "O(m·a), a = access of the caller", of_graph<compute_tenant_filter>},
    {"timeout", false, "O(n)", of_graph<compute_timeout>},
    {"timeout", true, "O(m)", of_graph<compute_timeout_of_calls>},
    {"trust", false, "O((n + m)·t), t = levels of trust", compute_trust},
}};

constexpr std::array<DerivedEdges, 5> kEdges = {{
    {"dominates",
     "O(m·d), d = passes until nothing changes, small in practice; at most 100,000 edges",
     compute_dominates},
    {"escalates_to", "O(a·e·t), a = access, e = escalations, t = targets; at most 100,000 edges",
     compute_escalates_to},
    {"reaches", "O(p²·r), p = different places in networks, r = rules; at most 100,000 edges",
     compute_reaches},
    {"records_prompts", "O(n + m)", compute_records_prompts},
    {"serves", "O(m + answers); at most 100,000 edges", compute_serves},
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

StoredValue::StoredValue(const PropertyValue& value)
    : state(value.state),
      boolean(value.boolean),
      items_count(static_cast<std::uint32_t>(value.items.size())),
      number(value.number),
      text(value.text),
      whole(&value) {
  plain_items = state == PropertyState::list &&
                std::none_of(value.items.begin(), value.items.end(), [](const PropertyValue& item) {
                  return item.state == PropertyState::list || item.state == PropertyState::choice;
                });
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
  std::vector<Column*> of_nodes, of_flows;  ///< by property; nullptr: it is not derived
  std::map<std::uint32_t, Edges*> by_label;

  /// The value of one column, filled if it is not yet; absent if there is no such column.
  const PropertyValue& derived(const std::vector<Column*>& among, PropertyId property, std::size_t index,
                               const Properties& all) const {
    if (!property.valid() || among[property.index()] == nullptr) return kAbsent;
    Column& column = *among[property.index()];
    std::call_once(column.once,
                   [&] { column.values = column.property->compute(all); });
    return column.values[index];
  }
};

Properties::Properties(const Dfd& dfd, const Catalog& catalog)
    : dfd_(dfd), catalog_(catalog), columns_(std::make_unique<Columns>()) {
  columns_->of_nodes.resize(catalog_.properties.size());
  columns_->of_flows.resize(catalog_.properties.size());
  for (const DerivedProperty& one : derived_properties()) {
    const PropertyId id = catalog_.property(one.name);
    if (!id.valid()) continue;
    Columns::Column& column = columns_->columns.emplace_back();
    column.property = &one;
    (one.of_flows ? columns_->of_flows : columns_->of_nodes)[id.index()] = &column;
  }
  for (const DerivedEdges& one : derived_edges()) {
    const EdgeLabelId id = catalog_.edge(one.name);
    if (!id.valid()) continue;
    Columns::Edges& edges = columns_->edges.emplace_back();
    edges.edges = &one;
    columns_->by_label[id.value] = &edges;
  }
  store_values();
}

void Properties::store_values() {
  first_stored_.reserve(dfd_.nodes.size() + 1);
  first_stored_.push_back(0);
  for (const GraphNode& node : dfd_.nodes) {
    for (const Property& one : node.properties) {
      if (one.value.state == PropertyState::absent) continue;
      stored_ids_.push_back(one.property);
      if (!stored_values_.emplace_back(one.value).plain_items) continue;
      for (const PropertyValue& item : one.value.items) stored_items_.emplace_back(item);
    }
    first_stored_.push_back(static_cast<std::uint32_t>(stored_ids_.size()));
  }
  std::size_t first = 0;  // only now do items stay where they are
  for (StoredValue& value : stored_values_) {
    if (!value.plain_items) continue;
    value.items = stored_items_.data() + first;
    first += value.items_count;
  }
}

Properties::~Properties() = default;

const PropertyValue& Properties::of(NodeId node, PropertyId property) const {
  if (const StoredValue* value = stored(node, property)) return *value->whole;
  return derived(node, property);
}

const PropertyValue& Properties::derived(NodeId node, PropertyId property) const {
  return columns_->derived(columns_->of_nodes, property, node.index(), *this);
}

bool Properties::derives_of_nodes(PropertyId property) const { return columns_->of_nodes[property.index()] != nullptr; }

const PropertyValue& Properties::of(FlowId flow, PropertyId property) const {
  if (const PropertyValue* value = find_property(dfd_[flow].properties, property)) return *value;
  return columns_->derived(columns_->of_flows, property, flow.index(), *this);
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
