#include "parsers/app_config/kubernetes/helm/functions.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstdint>
#include <cstdio>

#include "analyzer/base/limits.h"
#include "analyzer/base/regex.h"
#include "parsers/app_config/kubernetes/helm/collections.h"

namespace weir::helm {
namespace {

using Arguments = std::vector<ValueId>;

std::string number_text(double number) {
  std::array<char, 40> out{};
  const bool whole = std::abs(number) < 1e15 && number == std::floor(number);
  std::snprintf(out.data(), out.size(), whole ? "%.0f" : "%g", number);
  return out.data();
}

std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n')
      out += "\\n";
    else if (c == '\t')
      out += "\\t";
    else
      out += c;
  }
  return out + "\"";
}

std::string indented(std::string_view text, std::size_t by) {
  std::string out(by, ' ');
  for (const char c : text) {
    if (out.size() > limits::kTextBytes) break;  // the caller refuses it
    out += c;
    if (c == '\n') out.append(by, ' ');
  }
  return out;
}

std::string replaced(std::string_view text, std::string_view old, std::string_view with) {
  if (old.empty()) return std::string(text);
  std::string out;
  for (std::size_t at = 0; at < text.size() && out.size() <= limits::kTextBytes;) {
    const std::size_t found = std::min(text.find(old, at), text.size());
    out += text.substr(at, found - at);
    if (found < text.size()) out += with;
    at = found + (found < text.size() ? old.size() : 0);
  }
  return out;
}

std::string in_base64(std::string_view text) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t at = 0; at < text.size(); at += 3) {
    std::uint32_t bits = 0;
    const std::size_t count = std::min<std::size_t>(3, text.size() - at);
    for (std::size_t i = 0; i < 3; ++i) bits = (bits << 8) | (i < count ? static_cast<unsigned char>(text[at + i]) : 0U);
    for (std::size_t i = 0; i < 4; ++i) out += i <= count ? kDigits[(bits >> (18 - 6 * i)) & 63] : '=';
  }
  return out;
}

/// JSON, which is YAML too, in one line.
void add_json(const ValueStore& values, ValueId value, int depth, std::string& out) {
  if (!value.valid() || depth > limits::kNesting || out.size() > limits::kTextBytes) {
    out += "null";
    return;
  }
  const ValueKind kind = values[value].kind;
  if (kind == ValueKind::string) {
    out += in_quotes(values.string(value));
  } else if (kind == ValueKind::list || kind == ValueKind::map) {
    const bool map = kind == ValueKind::map;
    out += map ? '{' : '[';
    for (std::size_t i = 0; i < values.item_count(value); ++i) {
      if (i > 0) out += ", ";
      if (map) out += in_quotes(values.entry(value, i).key) + ": ";
      add_json(values, map ? values.entry(value, i).value : values.item(value, i), depth + 1, out);
    }
    out += map ? '}' : ']';
  } else {
    out += kind == ValueKind::null ? "null" : printed(values, value);
  }
}

/// `%s` and the like of printf.
std::optional<std::string> formatted(const ValueStore& values, const Arguments& arguments) {
  if (arguments.empty()) return std::nullopt;
  const std::string format = printed(values, arguments[0]);
  std::string out;
  std::size_t next = 1;
  for (std::size_t i = 0; i < format.size() && out.size() <= limits::kTextBytes; ++i) {
    if (format[i] != '%') {
      out += format[i];
      continue;
    }
    const char kind = ++i < format.size() ? format[i] : '\0';
    if (kind == '%') {
      out += '%';
      continue;
    }
    if ((kind != 's' && kind != 'd' && kind != 'v' && kind != 'q') || next >= arguments.size()) return std::nullopt;
    const std::string text = printed(values, arguments[next++]);
    out += kind == 'q' ? in_quotes(text) : text;
  }
  return out;
}

