// Values as yamlencode writes them: blocks, quoted texts, those of several lines as literals.

#include <algorithm>

#include "analyzer/base/limits.h"
#include "analyzer/base/utf.h"
#include "parsers/terraform/functions/encoded.h"

namespace weir::terraform {
namespace {

constexpr std::size_t kLineWidth = 80;    // a longer line is folded at its next blank
constexpr std::size_t kLongestKey = 128;  // a longer key has a form of its own

class Writer {
 public:
  explicit Writer(const FunctionCall& call) : call_(call) {}

  std::optional<std::string> write(ValueId value) {
    const ValueKind kind = call_.values[value].kind;
    node(value, 0, 0, 0);
    const bool plain =
        kind == ValueKind::null || kind == ValueKind::number || kind == ValueKind::boolean;
    if (!out_.ends_with('\n')) out_ += '\n';
    if (plain) out_ += "...\n";
    return known_ ? std::optional(out_) : std::nullopt;
  }

 private:
  std::size_t column() const {
    const std::size_t line = out_.rfind('\n') + 1;  // npos + 1 is 0
    std::size_t count = 0;
    for (std::size_t at = line; at < out_.size(); ++count) at += decode_utf8(out_, at).size;
    return count;
  }
  void line(std::size_t indent) {
    if (!out_.empty() && !out_.ends_with('\n')) out_ += '\n';
    out_.append(indent, ' ');
  }

  /// A text between quotes; folded where that is allowed.
  void quoted(std::string_view text, std::size_t indent, bool folds) {
    out_ += '"';
    std::size_t at_column = column();
    bool blank = false;
    for (std::size_t at = 0; at < text.size();) {
      const CodePoint point = decode_utf8(text, at);
      const std::string_view written = text.substr(at, point.size);
      const bool last = at + 1 >= text.size();
      if (written == " " && folds && !blank && at_column > kLineWidth && at > 0 && !last) {
        out_ += '\n';
        out_.append(indent, ' ');
        at_column = indent;
        if (text[at + 1] == ' ') out_ += '\\';
      } else if (written == "\"" || written == "\\") {
        (out_ += '\\') += written;
        at_column += 2;
      } else if (written == "\t" || written == "\n" || written == "\r") {
        (out_ += '\\') += written == "\t" ? 't' : written == "\n" ? 'n' : 'r';
        at_column += 2;
      } else {
        known_ = known_ && is_plain(point.value);
        out_ += written;
        ++at_column;
      }
      blank = written == " ";
      at += point.size;
    }
    out_ += '"';
  }
  /// Whether a code point is written as it is.
  static bool is_plain(char32_t point) {
    return (point >= 0x20 && point < 0x7F) ||
           (point >= 0xA0 && point < 0xD800 && point != 0x2028 && point != 0x2029);
  }

  void text(std::string_view text, std::size_t indent) {
    if (text.find('\n') == std::string_view::npos) return quoted(text, indent + 2, true);
    const bool odd = text.find(" \n") != std::string_view::npos || text.ends_with(' ') ||
                     text.find('\t') != std::string_view::npos ||
                     text.find('\r') != std::string_view::npos;
    known_ = known_ && !odd;
    out_ += '|';
    if (text.front() == '\n' || text.front() == ' ') out_ += '2';
    if (!text.ends_with('\n')) {
      out_ += '-';
    } else if (text == "\n" || text.ends_with("\n\n")) {
      out_ += '+';
    }
    out_ += '\n';
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      if (end > 0) out_.append(indent + 2, ' ');
      for (std::size_t at = 0; at < end;) {
        const CodePoint point = decode_utf8(text, at);
        known_ = known_ && is_plain(point.value);
        at += point.size;
      }
      out_ += text.substr(0, end);
      if (end < text.size()) out_ += '\n';
      text.remove_prefix(std::min(end + 1, text.size()));
    }
  }

  /// `indent`: of the lines of a collection; `outer`: of the dash or key before a text.
  void node(ValueId value, std::size_t indent, std::size_t outer, int depth) {
    if (!value.valid() || depth > limits::kNesting || !call_.spend(1) ||
        out_.size() > limits::kTextBytes) {
      known_ = false;
    }
    if (!known_) return;
    const Value v = call_.values[value];
    if (encoding_of(call_.values, value) != Encoding::none) {
      const std::optional<std::string> inner = plain_encoded_text(call_, value);
      known_ = inner.has_value();
      if (inner) text(*inner, outer);
      return;
    }
    if (v.kind == ValueKind::string) return text(std::string(call_.values.string(value)), outer);
    if (v.kind == ValueKind::list && v.range.count == 0) return void(out_ += "[]");
    if (v.kind == ValueKind::map && v.range.count == 0) return void(out_ += "{}");
    if (v.kind == ValueKind::list) return list(value, indent, depth);
    if (v.kind == ValueKind::map) return map(value, indent, depth);
    if (v.kind == ValueKind::null) return void(out_ += "null");
    const std::optional<std::string> scalar = is_open(v.kind) ? std::nullopt : call_.text_of(value);
    known_ = scalar.has_value();
    out_ += scalar.value_or("");
  }

  void list(ValueId value, std::size_t indent, int depth) {
    for (std::size_t i = 0; i < call_.values.item_count(value) && known_; ++i) {
      if (i > 0) line(indent);
      out_ += "- ";
      node(call_.values.item(value, i), indent + 2, indent, depth + 1);
    }
  }

  void map(ValueId value, std::size_t indent, int depth) {
    std::vector<MapEntry> entries;
    for (std::size_t i = 0; i < call_.values.item_count(value); ++i)
      entries.push_back(call_.values.entry(value, i));
    std::sort(entries.begin(), entries.end(),
              [](const MapEntry& a, const MapEntry& b) { return a.key < b.key; });
    for (std::size_t i = 0; i < entries.size() && known_; ++i) {
      const MapEntry& entry = entries[i];
      if (i > 0) line(indent);
      known_ = entry.key.size() <= kLongestKey && entry.key.find('\n') == std::string::npos;
      quoted(entry.key, indent, false);
      out_ += ':';
      const bool filled = entry.value.valid() && call_.values.item_count(entry.value) != 0 &&
                          encoding_of(call_.values, entry.value) == Encoding::none;
      const ValueKind kind = entry.value.valid() ? call_.values[entry.value].kind : ValueKind::null;
      if (filled && kind == ValueKind::map) {
        line(indent + 2);
        node(entry.value, indent + 2, indent, depth + 1);
      } else if (filled && kind == ValueKind::list) {
        line(indent);
        node(entry.value, indent, indent, depth + 1);
      } else {
        out_ += ' ';
        node(entry.value, indent, indent, depth + 1);
      }
    }
  }

  const FunctionCall& call_;
  std::string out_;
  bool known_ = true;
};

}  // namespace

std::optional<std::string> yaml_text(const FunctionCall& call, ValueId value) {
  return Writer(call).write(value);
}

}  // namespace weir::terraform
