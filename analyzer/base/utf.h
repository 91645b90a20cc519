#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace weir {

/// U+FFFD in UTF-8: what stands for bytes that are not UTF-8.
inline constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

/// One code point of a text.
struct CodePoint {
  char32_t value = 0xFFFD;  ///< U+FFFD for a byte that is not UTF-8
  std::uint32_t size = 1;   ///< in bytes
  bool valid = false;
};

/// What `decode_utf8` says where the byte at `offset` is above 0x7F.
CodePoint decode_beyond_ascii(std::string_view text, std::size_t offset);

/// The code point at `offset`, which is inside `text`. Overlong forms, surrogates and values above
/// U+10FFFF are invalid; an invalid byte is one code point of one byte. Nearly all text is ASCII,
/// and whole files go through here: that part is inline.
inline CodePoint decode_utf8(std::string_view text, std::size_t offset) {
  const auto lead = static_cast<unsigned char>(text[offset]);
  return lead < 0x80 ? CodePoint{lead, 1, true} : decode_beyond_ascii(text, offset);
}

/// Offset of the first byte that is not UTF-8; npos if all are.
std::size_t find_invalid_utf8(std::string_view text);
inline bool is_valid_utf8(std::string_view text) {
  return find_invalid_utf8(text) == std::string_view::npos;
}

/// The text with every invalid byte replaced by U+FFFD.
std::string sanitise_utf8(std::string_view text);

/// Appends a code point; surrogates and values above U+10FFFF become U+FFFD.
void append_utf8(std::string& out, char32_t value);

/// Length in UTF-16 code units; an invalid byte counts as one.
std::size_t utf16_length(std::string_view text);

}  // namespace weir
