#include "sarif/text.h"

#include <cctype>
#include <vector>

namespace weir::sarif {
namespace {

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    lines.push_back(line);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
  }
  return lines;
}

bool is_fence(std::string_view line) { return line.starts_with("```") || line.starts_with("~~~"); }

/// `[text](target)` at `at`: its text, and `at` moved behind it; nothing if there is no link.
std::string_view link_text(std::string_view line, std::size_t& at) {
  const std::size_t close = line.find(']', at);
  if (close == line.npos || close + 1 >= line.size() || line[close + 1] != '(') return {};
  const std::size_t end = line.find(')', close);
  if (end == line.npos) return {};
  const std::string_view text = line.substr(at + 1, close - at - 1);
  at = end + 1;
  return text;
}

std::string without_marks(std::string_view line) {
  const std::size_t hashes = line.find_first_not_of('#');
  if (hashes != 0 && hashes != line.npos && line[hashes] == ' ') line.remove_prefix(hashes + 1);
  std::string text;
  for (std::size_t i = 0; i < line.size();) {
    if (line[i] == '[') {
      const std::string_view link = link_text(line, i);
      if (!link.empty()) {
        text += link;
        continue;
      }
    }
    if (line.substr(i, 2) == "**") {
      i += 2;
      continue;
    }
    if (line[i] != '`') text += line[i];
    ++i;
  }
  return text;
}

/// Whether the line belongs to a paragraph of prose.
bool is_prose(std::string_view line) {
  const std::size_t first = line.find_first_not_of(' ');
  return first != line.npos &&
         std::string_view("#-*>|+").find(line[first]) == std::string_view::npos;
}

}  // namespace

std::string escape_message(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '\\' || c == '[' || c == ']') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string pascal_case(std::string_view rule_id) {
  std::string name;
  bool start = true;
  for (const char c : rule_id) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) == 0) {
      start = true;
      continue;
    }
    name += static_cast<char>(start ? std::toupper(byte) : byte);
    start = false;
  }
  return name;
}

std::string plain_text(std::string_view markdown) {
  std::string text;
  bool code = false;
  for (const std::string_view line : lines_of(markdown)) {
    if (is_fence(line)) {
      code = !code;
      continue;
    }
    text += code ? std::string(line) : without_marks(line);
    text += '\n';
  }
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text.substr(std::min(text.find_first_not_of('\n'), text.size()));
}

std::string first_paragraph(std::string_view markdown) {
  std::string text;
  bool code = false;
  for (const std::string_view line : lines_of(markdown)) {
    if (is_fence(line)) code = !code;
    if (!code && !is_fence(line) && is_prose(line)) {
      if (!text.empty()) text += ' ';
      text += without_marks(line);
    } else if (!text.empty()) {
      break;
    }
  }
  return text;
}

std::string cut(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return std::string(text);
  constexpr std::string_view kEllipsis = "…";
  std::size_t end = bytes - kEllipsis.size();
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return std::string(text.substr(0, end)).append(kEllipsis);
}

std::string with_full_stop(std::string text) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '\n')) text.pop_back();
  if (!text.empty() && text.back() != '.') text += '.';
  return text;
}

}  // namespace weir::sarif
