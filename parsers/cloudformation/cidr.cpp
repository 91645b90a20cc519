#include "parsers/cloudformation/cidr.h"

#include <array>
#include <charconv>
#include <cstdio>
#include <optional>

namespace weir::cloudformation {
namespace {

/// An address, most significant byte first; IPv4 in the first four.
struct Address {
  std::array<std::uint8_t, 16> bytes{};
  unsigned bits = 32;  ///< of an address of its kind
};

template <class Number>
bool read(std::string_view text, Number& number, int base = 10) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  return error == std::errc() && end == text.data() + text.size();
}

std::vector<std::string_view> split_at(std::string_view text, char by) {
  std::vector<std::string_view> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(by, begin), text.size());
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

std::optional<Address> read_ipv4(std::string_view text) {
  const std::vector<std::string_view> parts = split_at(text, '.');
  Address address;
  if (parts.size() != 4) return std::nullopt;
  for (std::size_t i = 0; i < 4; ++i) {
    if (parts[i].size() > 3 || !read(parts[i], address.bytes[i])) return std::nullopt;
  }
  return address;
}

/// Groups of an IPv6 address on one side of its `::`.
std::optional<std::vector<std::uint16_t>> read_groups(std::string_view text) {
  std::vector<std::uint16_t> groups;
  if (text.empty()) return groups;
  for (const std::string_view part : split_at(text, ':')) {
    std::uint16_t group = 0;
    if (part.size() > 4 || groups.size() == 8 || !read(part, group, 16)) return std::nullopt;
    groups.push_back(group);
  }
  return groups;
}

std::optional<Address> read_ipv6(std::string_view text) {
  const std::size_t gap = text.find("::");
  const auto left = read_groups(text.substr(0, gap));
  const auto right = read_groups(gap == text.npos ? std::string_view() : text.substr(gap + 2));
  if (!left || !right) return std::nullopt;
  const std::size_t written = left->size() + right->size();
  if (gap == text.npos ? written != 8 : written > 7) return std::nullopt;
  Address address;
  address.bits = 128;
  const auto put = [&](std::size_t at, std::uint16_t group) {
    address.bytes[2 * at] = static_cast<std::uint8_t>(group >> 8);
    address.bytes[2 * at + 1] = static_cast<std::uint8_t>(group);
  };
  for (std::size_t i = 0; i < left->size(); ++i) put(i, (*left)[i]);
  for (std::size_t i = 0; i < right->size(); ++i) put(8 - right->size() + i, (*right)[i]);
  return address;
}

/// Clears the bits behind the first `length`.
void mask(Address& address, unsigned length) {
  for (unsigned bit = length; bit < address.bits; ++bit) {
    address.bytes[bit / 8] &= static_cast<std::uint8_t>(~(0x80u >> (bit % 8)));
  }
}

/// The block of this length behind this one.
void advance(Address& address, unsigned length) {
  for (unsigned bit = length; bit-- > 0;) {
    const auto one = static_cast<std::uint8_t>(0x80u >> (bit % 8));
    address.bytes[bit / 8] ^= one;
    if ((address.bytes[bit / 8] & one) != 0) return;  // no carry
  }
}

std::string ipv6_text(const Address& address) {
  std::array<unsigned, 8> groups{};
  for (std::size_t i = 0; i < 8; ++i) {
    groups[i] = address.bytes[2 * i] * 256u + address.bytes[2 * i + 1];
  }
  std::size_t gap = 8, gap_size = 1;  // the first of the longest runs of several zeros
  for (std::size_t i = 0; i < 8; ++i) {
    std::size_t size = 0;
    while (i + size < 8 && groups[i + size] == 0) ++size;
    if (size > gap_size) gap = i, gap_size = size;
    i += size;
  }
  std::string text;
  for (std::size_t i = 0; i < 8; ++i) {
    if (i == gap) {
      text += "::";
      i += gap_size - 1;
      continue;
    }
    char group[8];
    std::snprintf(group, sizeof group, "%x", groups[i]);
    if (!text.empty() && text.back() != ':') text += ':';
    text += group;
  }
  return text;
}

std::string text_of(const Address& address) {
  if (address.bits == 128) return ipv6_text(address);
  char text[20];
  std::snprintf(text, sizeof text, "%u.%u.%u.%u", address.bytes[0], address.bytes[1],
                address.bytes[2], address.bytes[3]);
  return text;
}

}  // namespace

Result<std::vector<std::string>> address_blocks(std::string_view block, std::uint64_t count,
                                                std::uint64_t bits) {
  const std::size_t slash = block.find('/');
  const std::string_view first = block.substr(0, slash);
  std::optional<Address> address =
      first.find(':') == first.npos ? read_ipv4(first) : read_ipv6(first);
  unsigned length = 0;
  if (!address || slash == block.npos || !read(block.substr(slash + 1), length) ||
      length > address->bits) {
    return Error{"expected an address block such as 10.0.0.0/16", {}};
  }
  if (count < 1 || count > kCidrBlocks) return Error{"expected a count from 1 to 256", {}};
  const std::uint64_t room = address->bits - length;
  if (bits > room || (room - bits < 9 && (std::uint64_t{1} << (room - bits)) < count)) {
    return Error{"the block has no room for " + std::to_string(count) + " blocks with " +
                     std::to_string(bits) + " bits for hosts",
                 {}};
  }
  const unsigned part = address->bits - static_cast<unsigned>(bits);
  mask(*address, length);
  std::vector<std::string> blocks;
  for (std::uint64_t i = 0; i < count; ++i) {
    blocks.push_back(text_of(*address) + "/" + std::to_string(part));
    advance(*address, part);
  }
  return blocks;
}

}  // namespace weir::cloudformation
