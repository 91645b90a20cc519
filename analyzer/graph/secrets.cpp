#include "analyzer/graph/secrets.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstddef>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "analyzer/base/credentials.h"
#include "analyzer/base/glob.h"
#include "analyzer/catalog/setting_words.h"

namespace weir {
namespace {

constexpr std::array<std::string_view, 9> kSaidOfSecrets = {"secret",       "elsewhere", "secret_key",  "secret_key_end", "other_key",
                                                            "password_key", "key_form",  "placeholder", "assignment"};

/// Before what signs somebody in, in the header of a request.
constexpr std::array<std::string_view, 2> kSchemes = {"Bearer ", "Basic "};

/// Whether a word, or several with hyphens between them, stand in a text of such words.
bool stand_side_by_side(std::string_view text, std::string_view words) {
  for (std::size_t at = text.find(words); at != text.npos; at = text.find(words, at + 1)) {
    const std::size_t end = at + words.size();
    if ((at == 0 || text[at - 1] == '-') && (end == text.size() || text[end] == '-')) return true;
  }
  return false;
}

bool has_any(std::string_view text, const std::vector<std::string_view>& marks) {
  return std::any_of(marks.begin(), marks.end(), [&](std::string_view mark) { return text.find(mark) != text.npos; });
}

std::string in_small_letters(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower;
}

/// Shannon entropy in bits per character.
double entropy(std::string_view text) {
  if (text.empty()) return 0;
  std::array<std::size_t, 256> count{};
  for (const unsigned char c : text) ++count[c];
  double bits = 0;
  for (const std::size_t n : count) {
    if (n == 0) continue;
    const double p = static_cast<double>(n) / static_cast<double>(text.size());
    bits -= p * std::log2(p);
  }
  return bits;
}

/// Whether a text is made as keys are: long, of several kinds of letters, and no name or number of something.
bool is_made_as_key(std::string_view value) {
  constexpr std::size_t kShortestKey = 16;
  constexpr std::size_t kNumberOfSomething = 36;  // 8-4-4-4-12
  if (value.size() < kShortestKey || entropy(value) < 3 || value.starts_with("alias/")) return false;
  if (value.size() == kNumberOfSomething && std::count(value.begin(), value.end(), '-') == 4) return false;
  const auto any = [&](auto is) { return std::any_of(value.begin(), value.end(), [&](unsigned char c) { return is(c) != 0; }); };
  return any([](int c) { return std::isdigit(c); }) + any([](int c) { return std::isupper(c); }) + any([](int c) { return std::islower(c); }) >= 2;
}

/// Whether a text names something in a program: `django.contrib.auth.hashers.BCryptPasswordHasher`.
bool is_name_in_program(std::string_view value) {
  const std::size_t last = value.rfind('.');
  if (last == value.npos || std::count(value.begin(), value.end(), '.') < 2 || last + 1 == value.size()) return false;
  const auto is_of_word = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; };
  const auto is_of_module = [](unsigned char c) { return std::islower(c) != 0 || c == '_' || c == '.'; };
  return std::all_of(value.begin(), value.begin() + static_cast<std::ptrdiff_t>(last), is_of_module) &&
         std::all_of(value.begin() + static_cast<std::ptrdiff_t>(last) + 1, value.end(), is_of_word);
}

/// Whether a text names something by a path, in small letters: `prod/openai`. Keys and passwords have capitals or figures too.
bool is_path_of_names(std::string_view value) {
  return value.find('/') != value.npos && std::all_of(value.begin(), value.end(), [](unsigned char c) {
    return std::islower(c) != 0 || std::string_view("/-_.").find(static_cast<char>(c)) != std::string_view::npos;
  });
}

/// Whether a text is one that no person would write, and stands for nothing else.
bool is_varied(std::string_view value) {
  const bool spaces =
      std::any_of(value.begin(), value.end(), [](unsigned char c) { return std::isspace(c) != 0; });
  return value.size() >= 8 && !spaces && entropy(value) >= 2.5;
}

/// Marks what a map says about secrets: the values of telling keys, and of the form
/// `{Name: DB_PASSWORD, Value: …}`.
class SecretPlaces {
 public:
  SecretPlaces(const ResourceModel& model, const SecretWords& words) : values_(model.values), words_(words), out_(model.secrets) {}

