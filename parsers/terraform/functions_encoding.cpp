// Functions between values and their encodings.

#include <array>
#include <cctype>
#include <utility>

#include "analyzer/base/utf.h"
#include "analyzer/model/passing.h"
#include "parsers/embedded/policy.h"
#include "parsers/terraform/functions.h"

namespace weir::terraform {
namespace {

constexpr std::string_view kBase64Encode = "base64encode()";
constexpr std::string_view kJsonEncode = "jsonencode()";
constexpr std::uint64_t kStepsPerByte = 2;  // of a text that is parsed

ValueId urlencode(const FunctionCall& call) {
  const std::optional<std::string> text = call.text(0);
  if (!text) return call.refuse(0, "text");
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (const char c : *text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || std::string_view("-_.~").find(c) != std::string_view::npos) {
      out += c;
    } else if (c == ' ') {
      out += '+';
    } else {
      out += {'%', kDigits[byte >> 4U], kDigits[byte & 15U]};
    }
  }
  return call.made_text(std::move(out));
}

/// What is encoded is what a reader looks for: a policy, a setting.
ValueId itself(const FunctionCall& call) { return call[0]; }

/// A text itself, which remembers that it stands for its encoding.
ValueId base64encode(const FunctionCall& call) {
  return passed(call.values, call[0], call.span, std::string(kBase64Encode));
}
ValueId jsonencode(const FunctionCall& call) {
  return call.kind(0) == ValueKind::string
             ? passed(call.values, call[0], call.span, std::string(kJsonEncode))
             : call[0];
}

bool is_encoded_by(const FunctionCall& call, std::string_view function) {
  for (OriginId at = call.values[call[0]].origin; at.valid(); at = call.values.origin(at).next) {
    if (call.values.origin(at).what == function) return true;
  }
  return false;
}

std::optional<std::string> from_base64(std::string_view text) {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out, digits;
  for (const char c : text) {
    if (c != '\n' && c != '\r') digits += c;
  }
  if (digits.size() % 4 != 0) return std::nullopt;
  std::size_t padding = 0;
  while (padding < 2 && digits.ends_with('=')) {
    digits.pop_back();
    ++padding;
  }
  std::uint32_t bits = 0, count = 0;
  for (const char c : digits) {
    const std::size_t six = kAlphabet.find(c);
    if (six == std::string_view::npos) return std::nullopt;
    bits = (bits << 6U | static_cast<std::uint32_t>(six)) & 0xFFFFU;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    out += static_cast<char>(bits >> count & 0xFFU);
  }
  return out;
}

ValueId base64decode(const FunctionCall& call) {
  const std::optional<std::string> text = call.text(0);
  if (!text)
    return call.kind(0) == ValueKind::map || call.kind(0) == ValueKind::list
               ? call[0]  // what jsonencode and base64encode gave back
               : call.refuse(0, "text");
  if (is_encoded_by(call, kBase64Encode)) return call[0];
  const std::optional<std::string> decoded = from_base64(*text);
  const bool fits = decoded && is_valid_utf8(*decoded);
  return fits ? call.made_text(*decoded)
              : call.fault("base64decode was given what is no text in base64");
}

ValueId secret(const FunctionCall& call) { return call.values.marked_secret(call[0]); }

/// A value in which the last of equal keys counts.
ValueId without_repetitions(const FunctionCall& call, ValueId value) {
  ValueStore& values = call.values;
  const Value v = values[value];
  if ((v.kind != ValueKind::map && v.kind != ValueKind::list) || !call.spend(v.range.count))
    return value;
  bool changed = false;
  std::vector<ValueId> items;
  std::vector<MapEntry> entries;
  for (std::size_t i = 0; i < v.range.count; ++i) {
    const bool map = v.kind == ValueKind::map;
    const ValueId old = map ? values.entry(value, i).value : values.item(value, i);
    items.push_back(without_repetitions(call, old));
    changed = changed || items.back().value != old.value;
    if (!map) continue;
    entries.push_back(values.entry(value, i));
    entries.back().value = items.back();
  }
  entries = last_of_each_key(std::move(entries));
  if (v.kind == ValueKind::list) return changed ? values.add_list(items, v.span) : value;
  return changed || entries.size() != v.range.count ? values.add_map(std::move(entries), v.span)
                                                    : value;
}

/// A text as a value; a malformed one is a fault of the call.
ValueId parsed(const FunctionCall& call, ValueId text) {
  const std::size_t before = call.model.diagnostics.size();
  const ValueId value = parse_embedded_json(call.model, call.sources, text);
  const bool failed = call.values[value].kind == ValueKind::unknown &&
                      call.values[value].unknown == UnknownKind::invalid;
  if (!failed) return without_repetitions(call, value);
  call.model.diagnostics.resize(before);
  return call.fault(std::string(call.name) + ": " + std::string(call.values.why(value)));
}

/// A JSON document that is one scalar: the only item of a list that holds it.
ValueId decoded_scalar(const FunctionCall& call, const std::string& text) {
  const ValueId list = parsed(call, call.made_text("[" + text + "\n]"));
  if (call.values[list].kind == ValueKind::unknown) return list;
  const bool single =
      call.values[list].kind == ValueKind::list && call.values.item_count(list) == 1;
  return single ? call.values.item(list, 0) : call.fault("jsondecode was given what is no JSON");
}

ValueId jsondecode(const FunctionCall& call) {
  const ValueKind kind = call.kind(0);
  if (kind == ValueKind::null) return call.fault("jsondecode was given null");
  if (kind == ValueKind::number || kind == ValueKind::boolean) return call[0];
  if (is_encoded_by(call, kJsonEncode)) return call[0];
  if (kind != ValueKind::string) return parsed(call, call[0]);
  const std::optional<std::string> text = call.text(0);
  if (!text || !call.spend(kStepsPerByte * text->size())) return call.over_budget();
  const std::size_t first = text->find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return call.fault("jsondecode was given an empty text");
  const char c = (*text)[first];
  const bool scalar = c == '"' || c == '-' || std::isalnum(static_cast<unsigned char>(c)) != 0;
  if (scalar) return decoded_scalar(call, *text);
  if (c != '{' && c != '[') return call.fault("jsondecode was given what is no JSON");
  return parsed(call, call[0]);
}

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

ValueId yamldecode(const FunctionCall& call) {
  const std::optional<std::string> text = call.text(0);
  if (!text) return parsed(call, call[0]);
  if (!call.spend(kStepsPerByte * text->size())) return call.over_budget();
  const bool block = text->find(": ") != std::string::npos ||
                     text->find(":\n") != std::string::npos || text->ends_with(':') ||
                     text->find("- ") != std::string::npos;
  const std::size_t first = text->find_first_not_of(" \t\r\n");
  if (!block || first == std::string::npos || (*text)[first] == '{' || (*text)[first] == '[') {
    return call.depends(0);
  }
  return without_ambiguous(call, parsed(call, call[0]));
}

constexpr std::array kFunctions = {FunctionEntry{"urlencode", 1, 1, Takes::texts, urlencode},
                                   FunctionEntry{"jsonencode", 1, 1, Takes::values, jsonencode},
                                   FunctionEntry{"yamlencode", 1, 1, Takes::values, itself},
                                   FunctionEntry{"base64encode", 1, 1, Takes::values, base64encode},
                                   FunctionEntry{"base64decode", 1, 1, Takes::values, base64decode},
                                   FunctionEntry{"nonsensitive", 1, 1, Takes::values, itself},
                                   FunctionEntry{"sensitive", 1, 1, Takes::values, secret},
                                   FunctionEntry{"jsondecode", 1, 1, Takes::values, jsondecode},
                                   FunctionEntry{"yamldecode", 1, 1, Takes::values, yamldecode}};

}  // namespace

std::span<const FunctionEntry> encoding_functions() { return kFunctions; }

}  // namespace weir::terraform
