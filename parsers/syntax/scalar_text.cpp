// How the decoded text of a scalar lies on its bytes: derive_scalar and span_in_scalar.

#include <algorithm>
#include <string>

#include "analyzer/base/utf.h"
#include "parsers/syntax/escapes.h"
#include "parsers/syntax/syntax.h"
#include "parsers/syntax/yaml_scan.h"

namespace weir {
namespace {

using yaml::is_break;
using yaml::is_space;

/// Collects the segments of one scalar. Offsets are in the decoded text and in the source.
class Alignment {
 public:
  Alignment(std::string_view source, FileId file) : source_(source), file_(file) {}

  void verbatim(std::size_t from, std::size_t count) {
    if (count == 0) return;
    if (!segments.empty() && segments.back().verbatim && segments.back().host.end == from) {
      segments.back().host.end += static_cast<std::uint32_t>(count);
    } else {
      add(from, from + count, true);
    }
    decoded += source_.substr(from, count);
  }

  void mapped(std::string_view text, std::size_t from, std::size_t to) {
    if (text.empty()) return;
    add(from, to, false);
    decoded += text;
  }

  /// A run of white space, which folding and indentation change: what both ends share is verbatim.
  /// `last`: nothing follows, so only the beginnings correspond.
  void space(std::string_view text, std::size_t from, std::size_t to, bool last) {
    std::size_t prefix = 0, suffix = 0;
    const std::size_t shorter = std::min(text.size(), to - from);
    while (!last && suffix < shorter &&
           text[text.size() - 1 - suffix] == source_[to - 1 - suffix]) {
      ++suffix;
    }
    while (prefix + suffix < shorter && text[prefix] == source_[from + prefix]) ++prefix;
    verbatim(from, prefix);
    mapped(text.substr(prefix, text.size() - prefix - suffix), from + prefix, to - suffix);
    verbatim(to - suffix, suffix);
  }

  std::vector<Segment> segments;
  std::string decoded;

 private:
  void add(std::size_t from, std::size_t to, bool verbatim) {
    segments.push_back({static_cast<std::uint32_t>(decoded.size()),
                        {file_, static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(to)},
                        verbatim});
  }

