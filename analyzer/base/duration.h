#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace weir {

/// A duration as people write it ("4 h", "15 min", "1h30m"), in milliseconds; none if it is none.
std::optional<double> read_duration(std::string_view text);

/// The other way round: "4 h", "90 s", "3 d".
std::string duration_text(double milliseconds);

}  // namespace weir
