#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace weir::app_config {

/// The folder of a path as shown; "" at the root.
std::string folder_around(std::string_view path);
/// A path as shown that is written in a file of `folder`: normal, from the root. None for what is absolute, an address,
/// or leads out of the root.
std::optional<std::string> path_from(std::string_view folder, std::string_view written);

}  // namespace weir::app_config
