// Whether a file is a CloudFormation template.

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <string_view>

#include "parsers/cloudformation/cloudformation.h"

namespace weir::cloudformation {
namespace {

/// Among resources these are a template's marks too.
constexpr std::string_view kTransformMark = "Fn::Transform";
constexpr std::string_view kLoopMark = "Fn::ForEach::";

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// The text with everything between template delimiters blanked out.
std::string without_template_code(std::string_view text) {
  std::string result(text);
  constexpr std::array<std::array<std::string_view, 2>, 2> kDelimiters = {
      {{"{{", "}}"}, {"{%", "%}"}}};
  for (const auto& [open, close] : kDelimiters) {
    for (std::size_t at = result.find(open); at != result.npos; at = result.find(open, at)) {
      const std::size_t end = result.find(close, at);
      if (end == result.npos) break;
      for (; at < end + close.size(); ++at) {
        if (result[at] != '\n') result[at] = ' ';
      }
    }
  }
  return result;
}

/// `Namespace::Service::Thing` at the beginning of `text`: what a resource type looks like.
bool begins_with_type(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size() && std::isalnum(static_cast<unsigned char>(text[at])) != 0) ++at;
  if (at == 0 || text.substr(at, 2) != "::") return false;
  at += 2;
  return at < text.size() && std::isalnum(static_cast<unsigned char>(text[at])) != 0;
}

/// After a key: skips blanks, quotes and the colon. npos if no colon follows.
std::size_t value_after(std::string_view text, std::size_t at) {
  if (at < text.size() && (text[at] == '"' || text[at] == '\'')) ++at;
  while (at < text.size() && (text[at] == ' ' || text[at] == '\t')) ++at;
  if (at >= text.size() || text[at] != ':') return text.npos;
  return at + 1;
}

/// Position behind the colon of `key` at the top level, npos if there is none. In YAML the top
/// level is the indentation of the first line with text; JSON keys are taken at any level
/// (is_template looks closer).
std::size_t top_level_key(std::string_view text, std::string_view key, bool json,
                          std::size_t indentation) {
  for (std::size_t at = text.find(key); at != text.npos; at = text.find(key, at + 1)) {
    std::size_t begin = at;
    const bool quoted = begin > 0 && (text[begin - 1] == '"' || text[begin - 1] == '\'');
    if (quoted) --begin;
    const std::size_t line = text.rfind('\n', at) == text.npos ? 0 : text.rfind('\n', at) + 1;
    const bool placed =
        json ? quoted
             : begin == line + indentation &&
                   text.substr(line, indentation).find_first_not_of(' ') == text.npos;
    if (!placed) continue;
    const std::size_t value = value_after(text, at + key.size());
    if (value != text.npos) return value;
  }
  return text.npos;
}

/// Whether some `Type` key from `at` on has a value that looks like a resource type.
bool has_typed_entry(std::string_view text, std::size_t at) {
  constexpr std::string_view kKey = "Type";
  for (at = text.find(kKey, at); at != text.npos; at = text.find(kKey, at + 1)) {
    if (at > 0 && std::isalnum(static_cast<unsigned char>(text[at - 1])) != 0) continue;
    std::size_t value = value_after(text, at + kKey.size());
    if (value == text.npos) continue;
    while (value < text.size() &&
           (is_blank(text[value]) || text[value] == '"' || text[value] == '\'')) {
      ++value;
    }
    if (begins_with_type(text.substr(value))) return true;
  }
  return false;
}

/// Indentation of the first line that is neither blank, nor a comment, nor a document mark.
std::size_t first_indentation(std::string_view text) {
  for (std::size_t line = 0; line < text.size();) {
    const std::size_t end = std::min(text.find('\n', line), text.size());
    const std::string_view content = text.substr(line, end - line);
    const std::size_t indent = content.find_first_not_of(" \t\r");
    if (indent != content.npos && content[indent] != '#' && !content.starts_with("---") &&
        content[indent] != '%') {
      return indent;
    }
    line = end + 1;
  }
  return 0;
}

}  // namespace

bool recognises(std::string_view beginning) {
  if (beginning.starts_with("\xEF\xBB\xBF")) beginning.remove_prefix(3);
  const std::string text = without_template_code(beginning);
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == text.npos) return false;
  const bool json = text[first] == '{';
  const std::size_t indentation = json ? 0 : first_indentation(text);
  if (top_level_key(text, "AWSTemplateFormatVersion", json, indentation) != text.npos) return true;
  const std::size_t resources = top_level_key(text, "Resources", json, indentation);
  return resources != text.npos &&
         (has_typed_entry(text, resources) || text.find(kTransformMark, resources) != text.npos);
}

bool is_template(const Document& document) {
  if (document.empty() || document[0].kind != NodeKind::map) return false;
  if (find_entry(document, 0, "apiVersion") != kNoNode &&
      find_entry(document, 0, "kind") != kNoNode) {
    return false;
  }
  if (find_entry(document, 0, "AWSTemplateFormatVersion") != kNoNode) return true;
  const NodeIndex resources = find_entry(document, 0, "Resources");
  if (resources == kNoNode || document[resources].kind != NodeKind::map) return false;
  for (const NodeIndex entry : children(document, resources)) {
    if (!document.has_children(entry)) continue;
    const std::string_view name = document.text(document.first_child(entry));
    if (name == kTransformMark || name.starts_with(kLoopMark)) return true;
    const NodeIndex value = document.next_sibling(document.first_child(entry));
    if (value >= document.next_sibling(entry)) continue;
    const NodeIndex type = find_entry(document, value, "Type");
    if (type != kNoNode && begins_with_type(document.text(type))) return true;
  }
  return false;
}

}  // namespace weir::cloudformation