std::optional<std::size_t> small(const ValueStore& values, ValueId value) {
  if (!value.valid() || values[value].kind != ValueKind::number) return std::nullopt;
  const double number = values[value].number;
  if (number < 0 || number > 10'000) return std::nullopt;
  return static_cast<std::size_t>(number);
}

/// Functions of one text, and of a text behind one or two others.
std::optional<std::string> of_text(std::string_view name, const std::string& text) {
  std::string out = text;
  if (name == "quote") return in_quotes(text);
  if (name == "squote") return "'" + replaced(text, "'", "''") + "'";
  if (name == "toString") return out;
  if (name == "b64enc") return in_base64(text);
  if (name == "sha256sum" || name == "sha1sum") return std::string(64, '0');  // says only whether something else has changed
  if (name == "nospace") {
    std::erase_if(out, [](unsigned char c) { return std::isspace(c) != 0; });
    return out;
  }
  if (name == "lower" || name == "upper") {
    for (char& c : out)
      c = static_cast<char>(name == "lower" ? std::tolower(static_cast<unsigned char>(c)) : std::toupper(static_cast<unsigned char>(c)));
    return out;
  }
  if (name == "trim") {
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    return first == text.npos ? "" : text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
  }
  return std::nullopt;
}

std::optional<std::string> of_two(std::string_view name, const std::string& first, const std::string& text) {
  if (name == "trimSuffix") return text.ends_with(first) && !first.empty() ? text.substr(0, text.size() - first.size()) : text;
  if (name == "tpl" && first.find("{{") == first.npos) return first;
  if (name == "trimAll" && !first.empty()) {
    const std::size_t begin = text.find_first_not_of(first);
    return begin == text.npos ? "" : text.substr(begin, text.find_last_not_of(first) - begin + 1);
  }
  if (name == "trimPrefix") return text.starts_with(first) ? text.substr(first.size()) : text;
  return std::nullopt;
}

bool equal(const ValueStore& values, ValueId a, ValueId b) {
  if (!a.valid() || !b.valid()) return a.valid() == b.valid();
  return values[a].kind == values[b].kind && printed(values, a) == printed(values, b);
}

/// Whether a value is of a kind, as Go calls it; of numbers there are several.
std::optional<bool> is_of_kind(const ValueStore& values, std::string_view kind, ValueId value) {
  if (!value.valid()) return kind == "invalid";
  switch (values[value].kind) {
    case ValueKind::string:
      return kind == "string";
    case ValueKind::boolean:
      return kind == "bool";
    case ValueKind::map:
      return kind == "map";
    case ValueKind::list:
      return kind == "slice";
    case ValueKind::number:
      return kind == "string" || kind == "bool" || kind == "map" || kind == "slice" ? std::optional(false) : std::nullopt;
    default:
      return std::nullopt;
  }
}

/// Functions that answer yes or no.
std::optional<bool> asked(const ValueStore& values, std::string_view name, const Arguments& arguments) {
  if (name == "not" && arguments.size() == 1) return !is_true(values, arguments[0]);
  if (name == "empty" && arguments.size() == 1) return !is_true(values, arguments[0]);
  if (name == "eq" && arguments.size() > 2)
    return std::any_of(arguments.begin() + 1, arguments.end(), [&](ValueId one) { return equal(values, arguments[0], one); });
  if (arguments.size() != 2) return std::nullopt;
  if (name == "kindIs") return is_of_kind(values, printed(values, arguments[0]), arguments[1]);
  if (name == "eq") return equal(values, arguments[0], arguments[1]);
  if (name == "ne") return !equal(values, arguments[0], arguments[1]);
  const std::string first = printed(values, arguments[0]), second = printed(values, arguments[1]);
  if (name == "contains") return second.find(first) != second.npos;
  if (name == "hasPrefix") return second.starts_with(first);
  if (name == "hasSuffix") return second.ends_with(first);
  if (name == "regexMatch") {
    const Result<Regex> pattern = Regex::compile(first);
    return pattern.ok() ? std::optional(pattern->contains(second)) : std::nullopt;
  }
  if (name == "hasKey" && arguments[0].valid()) return values.find(arguments[0], second).valid();
  return std::nullopt;
}

/// Functions that give one of their arguments.
std::optional<ValueId> chosen(const ValueStore& values, std::string_view name, const Arguments& arguments) {
  if (name == "default" && arguments.size() == 2) return is_true(values, arguments[1]) ? arguments[1] : arguments[0];
  if (name == "deepCopy" && arguments.size() == 1) return arguments[0];
  if (name == "required" && arguments.size() == 2 && is_true(values, arguments[1])) return arguments[1];
  if (name == "ternary" && arguments.size() == 3) return is_true(values, arguments[2]) ? arguments[0] : arguments[1];
  const bool conjunction = name == "and";
  if ((!conjunction && name != "or" && name != "coalesce") || arguments.empty()) return std::nullopt;
  for (const ValueId argument : arguments)
    if (is_true(values, argument) != conjunction) return argument;
  return arguments.back();
}

std::optional<std::string> text_of_call(const ValueStore& values, std::string_view name, const Arguments& arguments) {
  const std::size_t count = arguments.size();
  if (name == "printf") return formatted(values, arguments);
  if (name == "print" && count > 0) {
    std::string out;
    for (const ValueId argument : arguments) out += printed(values, argument);
    return out;
  }
  if ((name == "toYaml" || name == "toJson") && count == 1) {
    std::string out;
    add_json(values, arguments[0], 0, out);
    return out;
  }
  if (count == 1) return of_text(name, printed(values, arguments[0]));
  if (count == 2 && (name == "nindent" || name == "indent" || name == "trunc")) {
    const std::optional<std::size_t> by = small(values, arguments[0]);
    if (!by) return std::nullopt;
    const std::string text = printed(values, arguments[1]);
    if (name == "trunc") return text.substr(0, *by);
    return (name == "nindent" ? "\n" : "") + indented(text, *by);
  }
  if (count == 2) return of_two(name, printed(values, arguments[0]), printed(values, arguments[1]));
  if (count == 3 && name == "replace")
    return replaced(printed(values, arguments[2]), printed(values, arguments[0]), printed(values, arguments[1]));
  return std::nullopt;
}

}  // namespace

bool is_true(const ValueStore& values, ValueId value) {
  if (!value.valid()) return false;
  switch (values[value].kind) {
    case ValueKind::null:
      return false;
    case ValueKind::boolean:
      return values[value].boolean;
    case ValueKind::number:
      return values[value].number != 0;
    case ValueKind::string:
      return !values.string(value).empty();
    case ValueKind::list:
    case ValueKind::map:
      return values.item_count(value) > 0;
    default:
      return true;
  }
}

std::string printed(const ValueStore& values, ValueId value) {
  if (!value.valid()) return {};
  switch (values[value].kind) {
    case ValueKind::boolean:
      return values[value].boolean ? "true" : "false";
    case ValueKind::number:
      return number_text(values[value].number);
    case ValueKind::string:
      return std::string(values.string(value));
    default:
      return {};
  }
}

std::optional<ValueId> call(ValueStore& values, std::string_view name, const std::vector<ValueId>& arguments, Span place) {
  if (const auto value = chosen(values, name, arguments)) return value;
  if (const auto yes = asked(values, name, arguments)) return values.add_boolean(*yes, place);
  if (const auto made = call_of_collections(values, name, arguments, place)) return made;
  if (const auto number = call_of_numbers(values, name, arguments, place)) return number;
  std::optional<std::string> text = text_of_call(values, name, arguments);
  if (!text || text->size() > limits::kTextBytes) return std::nullopt;
  return values.add_string(std::move(*text), place);
}

}  // namespace weir::helm
