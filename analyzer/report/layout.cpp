#include "analyzer/report/layout.h"

#include <algorithm>

#include "analyzer/base/escape.h"

namespace weir::report {
namespace {

constexpr std::uint32_t kWholeLine = 200;  ///< bytes: longer lines are not what a person wrote
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

Parts parts_of_line(const SourceMap& sources, Span span, Span line, const HiddenPlaces& hidden) {
  const std::uint32_t begin = std::clamp(span.begin, line.begin, line.end);
  const std::uint32_t end = std::min(std::max(span.end, begin), line.end);
  const auto shown = [&](std::uint32_t from, std::uint32_t to) {
    return hidden.shown(sources, {line.file, from, to});
  };
  if (line.end - line.begin <= kWholeLine)
    return {shown(line.begin, begin), shown(begin, end), shown(end, line.end)};
  const std::uint32_t cut = std::min(end, begin + kWholeLine);
  return {begin > line.begin ? "…" : "", shown(begin, cut), cut < line.end ? "…" : ""};
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

HiddenPlaces::HiddenPlaces(const SourceMap& sources, const std::vector<Span>& places) {
  std::vector<Span> hosts;
  for (const Span place : places)
    if (place.valid()) hosts.push_back(sources.in_host(place));
  std::sort(hosts.begin(), hosts.end(),
            [](Span a, Span b) { return a.file == b.file ? a.begin < b.begin : a.file < b.file; });
  for (const Span host : hosts) {
    if (!places_.empty() && places_.back().file == host.file && host.begin <= places_.back().end)
      places_.back().end = std::max(places_.back().end, host.end);
    else
      places_.push_back(host);
  }
}

std::string HiddenPlaces::shown(const SourceMap& sources, Span host) const {
  auto place = std::lower_bound(places_.begin(), places_.end(), host, [](Span a, Span b) {
    return a.file == b.file ? a.end <= b.begin : a.file < b.file;
  });
  std::string text;
  for (; place != places_.end() && place->file == host.file && place->begin < host.end; ++place) {
    if (place->begin > host.begin) {
      text += one_line(sources.text({host.file, host.begin, place->begin}));
    }
    text += "(hidden)";
    host.begin = std::min(place->end, host.end);
  }
  return text + one_line(sources.text(host));
}

Span HiddenPlaces::whole(Span host) const {
  for (const Span place : places_) {
    if (place.file != host.file || place.end <= host.begin || host.end <= place.begin) continue;
    host.begin = std::min(host.begin, place.begin);
    host.end = std::max(host.end, place.end);
  }
  return host;
}

std::string source_excerpt(const SourceMap& sources, Span span, const HiddenPlaces& hidden,
                           int width, const Paint& paint) {
  if (!span.valid()) return "";
  const Span line = sources.line_at(span.file, span.begin);
  Parts parts = parts_of_line(sources, hidden.whole(span), line, hidden);
  const std::string number = std::to_string(sources.position(span.file, span.begin).line);
  const std::string gutter(number.size(), ' ');
  fit(parts, static_cast<std::size_t>(std::max(width, 60)) - number.size() - 7);
  const std::size_t marks = std::max<std::size_t>(columns_of(parts.marked), 1);
  return paint.dim("    " + number + " | ") + parts.before + parts.marked + parts.after + "\n" +
         paint.dim("    " + gutter + " | ") + std::string(columns_of(parts.before), ' ') +
         paint.bold(std::string(marks, '^')) + "\n";
}

}  // namespace weir::report
