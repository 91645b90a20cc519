// crosses(flow) = kinds of boundary that its data passes between its ends (graph/enclosures.h says
// which). An item is unknown where a boundary is passed in some configurations only, where it may
// be the same as one of the other end, and where it is not known what an end lies in.
// O((n + m)·b²), b = boundaries around a node.
#include <set>
#include <string>

#include "analyzer/analysis/derived.h"
#include "analyzer/graph/enclosures.h"

namespace weir {
namespace {

PropertyValue kinds_of(const Dfd& dfd, const Crossing& crossing) {
  std::set<std::string> certain;
  for (const NodeId boundary : crossing.certain) certain.insert(dfd[boundary].boundary_kind);
  PropertyValue kinds = derived_list({certain.begin(), certain.end()});
  for (const NodeId boundary : crossing.possible) {
    const GraphNode& node = dfd[boundary];
    if (!certain.insert(node.boundary_kind).second) continue;
    kinds.items.push_back(derived_unknown("whether " + node.name + " is crossed is not certain"));
  }
  if (!crossing.unknown.empty()) kinds.items.push_back(derived_unknown(crossing.unknown));
  return kinds;
}

}  // namespace

PropertyColumn compute_crosses(const Dfd& dfd, const Catalog& catalog) {
  Enclosures enclosures(dfd, catalog);
  PropertyColumn column;
  for (const Flow& flow : dfd.flows) column.push_back(kinds_of(dfd, enclosures.crossed(flow)));
  return column;
}

}  // namespace weir
