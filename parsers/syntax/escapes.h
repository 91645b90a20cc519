#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace weir {

/// One escape sequence of a double-quoted text and what it stands for.
struct Escape {
  std::size_t size = 0;  ///< bytes of the source; 0 if there is no escape
  std::string text;      ///< empty for an escaped line end (YAML)
};

/// The escape at `i`, if there is one: `\n`, `\x41`, `\u00e9`, `\ud83d\ude00`, `\U0001F600`, an
/// escaped line end; with `templates` also `$${` and `%%{` (the doubled mark only). YAML's set,
/// which includes JSON's and HCL's.
Escape read_escape(std::string_view source, std::size_t i, bool templates);

}  // namespace weir
