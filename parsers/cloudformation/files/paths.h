#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir::cloudformation {

using Segments = std::vector<std::string_view>;

/// The parts of a path between slashes, empty ones left out.
Segments segments_of(std::string_view path);
/// `folder/path` without `.` and `..`; none if it leads out of the root.
std::optional<std::string> beneath(std::string_view folder, std::string_view path);
/// The folder that a path stands in; "" for the root.
std::string_view folder_of(std::string_view path);

}  // namespace weir::cloudformation
