#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir::terraform {

/// Where each character of a text begins, as people count them (`\r\n` is one). None where the text
/// has code points that may join others to one character.
std::optional<std::vector<std::size_t>> characters_of(std::string_view text);

/// The text in capitals, or in small letters. None where it has letters beyond Latin-1, of which we
/// do not know the other form.
std::optional<std::string> in_capitals(std::string_view text);
std::optional<std::string> in_small_letters(std::string_view text);

/// Whether a code point beyond ASCII is surely a letter or a blank: Latin-1, Greek, Cyrillic, and
/// the scripts of China, Japan and Korea.
bool is_letter_or_blank(char32_t point);

/// The text without blanks at its ends, as Unicode knows blanks.
std::string_view without_blanks(std::string_view text);
/// The text without the code points of `set` at its ends.
std::string_view trimmed(std::string_view text, std::string_view set);

}  // namespace weir::terraform
