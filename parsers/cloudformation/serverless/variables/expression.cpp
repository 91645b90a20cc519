#include "parsers/cloudformation/serverless/variables/expression.h"

#include <algorithm>
#include <cctype>
#include <cstddef>

namespace weir::cloudformation::serverless {
namespace {

constexpr std::size_t kLongestName = 80;

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }
bool is_letter_or_digit(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

std::string_view without_blanks(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

/// Where the braces that open before `at` are closed again; npos if they are not.
std::size_t closing_brace(std::string_view text, std::size_t at) {
  int open = 1;
  for (; at < text.size(); ++at) {
    if (text[at] == '{') ++open;
    if (text[at] == '}' && --open == 0) return at;
  }
  return text.npos;
}

/// `cf.eu-west-1:` and `ssm.eu-west-1:`, as earlier versions of the framework name a Region.
bool begins_with_region(std::string_view content) {
  for (const std::string_view source : {"cf.", "ssm."})
    if (content.starts_with(source)) return content.find(':') != content.npos;
  return false;
}

bool begins_variable(std::string_view content) {
  content = without_blanks(content);
  if (content.starts_with("${") || begins_with_region(content)) return true;
  std::size_t at = 0;
  while (at < content.size() &&
         (is_letter_or_digit(content[at]) || content[at] == '_' || content[at] == '-'))
    ++at;
  if (at == 0 || at >= content.size() || !is_letter(content[0])) return false;
  if (content[at] == '(') return true;
  return content[at] == ':' && (at + 1 == content.size() || content[at + 1] != ':');
}

}  // namespace

std::vector<TextPiece> pieces_of(std::string_view text) {
  std::vector<TextPiece> pieces;
  std::size_t written = 0;
  for (std::size_t at = text.find('{'); at != text.npos; at = text.find('{', at)) {
    ++at;
    if (at < 2 || (text[at - 2] != '$' && text[at - 2] != '#')) continue;
    const std::size_t end = closing_brace(text, at);
    if (end == text.npos) break;
    const std::string_view content = text.substr(at, end - at);
    if (text[at - 2] == '$' ? !begins_variable(content) : !content.starts_with("AWS::")) continue;
    if (at - 2 > written) pieces.push_back({text.substr(written, at - 2 - written)});
    pieces.push_back({without_blanks(content), true});
    written = at = end + 1;
  }
  if (written < text.size()) pieces.push_back({text.substr(written)});
  return pieces;
}

bool has_variables(std::string_view text) {
  if (text.find("${") == text.npos && text.find("#{") == text.npos) return false;
  const std::vector<TextPiece> pieces = pieces_of(text);
  return std::any_of(pieces.begin(), pieces.end(),
                     [](const TextPiece& piece) { return piece.variable; });
}

std::vector<std::string_view> ways_of(std::string_view variable) {
  std::vector<std::string_view> ways;
  int open = 0;
  char quote = 0;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < variable.size(); ++at) {
    const char c = variable[at];
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == '{' || c == '(') {
      ++open;
    } else if (c == '}' || c == ')') {
      --open;
    } else if (c == ',' && open == 0) {
      ways.push_back(without_blanks(variable.substr(begin, at - begin)));
      begin = at + 1;
    }
  }
  ways.push_back(without_blanks(variable.substr(begin)));
  return ways;
}

VariableAddress address_in(std::string_view way) {
  VariableAddress address;
  const std::size_t end = way.find_first_of("(:");
  if (end == way.npos || end == 0) return address;
  address.source = way.substr(0, end);
  if (way[end] == ':') {
    address.path = way.substr(end + 1);
    return address;
  }
  const std::size_t close = way.find(')', end);
  if (close == way.npos) return {};
  address.argument = without_blanks(way.substr(end + 1, close - end - 1));
  if (close + 1 < way.size() && way[close + 1] == ':') address.path = way.substr(close + 2);
  return address;
}

std::string name_of_variable(std::string_view variable) {
  std::string name;
  for (const char c : variable.substr(0, kLongestName)) {
    if (c == '$' || c == '{' || c == '}') continue;
    const bool kept = is_letter_or_digit(c) || c == ':' || c == '/' || c == '-' || c == '_';
    name += kept ? c : c == '.' ? '/' : '_';
  }
  return name;
}

}  // namespace weir::cloudformation::serverless
