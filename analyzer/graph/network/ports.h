#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace weir {

/// Ports of TCP (from 0) and of UDP (from kUdp) on one line of numbers, both ends included.
struct PortRange {
  static constexpr std::uint32_t kUdp = 65536;
  static constexpr std::uint32_t kLast = 2 * kUdp - 1;
  std::uint32_t first = 0, last = kLast;

  bool overlaps(const PortRange& other) const { return first <= other.last && other.first <= last; }
  /// Whether the port is in it, of TCP or of UDP.
  bool includes(std::uint32_t port) const {
    return overlaps({port, port}) || overlaps({port + kUdp, port + kUdp});
  }
  /// Whether it is all ports of TCP at least.
  bool includes_all() const { return first == 0 && last >= kUdp - 1; }
  friend bool operator==(const PortRange&, const PortRange&) = default;
};

/// What a rule for a protocol ("tcp", "17", "-1" …) and ports speaks of; nothing for protocols
/// without ports, such as pings. Ports out of order or range are none of those.
std::vector<PortRange> ports_of(std::string_view protocol, double first, double last);
/// Whether the protocol is all of them, so that ports do not matter.
bool is_any_protocol(std::string_view protocol);

/// The ports of both; they must overlap.
PortRange common(PortRange a, PortRange b);
/// The part of a range that is TCP's, and that which is UDP's, where there is one.
std::vector<PortRange> by_protocol(PortRange ports);
/// Ports at which whoever asks at these, of one protocol, may be answered: he chooses among them.
PortRange answers_to(PortRange ports);

}  // namespace weir
