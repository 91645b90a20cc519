#include "analyzer/graph/dfd.h"

#include <algorithm>
#include <tuple>

namespace weir {

namespace {

const PropertyValue* stored(const std::vector<Property>& properties, PropertyId property) {
  const auto at =
      std::lower_bound(properties.begin(), properties.end(), property,
                       [](const Property& p, PropertyId id) { return p.property < id; });
  return at != properties.end() && at->property == property ? &at->value : nullptr;
}

}  // namespace

const PropertyValue* find_property(const std::vector<Property>& properties, PropertyId property) {
  const PropertyValue* value = stored(properties, property);
  return value != nullptr && value->state != PropertyState::absent ? value : nullptr;
}

Span block_of(const std::vector<Property>& properties, PropertyId property) {
  const PropertyValue* value = stored(properties, property);
  return value != nullptr ? value->block : Span{};
}

std::string full_address(const Dfd& dfd, NodeId node) {
  const GraphNode& n = dfd[node];
  if (dfd.units.size() < 2 || !n.unit.valid()) return n.address;
  return dfd.units[n.unit.index()].path + "#" + n.address;
}

bool has_label(const Dfd& dfd, const Catalog& catalog, NodeId node, LabelId label) {
  if (!label.valid()) return false;
  const auto& labels = dfd[node].labels;
  return std::any_of(labels.begin(), labels.end(),
                     [&](LabelId own) { return catalog.is(own, label); });
}

bool node_before(const Dfd& dfd, NodeId a, NodeId b) {
  const GraphNode& x = dfd[a];
  const GraphNode& y = dfd[b];
  const auto unit = [&](const GraphNode& n) {
    return n.unit.valid() ? std::string_view(dfd.units[n.unit.index()].path) : std::string_view();
  };
  return std::tuple(unit(x), std::string_view(x.address), x.kind, x.span.begin, x.span.end) <
         std::tuple(unit(y), std::string_view(y.address), y.kind, y.span.begin, y.span.end);
}

}  // namespace weir
