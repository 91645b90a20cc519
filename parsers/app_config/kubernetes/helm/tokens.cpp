#include "parsers/app_config/kubernetes/helm/tokens.h"

#include <algorithm>
#include <cctype>
#include <utility>

namespace weir::helm {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

bool is_name(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// Where an action that begins at `begin` (behind its marks) ends; texts in it may hold `}}`.
std::size_t end_of_action(std::string_view text, std::size_t begin) {
  const std::size_t first = std::min(text.find_first_not_of(kBlanks, begin), text.size());
  if (text.substr(first).starts_with("/*")) {
    const std::size_t end = text.find("*/", first);
    return end == text.npos ? text.npos : text.find("}}", end);
  }
  char quote = 0;
  for (std::size_t at = begin; at < text.size(); ++at) {
    const char c = text[at];
    if (quote != 0) {
      if (c == '\\' && quote == '"')
        ++at;
      else if (c == quote)
        quote = 0;
    } else if (c == '"' || c == '`') {
      quote = c;
    } else if (c == '}' && text.substr(at).starts_with("}}")) {
      return at;
    }
  }
  return text.npos;
}

std::optional<std::string> quoted(std::string_view text, std::size_t& at) {
  const char quote = text[at++];
  std::string out;
  for (; at < text.size(); ++at) {
    if (text[at] == quote) {
      ++at;
      return out;
    }
    if (text[at] != '\\' || quote == '`') {
      out += text[at];
      continue;
    }
    if (++at >= text.size()) break;
    const char c = text[at];
    if (c != 'n' && c != 't' && c != '"' && c != '\\' && c != '\'') return std::nullopt;
    out += c == 'n' ? '\n' : c == 't' ? '\t' : c;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::vector<Piece>> pieces_of(const SourceMap& sources, FileId file) {
  const std::string_view text = sources.text(file);
  std::vector<Piece> pieces;
  const auto span = [&](std::size_t begin, std::size_t end) {
    return Span{file, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
  };
  bool trims = false;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t open = std::min(text.find("{{", at), text.size());
    std::size_t begin = at, end = open;
    if (trims) begin = std::min(text.find_first_not_of(kBlanks, at), open);
    const bool left = open + 2 < text.size() && text[open + 2] == '-' && kBlanks.find(text[std::min(open + 3, text.size() - 1)]) != kBlanks.npos;
    while (left && end > begin && kBlanks.find(text[end - 1]) != kBlanks.npos) --end;
    if (end > begin) pieces.push_back({false, text.substr(begin, end - begin), span(begin, end)});
    if (open == text.size()) break;
    const std::size_t inside = open + (left ? 3 : 2);
    const std::size_t close = end_of_action(text, inside);
    if (close == text.npos) return std::nullopt;
    std::string_view action = text.substr(inside, close - inside);
    trims = action.ends_with('-') && (action.size() == 1 || kBlanks.find(action[action.size() - 2]) != kBlanks.npos);
    if (trims) action.remove_suffix(1);
    const std::size_t first = action.find_first_not_of(kBlanks);
    action = first == action.npos ? std::string_view{} : action.substr(first, action.find_last_not_of(kBlanks) - first + 1);
    if (!action.starts_with("/*")) pieces.push_back({true, action, span(open, close + 2)});
    at = close + 2;
  }
  return pieces;
}

std::optional<std::vector<Token>> tokens_of(std::string_view action) {
  std::vector<Token> tokens;
  for (std::size_t at = 0; at < action.size();) {
    const char c = action[at];
    if (kBlanks.find(c) != kBlanks.npos) {
      ++at;
      continue;
    }
    Token token;
    token.glued = at > 0 && kBlanks.find(action[at - 1]) == kBlanks.npos;
    const std::size_t begin = at;
    if (c == '"' || c == '`') {
      std::optional<std::string> text = quoted(action, at);
      if (!text) return std::nullopt;
      token.kind = TokenKind::text;
      token.text = std::move(*text);
    } else if (c == '(' || c == ')' || c == '|') {
      token.kind = c == '(' ? TokenKind::open : c == ')' ? TokenKind::close : TokenKind::pipe;
      ++at;
    } else if (action.substr(at).starts_with(":=") || c == '=') {
      token.kind = TokenKind::assign;
      token.text = c == '=' ? "=" : ":=";
      at += c == '=' ? 1 : 2;
    } else if (c == '.' || c == '$' || is_name(c) || (c == '-' && at + 1 < action.size() && std::isdigit(static_cast<unsigned char>(action[at + 1])) != 0)) {
      token.kind = c == '.' ? TokenKind::field : c == '$' ? TokenKind::variable : is_name(c) && std::isdigit(static_cast<unsigned char>(c)) == 0 ? TokenKind::word : TokenKind::number;
      ++at;
      while (at < action.size() && (is_name(action[at]) || (token.kind == TokenKind::number && action[at] == '.'))) ++at;
      token.text = action.substr(begin, at - begin);
    } else {
      return std::nullopt;
    }
    tokens.push_back(std::move(token));
  }
  return tokens;
}

}  // namespace weir::helm
