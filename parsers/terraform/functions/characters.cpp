#include "parsers/terraform/functions/characters.h"

#include <algorithm>
#include <array>

#include "analyzer/base/utf.h"

namespace weir::terraform {
namespace {

struct Stretch {
  char32_t first, last;
};

bool is_in(char32_t point, const auto& stretches) {
  return std::any_of(stretches.begin(), stretches.end(), [&](const Stretch& stretch) {
    return point >= stretch.first && point <= stretch.last;
  });
}

/// Code points that never join a neighbour: Latin, Greek, Cyrillic, punctuation and symbols without
/// joiners, Chinese, Japanese, whole Korean syllables, single emoji.
constexpr std::array<Stretch, 16> kAlone = {{{0x0000, 0x02FF},
                                             {0x0370, 0x0482},
                                             {0x048A, 0x052F},
                                             {0x1E00, 0x1FFF},
                                             {0x2000, 0x200A},
                                             {0x2010, 0x2027},
                                             {0x2030, 0x205F},
                                             {0x2070, 0x20CF},
                                             {0x2100, 0x2BFF},
                                             {0x3001, 0x3029},
                                             {0x3041, 0x3096},
                                             {0x30A0, 0x30FF},
                                             {0x4E00, 0x9FFF},
                                             {0xAC00, 0xD7A3},
                                             {0x1F300, 0x1F3FA},
                                             {0x1F400, 0x1FAFF}}};

/// Code points without another form, beyond Latin-1.
constexpr std::array<Stretch, 6> kOneForm = {{{0x2000, 0x20CF},
                                              {0x2190, 0x23FF},
                                              {0x2500, 0x2BFF},
                                              {0x3000, 0x9FFF},
                                              {0xAC00, 0xD7A3},
                                              {0x1F300, 0x1FAFF}}};

constexpr std::array<Stretch, 10> kBlanks = {{{0x09, 0x0D},
                                              {0x20, 0x20},
                                              {0x85, 0x85},
                                              {0xA0, 0xA0},
                                              {0x1680, 0x1680},
                                              {0x2000, 0x200A},
                                              {0x2028, 0x2029},
                                              {0x202F, 0x202F},
                                              {0x205F, 0x205F},
                                              {0x3000, 0x3000}}};

constexpr std::array<Stretch, 8> kLetters = {{{0xAA, 0xAA},
                                              {0xB5, 0xB5},
                                              {0xBA, 0xBA},
                                              {0xC0, 0x2C1},
                                              {0x388, 0x481},
                                              {0x3041, 0x3096},
                                              {0x4E00, 0x9FFF},
                                              {0xAC00, 0xD7A3}}};

constexpr char32_t kDivision = 0xF7, kTimes = 0xD7;

std::optional<char32_t> capital(char32_t point) {
  if (point < 0x80) return point >= 'a' && point <= 'z' ? point - 0x20 : point;
  if (point == 0xB5 || point == 0xFF) return point == 0xFF ? 0x178 : 0x39C;  // ÿ, µ
  if (point >= 0xE0 && point <= 0xFE) return point == kDivision ? point : point - 0x20;
  return point <= 0xFF || is_in(point, kOneForm) ? std::optional<char32_t>(point) : std::nullopt;
}

std::optional<char32_t> small(char32_t point) {
  if (point < 0x80) return point >= 'A' && point <= 'Z' ? point + 0x20 : point;
  if (point >= 0xC0 && point <= 0xDE) return point == kTimes ? point : point + 0x20;
  return point <= 0xFF || is_in(point, kOneForm) ? std::optional<char32_t>(point) : std::nullopt;
}

std::optional<std::string> changed(std::string_view text,
                                   std::optional<char32_t> (*change)(char32_t)) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = decode_utf8(text, at);
    const std::optional<char32_t> other = change(point.value);
    if (!other) return std::nullopt;
    append_utf8(out, *other);
    at += point.size;
  }
  return out;
}

/// `text` without the code points at its ends for which `drops` is true.
template <class Drops>
std::string_view without_ends(std::string_view text, Drops drops) {
  std::size_t begin = 0, end = 0;  // of what is kept
  bool kept = false;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = decode_utf8(text, at);
    if (!drops(point.value)) {
      if (!kept) begin = at;
      kept = true;
      end = at + point.size;
    }
    at += point.size;
  }
  return text.substr(begin, end - begin);
}

}  // namespace

std::optional<std::vector<std::size_t>> characters_of(std::string_view text) {
  std::vector<std::size_t> starts;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = decode_utf8(text, at);
    if (!is_in(point.value, kAlone)) return std::nullopt;
    const bool second = at > 0 && text[at] == '\n' && text[at - 1] == '\r';
    if (!second) starts.push_back(at);
    at += point.size;
  }
  return starts;
}

std::optional<std::string> in_capitals(std::string_view text) { return changed(text, capital); }
std::optional<std::string> in_small_letters(std::string_view text) { return changed(text, small); }

bool is_letter_or_blank(char32_t point) {
  const bool sign = point == kTimes || point == kDivision || point == 0x3F6;
  return is_in(point, kBlanks) || (is_in(point, kLetters) && !sign);
}

std::string_view without_blanks(std::string_view text) {
  return without_ends(text, [](char32_t point) { return is_in(point, kBlanks); });
}

std::string_view trimmed(std::string_view text, std::string_view set) {
  std::u32string points;
  for (std::size_t at = 0; at < set.size();) {
    const CodePoint point = decode_utf8(set, at);
    points += point.value;
    at += point.size;
  }
  std::sort(points.begin(), points.end());
  return without_ends(text, [&](char32_t point) {
    return std::binary_search(points.begin(), points.end(), point);
  });
}

}  // namespace weir::terraform
