#include "parsers/cloudformation/form/placeholder.h"

#include <algorithm>
#include <array>
#include <string>

namespace weir::cloudformation {
namespace {

/// What people write to whoever deploys a template. A word that may as well name a thing ("todo",
/// "insert") is not among them, nor is what is deployed unless somebody acts ("changeme").
constexpr std::array<std::string_view, 2> kWords = {"your", "placeholder"};
/// Words one after the other.
constexpr std::array<std::string_view, 4> kPhrases = {"replace me", "replace with", "replace this",
                                                      "fill in"};

/// Letters and digits in lower case, with one blank between words.
std::string words_of(std::string_view text) {
  std::string words;
  for (const char c : text) {
    const bool upper = c >= 'A' && c <= 'Z';
    const bool part = upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (part) words += static_cast<char>(upper ? c + 32 : c);
    if (!part && !words.empty() && words.back() != ' ') words += ' ';
  }
  return words;
}

bool has_word(std::string_view words, std::string_view word) {
  const std::string whole = " " + std::string(words) + " ";
  return whole.find(" " + std::string(word) + " ") != whole.npos;
}

std::string without_blanks(std::string words) {
  std::erase(words, ' ');
  return words;
}

}  // namespace

bool is_placeholder(std::string_view text, std::string_view name) {
  if (text.size() > 2 && text.front() == '<' && text.back() == '>') return true;
  const std::string words = words_of(text);
  const auto said = [&](std::string_view word) { return has_word(words, word); };
  if (std::any_of(kWords.begin(), kWords.end(), said)) return true;
  if (std::any_of(kPhrases.begin(), kPhrases.end(), said)) return true;
  return text.find(' ') != text.npos && name.size() > 2 &&
         without_blanks(words).ends_with(without_blanks(words_of(name)));
}

}  // namespace weir::cloudformation
