#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "analyzer/graph/network/filters.h"
#include "analyzer/graph/network/network_view.h"
#include "analyzer/graph/network/ports.h"

namespace weir {

/// What access lists at the edges of subnets let through. Lists do not remember who has asked:
/// answers need an entry, too. Each list is read once for each direction and other side, and asked
/// once for each range of ports: O(entries) each time.
class AccessLists {
 public:
  explicit AccessLists(const NetworkView& view) : view_(view) {}

  /// Whether packets get into a subnet from the internet at one of the ports, and the answers out.
  Verdict passes(NodeId subnet, IpFamily family, PortRange ports);
  /// Whether packets get through from one subnet to another, and the answers back.
  Verdict passes_between(NodeId from, NodeId to, PortRange ports);

 private:
  /// Who is on the other side: a subnet, or the internet at large.
  struct Side {
    NodeId subnet;  ///< none = the internet
    IpFamily family = IpFamily::v4;
    std::uint64_t key() const {
      return std::uint64_t{subnet.value} << 1 | static_cast<std::uint64_t>(family);
    }
  };
  /// An entry for one direction and other side.
  struct Entry {
    NodeId node;
    std::vector<SpokenOf> ports;
    Verdict applies, allows;
  };
  struct List {
    std::vector<NodeId> entries;  ///< in order of their numbers
    std::string missing;          ///< why they are not all
    Span place;
  };
  const List& list_of(NodeId owner);
  const std::vector<Entry>& entries_of(NodeId list, bool outgoing, const Side& side);
  Verdict by_lists(NodeId subnet, const std::function<Verdict(NodeId list)>& lets);
  const Verdict& lets_through(NodeId list, bool outgoing, const Side& side, PortRange ports);
  Verdict lets_answers_through(NodeId list, bool outgoing, const Side& side);
  Verdict decide(NodeId list, bool outgoing, const Side& side, PortRange ports);

  const NetworkView& view_;
  std::unordered_map<std::uint32_t, List> lists_;
  std::map<std::tuple<std::uint32_t, bool, std::uint64_t>, std::vector<Entry>> entries_;
  std::map<std::tuple<std::uint32_t, bool, std::uint64_t, std::uint32_t, std::uint32_t>, Verdict>
      decided_;
};

}  // namespace weir
