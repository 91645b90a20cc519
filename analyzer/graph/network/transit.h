#pragma once

#include <vector>

#include "analyzer/graph/network/filters.h"
#include "analyzer/graph/network/first_match.h"
#include "analyzer/graph/network/network_view.h"

namespace weir {

/// What route tables of transit gateways say. The table that an attachment is associated with
/// decides on what comes in by it: the most specific of its routes, a static one before one that an
/// attachment propagates; a black hole drops. The table that a gateway brings along is the gateway
/// itself.
class Transit {
 public:
  explicit Transit(const NetworkView& view) : view_(view) {}

  /// Whether it hands on packets from one of the networks to all of the addresses, in another one.
  /// O(attachments + routes).
  Verdict leads(NodeId gateway, const std::vector<Link>& here, const std::vector<Link>& there,
                const AddressRange& addresses) const;

 private:
  struct Row {
    SpokenRange range;
    Verdict leads;
  };
  Verdict by_tables_of(NodeId attachment, NodeId gateway, const std::vector<Link>& there,
                       const AddressRange& addresses) const;
  Verdict by_table(NodeId table, NodeId gateway, const std::vector<Link>& there,
                   const AddressRange& addresses) const;
  void add_static(std::vector<Row>& rows, NodeId table, const std::vector<Link>& there) const;
  void add_propagated(std::vector<Row>& rows, const Link& attachment, Guard guard,
                      const std::vector<Link>& there) const;

  const NetworkView& view_;
};

/// Whether a peering or an attachment joins one of the networks.
bool joins_one_of(const NetworkView& view, NodeId joint, const std::vector<Link>& networks);

}  // namespace weir
