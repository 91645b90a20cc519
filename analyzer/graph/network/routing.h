#pragma once

#include <array>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "analyzer/graph/network/filters.h"
#include "analyzer/graph/network/first_match.h"

namespace weir {

/// What the route tables of subnets say. A subnet's routes are those of the tables that are
/// associated with it, else those of its VPC's main table. Each subnet is looked at once:
/// O(routes).
class Routing {
 public:
  explicit Routing(const NetworkView& view);

  /// With which addresses packets are exchanged through an internet gateway: the most specific
  /// route decides on each, unless the gateway is blocked.
  const std::vector<Ruling>& exchanged(NodeId subnet, IpFamily family);
  /// Whether packets come in from the internet: a route for a good part of it leads to an internet
  /// gateway.
  Verdict to_internet(NodeId subnet, IpFamily family);
  /// Whether any route for a good part of the internet leads somewhere.
  Verdict leaves(NodeId subnet);
  /// The routes that hold for a subnet, each with when it does. `missing`: why they are not all; ""
  /// if they are.
  struct Routes {
    std::vector<Link> entries;
    std::string missing;
    Span place;
    std::optional<Verdict>
        given;  ///< instead of routes: what the provider says of networks that it makes
  };
  const Routes& of(NodeId subnet);

 private:
  void add_table(Routes& routes, NodeId table, Guard guard);
  void add_main(Routes& routes, NodeId subnet, Guard guard);
  void miss(Routes& routes, const std::string& why, Span place) const;
  bool main_table(Routes& routes, NodeId vpc, Guard guard);
  /// What one route says of some addresses.
  struct Row {
    SpokenRange range;
    Verdict leads;
  };
  std::vector<Row> rows(const Routes& routes, IpFamily family, bool any_target);
  Verdict any_much(const std::vector<Ruling>& rulings) const;
  Verdict target(NodeId route, bool any_target);
  Verdict through(const Link& target, bool any_target);
  Verdict by_appliance(const Link& target);
  Verdict blocked(NodeId subnet);
  Verdict exempt(NodeId block, NodeId subnet) const;
  std::vector<Ruling> look(NodeId subnet, IpFamily family, bool any_target);

  const NetworkView& view_;
  std::unordered_map<std::uint32_t, Routes> routes_;
  std::unordered_map<std::uint32_t, std::array<std::optional<std::vector<Ruling>>, 2>> decided_;
  std::vector<NodeId> blocks_;  ///< what may keep the internet out
};

}  // namespace weir
