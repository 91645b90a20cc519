// known_as(element) = the name by which the input knows what it does not declare: the id of a model,
// a host. Absent of what it declares and of what only a parameter stands for. O(n).
#include "analyzer/analysis/derived.h"

namespace weir {

PropertyColumn compute_known_as(const Dfd& dfd, const Catalog&) {
  PropertyColumn column(dfd.nodes.size());
  for (std::size_t i = 0; i < dfd.nodes.size(); ++i) {
    const GraphNode& node = dfd.nodes[i];
    const std::size_t colon = node.address.find(':');
    if (!node.outside || !is_element(node.kind) || colon == std::string::npos ||
        node.address.starts_with("param:"))
      continue;
    column.put(i, derived_text(std::string_view(node.address).substr(colon + 1)));
  }
  return column;
}

}  // namespace weir
