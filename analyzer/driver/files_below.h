#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/driver/discover.h"

namespace weir {

/// Regular files in a folder of the project and below it, as shown, in order. No link is followed,
/// and a folder that lies behind one has none; folders whose name `skips` are not looked into (of a
/// project that is only texts, all are). None if there are more than `most` entries to look at.
std::optional<std::vector<std::string>> files_below(const Project& project,
                                                    const std::string& folder, std::size_t most,
                                                    bool (*skips)(std::string_view name));

}  // namespace weir