  std::string_view source_;
  FileId file_;
};

/// Lays `text` on source[begin, limit): equal but for white space and, where `doubled` is a quote
/// or
/// `$`, for doubled marks ('' in single quotes; $${ and %%{ in templates).
void align(Alignment& out, std::string_view source, std::size_t begin, std::size_t limit,
           std::string_view text, char doubled) {
  std::size_t at = begin;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t gap = at;
    while (gap < limit && is_space(source[gap])) ++gap;
    if (is_space(text[i])) {
      std::size_t end = i;
      while (end < text.size() && is_space(text[end])) ++end;
      out.space(text.substr(i, end - i), at, gap, end == text.size());
      i = end;
      at = gap;
      continue;
    }
    at = gap;
    if (at >= limit || source[at] != text[i]) return;
    const bool twice = at + 1 < limit && source[at + 1] == source[at];
    const bool quote = doubled == '\'' && source[at] == '\'' && twice;
    const bool mark = doubled == '$' && (source[at] == '$' || source[at] == '%') && twice &&
                      at + 2 < limit && source[at + 2] == '{';
    if (quote || mark) {
      out.mapped(text.substr(i, 1), at, at + 2);
      ++i;
      at += 2;
    } else {
      out.verbatim(at++, 1);
      ++i;
    }
  }
}

/// Decodes source[begin, end), the inside of double quotes.
void decode_quoted(Alignment& out, std::string_view source, std::size_t begin, std::size_t end,
                   bool templates) {
  for (std::size_t i = begin; i < end;) {
    const Escape escape = read_escape(source.substr(0, end), i, templates);
    if (escape.size > 0) {
      out.mapped(escape.text, i, i + escape.size);
      i += escape.size;
      continue;
    }
    std::size_t gap = i;
    while (gap < end && is_space(source[gap])) ++gap;
    const std::string_view blanks = source.substr(i, gap - i);
    if (blanks.find('\n') == std::string_view::npos) {
      const std::size_t count = std::max<std::size_t>(1, blanks.size());
      out.verbatim(i, count);
      i += count;
      continue;
    }
    const auto breaks = static_cast<std::size_t>(std::count(blanks.begin(), blanks.end(), '\n'));
    out.mapped(breaks == 1 ? " " : std::string(breaks - 1, '\n'), i, gap);
    i = gap;
  }
}

std::size_t block_limit(std::string_view source, std::size_t end, std::string_view text) {
  for (std::size_t i = text.size(); i > 0 && text[i - 1] == '\n' && end < source.size(); --i) {
    while (end < source.size() && source[end] != '\n') {
      if (!is_space(source[end])) return end;
      ++end;
    }
    if (end < source.size()) ++end;
  }
  return end;
}

Alignment aligned(std::string_view source, const Document& document, NodeIndex n) {
  const SyntaxNode& node = document[n];
  const std::string_view text = document.text(n);
  const std::size_t begin = node.begin, end = node.end;
  const auto attempt = [&](auto fill) {
    Alignment out(source, document.file);
    fill(out);
    return out;
  };
  Alignment found(source, document.file);
  const bool quoted = end >= begin + 2 && source[begin] == source[end - 1];
  switch (node.style) {
    case ScalarStyle::plain:
      if (!text.empty() &&
          text.size() == end - begin) {  // also True for "true", and a folded line break
        found.verbatim(begin, text.size());
        found.decoded = text;
        return found;
      }
      align(found, source, begin, end, text, '\0');
      break;
    case ScalarStyle::single_quoted:
      if (quoted) align(found, source, begin + 1, end - 1, text, '\'');
      break;
    case ScalarStyle::double_quoted: {
      const bool marks = quoted && source[begin] == '"';
      const std::size_t from = marks ? begin + 1 : begin, to = marks ? end - 1 : end;
      found = attempt([&](Alignment& a) { decode_quoted(a, source, from, to, false); });
      if (found.decoded != text) {
        found = attempt([&](Alignment& a) { decode_quoted(a, source, from, to, true); });
      }
      break;
    }
    case ScalarStyle::literal_block:
    case ScalarStyle::folded_block: {
      const std::size_t line = source.find('\n', begin);
      if (line == std::string_view::npos || line > end) break;
      align(found, source, line + 1, block_limit(source, end, text), text, '\0');
      break;
    }
    case ScalarStyle::heredoc: {  // the whole of it with its marks, or a stretch between holes
      const std::size_t line = source.find('\n', begin);
      if (source.substr(begin, 2) == "<<" && line < end) {
        const std::size_t last_line = source.rfind('\n', end - 1) + 1;
        found = attempt([&](Alignment& a) { align(a, source, line + 1, last_line, text, '$'); });
      }
      if (found.decoded != text) {
        found = attempt([&](Alignment& a) { align(a, source, begin, end, text, '$'); });
      }
      break;
    }
  }
  if (found.decoded == text && !found.segments.empty()) return found;
  return attempt([&](Alignment& a) {  // as a whole: right, if not precise
    a.segments.push_back({0, document.span(n), false});
    a.decoded = text;
  });
}

}  // namespace

FileId derive_scalar(SourceMap& sources, const Document& document, NodeIndex node) {
  Alignment alignment = aligned(sources.text(document.file), document, node);
  return sources.add_derived(std::move(alignment.decoded), std::move(alignment.segments));
}

Span span_in_scalar(const SourceMap& sources, const Document& document, NodeIndex node,
                    std::size_t decoded_begin, std::size_t decoded_end) {
  const Alignment alignment = aligned(sources.text(document.file), document, node);
  const std::vector<Segment>& segments = alignment.segments;
  // Where the byte at `offset` begins or ends in the file.
  const auto place = [&](std::size_t offset, bool end) {
    std::size_t i = segments.size();
    while (i > 1 && segments[i - 1].begin > offset) --i;
    const Segment& segment = segments[i - 1];
    if (!segment.verbatim) return end ? segment.host.end : segment.host.begin;
    const auto inside = static_cast<std::uint32_t>(offset - segment.begin) + (end ? 1 : 0);
    return std::min(segment.host.begin + inside, segment.host.end);
  };
  decoded_end = std::min(decoded_end, alignment.decoded.size());
  decoded_begin = std::min(decoded_begin, decoded_end);
  if (decoded_begin == decoded_end) {
    const std::uint32_t at = place(decoded_begin, false);
    return {document.file, at, at};
  }
  return {document.file, place(decoded_begin, false), place(decoded_end - 1, true)};
}

}  // namespace weir
