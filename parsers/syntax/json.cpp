// JSON by nlohmann's SAX parser. It gives values without places; the reader follows it through the
// source, which takes no parsing: only separators lie between two tokens.

#include <nlohmann/json.hpp>
#include <string>

#include "analyzer/base/limits.h"
#include "parsers/syntax/input_check.h"
#include "parsers/syntax/syntax.h"
#include "parsers/syntax/tree_builder.h"

namespace weir {
namespace {

/// What may lie between two tokens.
bool is_separator(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ',' || c == ':';
}

class JsonReader {
 public:
  JsonReader(std::string_view text, FileId file, Parsed& parsed)
      : text_(text),
        file_(file),
        parsed_(parsed),
        builder_(parsed.documents.back(), parsed.diagnostics),
        at_(byte_order_mark(text)) {}

  // The events, under the names that nlohmann's parser calls. False ends the parse.
  bool null() { return word(NodeKind::null, 4, {}); }
  bool boolean(bool value) {
    return word(NodeKind::boolean, value ? 4 : 5, value ? "true" : "false");
  }
  bool number_integer(std::int64_t) { return number(); }
  bool number_unsigned(std::uint64_t) { return number(); }
  bool number_float(double, const std::string&) { return number(); }
  bool string(const std::string& value) { return quoted(value); }
  bool key(const std::string& value) { return quoted(value); }
  bool binary(const std::vector<std::uint8_t>&) { return false; }
  bool start_object(std::size_t) { return open(NodeKind::map); }
  bool start_array(std::size_t) { return open(NodeKind::list); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }

  bool parse_error(std::size_t position, const std::string& read,
                   const nlohmann::json::exception& exception) {
    std::string_view token = read;  // may begin with the separators before the token
    while (token.size() > 1 && is_separator(token[0])) token.remove_prefix(1);
    // `position` counts the bytes read, the look-ahead included; the byte order mark is one of
    // them.
    std::size_t begin = position > token.size() ? position - token.size() : 0;
    begin = std::min(std::max(begin, at_), text_.size());
    const char first = token.empty() ? '\0' : token[0];
    while (begin < text_.size() && is_separator(text_[begin]) && text_[begin] != first) ++begin;
    report_error(parsed_, file_, begin, std::min(begin + token.size(), text_.size()),
                 "syntax-error", message(exception.what(), begin));
    return false;
  }

  void finish() { builder_.close_all(static_cast<std::uint32_t>(at_)); }

 private:
  /// nlohmann's words, without its name for the exception, its own position and what it read last.
  std::string message(std::string_view what, std::size_t begin) const {
    const std::size_t state = what.find(" - ");
    const std::size_t name = what.find("] ");
    if (state != kNone) {
      what.remove_prefix(state + 3);
    } else if (name != kNone) {
      what.remove_prefix(name + 2);
    }
    const std::size_t expected = what.find("; expected ");
    // " parsing '…'" and "; last read" quote the input at any length.
    std::string reason(
        what.substr(0, std::min({what.find("; last read"), what.find(" parsing '"), expected})));
    const bool said_by_found = expected != kNone && (reason.starts_with("unexpected") ||
                                                     reason.starts_with("invalid literal"));
    reason = said_by_found ? "" : "; " + reason;
    if (expected != kNone) reason += what.substr(expected);
    return "not JSON: found " + found_at(text_, begin) + reason;
  }

  std::uint32_t next_token() {
    while (at_ < text_.size() && is_separator(text_[at_])) ++at_;
    return static_cast<std::uint32_t>(at_);
  }

  bool scalar(NodeKind kind, ScalarStyle style, std::uint32_t begin, std::string_view value) {
    if (builder_.full()) return false;
    SyntaxNode node;
    node.kind = kind;
    node.style = style;
    node.begin = begin;
    node.end = static_cast<std::uint32_t>(at_);
    node.text = builder_.keep(value);
    builder_.leaf(node);
    return true;
  }

  bool word(NodeKind kind, std::size_t size, std::string_view value) {
    const std::uint32_t begin = next_token();
    at_ += size;
    return scalar(kind, ScalarStyle::plain, begin, value);
  }

  bool number() {
    const std::uint32_t begin = next_token();
    while (at_ < text_.size() && std::string_view("+-.0123456789eE").find(text_[at_]) != kNone) {
      ++at_;
    }
    return scalar(NodeKind::number, ScalarStyle::plain, begin, text_.substr(begin, at_ - begin));
  }

  bool quoted(std::string_view value) {
    const std::uint32_t begin = next_token();
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\') ++at_;
    }
    ++at_;
    return scalar(NodeKind::string, ScalarStyle::double_quoted, begin, value);
  }

  bool open(NodeKind kind) {
    const std::uint32_t begin = next_token();
    if (builder_.depth() >= static_cast<std::size_t>(limits::kNesting)) {
      report_error(parsed_, file_, begin, begin + 1, "too-deep",
                   "nested deeper than " + std::to_string(limits::kNesting) +
                       " levels; what follows is not read");
      return false;
    }
    if (builder_.full()) return false;
    ++at_;
    builder_.open(kind, begin, {});
    return true;
  }

  bool close() {
    next_token();
    ++at_;
    builder_.seal(static_cast<std::uint32_t>(at_));
    builder_.finish_value(static_cast<std::uint32_t>(at_));
    return true;
  }

  static constexpr std::size_t kNone = std::string_view::npos;
  std::string_view text_;
  FileId file_;
  Parsed& parsed_;
  TreeBuilder builder_;
  std::size_t at_;  // one past the last token
};

}  // namespace

Parsed parse_json(const SourceMap& sources, FileId file) {
  Parsed parsed;
  const std::string_view text = sources.text(file);
  if (!check_input(text, file, limits::kFileBytes, parsed)) return parsed;
  parsed.documents.emplace_back();
  Document& document = parsed.documents.back();
  document.file = file;
  document.nodes.reserve(text.size() / 16 + 4);
  document.strings.reserve(text.size());
  JsonReader reader(text, file, parsed);
  try {
    nlohmann::json::sax_parse(text.begin(), text.end(), &reader);
  } catch (const std::exception& exception) {  // none is known to get here
    report_error(parsed, file, 0, 0, "syntax-error", exception.what());
  }
  reader.finish();
  if (document.nodes.empty()) {
    parsed.documents.clear();
    add_error_document(file, text.size(), parsed);
  }
  return parsed;
}

}  // namespace weir
