#pragma once

#include <cstddef>
#include <string_view>

namespace weir {

/// Where a phrase stands in words.
struct WordRange {
  std::size_t begin = std::string_view::npos;  ///< npos: nowhere
  std::size_t end = std::string_view::npos;

  bool found() const { return begin != std::string_view::npos; }
};

/// Where `phrase` (lower-case words joined by `-`) next stands in `words` (of the same form), at
/// `from`, which begins a word, or behind it: as whole words side by side, the last one also with
/// an `s`; or run together as a single word of its own (`dateofbirth`), if it has several.
/// O(|words| · |phrase|).
WordRange find_words(std::string_view words, std::string_view phrase, std::size_t from = 0);

/// Whether it stands there at all.
bool has_words(std::string_view words, std::string_view phrase);

}  // namespace weir
