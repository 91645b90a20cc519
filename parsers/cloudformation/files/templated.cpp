#include "parsers/cloudformation/files/templated.h"

#include <algorithm>
#include <array>
#include <string>

namespace weir::cloudformation {
namespace {

constexpr std::string_view kDynamicReference = "{{resolve:";

/// What only one of the languages with `{{` has.
struct Mark {
  std::string_view text;
  std::string_view language;
};
constexpr std::array<Mark, 14> kMarks = {{
    {"cookiecutter.", "cookiecutter"},
    {"{%", "Jinja"},
    {"{{.", "Helm"},
    {"{{ .", "Helm"},
    {"{{- ", "Helm"},
    {"{{ include ", "Helm"},
    {"{{ template ", "Helm"},
    {"{{ if ", "Helm"},
    {"{{ range ", "Helm"},
    {"{{#", "Mustache"},
    {"{{/", "Mustache"},
    {"{{^", "Mustache"},
    {"{{>", "Mustache"},
    {"{{{", "Mustache"},
}};
constexpr std::string_view kAnyDoubleBrace = "Jinja or Mustache";

bool begins_code(std::string_view text) {
  return text.starts_with("{{") ? !text.starts_with(kDynamicReference)
                                : text.starts_with("{%") || text.starts_with("<%");
}

/// Whether the code at `at` begins its line or, outside quotes, what follows a key, dash or comma.
bool begins_line_or_value(std::string_view text, std::size_t at) {
  const std::size_t line = text.rfind('\n', at) == text.npos ? 0 : text.rfind('\n', at) + 1;
  std::string_view before = text.substr(line, at - line);
  if (before.find('#') != before.npos) return false;
  while (!before.empty() && (before.back() == ' ' || before.back() == '\t'))
    before.remove_suffix(1);
  return before.empty() || std::string_view(":-,[{").find(before.back()) != std::string_view::npos;
}

/// The first code that is no part of a string, up to `limit`; npos if there is none.
std::size_t first_code(std::string_view text, std::size_t limit) {
  for (std::size_t at = text.find_first_of("{<"); at < limit;
       at = text.find_first_of("{<", at + 1)) {
    if (begins_code(text.substr(at)) && begins_line_or_value(text, at)) return at;
  }
  return text.npos;
}

/// A key `{x: null}` of a map that is written `{{x}}`: code where a value should stand.
std::size_t first_code_in(const Document& document, std::string_view text) {
  for (NodeIndex node = 0; node + 1 < document.nodes.size(); ++node) {
    if (document[node].kind != NodeKind::entry || document[node + 1].kind != NodeKind::map)
      continue;
    const std::size_t key = document[node + 1].begin;
    if (key > 0 && text[key - 1] == '{' && begins_code(text.substr(key - 1))) return key - 1;
  }
  return text.npos;
}

/// The language of a file whose first code is at `at`.
std::string_view language_of(std::string_view text, std::size_t at) {
  if (text[at] == '<') return "ERB";
  for (const Mark& mark : kMarks) {
    if (text.find(mark.text) != text.npos) return mark.language;
  }
  return kAnyDoubleBrace;
}

}  // namespace

std::optional<Templating> templating_of(const SourceMap& sources, FileId file,
                                        const std::vector<Document>& documents,
                                        const Diagnostics& diagnostics) {
  const std::string_view text = sources.text(file);
  bool broken = false;
  std::size_t fault = text.size();
  for (const Diagnostic& one : diagnostics) {
    if (one.level != Level::error) continue;
    broken = true;
    if (one.span.valid()) fault = std::min<std::size_t>(fault, one.span.begin);
  }
  std::size_t at = text.npos;
  if (broken) at = first_code(text, std::min(text.find('\n', fault), text.size()));
  for (const Document& document : documents) {
    if (!broken && at == text.npos) at = first_code_in(document, text);
  }
  if (at == text.npos) return std::nullopt;
  const auto begin = static_cast<std::uint32_t>(at);
  return Templating{language_of(text, at), Span{file, begin, begin + 2}};
}

}  // namespace weir::cloudformation
