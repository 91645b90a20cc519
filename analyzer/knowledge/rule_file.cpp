#include <string>

#include "analyzer/knowledge/knowledge.h"

namespace weir {
namespace {

constexpr std::string_view kMark = "---";
constexpr std::string_view kCases = "## Cases";

/// One line of the file, without its end.
struct Line {
  std::string_view text;
  std::uint32_t begin = 0;
  std::uint32_t next = 0;  ///< first byte of the next line
};

/// A fence's mark ("```"), or empty if the line opens none.
std::string_view fence_mark(std::string_view line) {
  const std::size_t indent = line.find_first_not_of(' ');
  if (indent == line.npos || indent > 3) return {};
  const char mark = line[indent];
  if (mark != '`' && mark != '~') return {};
  const std::size_t end = std::min(line.find_first_not_of(mark, indent), line.size());
  return end - indent >= 3 ? line.substr(indent, end - indent) : std::string_view();
}

bool closes(std::string_view line, std::string_view mark) {
  const std::string_view own = fence_mark(line);
  if (own.size() < mark.size() || own[0] != mark[0]) return false;
  const auto after = static_cast<std::size_t>(own.data() + own.size() - line.data());
  return line.find_first_not_of(" \t", after) == line.npos;
}

std::string trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of("\r\n");
  if (first == text.npos) return "";
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1) + "\n";
}

class Splitter {
 public:
  Splitter(std::string_view text, FileId file) : text_(text), file_(file) {}

  Result<RuleFile> split() {
    if (const auto error = front_matter()) return *error;
    while (!at_end()) {
      const Line line = take();
      if (line.text == kCases) {
        result_.cases = {file_, line.begin, static_cast<std::uint32_t>(text_.size())};
        break;
      }
      const std::string_view mark = fence_mark(line.text);
      if (mark.empty()) {
        result_.help_markdown += text_.substr(line.begin, line.next - line.begin);
      } else if (const auto error = fence(line, mark)) {
        return *error;
      }
    }
    if (!result_.query.valid())
      return Error{"expected a ```query block before `## Cases`, found none", whole_end()};
    result_.help_markdown = trimmed(result_.help_markdown);
    return result_;
  }

 private:
  bool at_end() const { return at_ >= text_.size(); }
  Span whole_end() const {
    const auto end = static_cast<std::uint32_t>(at_end() ? text_.size() : at_);
    return {file_, end, end};
  }
  Span span(const Line& line) const {
    return {file_, line.begin, line.begin + static_cast<std::uint32_t>(line.text.size())};
  }
  Line take() {
    const std::size_t newline = text_.find('\n', at_);
    const std::size_t end = newline == text_.npos ? text_.size() : newline;
    Line line{text_.substr(at_, end - at_), at_,
              static_cast<std::uint32_t>(newline == text_.npos ? end : newline + 1)};
    if (line.text.ends_with('\r')) line.text.remove_suffix(1);
    at_ = line.next;
    return line;
  }
  std::optional<Error> front_matter() {
    const Line first = take();
    if (first.text != kMark) return Error{"expected front matter: a first line `---`", span(first)};
    const std::uint32_t begin = at_;
    while (!at_end()) {
      const Line line = take();
      if (line.text != kMark) continue;
      result_.front_matter = {file_, begin, line.begin};
      return std::nullopt;
    }
    return Error{"front matter is not closed: expected a line `---`", span(first)};
  }
  /// A fenced block: the query, or part of the explanation.
  std::optional<Error> fence(const Line& opening, std::string_view mark) {
    const auto after = static_cast<std::size_t>(mark.data() + mark.size() - opening.text.data());
    const bool is_query = opening.text.substr(after) == "query";
    Line line = opening;
    bool closed = false;
    while (!at_end() && !closed) {
      line = take();
      closed = closes(line.text, mark);
    }
    if (!closed) return Error{"fenced block is not closed", span(opening)};
    if (!is_query) {
      result_.help_markdown += text_.substr(opening.begin, line.next - opening.begin);
    } else if (result_.query.valid()) {
      return Error{"a rule has one ```query block, this is the second", span(opening)};
    } else {
      result_.query = {file_, opening.next, line.begin};
    }
    return std::nullopt;
  }

  std::string_view text_;
  FileId file_;
  std::uint32_t at_ = 0;
  RuleFile result_;
};

}  // namespace

Result<RuleFile> split_rule_file(const SourceMap& sources, FileId file) {
  return Splitter(sources.text(file), file).split();
}

}  // namespace weir
