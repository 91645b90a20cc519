#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "analyzer/document/document.h"

// Finds the ends of YAML tokens in the source: yaml-cpp says only where they begin.

namespace weir::yaml {

/// An offset that there is not.
inline constexpr std::size_t kNone = std::string_view::npos;

constexpr bool is_blank(char c) { return c == ' ' || c == '\t'; }
constexpr bool is_break(char c) { return c == '\n' || c == '\r'; }
constexpr bool is_space(char c) { return is_blank(c) || is_break(c); }

/// First offset at or after `i` of a line's end.
std::size_t line_end(std::string_view text, std::size_t i);
/// Whether a `#` at `i` begins a comment.
bool begins_comment(std::string_view text, std::size_t i);
/// First offset at or after `i` that is neither blank, line end nor in a comment.
std::size_t skip_space(std::string_view text, std::size_t i);
/// End of a tag, anchor or alias that begins at `i`.
std::size_t property_end(std::string_view text, std::size_t i);

/// End of a quoted scalar that begins at `begin`; npos if it is not closed.
std::size_t quoted_end(std::string_view text, std::size_t begin);
/// End of a plain scalar whose folded text is `value`.
std::size_t plain_end(std::string_view text, std::size_t begin, std::string_view value);

/// Where a block scalar lies.
struct BlockExtent {
  std::size_t header_end = 0;  ///< end of the line with the `|` or `>`
  std::size_t end = 0;         ///< end of the last line with content, without its line end
  std::size_t comment = std::string_view::npos;  ///< a comment in the header
};
/// The block scalar whose indicator is at `begin` and whose decoded text is `value`. The
/// indentation follows from comparing the first line of both, so that indicators need no context.
BlockExtent block_extent(std::string_view text, std::size_t begin, std::string_view value);

/// yaml-cpp 0.7 wants the lines of `- !Sub >` one column further in than YAML does and gives up at
/// the first of them. If the line before `failed` is such a header, blanks its tag out in `text`,
/// so that another attempt gets past it; false if it is not.
bool hide_block_tag(std::string& text, std::size_t failed);

/// Kind of an untagged plain scalar that is not null: boolean, number or string. A number is one in
/// JSON's sense, with `+`, `.5` and `5.` besides; octal (also 0123, an account's number),
/// hexadecimal, sexagesimal numbers, dates and yes/no stay strings.
NodeKind plain_kind(std::string_view value);
/// Length of a word for null (~, null, Null, NULL) at `i` that stands for itself; 0 if there is
/// none.
std::size_t null_word(std::string_view text, std::size_t i);

}  // namespace weir::yaml
