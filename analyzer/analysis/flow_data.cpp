// direction(flow) = where its data goes, seen from the initiator. data_classes(flow) = the classes
// of the stores at its ends that it can carry: those of the called one if data comes back, those of
// the caller if data goes out.
#include <algorithm>
#include <array>
#include <set>

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

PropertyColumn compute_data_classes(const Dfd& dfd, const Catalog&) {
  PropertyColumn column;
  for (const Flow& flow : dfd.flows) {
    std::set<std::string> classes;
    const auto carry = [&](NodeId node) {
      if (dfd[node].kind == GraphNodeKind::data_store)
        classes.insert(dfd[node].data.begin(), dfd[node].data.end());
    };
    // a write carries what the store is there to hold
    carry(flow.to);
    if (flow.data != DataDirection::in) carry(flow.from);
    column.push_back(derived_list({classes.begin(), classes.end()}));
  }
  return column;
}

}  // namespace weir
