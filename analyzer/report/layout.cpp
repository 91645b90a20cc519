#include "analyzer/report/layout.h"

#include <algorithm>

#include "analyzer/base/escape.h"

namespace weir::report {
namespace {

constexpr std::size_t kLead = 24;  ///< columns shown before the marker of a line that is cut

/// The first `columns` code points of a text.
std::string_view head(std::string_view text, std::size_t columns) {
  std::size_t at = 0;
  for (std::size_t seen = 0; at < text.size(); ++at) {
    const bool starts = (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80;
    if (starts && seen++ == columns) break;
  }
  return text.substr(0, at);
}

/// The three parts of a line: before the span, in it, behind it, as shown on a terminal.
struct Parts {
  std::string before, marked, after;
};

Parts parts_of(const SourceMap& sources, Span span, Span line) {
  const std::string_view text = sources.text(line);
  const std::size_t begin = std::min<std::size_t>(span.begin - line.begin, text.size());
  const std::size_t end =
      std::min<std::size_t>(std::max(span.end, span.begin) - line.begin, text.size());
  return {one_line(text.substr(0, begin)), one_line(text.substr(begin, end - begin)),
          one_line(text.substr(end))};
}

/// Cuts a line that is too wide so that the marker stays in sight.
void fit(Parts& parts, std::size_t width) {
  const std::size_t before = columns_of(parts.before);
  if (before + columns_of(parts.marked) + columns_of(parts.after) <= width) return;
  if (before > kLead) {
    parts.before =
        "…" + std::string(parts.before.substr(head(parts.before, before - kLead).size()));
  }
  const auto cut = [](std::string& text, std::size_t columns) {
    if (columns_of(text) > columns) text = std::string(head(text, columns)) + "…";
  };
  const std::size_t room = std::max<std::size_t>(width, kLead + 20) - columns_of(parts.before) - 2;
  cut(parts.marked, room);
  cut(parts.after, room - std::min(room, columns_of(parts.marked)));
}

}  // namespace

std::string Paint::with(std::string_view code, std::string_view text) const {
  if (!on_) return std::string(text);
  return "\x1b[" + std::string(code) + "m" + std::string(text) + "\x1b[0m";
}

std::string Paint::of_band(std::string_view band, std::string_view text) const {
  if (band == "critical" || band == "high") return with("1;31", text);
  return with(band == "medium" ? "1;33" : "1;36", text);
}

std::string one_line(std::string_view text) {
  std::string line = escape_terminal(text);
  std::replace_if(
      line.begin(), line.end(), [](char c) { return c == '\n' || c == '\t'; }, ' ');
  return line;
}

std::size_t columns_of(std::string_view text) {
  std::size_t columns = 0;
  for (const char c : text) columns += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return columns;
}

std::string wrapped(std::string_view text, int width, std::string_view first,
                    std::string_view indent) {
  std::string out(first);
  std::size_t column = columns_of(first);
  bool fresh = true;
  while (!text.empty()) {
    const std::size_t space = text.find(' ');
    const std::string_view word = text.substr(0, space);
    text.remove_prefix(space == text.npos ? text.size() : space + 1);
    if (word.empty()) continue;
    const std::size_t columns = columns_of(word);
    if (!fresh && column + 1 + columns > static_cast<std::size_t>(width)) {
      out.append("\n").append(indent);
      column = columns_of(indent);
      fresh = true;
    }
    if (!fresh) out += ' ';
    out += word;
    column += columns + (fresh ? 0 : 1);
    fresh = false;
  }
  return out += '\n';
}

std::string place_text(const SourceMap& sources, Span span) {
  if (!span.valid()) return "";
  const Position at = sources.position(span.file, span.begin);
  return one_line(sources.path(span.file)) + ":" + std::to_string(at.line) + ":" +
         std::to_string(at.column);
}

std::string source_excerpt(const SourceMap& sources, Span span, int width, const Paint& paint) {
  if (!span.valid()) return "";
  const Span line = sources.line_at(span.file, span.begin);
  Parts parts = parts_of(sources, span, line);
  const std::string number = std::to_string(sources.position(span.file, span.begin).line);
  const std::string gutter(number.size(), ' ');
  fit(parts, static_cast<std::size_t>(std::max(width, 60)) - number.size() - 7);
  const std::size_t marks = std::max<std::size_t>(columns_of(parts.marked), 1);
  return paint.dim("    " + number + " | ") + parts.before + parts.marked + parts.after + "\n" +
         paint.dim("    " + gutter + " | ") + std::string(columns_of(parts.before), ' ') +
         paint.bold(std::string(marks, '^')) + "\n";
}

}  // namespace weir::report
