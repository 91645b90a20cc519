#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzer/catalog/catalog.h"
#include "analyzer/graph/name_words.h"

namespace weir {

/// A part of a text that lists things, in words.
struct ListedWords {
  std::string words;
  bool denied = false;  ///< an answer behind the list says that it is not there (`PII/PHI: none`)
};

/// Whether words speak of the data that a phrase means, or of something else that is called after
/// it, by the vocabulary of tables/words.yaml. All words are lower-case and joined by `-`.
class DataWords {
 public:
  explicit DataWords(const Catalog& catalog);

  /// Whether the phrase stands in the words and nothing there takes it back: no denial before it
  /// (`non-phi`), no word behind it that makes it the subject of something else
  /// (`password-policies`); nor is it part of another thing's name (`fault-diagnosis`).
  bool mean(std::string_view words, std::string_view phrase) const;
  /// Whether the words deny something.
  bool deny(std::string_view words) const { return any(words, denials_); }
  /// Whether what they speak of are no data of real people: `test-users`, `email-masked`.
  bool made_up(std::string_view words) const { return any(words, made_up_); }

  /// The parts of a list in one text (`pii, phi`).
  std::vector<ListedWords> listed(std::string_view text) const;

 private:
  using Vocabulary = std::vector<std::string_view>;
  static bool any(std::string_view words, const Vocabulary& vocabulary);
  bool ends_denied(std::string_view words) const;
  bool taken_back(std::string_view words, const WordRange& at) const;

  Vocabulary made_up_, denials_, denied_, another_, about_;
};

}  // namespace weir
