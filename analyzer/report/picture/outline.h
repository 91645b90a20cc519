#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "analyzer/report/picture/picture.h"

namespace weir::report {

/// How a format writes frames and shapes, each a line without its end.
struct OutlineWriter {
  std::function<std::string(const Frame&)> open;
  std::string close;
  std::function<std::string(const Shape&)> shape;
};

/// Frames around their shapes, indented; frames that hold nothing are left out. Not recursive:
/// nesting is the input's.
std::string outline_of(const Picture& picture, const OutlineWriter& writer);

/// Colour of a severity, as "#rrggbb"; the same in all formats.
std::string_view colour_of(std::string_view band);
inline constexpr std::string_view kBoundaryColour = "#c92a2a";
inline constexpr std::string_view kControlColour = "#2b8a3e";
inline constexpr std::string_view kFadedColour = "#6c757d";

}  // namespace weir::report
