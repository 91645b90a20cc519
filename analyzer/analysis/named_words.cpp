#include "analyzer/analysis/named_words.h"

#include <algorithm>

#include "analyzer/graph/name_words.h"
#include "analyzer/graph/render.h"

namespace weir {

bool name_says(const Catalog& catalog, std::string_view name, std::string_view meaning) {
  const std::string words = words_of(name);
  return std::any_of(catalog.words.begin(), catalog.words.end(), [&](const WordsRecord& row) {
    return catalog.text(row.says) == meaning && has_words(words, catalog.text(row.words));
  });
}

}  // namespace weir
