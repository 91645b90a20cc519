#include "analyzer/graph/data_words.h"

#include <algorithm>

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

bool DataWords::taken_back(std::string_view words, const WordRange& at) const {
  const std::string_view before = words.substr(0, at.begin);
  const std::string_view behind = at.end < words.size() ? words.substr(at.end + 1) : "";
  return any(before, denials_) ||
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

std::vector<std::string> listed_words(std::string_view text) {
  constexpr std::string_view kSeparators = ",;/|+&";
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find_first_of(kSeparators, begin), text.size());
    if (std::string words = words_of(text.substr(begin, end - begin)); !words.empty())
      parts.push_back(std::move(words));
    begin = end + 1;
  }
  return parts;
}

}  // namespace weir
