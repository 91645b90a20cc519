#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace weir {

enum class IpFamily : std::uint8_t { v4, v6 };

/// A block of addresses, as "10.0.0.0/8" or "2001:db8::/32" writes it. What stands behind the
/// length is zero, as networks read it.
struct IpPrefix {
  IpFamily family = IpFamily::v4;
  std::uint8_t length = 0;  ///< leading bits that count: to 32 or 128
  std::uint64_t high = 0,
                low = 0;  ///< the address from its first bit on; an IPv4 address takes the first 32

  /// None if the text is no such block; one address without a length is none.
  static std::optional<IpPrefix> parse(std::string_view text);

  bool contains(const IpPrefix& other) const;
  bool overlaps(const IpPrefix& other) const { return contains(other) || other.contains(*this); }
  /// Whether it is a good part of the internet, as `AddressRange` says it.
  bool is_internet() const;

  friend bool operator==(const IpPrefix&, const IpPrefix&) = default;
};

/// Neighbouring addresses, both ends included, by their first 64 bits: all of IPv4, the networks
/// of IPv6. Without ends, all addresses of the family.
struct AddressRange {
  IpFamily family = IpFamily::v4;
  std::uint64_t first = 0, last = ~std::uint64_t{0};

  /// The block's addresses; of one that tells apart more than 64 bits, the network around it.
  static AddressRange of(const IpPrefix& prefix);

  bool overlaps(const AddressRange& other) const {
    return family == other.family && first <= other.last && other.first <= last;
  }
  /// Whether it is a good part of the internet, and not some hosts, a private network or addresses
  /// that nobody has: as many neighbours as 8 leading bits leave, or 16 of IPv6.
  bool is_internet() const;

  friend bool operator==(const AddressRange&, const AddressRange&) = default;
};

/// The addresses of both; they must overlap.
AddressRange common(const AddressRange& a, const AddressRange& b);

}  // namespace weir
