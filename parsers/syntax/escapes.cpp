#include "parsers/syntax/escapes.h"

#include <cstdint>
#include <optional>

#include "analyzer/base/utf.h"

namespace weir {
namespace {

std::optional<std::uint32_t> hex(std::string_view digits, std::size_t count) {
  if (digits.size() < count) return std::nullopt;
  std::uint32_t value = 0;
  for (const char c : digits.substr(0, count)) {
    const int digit = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                             : -1;
    if (digit < 0) return std::nullopt;
    value = value << 4 | static_cast<std::uint32_t>(digit);
  }
  return value;
}

/// `\xXX`, `\uXXXX` (two of them for a surrogate pair), `\UXXXXXXXX`.
Escape numeric(std::string_view rest, std::size_t digits) {
  std::optional<std::uint32_t> value = hex(rest.substr(2), digits);
  if (!value) return {};
  Escape escape{2 + digits, {}};
  if (digits == 4 && *value >= 0xD800 && *value < 0xDC00 && rest.substr(6, 2) == "\\u") {
    const std::optional<std::uint32_t> low = hex(rest.substr(8), 4);
    if (low && *low >= 0xDC00 && *low < 0xE000) {
      value = 0x10000 + ((*value - 0xD800) << 10) + (*low - 0xDC00);
      escape.size = 12;
    }
  }
  append_utf8(escape.text, *value);
  return escape;
}

/// A line end after a backslash joins the lines, without the next one's indentation.
Escape joined_lines(std::string_view rest) {
  std::size_t i = rest.substr(1, 2) == "\r\n" ? 3 : 2;
  while (i < rest.size() && (rest[i] == ' ' || rest[i] == '\t')) ++i;
  return {i, {}};
}

Escape single(char c) {
  switch (c) {
    case '0':
      return {2, std::string(1, '\0')};
    case 'a':
      return {2, "\a"};
    case 'b':
      return {2, "\b"};
    case 't':
      return {2, "\t"};
    case 'n':
      return {2, "\n"};
    case 'v':
      return {2, "\v"};
    case 'f':
      return {2, "\f"};
    case 'r':
      return {2, "\r"};
    case 'e':
      return {2, "\x1B"};
    case 'N':
      return {2, "\xC2\x85"};
    case '_':
      return {2, "\xC2\xA0"};
    case 'L':
      return {2, "\xE2\x80\xA8"};
    case 'P':
      return {2, "\xE2\x80\xA9"};
    default:
      return {2, std::string(1, c)};
  }
}

}  // namespace

Escape read_escape(std::string_view source, std::size_t i, bool templates) {
  const std::string_view rest = source.substr(i);
  if (templates && (rest.starts_with("$${") || rest.starts_with("%%{"))) {
    return {2, std::string(1, rest[0])};
  }
  if (rest.size() < 2 || rest[0] != '\\') return {};
  switch (rest[1]) {
    case 'x':
      return numeric(rest, 2);
    case 'u':
      return numeric(rest, 4);
    case 'U':
      return numeric(rest, 8);
    case '\n':
    case '\r':
      return joined_lines(rest);
    default:
      return single(rest[1]);
  }
}

}  // namespace weir
