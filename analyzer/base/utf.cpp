#include "analyzer/base/utf.h"

#include <cstring>

namespace weir {
namespace {

bool is_continuation(std::string_view text, std::size_t i) {
  return i < text.size() && (static_cast<unsigned char>(text[i]) & 0xC0) == 0x80;
}

bool is_scalar_value(char32_t value) {
  return value <= 0x10FFFF && !(value >= 0xD800 && value <= 0xDFFF);
}

/// First offset at or after `i` of a byte above 0x7F; text.size() if there is none.
std::size_t skip_ascii(std::string_view text, std::size_t i) {
  constexpr std::uint64_t kHighBits = 0x8080808080808080u;
  for (; i + 8 <= text.size(); i += 8) {
    std::uint64_t word;
    std::memcpy(&word, text.data() + i, 8);
    if ((word & kHighBits) != 0) break;
  }
  while (i < text.size() && static_cast<unsigned char>(text[i]) < 0x80) ++i;
  return i;
}

}  // namespace

CodePoint decode_beyond_ascii(std::string_view text, std::size_t offset) {
  const auto lead = static_cast<unsigned char>(text[offset]);
  const std::uint32_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4) return {};
  char32_t value = lead & (0x7Fu >> size);
  for (std::uint32_t i = 1; i < size; ++i) {
    if (!is_continuation(text, offset + i)) return {};
    value = value << 6 | (static_cast<unsigned char>(text[offset + i]) & 0x3Fu);
  }
  const char32_t least = size == 4 ? 0x10000 : size == 3 ? 0x800 : 0x80;
  if (value < least || !is_scalar_value(value)) return {};
  return {value, size, true};
}

std::size_t find_invalid_utf8(std::string_view text) {
  for (std::size_t i = skip_ascii(text, 0); i < text.size(); i = skip_ascii(text, i)) {
    const CodePoint point = decode_utf8(text, i);
    if (!point.valid) return i;
    i += point.size;
  }
  return std::string_view::npos;
}

std::string sanitise_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (true) {
    const std::size_t bad = find_invalid_utf8(text);
    if (bad == std::string_view::npos) return out += text;
    out += text.substr(0, bad);
    out += kReplacement;
    text.remove_prefix(bad + 1);
  }
}

void append_utf8(std::string& out, char32_t value) {
  if (!is_scalar_value(value)) value = 0xFFFD;
  const auto put = [&out](char32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (value < 0x80) return put(value);
  if (value < 0x800) {
    put(0xC0 | value >> 6);
  } else if (value < 0x10000) {
    put(0xE0 | value >> 12);
    put(0x80 | (value >> 6 & 0x3F));
  } else {
    put(0xF0 | value >> 18);
    put(0x80 | (value >> 12 & 0x3F));
    put(0x80 | (value >> 6 & 0x3F));
  }
  put(0x80 | (value & 0x3F));
}

std::size_t utf16_length(std::string_view text) {
  std::size_t length = 0;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t ascii_end = skip_ascii(text, i);
    length += ascii_end - i;
    i = ascii_end;
    if (i == text.size()) break;
    const CodePoint point = decode_utf8(text, i);
    length += point.size == 4 ? 2 : 1;
    i += point.size;
  }
  return length;
}

}  // namespace weir
