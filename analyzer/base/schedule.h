#pragma once

#include <optional>
#include <string_view>

namespace weir {

/// The longest time between two runs of a schedule, in milliseconds: `rate(12 hours)`, or `cron(…)`
/// with minutes, hours, days of the month, months, days of the week and years. None if it is no
/// such schedule, or says more than these (a year, `L`, `W`, `#`).
std::optional<double> longest_interval(std::string_view schedule);

}  // namespace weir
