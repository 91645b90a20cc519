#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "analyzer/query/query.h"

namespace weir::query {

enum class TokenKind : std::uint8_t { name, keyword, text, number, symbol, end };

/// The dimension a unit gives a number; `none` for a bare number.
enum class Dimension : std::uint8_t { none, duration, size, percent };

struct Token {
  TokenKind kind = TokenKind::end;
  std::string_view written;  ///< as it stands in the source
  std::string text;          ///< text: with escapes resolved
  double number = 0;         ///< in canonical units (ms, bytes, percent)
  Dimension dimension = Dimension::none;
  std::uint32_t begin = 0, end = 0;  ///< bytes in the source
};

/// The tokens of a query text, the last one of kind `end`; or the first fault.
std::variant<std::vector<Token>, QueryError> tokens_of(std::string_view source);

/// Whether a word is reserved and so no name, label or property.
bool is_keyword(std::string_view word);

/// A token as an error message shows it: "`prompt`", "the end".
std::string shown(const Token& token);

}  // namespace weir::query