  std::vector<Span> run() {
    for (std::size_t i = 0; i < values_.size(); ++i) {
      const ValueId id(i);
      const Value& value = values_[id];
      // an empty map begins where the next one does
      const bool holds = value.kind == ValueKind::map && !value.range.empty();
      if (holds && is_first(maps_, value.range.first)) map(id);
      if (value.secret || (value.kind == ValueKind::string && text_is_hidden(id))) add(value.span);
    }
    return std::move(out_);
  }

 private:
  static bool is_first(std::vector<bool>& seen, std::size_t at) {
    if (at >= seen.size()) seen.resize(2 * at + 1);
    if (seen[at]) return false;
    return seen[at] = true;
  }

  bool text_is_hidden(ValueId id) {
    const std::uint32_t text = values_[id].range.first;
    if (is_first(texts_, text) && words_.is_hidden("", values_.string(id))) hidden_.insert(text);
    return hidden_.count(text) != 0;
  }

  /// The same few keys stand in all resources.
  bool key_speaks(std::string_view key) {
    const auto [known, fresh] = keys_.try_emplace(key, false);
    if (fresh) known->second = words_.speaks_of_secrets(key);
    return known->second;
  }

  void map(ValueId id) {
    std::string_view name;
    ValueId value;
    for (std::size_t i = 0; i < values_.item_count(id); ++i) {
      const MapEntry& entry = values_.entry(id, i);
      if (entry.key == "Name" || entry.key == "name") name = values_.string(entry.value);
      if (entry.key == "Value" || entry.key == "value") value = entry.value;
      if (key_speaks(entry.key)) hide(entry.value);
    }
    if (value.valid() && (words_.speaks_of_secrets(name) || words_.names_a_key(name))) hide(value);
  }

  void hide(ValueId id) {
    const Value& value = values_[id];
    if (value.kind == ValueKind::choice) {
      for (std::size_t i = 0; i < values_.item_count(id); ++i)
        literal(values_.alternative(id, i).value);
    } else if (value.kind == ValueKind::text) {
      for (const ValueId part : values_.items(id)) literal(part);
    } else {
      literal(id);
    }
  }

  void literal(ValueId id) {
    const ValueKind kind = values_[id].kind;
    if (kind == ValueKind::string || kind == ValueKind::number) add(values_[id].span);
  }

  void add(Span span) {
    if (span.valid()) out_.push_back(span);
  }

  const ValueStore& values_;
  const SecretWords& words_;
  std::vector<Span> out_;
  // values share their contents, and each content is read once
  std::vector<bool> maps_, texts_;
  std::unordered_set<std::uint32_t> hidden_;  ///< of the texts
  std::unordered_map<std::string_view, bool> keys_;
};

}  // namespace

SecretWords::SecretWords(const Catalog& catalog) {
  for (const WordsRecord& row : catalog.words)
    for (std::size_t i = 0; i < kSaidOfSecrets.size(); ++i)
      if (catalog.text(row.says) == kSaidOfSecrets[i]) words_[i].push_back(catalog.text(row.words));
}

bool SecretWords::stand_in(std::string_view words, SecretSays what) const {
  return std::any_of(all(what).begin(), all(what).end(), [&](std::string_view word) { return stand_side_by_side(words, word); });
}

bool SecretWords::speaks_of_secrets(std::string_view name) const {
  if (name.empty()) return false;
  const std::string words = words_of(name);
  const std::size_t last = words.rfind('-') + 1;  // npos + 1 is 0
  const std::string_view end = std::string_view(words).substr(last);
  const Vocabulary& elsewhere = all(SecretSays::elsewhere);
  return std::find(elsewhere.begin(), elsewhere.end(), end) == elsewhere.end() && stand_in(words, SecretSays::secret);
}

bool SecretWords::names_a_key(std::string_view name) const {
  const std::string words = words_of(name);
  if (words.size() < 4 || !words.ends_with("-key")) return false;
  const Vocabulary& ends = all(SecretSays::secret_key_end);
  const bool at_end = std::any_of(ends.begin(), ends.end(), [&](std::string_view end) { return words.ends_with(end); });
  return (at_end || stand_in(words, SecretSays::secret_key)) && !stand_in(words, SecretSays::other_key);
}

bool SecretWords::is_placeholder(std::string_view value) const {
  return has_any(in_small_letters(value), all(SecretSays::placeholder)) || value.find("${") != value.npos ||
         value.find("{{") != value.npos || value.starts_with("arn:") || value.find("://") != value.npos ||
         value.starts_with("/") || value.starts_with("<");
}

