#include "parsers/app_config/application/erb.h"

#include <cctype>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weir::app_config {
namespace {

constexpr std::size_t kTags = 2'000;  // of one file

/// A piece of Ruby that takes a variable: `ENV["A"]`, `ENV.fetch("A", "b")`, `ENV.fetch("A") { "b" }`, `ENV["A"] || "b"`.
class RubyTag {
 public:
  explicit RubyTag(std::string_view text) : rest_(text) {}

  /// What stands for it; `${}` if it is nothing of that kind.
  std::string placeholder() {
    std::string name, otherwise;
    bool has_other = false;
    const bool reads = take("ENV") && variable(name, otherwise, has_other);
    if (reads && !has_other) has_other = (take("||") && literal(otherwise)) || (take("{") && literal(otherwise) && take("}"));
    blanks();
    if (!reads || !rest_.empty()) return "${}";
    return "${" + name + (has_other ? ":" + otherwise : "") + "}";
  }

 private:
  void blanks() {
    while (!rest_.empty() && std::isspace(static_cast<unsigned char>(rest_.front())) != 0) rest_.remove_prefix(1);
  }

  bool take(std::string_view word) {
    blanks();
    if (!rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }

  bool variable(std::string& name, std::string& otherwise, bool& has_other) {
    if (take("[")) return quoted(name) && take("]");
    if (!take(".fetch") || !take("(") || !quoted(name)) return false;
    if (take(",")) {
      has_other = literal(otherwise);
      if (!has_other) return false;
    }
    return take(")");
  }

  /// A text in quotes without anything to fill in.
  bool quoted(std::string& out) {
    blanks();
    if (rest_.empty() || (rest_.front() != '"' && rest_.front() != '\'')) return false;
    const std::size_t end = rest_.find(rest_.front(), 1);
    if (end == rest_.npos) return false;
    const std::string_view text = rest_.substr(1, end - 1);
    if (text.find_first_of("\\{}\n") != text.npos || text.find("#{") != text.npos) return false;
    out = text;
    rest_.remove_prefix(end + 1);
    return true;
  }

  bool literal(std::string& out) {
    if (quoted(out)) return true;
    blanks();
    std::size_t end = 0;
    while (end < rest_.size() && std::isdigit(static_cast<unsigned char>(rest_[end])) != 0) ++end;
    if (end == 0) return false;
    out = rest_.substr(0, end);
    rest_.remove_prefix(end);
    return true;
  }

  std::string_view rest_;
};

class RubyText {
 public:
  RubyText(std::string_view written, FileId file) : written_(written), file_(file) {}

  /// False: Ruby decides what stands there.
  bool read() {
    std::size_t at = 0;
    for (std::size_t tags = 0;; ++tags) {
      const std::size_t open = written_.find("<%", at);
      verbatim(at, std::min(open, written_.size()));
      if (open == written_.npos) return true;
      const std::size_t close = written_.find("%>", open);
      if (close == written_.npos || tags >= kTags) return false;
      std::string_view inside = written_.substr(open + 2, close - open - 2);
      while (inside.ends_with('-')) inside.remove_suffix(1);
      at = close + 2;
      if (inside.starts_with('#')) continue;
      if (!inside.starts_with('=')) return false;
      add(RubyTag(inside.substr(1)).placeholder(), {file_, static_cast<std::uint32_t>(open), static_cast<std::uint32_t>(at)}, false);
    }
  }

  std::string text;
  std::vector<Segment> segments;

 private:
  void verbatim(std::size_t from, std::size_t to) {
    if (from < to)
      add(std::string(written_.substr(from, to - from)), {file_, static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(to)}, true);
  }

  void add(const std::string& piece, Span host, bool verbatim) {
    segments.push_back({static_cast<std::uint32_t>(text.size()), host, verbatim});
    text += piece;
  }

  std::string_view written_;
  FileId file_;
};

}  // namespace

std::string placeholder_of_ruby(std::string_view expression) { return RubyTag(expression).placeholder(); }

std::optional<FileId> without_ruby(SourceMap& sources, FileId file) {
  const std::string_view written = sources.text(file);
  if (written.find("<%") == written.npos) return file;
  RubyText read(written, file);
  if (!read.read() || read.segments.empty()) return std::nullopt;
  return sources.add_derived(std::move(read.text), std::move(read.segments));
}

}  // namespace weir::app_config
