#include "parsers/syntax/input_check.h"

#include <algorithm>
#include <cctype>

namespace weir {
namespace {

/// Name of a wide encoding whose byte order mark, or whose NUL pattern, the text starts with.
std::string_view wide_encoding(std::string_view text) {
  using std::string_view_literals::operator""sv;
  if (text.starts_with("\xFF\xFE\0\0"sv) || text.starts_with("\0\0\xFE\xFF"sv)) return "UTF-32";
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) return "UTF-16";
  const bool every_second_nul = text.size() >= 4 && (text[0] == 0) == (text[2] == 0) &&
                                (text[1] == 0) == (text[3] == 0) &&
                                (text[0] == 0) != (text[1] == 0);
  return every_second_nul ? "UTF-16" : "";
}

}  // namespace

bool Parsed::ok() const {
  return std::none_of(diagnostics.begin(), diagnostics.end(),
                      [](const Diagnostic& d) { return d.level == Level::error; });
}

std::size_t byte_order_mark(std::string_view text) {
  return text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
}

void report_error(Parsed& parsed, FileId file, std::size_t begin, std::size_t end,
                  std::string_view code, std::string message) {
  const Span span{file, static_cast<std::uint32_t>(begin),
                  static_cast<std::uint32_t>(std::max(begin, end))};
  parsed.diagnostics.push_back({Level::error, span, std::string(code), std::move(message)});
}

void add_error_document(FileId file, std::size_t size, Parsed& parsed) {
  Document document;
  document.file = file;
  SyntaxNode root;
  root.end = static_cast<std::uint32_t>(size);
  root.subtree_end = 1;
  document.nodes.push_back(root);
  parsed.documents.push_back(std::move(document));
}

bool check_input(std::string_view text, FileId file, std::size_t byte_limit, Parsed& parsed) {
  std::string code, message;
  std::size_t at = 0;
  if (text.size() > byte_limit) {
    code = "too-large";
    message = "the file has " + std::to_string(text.size()) + " bytes; at most " +
              std::to_string(byte_limit) + " are read";
  } else if (const std::string_view encoding = wide_encoding(text); !encoding.empty()) {
    code = "not-utf8";
    message = "the file is " + std::string(encoding) + "; expected UTF-8";
  } else if (at = text.find('\0'); at != std::string_view::npos) {
    code = "binary";
    message = "a NUL byte: the file is binary; expected UTF-8 text";
  } else {
    return true;
  }
  report_error(parsed, file, at, at, code, std::move(message));
  add_error_document(file, text.size(), parsed);
  return false;
}

std::string found_at(std::string_view text, std::size_t offset) {
  while (offset < text.size() && (text[offset] == ' ' || text[offset] == '\t')) ++offset;
  if (offset >= text.size()) return "the end of the file";
  if (text[offset] == '\n' || text[offset] == '\r') return "the end of the line";
  // no more than a mark is quoted: what stands at an error may be a secret
  const auto c = static_cast<unsigned char>(text[offset]);
  if (c >= 0x80 || std::isalpha(c) != 0) return "a word";
  if (std::isdigit(c) != 0) return "a number";
  if (std::ispunct(c) == 0) return "a control character";
  return std::string("\"") + text[offset] + "\"";
}

}  // namespace weir
