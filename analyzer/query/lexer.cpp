#include "analyzer/query/lexer.h"

#include <array>
#include <charconv>
#include <optional>

namespace weir::query {
namespace {

constexpr std::array<std::string_view, 21> kKeywords = {
    "match",  "where", "unless", "report", "per",  "define", "exists",
    "some",   "every", "not",    "and",    "or",   "in",     "matches",
    "covers", "count", "while",  "may",    "true", "false",  "absent"};

struct UnitSuffix {
  std::string_view name;
  Dimension dimension;
  double factor;
};
constexpr std::array<UnitSuffix, 9> kUnits = {{{"ms", Dimension::duration, 1},
                                               {"s", Dimension::duration, 1000},
                                               {"min", Dimension::duration, 60'000},
                                               {"h", Dimension::duration, 3'600'000},
                                               {"d", Dimension::duration, 86'400'000},
                                               {"KiB", Dimension::size, 1024},
                                               {"MiB", Dimension::size, 1024.0 * 1024},
                                               {"GiB", Dimension::size, 1024.0 * 1024 * 1024},
                                               {"%", Dimension::percent, 1}}};

/// Longest first: the first that fits is taken.
constexpr std::array<std::string_view, 20> kSymbols = {
    "]->", "]=>", "-[", "=[", "!=", "<=", ">=", "=", "<", ">",
    "(",   ")",   "[",  "]",  ",",  ".",  ":",  "|", "*", "+"};

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
constexpr bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

class Lexer {
 public:
  explicit Lexer(std::string_view source) : source_(source) {}

  std::variant<std::vector<Token>, QueryError> run() {
    while (true) {
      skip_space();
      const std::size_t begin = at_;
      Token token;
      if (at_ < source_.size() && !next(token)) return error_;
      token.begin = static_cast<std::uint32_t>(begin);
      token.end = static_cast<std::uint32_t>(at_);
      token.written = source_.substr(begin, at_ - begin);
      tokens_.push_back(token);
      if (token.kind == TokenKind::end) return std::move(tokens_);
    }
  }

 private:
  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0';
  }

  void skip_space() {
    while (at_ < source_.size()) {
      if (is_space(peek())) {
        ++at_;
      } else if (peek() == '-' && peek(1) == '-') {
        while (at_ < source_.size() && peek() != '\n') ++at_;
      } else {
        return;
      }
    }
  }

  bool next(Token& token) {
    if (is_letter(peek())) return word(token);
    if (is_digit(peek())) return number(token);
    if (peek() == '"') return text(token);
    for (const std::string_view symbol : kSymbols) {
      if (source_.substr(at_, symbol.size()) != symbol) continue;
      at_ += symbol.size();
      token.kind = TokenKind::symbol;
      return true;
    }
    return fail(at_, at_ + 1, "found a character that begins no word, number, string or symbol");
  }

  bool word(Token& token) {
    const std::size_t begin = at_;
    while (is_letter(peek()) || is_digit(peek())) ++at_;
    token.kind =
        is_keyword(source_.substr(begin, at_ - begin)) ? TokenKind::keyword : TokenKind::name;
    return true;
  }

  bool number(Token& token) {
    const std::size_t begin = at_;
    while (is_digit(peek())) ++at_;
    if (peek() == '.' && is_digit(peek(1))) {
      ++at_;
      while (is_digit(peek())) ++at_;
    }
    std::from_chars(source_.data() + begin, source_.data() + at_, token.number);
    token.kind = TokenKind::number;
    const std::size_t unit_begin = at_;
    if (peek() == '%') ++at_;
    while (is_letter(peek())) ++at_;
    const std::string_view written = source_.substr(unit_begin, at_ - unit_begin);
    if (written.empty()) return true;
    for (const UnitSuffix& unit : kUnits) {
      if (unit.name != written) continue;
      token.dimension = unit.dimension;
      token.number *= unit.factor;
      return true;
    }
    return fail(unit_begin, at_,
                "unknown unit `" + std::string(written) +
                    "`; expected ms, s, min, h, d, KiB, MiB, GiB or %");
  }

  bool text(Token& token) {
    const std::size_t begin = at_++;
    token.kind = TokenKind::text;
    while (at_ < source_.size() && peek() != '"' && peek() != '\n') {
      if (peek() != '\\') {
        token.text += source_[at_++];
        continue;
      }
      const std::optional<char> escaped = escape(peek(1));
      if (!escaped) return fail(at_, at_ + 2, "unknown escape; expected \\\", \\\\, \\n or \\t");
      token.text += *escaped;
      at_ += 2;
    }
    if (peek() != '"') return fail(begin, at_, "a string without its closing `\"` on the line");
    ++at_;
    return true;
  }

  static std::optional<char> escape(char c) {
    if (c == '"' || c == '\\') return c;
    if (c == 'n') return '\n';
    if (c == 't') return '\t';
    return std::nullopt;
  }

  bool fail(std::size_t begin, std::size_t end, std::string message) {
    error_.begin = static_cast<std::uint32_t>(begin);
    error_.end = static_cast<std::uint32_t>(end < source_.size() ? end : source_.size());
    error_.message = std::move(message);
    return false;
  }

  std::string_view source_;
  std::size_t at_ = 0;
  std::vector<Token> tokens_;
  QueryError error_;
};

}  // namespace

std::variant<std::vector<Token>, QueryError> tokens_of(std::string_view source) {
  return Lexer(source).run();
}

bool is_keyword(std::string_view word) {
  for (const std::string_view keyword : kKeywords)
    if (keyword == word) return true;
  return false;
}

std::string shown(const Token& token) {
  if (token.kind == TokenKind::end) return "the end";
  return "`" + std::string(token.written) + "`";
}

}  // namespace weir::query
