#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/source_map.h"

namespace weir::helm {

/// A stretch of a template: text, or what stands in `{{ … }}`.
struct Piece {
  bool is_action = false;
  std::string_view text;  ///< of an action: without its marks and blanks
  Span span;              ///< of an action: with its marks
  std::size_t next = 0;   ///< of one that begins a part of a block: the `else` or `end` behind that part
};

/// The pieces of a template, blanks trimmed where `{{-` and `-}}` say so, comments left out; none if an action does not end.
std::optional<std::vector<Piece>> pieces_of(const SourceMap& sources, FileId file);

enum class TokenKind : std::uint8_t { word, field, variable, text, number, open, close, pipe, assign };

struct Token {
  TokenKind kind = TokenKind::word;
  std::string text;  ///< of a text: decoded
  bool glued = false;  ///< nothing stands before it: `$x.y`, `(…).y`
};

/// The tokens of an action; none if something of it is not known.
std::optional<std::vector<Token>> tokens_of(std::string_view action);

}  // namespace weir::helm
