#include "analyzer/graph/name_words.h"

namespace weir {
namespace {

constexpr std::size_t kLeastRunTogether = 7;  ///< shorter ones are also parts of other words
constexpr std::size_t kNone = std::string_view::npos;

/// Where the word ends that has been read up to `at`, with an `s` or without; none if it goes on.
std::size_t word_end(std::string_view words, std::size_t at) {
  if (at < words.size() && words[at] == 's') ++at;
  return at == words.size() || words[at] == '-' ? at : kNone;
}

/// Where the phrase ends that begins at `at`; the plural of a word in -is ends in -es.
std::size_t end_of_phrase(std::string_view words, std::size_t at, std::string_view phrase) {
  if (words.substr(at).starts_with(phrase)) return word_end(words, at + phrase.size());
  if (!phrase.ends_with("is")) return kNone;
  const std::string_view stem = phrase.substr(0, phrase.size() - 2), rest = words.substr(at);
  if (!rest.starts_with(stem) || !rest.substr(stem.size()).starts_with("es")) return kNone;
  const std::size_t end = at + phrase.size();
  return end == words.size() || words[end] == '-' ? end : kNone;
}

/// The same with the phrase's words run together.
std::size_t end_of_run_together(std::string_view words, std::size_t at, std::string_view phrase) {
  const std::size_t begin = at;
  for (const char c : phrase) {
    if (c == '-') continue;
    if (at >= words.size() || words[at] != c) return kNone;
    ++at;
  }
  return at - begin >= kLeastRunTogether ? word_end(words, at) : kNone;
}

}  // namespace

WordRange find_words(std::string_view words, std::string_view phrase, std::size_t from) {
  if (phrase.empty()) return {};
  while (from < words.size()) {
    std::size_t end = end_of_phrase(words, from, phrase);
    if (end == kNone) end = end_of_run_together(words, from, phrase);
    if (end != kNone) return {from, end};
    from = words.find('-', from);
    if (from != kNone) ++from;
  }
  return {};
}

bool has_words(std::string_view words, std::string_view phrase) {
  return find_words(words, phrase).found();
}

}  // namespace weir
