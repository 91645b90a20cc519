// format and formatlist, with the verbs of terraform's formats.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <utility>

#include "analyzer/model/choice.h"
#include "analyzer/model/passing.h"
#include "parsers/terraform/functions/arguments.h"
#include "parsers/terraform/functions/characters.h"
#include "parsers/terraform/functions/encoded.h"
#include "parsers/terraform/functions/numerals.h"

namespace weir::terraform {
namespace {

constexpr std::size_t kWidestField = 1000;  // wider fields are left to deployment

/// `%-05.2[1]f` taken apart.
struct Verb {
  bool zero = false, sharp = false, minus = false, plus = false, blank = false;
  std::optional<std::size_t> width, precision, argument;
  char mode = 0;
  std::size_t size = 0;  ///< bytes in the pattern

  bool plain() const {
    return !zero && !sharp && !minus && !plus && !blank && !width && !precision;
  }
};

std::optional<std::size_t> digits_at(std::string_view text, std::size_t& at) {
  std::optional<std::size_t> number;
  for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at) {
    number = std::min<std::size_t>(
        number.value_or(0) * 10 + static_cast<std::size_t>(text[at] - '0'), kWidestField + 1);
  }
  return number;
}

/// The verb whose `%` stands at the beginning of `text`; none if it is malformed.
std::optional<Verb> verb_at(std::string_view text) {
  Verb verb;
  std::size_t at = 1;
  for (bool flag = true; flag && at < text.size(); at += flag ? 1 : 0) {
    const char c = text[at];
    verb.zero = verb.zero || c == '0';
    verb.sharp = verb.sharp || c == '#';
    verb.minus = verb.minus || c == '-';
    verb.plus = verb.plus || c == '+';
    verb.blank = verb.blank || c == ' ';
    flag = std::string_view("0#-+ ").find(c) != std::string_view::npos;
  }
  verb.zero = verb.zero && !verb.minus;
  verb.width = digits_at(text, at);
  if (at < text.size() && text[at] == '.') verb.precision = digits_at(text, ++at).value_or(0);
  if (at < text.size() && text[at] == '[') {
    verb.argument = digits_at(text, ++at);
    if (!verb.argument || at >= text.size() || text[at++] != ']') return std::nullopt;
  }
  if (at >= text.size()) return std::nullopt;
  verb.mode = text[at];
  verb.size = at + 1;
  return verb;
}

/// A text in its field; none where its characters cannot be counted.
std::optional<std::string> in_field(std::string text, const Verb& verb) {
  if (!verb.width) return text;
  const auto characters = characters_of(text);
  if (!characters || *verb.width > kWidestField) return std::nullopt;
  if (characters->size() >= *verb.width) return text;
  const std::string pad(*verb.width - characters->size(), verb.zero ? '0' : ' ');
  return verb.minus ? text + pad : pad + text;
}

/// A known value as JSON; a secret one is not shown.
std::optional<std::string> json_of(const FunctionCall& call, ValueId value) {
  return call.values[value].secret ? std::nullopt : json_text(call, value);
}

std::string in_base(double number, unsigned base, bool capitals) {
  constexpr std::string_view kSmall = "0123456789abcdef", kCapital = "0123456789ABCDEF";
  std::string digits;
  auto rest = static_cast<std::uint64_t>(number);
  do {
    digits.insert(digits.begin(), (capitals ? kCapital : kSmall)[rest % base]);
    rest /= base;
  } while (rest != 0);
  return digits;
}

std::optional<std::string> whole_number(double number, const Verb& verb) {
  if (verb.precision || std::fabs(number) > kLargestExact || verb.width.value_or(0) > kWidestField) {
    return std::nullopt;
  }
  const unsigned base = verb.mode == 'b' ? 2 : verb.mode == 'o' ? 8 : verb.mode == 'd' ? 10 : 16;
  std::string prefix = number < 0 ? "-" : verb.plus ? "+" : verb.blank ? " " : "";
  if (verb.sharp && base == 8) prefix += '0';
  if (verb.sharp && base == 16) prefix += {'0', verb.mode};
  if (verb.sharp && base == 2) return std::nullopt;
  std::string digits = in_base(std::fabs(number), base, verb.mode == 'X');
  const std::size_t size = prefix.size() + digits.size(), width = verb.width.value_or(0);
  const std::size_t missing = width > size ? width - size : 0;
  if (verb.zero) digits.insert(0, missing, '0');
  const std::string pad(verb.zero ? 0 : missing, ' ');
  return verb.minus ? prefix + digits + pad : pad + prefix + digits;
}

/// `%e`, `%f`, `%g`; none where the digits depend on more precision than a double has.
std::optional<std::string> fraction(double number, const Verb& verb) {
  const bool shortest = verb.mode == 'g' || verb.mode == 'G';
  const int precision = static_cast<int>(verb.precision.value_or(6));
  if (verb.sharp || precision > 12 || verb.width.value_or(0) > kWidestField) return std::nullopt;
  const bool with_exponent = number != 0 && (std::fabs(number) >= 1e6 || std::fabs(number) < 1e-4);
  if (shortest && (verb.precision || with_exponent)) return std::nullopt;
  const std::string plain = plain_number(number);
  const std::size_t point = plain.find('.');
  const bool tie = plain.ends_with('5') && point != std::string::npos &&
                   (verb.mode != 'f' || plain.size() - point - 2 == verb.precision.value_or(6));
  if (!shortest && tie) return std::nullopt;
  const std::string flags = std::string(verb.zero ? "0" : "") + (verb.minus ? "-" : "") +
                            (verb.plus ? "+" : "") + (verb.blank ? " " : "");
  const std::string pattern = "%" + flags + "*.*" + verb.mode;
  std::string out(2 * kWidestField, '\0');
  const int size =
      std::snprintf(out.data(), out.size(), pattern.c_str(),
                    static_cast<int>(verb.width.value_or(0)), shortest ? 15 : precision, number);
  if (size < 0 || static_cast<std::size_t>(size) >= out.size()) return std::nullopt;
  return out.substr(0, static_cast<std::size_t>(size));
}

/// What a verb makes of a known argument. An empty result leaves it to deployment; a fault says
/// what was expected.
std::optional<std::string> shown(const FunctionCall& call, ValueId value, const Verb& verb,
                                 std::string& expected) {
  const ValueKind kind = call.values[value].kind;
  const bool scalar =
      kind == ValueKind::string || kind == ValueKind::number || kind == ValueKind::boolean;
  const std::optional<double> number =
      kind == ValueKind::boolean ? std::nullopt : call.number_of(value);
  switch (verb.mode) {
    case 'v':
      if (verb.sharp || !scalar || kind == ValueKind::boolean) {
        const std::optional<std::string> json = json_of(call, value);
        return json ? in_field(*json, verb) : std::nullopt;
      }
      if (kind == ValueKind::string) return in_field(call.text_of(value).value_or(""), verb);
      if (*number != 0 && (std::fabs(*number) >= 1e6 || std::fabs(*number) < 1e-4))
        return std::nullopt;
      return in_field(call.text_of(value).value_or(""), verb);
    case 's':
    case 'q': {
      if (!scalar) expected = "text";
      std::string text = scalar ? call.text_of(value).value_or("") : "";
      if (verb.mode == 'q') return in_field(json_quoted(text), verb);
      if (verb.precision.value_or(0) > 0) {
        const auto characters = characters_of(text);
        if (!characters) return std::nullopt;
        if (characters->size() > *verb.precision) text.resize((*characters)[*verb.precision]);
      }
      return in_field(std::move(text), verb);
    }
    case 't': {
      const std::string text = scalar ? call.text_of(value).value_or("") : "";
      const bool truth = kind != ValueKind::number && (text == "true" || text == "false");
      if (!truth) expected = "truth value";
      return in_field(text, verb);
    }
    case 'b':
    case 'd':
    case 'o':
    case 'x':
    case 'X':
      if (!number || *number != std::floor(*number)) expected = "whole number";
      return number ? whole_number(*number, verb) : std::nullopt;
    case 'e':
    case 'E':
    case 'f':
    case 'g':
    case 'G':
      if (!number) expected = "number";
      return number ? fraction(*number, verb) : std::nullopt;
    default:
      expected = std::string("verb of a format (found %") + verb.mode + ")";
      return std::nullopt;
  }
}

/// A pattern with its arguments in it. `%s`, `%d` and `%v` without more keep what is open as a
/// hole.
ValueId formatted(const FunctionCall& call, std::string_view pattern,
                  const std::vector<ValueId>& of) {
  std::vector<ValueId> parts;
  std::string literal;
  std::size_t next = 0, used = 0;
  for (std::size_t at = 0; at < pattern.size();) {
    if (pattern[at] != '%' || pattern.substr(at, 2) == "%%") {
      literal += pattern[at];
      at += pattern[at] == '%' ? 2 : 1;
      continue;
    }
    const std::optional<Verb> verb = verb_at(pattern.substr(at));
    if (!verb) return call.fault("format was given a malformed verb");
    at += verb->size;
    const std::size_t argument = verb->argument ? *verb->argument - 1 : next;
    if (argument >= of.size())
      return call.fault("format has fewer arguments than its text asks for");
    next = argument + 1;
    used = std::max(used, next);
    const ValueId value = encoded_text(call, of[argument]);
    const ValueKind kind = call.values[value].kind;
    if (kind == ValueKind::null) return call.depends_on_part(value);
    const bool takes_holes =
        verb->plain() && std::string_view("sdv").find(verb->mode) != std::string_view::npos;
    std::string expected;
    std::optional<std::string> text;
    if (!is_open(kind)) text = shown(call, value, *verb, expected);
    if (!expected.empty()) return call.refuse_part(value, expected);
    if (!text && !(is_open(kind) && takes_holes)) return call.depends_on_part(value);
    const bool in_place =
        !text || (takes_holes && kind != ValueKind::list && kind != ValueKind::map);
    if (!literal.empty()) parts.push_back(call.made_text(std::exchange(literal, {})));
    parts.push_back(in_place ? value : call.made_text(*text));
  }
  if (used < of.size()) return call.fault("format has more arguments than its text asks for");
  if (!literal.empty()) parts.push_back(call.made_text(std::move(literal)));
  return parts.empty() ? call.values.add_string("", call.span) : call.made_joined(parts);
}

ValueId format(const FunctionCall& call) {
  const std::optional<std::string> pattern = call.text(0);
  if (!pattern) return call.refuse(0, "text");
  return formatted(call, *pattern, {call.arguments.begin() + 1, call.arguments.end()});
}

/// One text for each item of the lists among the arguments, which have the same length; the others
/// stand in every text.
ValueId formatlist(const FunctionCall& call) {
  const std::optional<std::string> pattern = call.text(0);
  if (!pattern) return call.refuse(0, "text");
  std::optional<std::size_t> length;
  std::vector<std::vector<ValueId>> lists(call.size());
  for (std::size_t i = 1; i < call.size(); ++i) {
    if (call.kind(i) == ValueKind::reference || call.kind(i) == ValueKind::null)
      return call.depends(i);
    if (!call.is_list(i)) continue;
    lists[i] = call.items(i);
    if (length && *length != lists[i].size()) {
      return call.fault("formatlist was given lists of different lengths");
    }
    length = lists[i].size();
  }
  std::vector<ValueId> made;
  for (std::size_t n = 0; n < length.value_or(1); ++n) {
    if (!call.spend(1 + pattern->size() / 4)) return call.over_budget();
    std::vector<ValueId> of;
    for (std::size_t i = 1; i < call.size(); ++i)
      of.push_back(call.is_list(i) ? lists[i][n] : call[i]);
    const auto make = [&](const std::vector<ValueId>& chosen) {
      return formatted(call, *pattern, chosen);
    };
    const ValueId one = for_each_way(call.model, of, call.span, make, [&] {
      return call.values.add_unknown(UnknownKind::budget, "the list has too many alternatives", "",
                                     call.span);
    });
    const Value& v = call.values[one];
    if (v.kind == ValueKind::unknown && v.unknown == UnknownKind::invalid) return one;
    made.push_back(one);
  }
  return call.made_list(made, CollectionType::list);
}

constexpr std::array kFormatFunctions = {
    FunctionEntry{"format", 1, kAnyNumber, Takes::parts, format},
    FunctionEntry{"formatlist", 1, kAnyNumber, Takes::whole_lists, formatlist}};

}  // namespace

std::span<const FunctionEntry> format_functions() { return kFormatFunctions; }

}  // namespace weir::terraform
