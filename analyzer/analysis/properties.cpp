#include "analyzer/analysis/properties.h"

#include <array>
#include <deque>
#include <map>
#include <utility>

#include "analyzer/analysis/derived.h"

namespace weir {
namespace {

constexpr std::array<DerivedProperty, 20> kProperties = {{
    {"account", false, "O(n + m)", compute_account},
    {"authenticated", true, "O(m)", compute_authenticated},
    {"crosses", true, "O((n + m)·b²), b = boundaries around a node", compute_crosses},
    {"cycle_head", false, "O(n + m)", compute_cycle_head},
    {"data_classes", true, "O(m)", compute_data_classes},
    {"direction", true, "O(m)", compute_direction},
    {"encrypted", true, "O(m)", compute_encrypted},
    {"known_as", false, "O(n)", compute_known_as},
    {"mutating", false, "O(n·v), v = verbs", compute_mutating},
    {"principal_scope", false, "O(n·p), p = principals", compute_principal_scope},
    {"protocol", true, "O(m)", compute_protocol},
    {"redundancy", false, "O(n + m)", compute_redundancy},
    {"region", false, "O(n + m)", compute_region},
    {"reviews_content", false, "O(n + items)", compute_reviews_content},
    {"scans_content", false, "O(n + m)", compute_scans_content},
    {"tenancy", false, "O((n + m)·t + s·a), s = stores, a = access", compute_tenancy},
    {"tenant_filter", true, "O(m·a), a = access of the caller", compute_tenant_filter},
    {"timeout", false, "O(n)", compute_timeout},
    {"timeout", true, "O(m)", compute_timeout_of_calls},
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

  /// The value of one column, filled if it is not yet; absent if there is no such column.
  const PropertyValue& derived(const std::map<std::uint32_t, Column*>& among, PropertyId property,
                               std::size_t index, const Properties& all) const {
    const auto at = among.find(property.value);
    if (at == among.end()) return kAbsent;
    Column& column = *at->second;
    std::call_once(column.once,
                   [&] { column.values = column.property->compute(all.dfd(), all.catalog()); });
    return column.values[index];
  }
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
  const PropertyValue* stored = find_property(dfd_[node].properties, property);
  if (stored != nullptr && stored->state != PropertyState::absent) return *stored;
  const PropertyValue& derived =
      columns_->derived(columns_->of_nodes, property, node.index(), *this);
  return derived.state == PropertyState::absent && stored != nullptr ? *stored : derived;
}

const PropertyValue& Properties::of(FlowId flow, PropertyId property) const {
  const PropertyValue* stored = find_property(dfd_[flow].properties, property);
  if (stored != nullptr && stored->state != PropertyState::absent) return *stored;
  const PropertyValue& derived =
      columns_->derived(columns_->of_flows, property, flow.index(), *this);
  return derived.state == PropertyState::absent && stored != nullptr ? *stored : derived;
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
