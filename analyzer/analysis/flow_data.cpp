// direction(flow) = where its data goes, seen from the initiator.
// data_classes(flow) = the classes that inference found it to carry (those of the stores that its
// data comes from or is kept in, and what flows of its kind carry); an item of the list is unknown
// where nothing is known of what a store at its ends holds. O(m).
#include <array>

#include "analyzer/analysis/derived.h"

namespace weir {

PropertyColumn compute_direction(const Dfd& dfd, const Catalog&) {
  constexpr std::array<std::string_view, 4> kNames = {"", "out", "in", "both"};
  PropertyColumn column;
  for (const Flow& flow : dfd.flows)
    column.push_back(flow.data == DataDirection::none
                         ? PropertyValue{}
                         : derived_text(kNames[static_cast<std::size_t>(flow.data)]));
  return column;
}

PropertyColumn compute_data_classes(const Dfd& dfd, const Catalog& catalog) {
  const PropertyId sensitivity = catalog.property("sensitivity");
  PropertyColumn column;
  for (const Flow& flow : dfd.flows) {
    std::vector<std::string> classes;
    for (const DataReason& reason : flow.carries) classes.push_back(reason.data_class);
    PropertyValue value = derived_list(std::move(classes));
    for (const NodeId end : {flow.from, flow.to}) {
      const GraphNode& node = dfd[end];
      const PropertyValue* level = find_property(node.properties, sensitivity);
      if (node.kind == GraphNodeKind::data_store && node.data_reasons.empty() && level != nullptr &&
          level->state == PropertyState::unknown) {
        value.items.push_back(derived_unknown("what " + node.name + " holds is not known"));
        break;
      }
    }
    column.push_back(std::move(value));
  }
  return column;
}

}  // namespace weir
