#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weir::hcl {

/// What `{~` and `~}` take from the text beside them.
inline constexpr std::string_view kSpace = " \t\r\n\v\f";

/// Begin and end of something in a source.
using Stretch = std::pair<std::size_t, std::size_t>;

/// Where a template's text lies, and how it was written.
struct TemplateText {
  std::size_t begin = 0;  ///< inside the quotes, or after the line with the heredoc's mark
  std::size_t end = 0;    ///< inside the quotes, or where the line of the closing mark begins
  bool heredoc = false;
  std::vector<Stretch> literals;  ///< of a heredoc: what is text, line by line, without what the
                                  ///< indentation of `<<-` and marks such as `~}` take away
};

/// Content of the heredoc source[begin, end), which starts with `<<`. `holes`: interpolations and
/// the marks of directives, in order. Every line is a literal of its own, and so is what lies
/// between a hole and its line's end: `~}` strips the one behind it, `{~` the one before it. A line
/// whose end before it was stripped has no indentation to remove.
TemplateText heredoc_text(std::string_view source, std::size_t begin, std::size_t end,
                          const std::vector<Stretch>& holes);

/// The text that source[begin, end), a stretch without holes, stands for.
std::string template_text(std::string_view source, const TemplateText& text, std::size_t begin,
                          std::size_t end);

}  // namespace weir::hcl
