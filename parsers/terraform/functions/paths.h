#pragma once

#include <string>
#include <string_view>

namespace weir::terraform {

/// The subject of the unknown that stands for the folder in which terraform runs.
inline constexpr std::string_view kRunFolder = "path.cwd";

/// The shortest path that leads to the same place: without `.`, `a/..` and repeated slashes; `.`
/// for the folder itself.
std::string clean_path(std::string_view path);

/// The path that leads from a folder to another; both begin in the same place ("" is that place).
std::string relative_path(std::string_view from, std::string_view to);

}  // namespace weir::terraform
