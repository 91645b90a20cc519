#include "analyzer/graph/network/ports.h"

#include <algorithm>

namespace weir {
namespace {

constexpr double kHighest = PortRange::kUdp - 1;

}  // namespace

bool is_any_protocol(std::string_view protocol) { return protocol == "-1" || protocol == "all"; }

std::vector<PortRange> ports_of(std::string_view protocol, double first, double last) {
  if (is_any_protocol(protocol)) return {PortRange{}};
  const bool tcp = protocol == "tcp" || protocol == "6" || protocol == "TCP";
  const bool udp = protocol == "udp" || protocol == "17" || protocol == "UDP" || protocol == "QUIC";
  const bool both = protocol == "TCP_UDP" || protocol == "TCP_QUIC";
  if (!tcp && !udp && !both) return {};
  if (first == -1) first = 0, last = kHighest;  // all of them
  if (!(first >= 0 && last <= kHighest && first <= last)) return {};
  const auto a = static_cast<std::uint32_t>(first), b = static_cast<std::uint32_t>(last);
  std::vector<PortRange> out;
  if (tcp || both) out.push_back({a, b});
  if (udp || both) out.push_back({a + PortRange::kUdp, b + PortRange::kUdp});
  return out;
}

PortRange common(PortRange a, PortRange b) {
  return {std::max(a.first, b.first), std::min(a.last, b.last)};
}

std::vector<PortRange> by_protocol(PortRange ports) {
  std::vector<PortRange> out;
  if (ports.first < PortRange::kUdp) out.push_back(common(ports, {0, PortRange::kUdp - 1}));
  if (ports.last >= PortRange::kUdp)
    out.push_back(common(ports, {PortRange::kUdp, PortRange::kLast}));
  return out;
}

PortRange answers_to(PortRange ports) {
  constexpr std::uint32_t kFirstChosen = 1024;
  return ports.first < PortRange::kUdp
             ? PortRange{kFirstChosen, PortRange::kUdp - 1}
             : PortRange{kFirstChosen + PortRange::kUdp, PortRange::kLast};
}

}  // namespace weir
