// Expressions of workflows: `${{ … }}` in texts.
#include "parsers/ci/expressions.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <utility>

#include "analyzer/base/limits.h"

namespace weir::ci {
namespace {

constexpr std::string_view kOpening = "${{";
constexpr std::string_view kClosing = "}}";
constexpr std::string_view kSecrets = "secrets.";
constexpr std::string_view kOwnToken = "GITHUB_TOKEN";
constexpr std::size_t kPieces = 500;  ///< of one text; variables may double each other
constexpr std::size_t kBytesOfPiece = 256;
constexpr std::size_t kReads = 200;  ///< values of the host in one text
constexpr int kReadDepth = 8;  ///< functions inside each other
/// Functions that give back what they are given.
constexpr std::array<std::string_view, 4> kPassing = {"format(", "join(", "tojson(", "fromjson("};

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())) != 0) text.remove_prefix(1);
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0) text.remove_suffix(1);
  return text;
}

bool is_path(std::string_view text) {
  if (text.empty() || std::isalpha(static_cast<unsigned char>(text.front())) == 0) return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || std::string_view("_-.*[]'").find(c) != std::string_view::npos;
  });
}

/// An expression in a text, with where it stands in it.
struct Placed {
  std::string_view inner;
  std::size_t begin = 0, end = 0;
};

std::vector<Placed> expressions_in(std::string_view text) {
  std::vector<Placed> found;
  for (std::size_t at = text.find(kOpening); at != text.npos; at = text.find(kOpening, at)) {
    const std::size_t end = text.find(kClosing, at);
    if (end == text.npos) break;
    found.push_back({trimmed(text.substr(at + kOpening.size(), end - at - kOpening.size())), at, end + kClosing.size()});
    at = end + kClosing.size();
  }
  return found;
}

const ValueId* named_in(std::string_view path, const Scope& scope) {
  const auto find = [&](std::string_view before, const std::map<std::string, ValueId>& in) -> const ValueId* {
    if (!path.starts_with(before)) return nullptr;
    const auto at = in.find(std::string(path.substr(before.size())));
    return at == in.end() ? nullptr : &at->second;
  };
  if (const ValueId* found = find("env.", scope.environment)) return found;
  return find("inputs.", scope.inputs);
}

/// An expression without its texts in quotes: these may be anything, a password among it.
std::string without_texts(std::string_view expression) {
  std::string out;
  bool quoted = false;
  for (const char c : expression) {
    if (c == '\'') quoted = !quoted;
    if (!quoted || c == '\'') out += c;
  }
  return out;
}

ValueId resolved(ValueStore& values, std::string_view expression, const Scope& scope, Span span) {
  const std::string name(expression);
  if (!is_path(expression)) return values.add_unknown(UnknownKind::unsupported, "the expression " + without_texts(expression) + " is not evaluated", "", span);
  if (const ValueId* known = named_in(expression, scope)) return *known;
  const bool secret = expression.starts_with(kSecrets);
  if (secret || expression.starts_with("vars.") || expression.starts_with("inputs.")) {
    const ValueId given = values.add_unknown(UnknownKind::outside, "it is kept at the code host", name, span);
    return secret ? values.marked_secret(given) : given;
  }
  return values.add_unknown(UnknownKind::outside, "only a run of it knows " + name, name, span);
}

Span within_text(const Value& value, std::size_t begin, std::size_t end) {
  const bool fits = value.span.end >= value.span.begin && end <= value.span.end - value.span.begin;
  if (!fits) return value.span;
  return {value.span.file, value.span.begin + static_cast<std::uint32_t>(begin), value.span.begin + static_cast<std::uint32_t>(end)};
}

/// How much a text is made of: its pieces, and what they are long.
std::size_t pieces_of(const ValueStore& values, ValueId part) {
  return values[part].kind == ValueKind::text ? values.item_count(part) : 1 + values.string(part).size() / kBytesOfPiece;
}

ValueId filled_text(ValueStore& values, ValueId value, const Scope& scope) {
  const std::string text(values.string(value));
  const std::vector<Placed> found = expressions_in(text);
  if (found.empty()) return value;
  const Value whole = values[value];
  std::vector<ValueId> parts;
  std::size_t from = 0, pieces = 0;
  for (const Placed& one : found) {
    if (one.begin > from) parts.push_back(values.add_string(text.substr(from, one.begin - from), within_text(whole, from, one.begin)));
    parts.push_back(resolved(values, one.inner, scope, within_text(whole, one.begin, one.end)));
    pieces += pieces_of(values, parts.back());
    if (pieces > kPieces) return values.add_unknown(UnknownKind::budget, "the text is too long", "", whole.span);
    from = one.end;
  }
  if (from < text.size()) parts.push_back(values.add_string(text.substr(from), within_text(whole, from, text.size())));
  return values.add_text(parts, whole.span);
}

