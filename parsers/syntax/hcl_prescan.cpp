#include "parsers/syntax/hcl_prescan.h"

#include <algorithm>
#include <vector>

namespace weir::hcl {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-' ||
         static_cast<unsigned char>(c) >= 0x80;
}

/// A lexer that knows just enough to tell code from text.
class Scanner {
 public:
  explicit Scanner(std::string_view source) : source_(source) { found_.text = source; }

  Prescan run() {
    while (at_ < source_.size()) {
      const Mode mode = modes_.empty() ? Mode::code : modes_.back();
      if (mode == Mode::quoted || mode == Mode::heredoc) {
        in_text(mode);
      } else {
        in_code();
      }
    }
    return std::move(found_);
  }

 private:
  enum class Mode : char { code, brace, hole, quoted, heredoc };

  bool starts(std::string_view word) const { return source_.substr(at_).starts_with(word); }

  void push(Mode mode) {
    modes_.push_back(mode);
    if (mode != Mode::hole || ++holes_ <= found_.template_depth) return;
    found_.template_depth = holes_;
    found_.deepest_template = at_;
  }

  void pop() {
    if (modes_.empty()) return;
    if (modes_.back() == Mode::hole) --holes_;
    if (modes_.back() == Mode::heredoc) marks_.pop_back();
    modes_.pop_back();
  }

  void skip_line() { at_ = std::min(source_.find('\n', at_), source_.size()); }

  void in_code() {
    const char c = source_[at_];
    if (c == '#' || starts("//")) return skip_line();
    if (starts("/*")) {
      const std::size_t end = source_.find("*/", at_ + 2);
      at_ = end == std::string_view::npos ? source_.size() : end + 2;
      return;
    }
    if (starts("<<")) return begin_heredoc();
    if (is_word(c)) return word();
    if (c == '"') push(Mode::quoted);
    if (c == '{') push(Mode::brace);
    if (c == '}') pop();
    ++at_;
  }

  void begin_heredoc() {
    std::size_t i = at_ + 2;
    if (i < source_.size() && source_[i] == '-') ++i;
    const std::size_t mark = i;
    while (i < source_.size() && is_word(source_[i])) ++i;
    at_ = i;
    if (i == mark) return;
    marks_.push_back(source_.substr(mark, i - mark));
    push(Mode::heredoc);
    skip_line();
  }

  void word() {
    const std::size_t begin = at_;
    while (at_ < source_.size() && is_word(source_[at_]) && source_[at_] != '-') ++at_;
    if (!is_digit(source_[begin])) {
      while (at_ < source_.size() && is_word(source_[at_])) ++at_;
      return;
    }
    const bool fraction = begin > 0 && source_[begin - 1] == '.';
    std::size_t e = begin;
    while (e < at_ && is_digit(source_[e])) ++e;
    if (fraction || e == at_ || (source_[e] != 'e' && source_[e] != 'E')) return;
    std::size_t digits = e + 1;
    if (digits < source_.size() && (source_[digits] == '+' || source_[digits] == '-')) ++digits;
    std::size_t end = digits;
    while (end < source_.size() && is_digit(source_[end])) ++end;
    if (end == digits || (end < source_.size() && is_word(source_[end]) && source_[end] != '-'))
      return;
    for (std::size_t i = e; i < digits; ++i) found_.text[i] = '0';
    at_ = end;
  }

  void in_text(Mode mode) {
    const char c = source_[at_];
    if (mode == Mode::heredoc && c == '\n') {
      ++at_;
      return heredoc_line();
    }
    if (mode == Mode::quoted && c == '\\') {
      at_ += 2;
    } else if (starts("$${") || starts("%%{")) {
      at_ += 3;
    } else if (starts("${") || starts("%{")) {
      push(Mode::hole);
      at_ += 2;
    } else {
      if (mode == Mode::quoted && (c == '"' || c == '\n')) pop();
      ++at_;
    }
  }

  /// Ends the heredoc if the line just begun holds nothing but its mark.
  void heredoc_line() {
    const std::size_t begin = source_.find_first_not_of(" \t", at_);
    if (begin == std::string_view::npos || !source_.substr(begin).starts_with(marks_.back()))
      return;
    const std::size_t end = begin + marks_.back().size();
    if (end < source_.size() && is_word(source_[end])) return;
    at_ = end;
    pop();
  }

  std::string_view source_;
  std::size_t at_ = 0;
  std::size_t holes_ = 0;
  std::vector<Mode> modes_;
  std::vector<std::string_view> marks_;  // of the open heredocs
  Prescan found_;
};

}  // namespace

Prescan prescan(std::string_view source) { return Scanner(source).run(); }

}  // namespace weir::hcl
