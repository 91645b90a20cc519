#include "parsers/syntax/hcl_template.h"

#include <algorithm>

#include "parsers/syntax/escapes.h"

namespace weir::hcl {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }

}  // namespace

TemplateText heredoc_text(std::string_view source, std::size_t begin, std::size_t end,
                          const std::vector<Hole>& holes) {
  TemplateText text;
  text.heredoc = true;
  const std::size_t first_line = source.find('\n', begin);
  text.begin = first_line == std::string_view::npos ? end : std::min(end, first_line + 1);
  const std::size_t last_line = end == 0 ? std::string_view::npos : source.rfind('\n', end - 1);
  const bool closed = last_line != std::string_view::npos && last_line + 1 >= text.begin;
  text.end = closed ? last_line + 1 : text.begin;
  if (!source.substr(begin).starts_with("<<-")) return text;

  std::size_t least = std::string_view::npos, hole = 0;
  for (std::size_t line = text.begin; line < text.end;) {
    std::size_t content = line;
    while (content < text.end && is_blank(source[content])) ++content;
    const bool blank = content < text.end && (source[content] == '\n' || source[content] == '\r');
    while (hole < holes.size() && holes[hole].second <= line) ++hole;
    const bool inside = hole < holes.size() && holes[hole].first < line;
    if (!blank && !inside) least = std::min(least, content - line);
    line = std::min(source.find('\n', content), text.end - 1) + 1;
  }
  text.indent = least == std::string_view::npos ? 0 : least;
  return text;
}

std::string template_text(std::string_view source, const TemplateText& text, std::size_t begin,
                          std::size_t end) {
  std::string out;
  const std::string_view within = source.substr(0, end);
  for (std::size_t i = begin; i < end;) {
    if (text.heredoc) {
      const bool line_start = i == text.begin || source[i - 1] == '\n';
      if (line_start && text.indent > 0) {
        std::size_t strip = 0;
        while (strip < text.indent && i < end && is_blank(source[i])) ++i, ++strip;
        if (i >= end) break;
      }
      const bool doubled = within.substr(i, 3) == "$${" || within.substr(i, 3) == "%%{";
      out += source[i];
      i += doubled ? 2 : 1;
      continue;
    }
    const Escape escape = read_escape(within, i, true);
    out += escape.size > 0 ? escape.text : std::string(1, source[i]);
    i += std::max<std::size_t>(1, escape.size);
  }
  return out;
}

}  // namespace weir::hcl
