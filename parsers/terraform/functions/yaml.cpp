// yamldecode: YAML 1.2 with the words of 1.1, as terraform reads it.

#include <array>
#include <cctype>
#include <charconv>
#include <cmath>

#include "analyzer/base/limits.h"
#include "parsers/embedded/scalar.h"
#include "parsers/syntax/syntax.h"
#include "parsers/terraform/functions/arguments.h"
#include "parsers/terraform/functions/decoding.h"
#include "parsers/terraform/functions/encoded.h"
#include "parsers/terraform/functions/numerals.h"

namespace weir::terraform {
namespace {

template <std::size_t size>
bool is_word_of(std::string_view text, const std::array<std::string_view, size>& words) {
  for (const std::string_view word : words) {
    if (text == word) return true;
  }
  return false;
}

bool is_null(std::string_view text) {
  constexpr std::array<std::string_view, 5> kWords = {"", "~", "null", "Null", "NULL"};
  return is_word_of(text, kWords);
}

std::optional<bool> yaml_truth_in(std::string_view text) {
  constexpr std::array<std::string_view, 11> kTrue = {"y",    "Y",    "yes", "Yes", "YES", "true",
                                                      "True", "TRUE", "on",  "On",  "ON"};
  constexpr std::array<std::string_view, 11> kFalse = {
      "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"};
  if (is_word_of(text, kTrue)) return true;
  return is_word_of(text, kFalse) ? std::optional(false) : std::nullopt;
}

/// A number as decimal digits: `012`, `.5`, `0x1f`, `0o12`.
std::optional<std::string> decimal_in(std::string_view text) {
  const bool prefixed = text.starts_with("0x") || text.starts_with("0o");
  if (prefixed) {
    std::uint64_t number = 0;
    const int base = text[1] == 'x' ? 16 : 8;
    const auto [end, error] =
        std::from_chars(text.data() + 2, text.data() + text.size(), number, base);
    const bool fine = error == std::errc() && end == text.data() + text.size() && text.size() > 2;
    return fine ? std::optional(std::to_string(number)) : std::nullopt;
  }
  return number_in(text) ? std::optional(plain_number(text)) : std::nullopt;
}

/// A date, maybe with a time, as the time in RFC 3339; none if a text is none.
std::optional<std::string> timestamp_in(std::string_view text) {
  const auto has_form = [&](std::string_view form) {
    if (text.size() < form.size()) return false;
    for (std::size_t i = 0; i < form.size(); ++i) {
      const bool digit = std::isdigit(static_cast<unsigned char>(text[i])) != 0;
      if (form[i] == '0' ? !digit : form[i] != text[i]) return false;
    }
    return true;
  };
  if (text.size() == 10 && has_form("0000-00-00")) return std::string(text) + "T00:00:00Z";
  const bool blank = has_form("0000-00-00 00:00:00"), tee = has_form("0000-00-00T00:00:00");
  if (!blank && !tee) return std::nullopt;
  const std::string_view rest = text.substr(19);
  const bool fine = blank ? rest.empty() : rest == "Z";
  return fine ? std::optional(std::string(text.substr(0, 10)) + "T" +
                              std::string(text.substr(11, 8)) + "Z")
              : std::nullopt;
}

/// Whether a text may be a time in a form that is not read here.
bool may_be_time(std::string_view text) {
  return text.size() > 10 && text[4] == '-' &&
         std::isdigit(static_cast<unsigned char>(text[0])) != 0 &&
         (text[10] == 'T' || text[10] == 't' || text[10] == ' ');
}

/// A document as values.
class Maker {
 public:
  Maker(const FunctionCall& call, const Document& document) : call_(call), document_(document) {}

  ValueId value(NodeIndex node, int depth) {
    const Span span = document_.span(node);
    if (depth > limits::kNesting || !call_.spend(1)) return call_.over_budget();
    switch (document_[node].kind) {
      case NodeKind::map:
        return map(node, depth);
      case NodeKind::list: {
        std::vector<ValueId> items;
        for (const NodeIndex item : children(document_, node))
          items.push_back(value(item, depth + 1));
        return call_.values.add_list(items, span, CollectionType::tuple);
      }
      case NodeKind::null:
      case NodeKind::boolean:
      case NodeKind::number:
      case NodeKind::string:
        return scalar(node);
      default:
        return fault("the text is malformed here");
    }
  }

  std::string problem;

 private:
  ValueId fault(std::string what) {
    if (problem.empty()) problem = std::move(what);
    return call_.values.add_null(call_.span);
  }

  ValueId map(NodeIndex node, int depth) {
    std::vector<MapEntry> entries;
    for (const NodeIndex entry : children(document_, node)) {
      if (document_[entry].kind != NodeKind::entry || !document_.has_children(entry)) continue;
      const NodeIndex key = document_.first_child(entry);
      const NodeIndex content = document_.next_sibling(key);
      const ValueId name = value(key, depth + 1);
      const std::optional<std::string> text = call_.text_of(name);
      if (!text) return fault("found a key that is no text");
      const bool there = content < document_.next_sibling(entry);
      entries.push_back(
          {*text, document_.span(key),
           there ? value(content, depth + 1) : call_.values.add_null(document_.span(entry))});
    }
    return call_.values.add_map(last_of_each_key(std::move(entries)), document_.span(node),
                                CollectionType::object);
  }

