#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "analyzer/base/limits.h"

namespace weir::terraform {

/// Steps that a root may take whatever it holds, and those that each byte of its modules adds, up
/// to limits::kModuleSteps: of a root that is alone. Modules of the registry take about one step
/// for a byte; loops over a table of a thousand rows take the rest.
inline constexpr std::uint64_t kLeastSteps = 200'000;
inline constexpr std::uint64_t kStepsPerByte = 50;

/// Steps that all roots of a run share, beside those that their bytes add: three hundred roots of a
/// line each take no longer than one large one.
inline constexpr std::uint64_t kSharedSteps = limits::kModuleSteps;
/// What is left to a root, be there ever so many of them: a small one that reads two states takes a
/// third of it.
inline constexpr std::uint64_t kLeastShare = 10'000;
/// What a byte of a root's modules adds to its share (twice what the modules of the registry take),
/// up to so many shares: many roots may call one large module, whose bytes then count for each of
/// them.
inline constexpr std::uint64_t kSharedStepsPerByte = 2;
inline constexpr std::uint64_t kSharesForModules = 3;
/// What the states of others add to a root's share at most: two of modules of the registry take
/// half of it. Without this bound roots that all read each other would take the square of their
/// bytes.
inline constexpr std::uint64_t kStepsForStates = 50'000;

/// The share of each of `roots` that are lowered for the first time, with half of what all share,
/// and of each of those that this was too little for, with all of it: what most do not need is
/// there for the few that do. Known before any of them is lowered, so that nothing depends on their
/// order.
constexpr std::uint64_t first_share(std::size_t roots) {
  return roots < 2 ? kSharedSteps : std::max(kLeastShare, kSharedSteps / 2 / roots);
}
constexpr std::uint64_t second_share(std::size_t roots) {
  return std::max(kLeastShare, kSharedSteps / std::max<std::size_t>(roots, 1));
}

/// The steps of one root, with those for the states of others that it reads.
class Budget {
 public:
  explicit Budget(std::uint64_t share) : share_(share) { add_module(0); }

  void add_module(std::size_t bytes) { add(bytes, bytes_); }
  void add_module_elsewhere(std::size_t bytes) { add(bytes, bytes_elsewhere_); }
  /// Whether there are as many steps; they are gone also if not.
  bool spend(std::uint64_t steps) {
    steps_ += steps;
    return steps_ <= limit_;
  }
  /// Whether a larger share would have let it go further.
  bool wants_more() const { return steps_ > limit_ && limit_ < alone(); }

 private:
  void add(std::size_t bytes, std::uint64_t& to) {
    to += bytes;
    const std::uint64_t modules =
        std::min(kSharedStepsPerByte * bytes_, kSharesForModules * share_);
    const std::uint64_t states = std::min(kSharedStepsPerByte * bytes_elsewhere_, kStepsForStates);
    limit_ = std::min(alone(), share_ + modules + states);
  }
  std::uint64_t alone() const {
    return std::min(kLeastSteps + kStepsPerByte * (bytes_ + bytes_elsewhere_),
                    limits::kModuleSteps);
  }

  std::uint64_t share_;
  std::uint64_t bytes_ = 0;            ///< of the root's modules
  std::uint64_t bytes_elsewhere_ = 0;  ///< of the modules of other roots
  std::uint64_t limit_ = 0;
  std::uint64_t steps_ = 0;
};

}  // namespace weir::terraform
