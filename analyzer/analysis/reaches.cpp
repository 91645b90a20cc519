// reaches(a → b) = packets of a get to b inside networks, for certain: a's security groups let them
// out, routes lead there and back, and b's groups and the access lists in between let them in. It
// is what can be, not what the system does: that is what flows say. Unknown rules make no edge.
// Elements with the same groups and subnets are compared once.
#include "analyzer/graph/network/reaches.h"

#include "analyzer/analysis/derived.h"

namespace weir {

std::vector<Attachment> compute_reaches(const Dfd& dfd, const Catalog& catalog) {
  return reaches_within_networks(dfd, catalog);
}

}  // namespace weir
