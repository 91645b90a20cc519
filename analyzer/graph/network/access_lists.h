#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "analyzer/graph/network/first_match.h"
#include "analyzer/graph/network/network_view.h"
#include "analyzer/graph/network/ports.h"

namespace weir {

/// What access lists at the edges of subnets let through. Lists do not remember who has asked:
/// answers need an entry, too. Each list is read once for each direction and family; each question
/// is O(rulings of both directions) and answered once.
class AccessLists {
 public:
  explicit AccessLists(const NetworkView& view) : view_(view) {}

  /// Whether packets of a good part of these addresses get into a subnet from the internet at one
  /// of the ports, and the answers out.
  Verdict passes(NodeId subnet, const AddressRange& others, PortRange ports);
  /// Whether packets get through from one subnet to another, and the answers back.
  Verdict passes_between(NodeId from, NodeId to, PortRange ports);

 private:
  struct List {
    std::vector<NodeId> entries;  ///< in order of their numbers
    std::string missing;          ///< why they are not all
    Span place;
  };
  using Question = std::array<std::uint64_t, 6>;

  const List& list_of(NodeId owner);
  const std::vector<Ruling>& rulings_of(NodeId list, bool outgoing, IpFamily family);
  void read_entry(FirstMatch& match, NodeId list, NodeId entry, bool outgoing, IpFamily family);
  Verdict by_lists(NodeId subnet, const std::function<Verdict(NodeId list)>& lets);
  Verdict lets_internet_in(NodeId list, const AddressRange& others, PortRange ports);
  Verdict answered(const Ruling& in, const AddressRange& others, PortRange ports,
                   const std::vector<Ruling>& out);
  Verdict lets_through(NodeId list, bool outgoing, const AddressRange& others, PortRange ports);
  Verdict exchanges(NodeId list, bool outgoing, const AddressRange& others, PortRange ports);

  const NetworkView& view_;
  std::unordered_map<std::uint32_t, List> lists_;
  std::map<std::tuple<std::uint32_t, bool, IpFamily>, std::vector<Ruling>> rulings_;
  std::map<Question, Verdict> answers_;
};

}  // namespace weir
