// protocol, encrypted, authenticated (flow) = what inference found of how it travels, by
// tables/transport.yaml. O(m).
#include "analyzer/analysis/derived.h"

namespace weir {

PropertyColumn compute_protocol(const Dfd& dfd, const Catalog&) {
  PropertyColumn column;
  for (const Flow& flow : dfd.flows) {
    const std::string& protocol = flow.transport.protocol;
    column.push_back(protocol.empty() ? derived_unknown("nothing in the input says it")
                                      : derived_text(protocol));
  }
  return column;
}

PropertyColumn compute_encrypted(const Dfd& dfd, const Catalog&) {
  PropertyColumn column;
  for (const Flow& flow : dfd.flows) column.push_back(flow.transport.encrypted);
  return column;
}

PropertyColumn compute_authenticated(const Dfd& dfd, const Catalog&) {
  PropertyColumn column;
  for (const Flow& flow : dfd.flows) column.push_back(flow.transport.authenticated);
  return column;
}

}  // namespace weir
