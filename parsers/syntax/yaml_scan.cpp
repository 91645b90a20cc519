#include "parsers/syntax/yaml_scan.h"

#include <algorithm>
#include <array>

namespace weir::yaml {
namespace {

std::size_t next_line(std::string_view text, std::size_t i) {
  const std::size_t end = text.find('\n', i);
  return end == kNone ? text.size() : end + 1;
}

/// The first line at or after `i` with something but spaces, and how many spaces it begins with.
struct Line {
  std::size_t begin = kNone;
  std::size_t indent = 0;
};
Line first_content_line(std::string_view text, std::size_t i) {
  while (i < text.size()) {
    std::size_t at = i;
    while (at < text.size() && text[at] == ' ') ++at;
    if (at < text.size() && !is_break(text[at])) return {i, at - i};
    i = next_line(text, at);
  }
  return {};
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::size_t digits(std::string_view text, std::size_t i) {
  while (i < text.size() && is_digit(text[i])) ++i;
  return i;
}

bool is_number(std::string_view text) {
  std::size_t i = !text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0;
  const std::size_t whole = i;
  i = digits(text, i);
  if (i - whole > 1 && text[whole] == '0') return false;
  std::size_t count = i - whole;
  if (i < text.size() && text[i] == '.') {
    const std::size_t fraction = ++i;
    i = digits(text, i);
    count += i - fraction;
  }
  if (count == 0) return false;
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    ++i;
    if (i < text.size() && (text[i] == '-' || text[i] == '+')) ++i;
    const std::size_t exponent = i;
    i = digits(text, i);
    if (i == exponent) return false;
  }
  return i == text.size();
}

}  // namespace

std::size_t line_end(std::string_view text, std::size_t i) {
  while (i < text.size() && !is_break(text[i])) ++i;
  return i;
}

bool begins_comment(std::string_view text, std::size_t i) {
  return text[i] == '#' && (i == 0 || is_space(text[i - 1]));
}

std::size_t skip_space(std::string_view text, std::size_t i) {
  while (i < text.size()) {
    if (is_space(text[i])) {
      ++i;
    } else if (begins_comment(text, i)) {
      i = line_end(text, i);
    } else {
      break;
    }
  }
  return i;
}

std::size_t property_end(std::string_view text, std::size_t i) {
  if (text.substr(i, 2) == "!<") {
    const std::size_t close = text.find('>', i);
    return close == kNone ? text.size() : close + 1;
  }
  while (i < text.size() && !is_space(text[i]) &&
         std::string_view(",[]{}").find(text[i]) == kNone) {
    ++i;
  }
  return i;
}

std::size_t quoted_end(std::string_view text, std::size_t begin) {
  const char quote = text[begin];
  for (std::size_t i = begin + 1; i < text.size(); ++i) {
    if (quote == '"' && text[i] == '\\') {
      ++i;
    } else if (text[i] == quote) {
      if (quote == '"' || i + 1 >= text.size() || text[i + 1] != quote) return i + 1;
      ++i;
    }
  }
  return kNone;
}

std::size_t plain_end(std::string_view text, std::size_t begin, std::string_view value) {
  if (text.substr(begin, value.size()) == value) return begin + value.size();
  std::size_t i = begin, end = begin;
  for (const char c : value) {
    if (is_space(c)) continue;
    while (i < text.size() && is_space(text[i])) ++i;
    if (i >= text.size() || text[i] != c) break;
    end = ++i;
  }
  return end;
}

BlockExtent block_extent(std::string_view text, std::size_t begin, std::string_view value) {
  BlockExtent extent;
  std::size_t i = begin + 1;
  while (i < text.size() && !is_space(text[i])) ++i;
  extent.end = i;
  while (i < text.size() && is_blank(text[i])) ++i;
  if (i < text.size() && begins_comment(text, i)) extent.comment = i;
  extent.header_end = line_end(text, i);

  const Line in_value = first_content_line(value, 0);
  if (in_value.begin == kNone) return extent;
  Line line = first_content_line(text, next_line(text, extent.header_end));
  const std::size_t indent = line.indent - std::min(line.indent, in_value.indent);
  while (line.begin != kNone && line.indent >= indent) {
    const std::string_view rest = text.substr(line.begin, 4);
    const bool marker = rest.starts_with("---") || rest.starts_with("...");
    if (indent == 0 && marker && (rest.size() < 4 || is_space(rest[3]))) break;
    extent.end = line_end(text, line.begin);
    line = first_content_line(text, next_line(text, extent.end));
  }
  return extent;
}

bool hide_block_tag(std::string& text, std::size_t failed) {
  if (text.empty() || failed >= text.size()) return false;
  const std::size_t line = failed == 0 ? 0 : text.rfind('\n', failed - 1) + 1;
  const std::size_t before = text.find_last_not_of(" \t\r\n", line == 0 ? 0 : line - 1);
  if (line == 0 || before == kNone) return false;
  const std::size_t header = before == 0 ? 0 : text.rfind('\n', before) + 1;
  std::size_t tag = text.find_first_not_of(" -", header);
  if (tag == header || tag == kNone || text[tag] != '!' || text[tag - 1] != ' ') return false;
  const std::size_t end = property_end(text, tag);
  const std::size_t indicator = text.find_first_not_of(' ', end);
  if (indicator == kNone || (text[indicator] != '|' && text[indicator] != '>')) return false;
  std::fill(text.begin() + static_cast<std::ptrdiff_t>(tag),
            text.begin() + static_cast<std::ptrdiff_t>(end), ' ');
  return true;
}

NodeKind plain_kind(std::string_view value) {
  constexpr std::array<std::string_view, 6> kBooleans = {"true",  "True",  "TRUE",
                                                         "false", "False", "FALSE"};
  if (std::find(kBooleans.begin(), kBooleans.end(), value) != kBooleans.end()) {
    return NodeKind::boolean;
  }
  return is_number(value) ? NodeKind::number : NodeKind::string;
}

std::size_t null_word(std::string_view text, std::size_t i) {
  for (const std::string_view word : {"~", "null", "Null", "NULL"}) {
    if (text.substr(i, word.size()) != word) continue;
    const std::size_t end = i + word.size();
    if (end >= text.size() || is_space(text[end])) return word.size();
    if (std::string_view(",]}:").find(text[end]) != kNone) return word.size();
  }
  return 0;
}

}  // namespace weir::yaml