ValueId filled_at(ValueStore& values, ValueId value, const Scope& scope, int depth) {
  if (!value.valid() || depth > limits::kNesting) return value;
  const Value one = values[value];
  if (one.kind == ValueKind::string) return filled_text(values, value, scope);
  if (one.kind == ValueKind::list) {
    std::vector<ValueId> items;
    for (const ValueId item : values.items(value)) items.push_back(filled_at(values, item, scope, depth + 1));
    return values.add_list(items, one.span);
  }
  if (one.kind != ValueKind::map) return value;
  std::vector<MapEntry> entries;
  for (std::size_t n = 0; n < values.item_count(value); ++n) {
    MapEntry entry = values.entry(value, n);
    entry.value = filled_at(values, entry.value, scope, depth + 1);
    entries.push_back(std::move(entry));
  }
  return values.add_map(std::move(entries), one.span);
}

/// The parts of an expression between separators that stand in no brackets and no quotes.
std::vector<std::string_view> parts_of(std::string_view text, std::string_view separator) {
  std::vector<std::string_view> parts;
  int depth = 0;
  bool quoted = false;
  std::size_t from = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\'') quoted = !quoted;
    if (quoted) continue;
    if (text[i] == '(') ++depth;
    if (text[i] == ')') --depth;
    if (depth == 0 && text.substr(i).starts_with(separator)) {
      parts.push_back(trimmed(text.substr(from, i - from)));
      from = i + separator.size();
      i = from - 1;
    }
  }
  parts.push_back(trimmed(text.substr(from)));
  return parts;
}

/// What is put into one text: each value of the host once, where it is first.
struct Reads {
  std::set<std::string, std::less<>> paths;
  std::set<ValueId> passed;  ///< variables and inputs that are told already
  std::vector<Read> all;

  void add(std::string_view path, Span span) {
    if (path.empty() || all.size() >= kReads || paths.find(path) != paths.end()) return;
    paths.emplace(path);
    all.push_back({std::string(path), span});
  }
};

void collect_reads(const ValueStore& values, std::string_view expression, const Scope& scope, Span span, int depth, Reads& out) {
  if (depth > kReadDepth) return;
  for (const std::string_view separator : {std::string_view("||"), std::string_view("&&")}) {
    const std::vector<std::string_view> parts = parts_of(expression, separator);
    if (parts.size() < 2) continue;
    for (const std::string_view part : parts) collect_reads(values, part, scope, span, depth + 1, out);
    return;
  }
  if (is_path(expression)) {
    const ValueId* passed = named_in(expression, scope);
    if (passed == nullptr) return out.add(expression, span);
    if (!out.passed.insert(*passed).second) return;
    // what was passed on is read where it comes from
    const auto add = [&](ValueId part) {
      if (values[part].kind == ValueKind::unknown) out.add(values.subject(part), span);
    };
    add(*passed);
    if (values[*passed].kind == ValueKind::text)
      for (const ValueId part : values.items(*passed)) add(part);
    return;
  }
  std::string lower(expression.substr(0, 16));
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
  for (const std::string_view function : kPassing)
    if (lower.starts_with(function) && expression.ends_with(")"))
      for (const std::string_view argument :
           parts_of(expression.substr(function.size(), expression.size() - function.size() - 1), ","))
        collect_reads(values, argument, scope, span, depth + 1, out);
}

bool names_secret_at(const ValueStore& values, ValueId value, int depth) {
  if (!value.valid() || depth > limits::kNesting) return false;
  const Value& one = values[value];
  if (one.kind == ValueKind::string) {
    for (const Placed& placed : expressions_in(values.string(value)))
      for (std::size_t at = placed.inner.find(kSecrets); at != placed.inner.npos; at = placed.inner.find(kSecrets, at + 1))
        if (!placed.inner.substr(at + kSecrets.size()).starts_with(kOwnToken)) return true;
    return false;
  }
  if (one.kind == ValueKind::list) {
    const std::vector<ValueId> items = values.items(value);
    return std::any_of(items.begin(), items.end(), [&](ValueId item) { return names_secret_at(values, item, depth + 1); });
  }
  if (one.kind == ValueKind::map)
    for (std::size_t n = 0; n < values.item_count(value); ++n)
      if (names_secret_at(values, values.entry(value, n).value, depth + 1)) return true;
  return false;
}

}  // namespace

ValueId filled(ValueStore& values, ValueId value, const Scope& scope) { return filled_at(values, value, scope, 0); }

std::vector<Read> reads_in(const ValueStore& values, ValueId text, const Scope& scope) {
  Reads out;
  if (!text.valid() || values[text].kind != ValueKind::string) return {};
  for (const Placed& one : expressions_in(values.string(text)))
    collect_reads(values, one.inner, scope, within_text(values[text], one.begin, one.end), 0, out);
  return std::move(out.all);
}

bool names_secret(const ValueStore& values, ValueId value) { return names_secret_at(values, value, 0); }

}  // namespace weir::ci
