#include "analyzer/base/ip_prefix.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace weir {
namespace {

constexpr int kGroups = 8;  ///< of 16 bits in an IPv6 address
/// The most leading bits of a block that is a good part of the internet.
constexpr int kInternetBits[] = {8, 16};
/// Large blocks of IPv4 that nobody on the internet has: this network, private ones, one's own
/// host, groups of receivers and what is reserved.
constexpr const char* kNobodys[] = {"0.0.0.0/8", "10.0.0.0/8", "127.0.0.0/8", "224.0.0.0/3"};

/// All of the text as a number of at most `most`, without signs and leading zeros.
std::optional<unsigned> number(std::string_view text, unsigned most, int base = 10) {
  if (text.empty() || text.size() > 4 || (base == 10 && text.size() > 1 && text[0] == '0'))
    return std::nullopt;
  unsigned value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (fault != std::errc() || end != text.data() + text.size() || value > most) return std::nullopt;
  return value;
}

std::optional<std::uint32_t> four_octets(std::string_view text) {
  std::uint32_t address = 0;
  for (int i = 0; i < 4; ++i) {
    const std::size_t dot = i < 3 ? text.find('.') : text.size();
    if (dot == std::string_view::npos) return std::nullopt;
    const auto octet = number(text.substr(0, dot), 255);
    if (!octet) return std::nullopt;
    address = address << 8 | *octet;
    text.remove_prefix(i < 3 ? dot + 1 : dot);
  }
  return address;
}

/// Appends the groups between colons; the last one of an address (`to_the_end`) may be written as
/// four octets. False if it is none.
bool read_groups(std::string_view text, bool to_the_end, std::array<std::uint16_t, kGroups>& groups,
                 int& count) {
  while (!text.empty()) {
    const std::size_t colon = text.find(':');
    const std::string_view one = text.substr(0, colon);
    if (one.find('.') != std::string_view::npos) {
      const bool last = to_the_end && colon == std::string_view::npos;
      const auto octets = last ? four_octets(one) : std::nullopt;
      if (!octets || count + 2 > kGroups) return false;
      groups[count++] = static_cast<std::uint16_t>(*octets >> 16);
      groups[count++] = static_cast<std::uint16_t>(*octets);
      return true;
    }
    const auto group = number(one, 0xffff, 16);
    if (!group || count == kGroups) return false;
    groups[count++] = static_cast<std::uint16_t>(*group);
    if (colon == std::string_view::npos) return true;
    text.remove_prefix(colon + 1);
    if (text.empty()) return false;  // a colon that nothing follows
  }
  return true;
}

bool read_v6(std::string_view text, IpPrefix& out) {
  std::array<std::uint16_t, kGroups> front{}, back{};
  int before = 0, after = 0;
  const std::size_t gap = text.find("::");
  const bool whole = gap == std::string_view::npos;
  if (!read_groups(text.substr(0, gap), whole, front, before)) return false;
  if (whole) {
    if (before != kGroups) return false;
  } else {
    const std::string_view rest = text.substr(gap + 2);
    if (rest.starts_with(':') || !read_groups(rest, true, back, after) || before + after >= kGroups)
      return false;
    for (int i = 0; i < after; ++i) front[kGroups - after + i] = back[i];
  }
  for (int i = 0; i < kGroups; ++i) {
    std::uint64_t& half = i < kGroups / 2 ? out.high : out.low;
    half = half << 16 | front[i];
  }
  return true;
}

/// The first `bits` bits of 64.
std::uint64_t leading(int bits) {
  return bits <= 0 ? 0 : bits >= 64 ? ~std::uint64_t{0} : ~std::uint64_t{0} << (64 - bits);
}

IpPrefix known(std::string_view text) { return *IpPrefix::parse(text); }

}  // namespace

std::optional<IpPrefix> IpPrefix::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const std::string_view address = text.substr(0, slash);
  IpPrefix out;
  out.family = address.find(':') == std::string_view::npos ? IpFamily::v4 : IpFamily::v6;
  const auto length = number(text.substr(slash + 1), out.family == IpFamily::v4 ? 32 : 128);
  if (!length) return std::nullopt;
  out.length = static_cast<std::uint8_t>(*length);
  if (out.family == IpFamily::v4) {
    const auto octets = four_octets(address);
    if (!octets) return std::nullopt;
    out.high = std::uint64_t{*octets} << 32;
  } else if (!read_v6(address, out)) {
    return std::nullopt;
  }
  out.high &= leading(out.length);
  out.low &= leading(out.length - 64);
  return out;
}

bool IpPrefix::contains(const IpPrefix& other) const {
  return family == other.family && length <= other.length &&
         (other.high & leading(length)) == high && (other.low & leading(length - 64)) == low;
}

bool IpPrefix::is_internet() const { return AddressRange::of(*this).is_internet(); }

AddressRange AddressRange::of(const IpPrefix& prefix) {
  return {prefix.family, prefix.high, prefix.high | ~leading(prefix.length)};
}

bool AddressRange::is_internet() const {
  const auto is_much = [&](std::uint64_t from, std::uint64_t to) {
    return to >= from && to - from >= ~leading(kInternetBits[static_cast<int>(family)]);
  };
  if (family == IpFamily::v6) {
    const AddressRange given_out = of(known("2000::/3"));
    return is_much(std::max(first, given_out.first), std::min(last, given_out.last));
  }
  std::uint64_t from = first;
  for (const char* text : kNobodys) {  // in order: what lies between two of them
    const AddressRange nobodys = of(known(text));
    if (nobodys.last < from) continue;
    if (nobodys.first > from && is_much(from, std::min(last, nobodys.first - 1))) return true;
    if (nobodys.last >= last) return nobodys.first > last && is_much(from, last);
    from = nobodys.last + 1;
  }
  return is_much(from, last);
}

AddressRange common(const AddressRange& a, const AddressRange& b) {
  return {a.family, std::max(a.first, b.first), std::min(a.last, b.last)};
}

}  // namespace weir
