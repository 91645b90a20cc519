#pragma once

#include <string_view>

namespace weir {

/// Whether `phrase` (lower-case words joined by `-`) stands in `words` (of the same form) as whole
/// words side by side, the last one also with an `s`; or run together as a single word of its own
/// (`dateofbirth`), if it has several. O(|words| · |phrase|).
bool has_words(std::string_view words, std::string_view phrase);

}  // namespace weir