/// An address with a password in front of its host, or an assignment of a secret within the text.
bool SecretWords::carries_secret(std::string_view value) const {
  const std::size_t scheme = value.find("://");
  if (scheme != value.npos && value.find('@', scheme) != value.npos) return true;
  return value.find('=') != value.npos && has_any(in_small_letters(value), all(SecretSays::assignment));
}

/// Whether a password within a text is a literal: no hole, and no word that asks for one.
bool SecretWords::is_written_password(std::string_view password) const {
  const bool filled_in = password.find_first_of("${}<>*%") != password.npos || password.starts_with("xxx");
  return !filled_in && !is_placeholder(password) && is_varied(password);
}

/// An address `scheme://name:password@host` with a password that is written there.
bool SecretWords::has_password_in_address(std::string_view value) const {
  const std::size_t scheme = value.find("://");
  if (scheme == value.npos) return false;
  std::string_view rest = value.substr(scheme + 3);
  rest = rest.substr(0, rest.find_first_of("/?# \t\n"));
  const std::size_t at = rest.rfind('@');
  if (at == rest.npos) return false;
  const std::size_t colon = rest.find(':');
  return colon < at && is_written_password(rest.substr(colon + 1, at - colon - 1));
}

/// A connection string `Server=…;Password=…` with one; also `host:6380,password=…`.
bool SecretWords::has_password_among_pairs(std::string_view value) const {
  const char separator = value.find(';') != value.npos ? ';' : ',';
  if (value.find('=') == value.npos || value.find('\n') != value.npos) return false;
  const Vocabulary& keys = all(SecretSays::password_key);
  for (std::size_t at = 0; at < value.size();) {
    const std::size_t end = std::min(value.find(separator, at), value.size());
    const std::string_view pair = value.substr(at, end - at);
    const std::size_t sign = pair.find('=');
    // other pairs make a connection string of it: `token=…` alone may be anything
    if (sign != pair.npos && pair.size() < value.size()) {
      const bool told = std::find(keys.begin(), keys.end(), words_of(pair.substr(0, sign))) != keys.end();
      if (told && is_written_password(pair.substr(sign + 1))) return true;
    }
    at = end + 1;
  }
  return false;
}

/// A JSON object as a text, `{"password": "…"}`, with one at any depth.
bool SecretWords::has_secret_among_fields(std::string_view value) const {
  if (!value.starts_with('{')) return false;
  std::string_view name;
  for (std::size_t at = value.find('"'); at != value.npos;) {
    const std::size_t end = value.find('"', at + 1);
    if (end == value.npos) return false;
    const std::string_view text = value.substr(at + 1, end - at - 1);
    const std::size_t next = value.find_first_not_of(" \t\r\n", end + 1);
    const bool is_name = next != value.npos && value[next] == ':';
    const bool told = !is_name && speaks_of_secrets(name) && is_written_password(text) && !is_path_of_names(text) && !is_name_in_program(text);
    if (told) return true;
    name = is_name ? text : std::string_view();
    at = value.find('"', end + 1);
  }
  return false;
}

bool SecretWords::looks_secret(std::string_view name, std::string_view value) const {
  for (const std::string_view scheme : kSchemes)
    if (value.starts_with(scheme) && is_made_as_key(value.substr(scheme.size()))) value.remove_prefix(scheme.size());
  for (const std::string_view form : all(SecretSays::key_form))
    if (glob_match(form, value)) return true;
  if (has_password_in_address(value) || has_password_among_pairs(value) || has_secret_among_fields(value)) return true;
  const bool is_key = !speaks_of_secrets(name) && names_a_key(name) && is_made_as_key(value);
  if ((!is_key && !speaks_of_secrets(name)) || is_placeholder(value) || is_name_in_program(value) ||
      is_path_of_names(value) || value.size() < 8)
    return false;
  // `API_KEY: API_KEY_VAL` says where the key goes
  if (name.find('_') != name.npos && value.find(name) != value.npos) return false;
  return is_varied(value);
}

bool SecretWords::is_hidden(std::string_view name, std::string_view value) const {
  if (value.empty()) return false;
  return looks_secret(name, value) || carries_secret(value) || has_credentials(value) ||
         ((speaks_of_secrets(name) || names_a_key(name)) && value.find("${") == value.npos && !value.starts_with("arn:"));
}

std::vector<Span> secret_places(const ResourceModel& model, const SecretWords& words) { return SecretPlaces(model, words).run(); }

}  // namespace weir
