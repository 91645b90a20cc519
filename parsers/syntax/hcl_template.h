#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weir::hcl {

/// Where a template's text lies, and how it was written.
struct TemplateText {
  std::size_t begin = 0;  ///< inside the quotes, or after the line with the heredoc's mark
  std::size_t end = 0;    ///< inside the quotes, or where the line of the closing mark begins
  bool heredoc = false;
  std::size_t indent = 0;  ///< of a `<<-` heredoc: white space taken from every line
};

/// Begin and end of something in a template that is not text.
using Hole = std::pair<std::size_t, std::size_t>;

/// Content of the heredoc source[begin, end), which starts with `<<`, and the indentation to strip:
/// that of the least indented line that is not blank. A line that begins with a hole counts as
/// written.
TemplateText heredoc_text(std::string_view source, std::size_t begin, std::size_t end,
                          const std::vector<Hole>& holes);

/// The text that source[begin, end), a stretch without holes, stands for.
std::string template_text(std::string_view source, const TemplateText& text, std::size_t begin,
                          std::size_t end);

}  // namespace weir::hcl
