#pragma once

#include <cstddef>
#include <cstdint>

/// The limits of program source; `weir version --verbose` prints these beside those of limits.h.
namespace weir::limits {

inline constexpr std::size_t kProgramBytes = 1u << 20;          ///< larger files of program source are not read
inline constexpr std::size_t kProgramNodes = 1'000'000;         ///< syntax nodes of one file of program source
inline constexpr int kProgramDepth = 400;                       ///< program source: expressions and statements inside each other
inline constexpr std::size_t kProgramFiles = 500;               ///< files of the program of one process
inline constexpr std::size_t kProgramsBytes = 64u << 20;        ///< program source that one run reads
inline constexpr std::uint64_t kProgramSteps = 4'000'000;       ///< expressions looked at to understand one program

}  // namespace weir::limits
