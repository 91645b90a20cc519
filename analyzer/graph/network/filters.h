#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "analyzer/graph/network/network_view.h"
#include "analyzer/graph/network/ports.h"

namespace weir {

/// Whom on the internet, a good part of it, a rule lets in, and at which ports. The verdict's way
/// is the rule.
struct Admission {
  AddressRange addresses;
  PortRange ports;
  Verdict verdict;
};

/// Ports that a rule or an entry speaks of, and when; what is not known of them is every port,
/// perhaps.
struct SpokenOf {
  PortRange ports;
  bool certain = true;
  Guard guard = kAlways;
};
/// "port 443", "port 53 of UDP", "any port".
std::string port_text(PortRange ports);
std::vector<SpokenOf> ports_spoken_of(const NetworkView& view, NodeId rule);
/// A range of addresses that a rule, an entry or a route speaks of, and when; what is not known of
/// them is every address, perhaps.
struct SpokenRange {
  AddressRange addresses;
  int length = -1;  ///< leading bits that are written, -1 if that is not known
  Verdict applies;
};
std::vector<SpokenRange> ranges_spoken_of(const NetworkView& view, NodeId rule, IpFamily family);
/// The range of a subnet; none if it is not known.
std::optional<IpPrefix> range_of(const NetworkView& view, NodeId subnet);
/// Whether a rule or an entry speaks of a good part of the internet: by a range of addresses or by
/// a list of them.
Verdict speaks_of_internet(const NetworkView& view, NodeId rule, IpFamily family);
/// Whether a rule, an entry or a route speaks of all addresses of a subnet.
Verdict speaks_of_subnet(const NetworkView& view, NodeId rule, NodeId subnet);

/// What security groups let in from the internet at large. Each group is looked at once: O(rules ×
/// ranges).
class Filters {
 public:
  explicit Filters(const NetworkView& view) : view_(view) {}

  /// What one group, or the default group of a VPC, admits.
  const std::vector<Admission>& admitted(NodeId group, IpFamily family);

 private:
  void admit(std::vector<Admission>& out, NodeId rule, Guard exists, IpFamily family);

  const NetworkView& view_;
  std::unordered_map<std::uint64_t, std::vector<Admission>> admitted_;  ///< by group and family
};

}  // namespace weir
