#pragma once

#include <compare>
#include <cstdint>

namespace weir {

/// A typed index into one flat vector. `Id{}` is "none". Ids never decide an output order.
template <class Tag>
struct Id {
  static constexpr std::uint32_t kNone = UINT32_MAX;
  std::uint32_t value = kNone;

  constexpr Id() = default;
  constexpr explicit Id(std::size_t index) : value(static_cast<std::uint32_t>(index)) {}
  constexpr bool valid() const { return value != kNone; }
  constexpr std::size_t index() const { return value; }
  friend constexpr auto operator<=>(Id, Id) = default;
};

/// A run of consecutive records in another flat vector.
struct Range {
  std::uint32_t first = 0;
  std::uint32_t count = 0;
  constexpr bool empty() const { return count == 0; }
  constexpr std::uint32_t end() const { return first + count; }
};

}  // namespace weir
