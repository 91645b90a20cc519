#include "analyzer/catalog/snake_case.h"

#include <array>
#include <utility>

namespace weir {
namespace {

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Words that are one although they have capitals inside.
std::string with_whole_words(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kWords = {
      {{"CloudFormation", "Cloudformation"},
       {"CloudFront", "Cloudfront"},
       {"CloudWatch", "Cloudwatch"},
       {"FSx", "Fsx"}}};
  std::string text(name);
  for (const auto& [word, whole] : kWords) {
    for (std::size_t at = text.find(word); at != text.npos; at = text.find(word, at)) {
      text.replace(at, word.size(), whole);
    }
  }
  return text;
}

}  // namespace

std::string snake_case(std::string_view name) {
  const std::string text = with_whole_words(name);
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const char next = i + 1 < text.size() ? text[i + 1] : '\0';
    // the last capital of several begins the next word: "KMSKey"
    if (is_upper(c) && is_lower(next) && i > 0 && is_upper(text[i - 1])) out += '_';
    const bool plain = is_upper(c) || is_lower(c) || is_digit(c);
    out += is_upper(c) ? static_cast<char>(c - 'A' + 'a') : plain ? c : '_';
    const bool ends = (is_lower(c) && (is_upper(next) || is_digit(next))) ||
                      (is_digit(c) && (is_upper(next) || is_lower(next)));
    if (ends) out += '_';
  }
  return out;
}

}  // namespace weir
