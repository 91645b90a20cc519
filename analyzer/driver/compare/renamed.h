#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace weir {

/// Which of the files that are gone a new one was: the one that shares the most lines with it, if
/// that is at least half of both together, as git has it; of two alike the first. Lines count
/// without blanks at their ends, empty ones not at all. O(bytes of all).
std::optional<std::size_t> renamed_from(std::string_view now,
                                        std::span<const std::string_view> gone);

}  // namespace weir
