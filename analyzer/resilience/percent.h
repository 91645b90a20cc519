#pragma once

#include <string>

namespace weir::resilience {

/// "99.95 %": as many decimals as tell it from 100, and never more than is promised.
std::string percent_text(double percent);

}  // namespace weir::resilience
