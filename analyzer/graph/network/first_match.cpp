#include "analyzer/graph/network/first_match.h"

#include <utility>

namespace weir {
namespace {

constexpr std::size_t kMaxRulingParts =
    512;  ///< of what statements speak of; they hold some dozens

}  // namespace

FirstMatch::FirstMatch(const NetworkView& view, IpFamily family, Verdict last_word)
    : view_(view), family_(family) {
  AddressRange all;
  all.family = family;
  parts_.push_back({all, PortRange{}, std::move(last_word), holds()});
}

void FirstMatch::add(const AddressRange& addresses, PortRange ports, Verdict applies,
                     const Verdict& says) {
  applies.way.clear();
  if (too_many_ || addresses.family != family_ || applies.never()) return;
  std::vector<Part> next;
  for (Part& part : parts_) {
    if (part.open.never() || !part.addresses.overlaps(addresses) || !part.ports.overlaps(ports)) {
      next.push_back(std::move(part));
      continue;
    }
    rest(next, part, addresses, ports);
    part.addresses = common(part.addresses, addresses);
    part.ports = common(part.ports, ports);
    const Verdict counts = both(view_.guards, part.open, applies);
    part.said = either(view_.guards, both(view_.guards, counts, says), part.said);
    part.open = both(view_.guards, part.open, opposite(applies));
    next.push_back(std::move(part));
  }
  parts_ = std::move(next);
  too_many_ = !view_.spend(parts_.size()) || parts_.size() > kMaxRulingParts;
}

/// What of a part the statement does not speak of.
void FirstMatch::rest(std::vector<Part>& out, const Part& part, const AddressRange& addresses,
                      PortRange ports) const {
  const auto keep = [&](const AddressRange& a, PortRange p) {
    out.push_back({a, p, part.said, part.open});
  };
  AddressRange inside = part.addresses;
  if (inside.first < addresses.first) {
    keep({family_, inside.first, addresses.first - 1}, part.ports);
    inside.first = addresses.first;
  }
  if (addresses.last < inside.last) {
    keep({family_, addresses.last + 1, inside.last}, part.ports);
    inside.last = addresses.last;
  }
  if (part.ports.first < ports.first) keep(inside, {part.ports.first, ports.first - 1});
  if (ports.last < part.ports.last) keep(inside, {ports.last + 1, part.ports.last});
}

std::vector<Ruling> FirstMatch::rulings() const {
  AddressRange all;
  all.family = family_;
  if (too_many_)
    return {{all, PortRange{}, unknown_verdict("there are more statements than the limit allows")}};
  std::vector<Ruling> out;
  for (const Part& part : parts_) out.push_back({part.addresses, part.ports, part.said});
  return out;
}

Verdict on_all(const NetworkView& view, const std::vector<Ruling>& rulings,
               const AddressRange& addresses, PortRange ports) {
  Verdict every = holds();
  for (const Ruling& one : rulings) {
    if (!view.spend()) return unknown_verdict("there are more statements than the limit allows");
    if (one.addresses.overlaps(addresses) && one.ports.overlaps(ports))
      every = both(view.guards, every, one.verdict);
  }
  return every;
}

}  // namespace weir
