#include "analyzer/graph/name_words.h"

namespace weir {
namespace {

constexpr std::size_t kLeastRunTogether = 7;  ///< shorter ones are also parts of other words

/// Whether a word ends here.
bool ends(std::string_view rest) {
  if (rest.starts_with('s')) rest.remove_prefix(1);
  return rest.empty() || rest.front() == '-';
}

/// Whether `rest` begins with the phrase, ending where a word does.
bool begins_with(std::string_view rest, std::string_view phrase) {
  return rest.starts_with(phrase) && ends(rest.substr(phrase.size()));
}

/// The same with the phrase's words run together.
bool begins_run_together(std::string_view rest, std::string_view phrase) {
  std::size_t taken = 0;
  for (const char c : phrase) {
    if (c == '-') continue;
    if (taken >= rest.size() || rest[taken] != c) return false;
    ++taken;
  }
  return taken >= kLeastRunTogether && ends(rest.substr(taken));
}

}  // namespace

bool has_words(std::string_view words, std::string_view phrase) {
  if (phrase.empty()) return false;
  for (std::size_t begin = 0; begin < words.size();) {
    const std::string_view rest = words.substr(begin);
    if (begins_with(rest, phrase) || begins_run_together(rest, phrase)) return true;
    begin = words.find('-', begin);
    if (begin != std::string_view::npos) ++begin;
  }
  return false;
}

}  // namespace weir
