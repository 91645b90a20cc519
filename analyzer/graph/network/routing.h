#pragma once

#include <array>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "analyzer/graph/network/network_view.h"

namespace weir {

/// What the route tables of subnets say. A subnet's routes are those of the tables that are
/// associated with it, else those of its VPC's main table. Each subnet is looked at once:
/// O(routes).
class Routing {
 public:
  explicit Routing(const NetworkView& view) : view_(view) {}

  /// Whether packets come in from the internet: a route for a good part of it leads to an internet
  /// gateway.
  const Verdict& to_internet(NodeId subnet, IpFamily family);
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
  Verdict towards_internet(const Link& entry, IpFamily family, bool any_target) const;
  Verdict target(NodeId route, bool any_target) const;
  Verdict decide(NodeId subnet, IpFamily family, bool any_target);

  const NetworkView& view_;
  std::unordered_map<std::uint32_t, Routes> routes_;
  std::unordered_map<std::uint32_t, std::array<std::optional<Verdict>, 2>> decided_;
};

}  // namespace weir
