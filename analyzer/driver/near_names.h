#pragma once

#include <string>
#include <vector>

namespace weir {

/// How a message goes on about a name that nothing has: with the names that contain it, whatever
/// the case, else with the one nearest in spelling; "" if none is near.
std::string near_names(const std::string& wrong, const std::vector<std::string>& names);

}  // namespace weir
