#include <algorithm>
#include <cctype>
#include <charconv>

#include "analyzer/knowledge/readers.h"

namespace weir {
namespace {

bool is_key_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == ':' ||
         c == '/';
}

/// Reads one path, left to right.
class PathParser {
 public:
  PathParser(Builder& builder, const Yaml& where, std::string_view written)
      : b_(builder), where_(where), rest_(written), written_(written) {}

  std::optional<PathRecord> parse() {
    if (written_ == ".") {
      push({StepKind::self, {}, {}, 0});
      return finish();
    }
    if (take("^")) push({StepKind::root, {}, {}, 0});
    bool first = true;
    while (!rest_.empty()) {
      if (!first && !take(".")) return fail("expected `.` or `[`");
      if (!(first && rest_.starts_with("[")) && !segment()) return std::nullopt;
      while (rest_.starts_with("["))
        if (!bracket()) return std::nullopt;
      first = false;
    }
    return first ? fail("expected a key") : finish();
  }

 private:
  void push(PathStep step) { steps_.push_back(step); }
  bool take(std::string_view mark) {
    if (!rest_.starts_with(mark)) return false;
    rest_.remove_prefix(mark.size());
    return true;
  }
  std::string_view key() {
    const auto end = std::find_if_not(rest_.begin(), rest_.end(), is_key_character);
    const std::string_view found = rest_.substr(0, static_cast<std::size_t>(end - rest_.begin()));
    rest_.remove_prefix(found.size());
    return found;
  }
  bool segment() {
    PathStep step;
    if (take("$")) {
      const std::string_view word = key();
      if (word != "key" && word != "value") return fail("expected `$key` or `$value`").has_value();
      step.kind = word == "key" ? StepKind::entry_key : StepKind::entry_value;
      push(step);
      return true;
    }
    if (take("@")) step.kind = StepKind::meta;
    const std::string_view found = key();
    if (found.empty()) return fail("expected a key").has_value();
    step.text = b_.text(found);
    push(step);
    return true;
  }
  /// `["a.key"]`: a key with characters that part steps elsewhere.
  bool quoted_key() {
    const std::size_t close = rest_.find("\"]");
    if (close == rest_.npos || close <= 2) return fail("expected `[\"key\"]`").has_value();
    PathStep step;
    step.text = b_.text(rest_.substr(2, close - 2));
    rest_.remove_prefix(close + 2);
    push(step);
    return true;
  }
  /// `[*]`, `[3]`, `[Key=Literal]` or `["key"]`.
  bool bracket() {
    if (rest_.starts_with("[\"")) return quoted_key();
    const std::size_t close = rest_.find(']');
    if (close == rest_.npos) return fail("expected `]`").has_value();
    const std::string_view inside = rest_.substr(1, close - 1);
    rest_.remove_prefix(close + 1);
    PathStep step;
    const std::size_t equals = inside.find('=');
    if (inside == "*") {
      step.kind = StepKind::each;
    } else if (equals != inside.npos) {
      step.kind = StepKind::where;
      step.text = b_.text(inside.substr(0, equals));
      step.value = b_.text(inside.substr(equals + 1));
      if (step.text.size == 0 || step.value.size == 0)
        return fail("expected `[Key=Literal]`").has_value();
    } else {
      step.kind = StepKind::at;
      const char* end = inside.data() + inside.size();
      const auto [stop, error] = std::from_chars(inside.data(), end, step.number);
      if (error != std::errc() || stop != end)
        return fail("expected `[*]`, `[0]`, `[Key=Literal]` or `[\"key\"]`").has_value();
    }
    push(step);
    return true;
  }
  std::optional<PathRecord> fail(std::string_view expected) const {
    where_.fault("bad path " + in_backticks(written_) + ": " + std::string(expected) + " at " +
                 (rest_.empty() ? std::string("its end") : in_backticks(rest_)));
    return std::nullopt;
  }
  PathRecord finish() { return {Builder::append(b_.tables.steps, steps_), b_.text(written_)}; }

  Builder& b_;
  const Yaml& where_;
  std::string_view rest_, written_;
  std::vector<PathStep> steps_;
};

}  // namespace

bool LanguageSet::has(Language language) const {
  return std::find(languages.begin(), languages.end(), language) != languages.end();
}

Range read_paths(Builder& b, const Yaml& node) {
  std::vector<PathRecord> paths;
  for (const Yaml& item : node.items_or_self()) {
    const auto written = item.text();
    if (!written) continue;
    if (const auto path = PathParser(b, item, *written).parse()) paths.push_back(*path);
  }
  return Builder::append(b.tables.paths, paths);
}

void check_path(Builder& b, const Yaml& node) {
  const auto written = node.text();
  if (written) (void)PathParser(b, node, *written).parse();
}

SelectorRecord read_selector(Builder& b, const Yaml& node, const LanguageSet& languages,
                             std::string_view what, const std::vector<Field>& also) {
  std::vector<LanguagePath> entries;
  std::vector<Field> fields = also;
  const auto read = [&](Language language, const Yaml& written) {
    LanguagePath entry;
    entry.language = language;
    entry.paths = read_paths(b, written);
    entry.take = Take::collect;
    entries.push_back(entry);
  };
  for (const Language language : languages.languages)
    fields.push_back({name_of(language), Field::optional,
                      [&read, language](const Yaml& y) { read(language, y); }});
  if (languages.any) {
    fields.push_back({"path", Field::optional, [&](const Yaml& y) {
                        for (const Language language : languages.languages) read(language, y);
                      }});
  }
  node.fields(what, fields);
  return {Builder::append(b.tables.language_paths, entries)};
}

}  // namespace weir
