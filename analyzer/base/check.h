#pragma once

namespace weir {

/// Prints the broken invariant and aborts.
[[noreturn]] void check_failed(const char* condition, const char* file, int line);

}  // namespace weir

/// An invariant of ours; a false one is a bug in Weir, never a fault of the input.
#define CHECK(condition)                                            \
  do {                                                              \
    if (!(condition)) ::weir::check_failed(#condition, __FILE__, __LINE__); \
  } while (false)
