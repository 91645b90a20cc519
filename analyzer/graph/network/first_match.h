#pragma once

#include <vector>

#include "analyzer/base/ip_prefix.h"
#include "analyzer/graph/network/network_view.h"
#include "analyzer/graph/network/ports.h"

namespace weir {

/// What is decided on packets that are exchanged with these addresses at these ports.
struct Ruling {
  AddressRange addresses;
  PortRange ports;
  Verdict verdict;
};

/// Statements in order, as access lists and route tables hold them: the first that applies to a
/// packet decides on it, the last word on what none applies to. Rulings are disjoint. O(rulings)
/// for each statement; beyond a few hundred rulings nothing is known.
class FirstMatch {
 public:
  FirstMatch(const NetworkView& view, IpFamily family, Verdict last_word);

  /// The next statement: of what it speaks, whether it applies there at all, and what it says.
  void add(const AddressRange& addresses, PortRange ports, Verdict applies, const Verdict& says);
  std::vector<Ruling> rulings() const;

 private:
  struct Part {
    AddressRange addresses;
    PortRange ports;
    Verdict said;  ///< by the statements so far
    Verdict open;  ///< whether none of them has applied
  };
  void rest(std::vector<Part>& out, const Part& part, const AddressRange& addresses,
            PortRange ports) const;

  const NetworkView& view_;
  IpFamily family_;
  std::vector<Part> parts_;
  bool too_many_ = false;
};

/// Whether the rulings on all of these, which are disjoint and complete, hold. O(rulings).
Verdict on_all(const NetworkView& view, const std::vector<Ruling>& rulings,
               const AddressRange& addresses, PortRange ports);

}  // namespace weir
