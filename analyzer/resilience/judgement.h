#pragma once

#include <cstdint>
#include <optional>

#include "analyzer/resilience/objectives.h"
#include "analyzer/resilience/recovery.h"

namespace weir::resilience {

/// Whether an objective is met by what the design can reach.
enum class Judgement : std::uint8_t {
  none,  ///< there is no objective
  met,
  missed,
  unknown
};

/// Of an availability: `complete`: nothing was left out of the figure.
Judgement judged_availability(const std::optional<Sought>& sought, std::optional<double> percent,
                              bool complete);

/// What is known of a time, or of a loss; milliseconds.
struct Reached {
  std::optional<double> time;  ///< by the best mechanism that is certainly there
  double least = 0;            ///< what the mechanisms that may be there promise at best
  bool nothing = false;        ///< nothing brings back something that is needed
  bool open = false;           ///< it may be more than is known
};
Judgement judged_time(const std::optional<Sought>& sought, const Reached& reached);

/// The same of one thing: how soon it is back, what is lost of it.
Reached reached_rto(const Recovery& recovery);
Reached reached_rpo(const Recovery& recovery);

}  // namespace weir::resilience
