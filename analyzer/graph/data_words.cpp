#include "analyzer/graph/data_words.h"

#include <algorithm>
#include <cctype>

#include "analyzer/graph/render.h"

namespace weir {
namespace {

/// Whether the phrase stands in the words so that it covers a part of them.
bool covers(std::string_view words, std::string_view phrase, const WordRange& part) {
  for (WordRange at = find_words(words, phrase); at.found();
       at = find_words(words, phrase, at.end + 1))
    if (at.begin <= part.begin && part.end <= at.end) return true;
  return false;
}

}  // namespace

DataWords::DataWords(const Catalog& catalog) {
  for (const WordsRecord& row : catalog.words) {
    const std::string_view says = catalog.text(row.says);
    Vocabulary* const vocabulary = says == "made_up"   ? &made_up_
                                   : says == "denial"  ? &denials_
                                   : says == "denied"  ? &denied_
                                   : says == "another" ? &another_
                                   : says == "about"   ? &about_
                                                       : nullptr;
    if (vocabulary != nullptr) vocabulary->push_back(catalog.text(row.words));
  }
}

bool DataWords::any(std::string_view words, const Vocabulary& vocabulary) {
  return std::any_of(vocabulary.begin(), vocabulary.end(),
                     [&](std::string_view phrase) { return has_words(words, phrase); });
}

bool DataWords::ends_denied(std::string_view words) const {
  return std::any_of(denied_.begin(), denied_.end(), [&](std::string_view phrase) {
    return words == phrase ||
           (words.ends_with(phrase) && words[words.size() - phrase.size() - 1] == '-');
  });
}

bool DataWords::taken_back(std::string_view words, const WordRange& at) const {
  const std::string_view before = words.substr(0, at.begin);
  const std::string_view behind = at.end < words.size() ? words.substr(at.end + 1) : "";
  return any(before, denials_) || ends_denied(behind) ||
         std::any_of(another_.begin(), another_.end(),
                     [&](std::string_view phrase) { return covers(words, phrase, at); }) ||
         std::any_of(about_.begin(), about_.end(), [&](std::string_view phrase) {
           return find_words(behind, phrase).begin == 0;
         });
}

bool DataWords::mean(std::string_view words, std::string_view phrase) const {
  for (WordRange at = find_words(words, phrase); at.found();
       at = find_words(words, phrase, at.end + 1))
    if (!taken_back(words, at)) return true;
  return false;
}

namespace {

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }

/// Whether what stands at a separator is one abbreviation (`n/a`) and not a list.
bool abbreviates(std::string_view text, std::size_t at) {
  const auto alone = [&](std::size_t letter, std::size_t beyond) {
    return letter < text.size() && is_letter(text[letter]) &&
           (beyond >= text.size() || !is_letter(text[beyond]));
  };
  return text[at] == '/' && at > 0 && alone(at - 1, at - 2) && alone(at + 1, at + 2);
}

}  // namespace

std::vector<ListedWords> DataWords::listed(std::string_view text) const {
  constexpr std::string_view kSeparators = ",;/|+&";
  std::vector<ListedWords> parts;
  std::size_t group = 0;  // parts that one answer is for: `PII/PHI: none`
  for (std::size_t begin = 0; begin <= text.size();) {
    std::size_t end = std::min(text.find_first_of(kSeparators, begin), text.size());
    while (end < text.size() && abbreviates(text, end))
      end = std::min(text.find_first_of(kSeparators, end + 1), text.size());
    const std::string_view part = text.substr(begin, end - begin);
    if (std::string words = words_of(part); !words.empty())
      parts.push_back({std::move(words), false});
    const bool answered = part.find_first_of(":=") != std::string_view::npos;
    if (answered && !parts.empty() && ends_denied(parts.back().words))
      for (std::size_t i = group; i < parts.size(); ++i) parts[i].denied = true;
    if (answered || end == text.size() || text[end] == ';') group = parts.size();
    begin = end + 1;
  }
  return parts;
}

}  // namespace weir
