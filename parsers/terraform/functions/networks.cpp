// cidrhost, cidrnetmask, cidrsubnet, cidrsubnets and OpenTofu's cidrcontains.

#include <array>
#include <charconv>

#include "parsers/terraform/functions/arguments.h"

namespace weir::terraform {
namespace {

__extension__ using AddressBits = unsigned __int128;

/// An address, or a network: its first address and the length of its prefix.
struct Network {
  AddressBits address = 0;
  unsigned width = 32;   ///< bits of an address
  unsigned prefix = 32;  ///< bits that are the network's
};

AddressBits ones(unsigned count) {
  return count >= 128 ? ~static_cast<AddressBits>(0) : (static_cast<AddressBits>(1) << count) - 1;
}
AddressBits last_of(const Network& network) {
  return network.address | ones(network.width - network.prefix);
}
AddressBits first_of(AddressBits address, unsigned width, unsigned prefix) {
  return address & ~ones(width - prefix) & ones(width);
}

std::optional<unsigned> digits(std::string_view text, unsigned most, int base = 10) {
  unsigned number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  const bool fine = error == std::errc() && end == text.data() + text.size() && !text.empty();
  return fine && number <= most ? std::optional(number) : std::nullopt;
}

std::optional<AddressBits> four_bytes(std::string_view text) {
  AddressBits address = 0;
  for (int i = 0; i < 4; ++i) {
    const std::size_t dot = i < 3 ? text.find('.') : text.size();
    if (dot == std::string_view::npos) return std::nullopt;
    const std::optional<unsigned> byte = digits(text.substr(0, dot), 255);
    if (!byte) return std::nullopt;
    address = address << 8U | *byte;
    text.remove_prefix(std::min(dot + 1, text.size()));
  }
  return address;
}

/// Groups between colons; the last may be four bytes. None if one is malformed.
std::optional<std::vector<unsigned>> groups_in(std::string_view text) {
  std::vector<unsigned> groups;
  while (!text.empty()) {
    const std::size_t colon = std::min(text.find(':'), text.size());
    const std::string_view group = text.substr(0, colon);
    if (group.find('.') != std::string_view::npos && colon == text.size()) {
      const std::optional<AddressBits> bytes = four_bytes(group);
      if (!bytes) return std::nullopt;
      groups.push_back(static_cast<unsigned>(*bytes >> 16U & 0xFFFFU));
      groups.push_back(static_cast<unsigned>(*bytes & 0xFFFFU));
      return groups;
    }
    const std::optional<unsigned> number = digits(group, 0xFFFF, 16);
    if (!number || group.size() > 4) return std::nullopt;
    groups.push_back(*number);
    if (colon + 1 == text.size()) return std::nullopt;  // ends with a colon
    text.remove_prefix(std::min(colon + 1, text.size()));
  }
  return groups;
}

std::optional<AddressBits> sixteen_bytes(std::string_view text) {
  const std::size_t gap = text.find("::");
  auto before = groups_in(text.substr(0, std::min(gap, text.size())));
  const auto after = groups_in(gap == std::string_view::npos ? "" : text.substr(gap + 2));
  if (!before || !after) return std::nullopt;
  const std::size_t have = before->size() + after->size();
  if (gap == std::string_view::npos ? have != 8 : have > 7) return std::nullopt;
  before->resize(8 - after->size(), 0);
  before->insert(before->end(), after->begin(), after->end());
  AddressBits address = 0;
  for (const unsigned group : *before) address = address << 16U | group;
  return address;
}

std::optional<Network> address_in(std::string_view text) {
  if (text.find(':') == std::string_view::npos) {
    const std::optional<AddressBits> address = four_bytes(text);
    return address ? std::optional(Network{*address, 32, 32}) : std::nullopt;
  }
  const std::optional<AddressBits> address = sixteen_bytes(text);
  return address ? std::optional(Network{*address, 128, 128}) : std::nullopt;
}

/// An address with a prefix; what is not the network's of it counts as zero.
std::optional<Network> network_in(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  std::optional<Network> network = address_in(text.substr(0, slash));
  if (!network) return std::nullopt;
  const std::optional<unsigned> prefix = digits(text.substr(slash + 1), network->width);
  if (!prefix) return std::nullopt;
  network->prefix = *prefix;
  network->address = first_of(network->address, network->width, *prefix);
  return network;
}

std::string address_text(AddressBits address, unsigned width) {
  std::string out;
  const bool mapped = width == 128 && address >> 32U == 0xFFFF;  // as Go prints these
  if (width == 32 || mapped) {
    for (int i = 3; i >= 0; --i) {
      out +=
          std::to_string(static_cast<unsigned>(address >> (8 * static_cast<unsigned>(i)) & 255U));
      out += i > 0 ? "." : "";
    }
    return out;
  }
  std::array<unsigned, 8> groups{};
  for (unsigned i = 0; i < 8; ++i)
    groups[7 - i] = static_cast<unsigned>(address >> (16 * i) & 0xFFFFU);
  std::size_t gap = 8, longest = 1;  // the first of the longest runs of two zeros or more
  for (std::size_t i = 0; i < 8; ++i) {
    std::size_t end = i;
    while (end < 8 && groups[end] == 0) ++end;
    if (end - i <= longest) continue;
    gap = i;
    longest = end - i;
  }
  for (std::size_t i = 0; i < 8; ++i) {
    if (i == gap) {
      out += "::";
      i += longest - 1;
      continue;
    }
    if (!out.empty() && !out.ends_with(':')) out += ':';
    char buffer[8];
    const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, groups[i], 16);
    out.append(buffer, end);
  }
  return out;
}

std::string network_text(const Network& network) {
  return address_text(network.address, network.width) + "/" + std::to_string(network.prefix);
}

/// The network that the first argument names; else what it means that it names none.
std::optional<Network> network_of(const FunctionCall& call, ValueId& problem) {
  const std::optional<std::string> text = call.text(0);
  if (!text) {
    problem = call.refuse(0, "text");
    return std::nullopt;
  }
  std::optional<Network> network = network_in(*text);
  if (network && network->width == 128 && network->address >> 32U == 0xFFFF) {
    problem = call.values.add_unknown(
        UnknownKind::unsupported, "IPv4 addresses within IPv6 are not evaluated", "", call.span);
    return std::nullopt;
  }
  if (!network) problem = fault_of(call, "found " + *text + "; expected a prefix in CIDR notation");
  return network;
}

/// A number counts from the end if it is negative.
ValueId cidrhost(const FunctionCall& call) {
  ValueId problem;
  const std::optional<Network> network = network_of(call, problem);
  if (!network) return problem;
  const std::optional<std::int64_t> number = whole(call, 1);
  if (!number) return refuse_whole(call, 1);
  const AddressBits most = ones(network->width - network->prefix);
  const bool back = *number < 0;
  const AddressBits distance =
      back ? static_cast<AddressBits>(-(*number + 1)) : static_cast<AddressBits>(*number);
  if (distance > most) return fault_of(call, "the prefix has no host of this number");
  const AddressBits host = back ? most - distance : distance;
  return call.made_text(address_text(network->address | host, network->width));
}

ValueId cidrnetmask(const FunctionCall& call) {
  ValueId problem;
  const std::optional<Network> network = network_of(call, problem);
  if (!network) return problem;
  if (network->width != 32) return fault_of(call, "IPv6 addresses have no netmask");
  return call.made_text(address_text(ones(32) & ~ones(32 - network->prefix), 32));
}

ValueId cidrsubnet(const FunctionCall& call) {
  ValueId problem;
  const std::optional<Network> network = network_of(call, problem);
  if (!network) return problem;
  const std::optional<std::int64_t> bits = whole(call, 1), number = whole(call, 2);
  if (!bits) return refuse_whole(call, 1);
  if (!number) return refuse_whole(call, 2);
  if (*bits < 0 || *number < 0) {
    return call.values.add_unknown(UnknownKind::unsupported, "negative numbers are not evaluated",
                                   "", call.span);
  }
  if (*bits > network->width - network->prefix)
    return fault_of(call, "the prefix cannot be extended by " + std::to_string(*bits) + " bits");
  const auto added = static_cast<unsigned>(*bits);
  if (static_cast<AddressBits>(*number) > ones(added))
    return fault_of(call, std::to_string(*bits) + " bits do not number " + std::to_string(*number));
  Network made = *network;
  made.prefix += added;
  if (added > 0) made.address |= static_cast<AddressBits>(*number) << (made.width - made.prefix);
  return call.made_text(network_text(made));
}

/// Networks one behind the other.
ValueId cidrsubnets(const FunctionCall& call) {
  ValueId problem;
  const std::optional<Network> network = network_of(call, problem);
  if (!network) return problem;
  std::vector<ValueId> made;
  AddressBits next = network->address;
  bool full = false;
  for (std::size_t i = 1; i < call.size(); ++i) {
    const std::optional<std::int64_t> bits = whole(call, i);
    if (!bits) return refuse_whole(call, i);
    if (*bits < 1 || *bits > 32 || *bits > network->width - network->prefix) {
      return fault_of(call, "the prefix cannot be extended by " + std::to_string(*bits) + " bits");
    }
    const unsigned prefix = network->prefix + static_cast<unsigned>(*bits);
    const AddressBits rest = ones(network->width - prefix);
    AddressBits first = next & ~rest;
    if (first != next) {
      full = full || (next | rest) == last_of(*network);
      first += rest + 1;
    }
    const Network one{first, network->width, prefix};
    if (full || first > last_of(*network))
      return fault_of(call,
                      "there is no space left for a prefix of " + std::to_string(prefix) + " bits");
    made.push_back(call.made_text(network_text(one)));
    full = last_of(one) == last_of(*network);
    next = last_of(one) + 1;
  }
  return call.values.add_list(made, call.span, CollectionType::list);
}

ValueId cidrcontains(const FunctionCall& call) {
  ValueId problem;
  const std::optional<Network> network = network_of(call, problem);
  if (!network) return problem;
  const std::optional<std::string> text = call.text(1);
  if (!text) return call.refuse(1, "text");
  const bool prefix = text->find('/') != std::string::npos;
  const std::optional<Network> other = prefix ? network_in(*text) : address_in(*text);
  if (!other) return fault_of(call, "found " + *text + "; expected an address or a prefix");
  if (other->width != network->width)
    return fault_of(call, "one address is of IPv4, the other of IPv6");
  const bool inside = other->address >= network->address && last_of(*other) <= last_of(*network);
  return call.made_boolean(inside);
}

constexpr std::array kNetworkFunctions = {
    FunctionEntry{"cidrhost", 2, 2, Takes::scalars, cidrhost},
    FunctionEntry{"cidrnetmask", 1, 1, Takes::scalars, cidrnetmask},
    FunctionEntry{"cidrsubnet", 3, 3, Takes::scalars, cidrsubnet},
    FunctionEntry{"cidrsubnets", 1, kAnyNumber, Takes::scalars, cidrsubnets},
    FunctionEntry{"cidrcontains", 2, 2, Takes::scalars, cidrcontains}};

}  // namespace

std::span<const FunctionEntry> network_functions() { return kNetworkFunctions; }

}  // namespace weir::terraform