  ValueId string(NodeIndex node) {
    return call_.values.add_string(std::string(document_.text(node)),
                                   content_span(call_.sources, document_, node));
  }

  ValueId number(NodeIndex node, const std::string& plain) {
    const Span span = document_.span(node);
    const double number = number_in(plain).value_or(0);
    if (plain == call_.sources.text(span)) return call_.values.add_number(number, span);
    const FileId derived = call_.sources.add_derived(plain, {{0, span, false}});
    return call_.values.add_number(number, {derived, 0, static_cast<std::uint32_t>(plain.size())});
  }

  ValueId scalar(NodeIndex node) {
    const std::string_view text = document_.text(node), tag = document_.tag(node);
    const Span span = document_.span(node);
    if (tag == "!!str" || tag == "!!binary") return string(node);
    if (!tag.empty())
      return fault("found the tag " + std::string(tag) + ", which is not supported");
    const bool null = document_[node].kind == NodeKind::null;
    if (!null && document_[node].style != ScalarStyle::plain) return string(node);
    if (null || is_null(text)) return call_.values.add_null(span);
    if (const std::optional<bool> truth = yaml_truth_in(text))
      return call_.values.add_boolean(*truth, span);
    if (const std::optional<std::string> plain = decimal_in(text)) return number(node, *plain);
    if (const std::optional<std::string> time = timestamp_in(text)) return call_.made_text(*time);
    const bool infinite = text.ends_with(".inf") || text == ".nan" || text == ".NaN";
    if (infinite) return fault("found " + std::string(text) + ", which is no number");
    if (!may_be_time(text)) return string(node);
    return call_.values.add_unknown(UnknownKind::unsupported,
                                    "a time of this form is not evaluated", "", span);
  }

  const FunctionCall& call_;
  const Document& document_;
};

/// Whether terraform's YAML may read a plain text otherwise than as the text: `yes`, `012`, dates.
bool is_ambiguous(std::string_view text) {
  constexpr std::array<std::string_view, 6> kWords = {"y", "n", "yes", "no", "on", "off"};
  std::string small;
  for (const char c : text.substr(0, 4))
    small += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  for (const std::string_view word : kWords) {
    if (text.size() <= 3 && small == word) return true;
  }
  return !text.empty() &&
         std::string_view("0123456789+-.=<").find(text.front()) != std::string_view::npos;
}

/// The value with an unknown for every text that may be something else.
ValueId without_ambiguous(const FunctionCall& call, ValueId value) {
  const Value v = call.values[value];
  if (v.kind == ValueKind::string && is_ambiguous(call.values.string(value))) {
    return call.values.add_unknown(UnknownKind::unsupported,
                                   "a plain YAML scalar of this form is not evaluated", "", v.span);
  }
  if (v.kind == ValueKind::list) {
    std::vector<ValueId> items = call.values.items(value);
    for (ValueId& item : items) item = without_ambiguous(call, item);
    return call.values.add_list(items, v.span);
  }
  if (v.kind != ValueKind::map) return value;
  std::vector<MapEntry> entries;
  for (std::size_t i = 0; i < call.values.item_count(value); ++i) {
    MapEntry entry = call.values.entry(value, i);
    entry.value = without_ambiguous(call, entry.value);
    entries.push_back(std::move(entry));
  }
  return call.values.add_map(std::move(entries), v.span);
}

ValueId decoded_yaml(const FunctionCall& call, ValueId written, const std::string& text) {
  if (!call.spend(8 + kDecodingStepsPerByte * text.size())) return call.over_budget();
  const Span span = call.values[written].span;
  const bool verbatim = span.valid() && call.sources.text(span) == text;
  const FileId derived =
      call.sources.add_derived(text, {{0, verbatim ? span : call.span, verbatim}});
  const Parsed read = parse_yaml(call.sources, derived);
  for (const Diagnostic& fault : read.diagnostics) {
    if (fault.level == Level::error) return fault_of(call, fault.message);
  }
  if (read.documents.size() != 1 || read.documents.front().empty())
    return fault_of(call, "found no document, or several; expected one");
  const SyntaxNode& root = read.documents.front()[0];
  if (root.kind == NodeKind::null && root.begin == root.end)
    return fault_of(call, "found no value");
  Maker maker(call, read.documents.front());
  const ValueId value = maker.value(0, 0);
  return maker.problem.empty() ? value : fault_of(call, maker.problem);
}

ValueId yamldecode(const FunctionCall& call) {
  if (encoding_of(call.values, call[0]) == Encoding::yaml) return decoded(call, call[0]);
  const std::optional<std::string> text = call.text(0);
  if (text) return decoded_yaml(call, call[0], *text);
  if (call.kind(0) != ValueKind::text) return call.refuse(0, "text");
  return without_ambiguous(call, parsed_text(call, call[0]));
}

constexpr std::array kYamlFunctions = {
    FunctionEntry{"yamldecode", 1, 1, Takes::values, yamldecode}};

}  // namespace

std::span<const FunctionEntry> yaml_functions() { return kYamlFunctions; }

}  // namespace weir::terraform
