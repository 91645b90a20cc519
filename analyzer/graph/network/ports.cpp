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
  const bool udp = protocol == "udp" || protocol == "17" || protocol == "UDP";
  const bool both = protocol == "TCP_UDP";
  if (!tcp && !udp && !both) return {};
  if (first == -1) first = 0, last = kHighest;  // all of them
  if (!(first >= 0 && last <= kHighest && first <= last)) return {};
  const auto a = static_cast<std::uint32_t>(first), b = static_cast<std::uint32_t>(last);
  std::vector<PortRange> out;
  if (tcp || both) out.push_back({a, b});
  if (udp || both) out.push_back({a + PortRange::kUdp, b + PortRange::kUdp});
  return out;
}

bool PortSet::overlaps(PortRange range) const {
  return std::any_of(ranges_.begin(), ranges_.end(),
                     [&](const PortRange& one) { return one.overlaps(range); });
}

void PortSet::remove(PortRange range) {
  std::vector<PortRange> left;
  for (const PortRange& one : ranges_) {
    if (!one.overlaps(range)) {
      left.push_back(one);
      continue;
    }
    if (one.first < range.first) left.push_back({one.first, range.first - 1});
    if (range.last < one.last) left.push_back({range.last + 1, one.last});
  }
  ranges_ = std::move(left);
}

}  // namespace weir
