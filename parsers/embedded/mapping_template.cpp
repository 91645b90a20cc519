#include "parsers/embedded/mapping_template.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace weir {
namespace {

/// Stands for a hole in the flattened text; the template language knows no such character.
constexpr char kHole = '\x01';

/// A text as one string, with the parts that it came from.
struct Flat {
  std::string text;
  std::vector<std::pair<std::size_t, ValueId>> parts;  ///< where each part begins
};

Flat flatten(const Form& form, ValueId value) {
  Flat flat;
  const ValueStore& values = form.values();
  const bool whole = values[value].kind == ValueKind::string;
  for (const ValueId part : whole ? std::vector<ValueId>{value} : values.items(value)) {
    flat.parts.push_back({flat.text.size(), part});
    if (values[part].kind == ValueKind::string) {
      flat.text += values.string(part);
    } else {
      flat.text += kHole;
    }
  }
  return flat;
}

/// A stretch of the flattened text as a value again.
ValueId stretch(Form& form, const Flat& flat, std::size_t begin, std::size_t end, Span span) {
  ValueStore& values = form.values();
  std::vector<ValueId> made;
  for (std::size_t i = 0; i < flat.parts.size(); ++i) {
    const auto [at, part] = flat.parts[i];
    const std::size_t next = i + 1 < flat.parts.size() ? flat.parts[i + 1].first : flat.text.size();
    const std::size_t from = std::max(begin, at);
    const std::size_t to = std::min(end, next);
    if (from >= to) continue;
    const bool literal = values[part].kind == ValueKind::string;
    made.push_back(literal ? values.add_string(flat.text.substr(from, to - from), values[part].span)
                           : part);
  }
  if (made.empty()) return values.add_string("", span);
  const ValueId text = values.add_text(made, span);
  return values[text].kind == ValueKind::string ? values.moved(text, span, {}) : text;
}

class MappingTemplate {
 public:
  MappingTemplate(Form& form, ValueId value)
      : form_(form), value_(value), span_(form.values()[value].span), flat_(flatten(form, value)) {}

  std::vector<MapEntry> arguments() {
    const std::string& text = flat_.text;
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    if (first == text.npos) return {};
    const std::size_t brace = text.find('{');
    if (text.find('=') < brace && text[first] != '#') {
      form();
    } else {
      object();
    }
    return std::move(made_);
  }

 private:
  /// `"Key": "value"` directly inside the outermost braces.
  void object() {
    const std::string& text = flat_.text;
    int depth = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const char c = text[i];
      if (c == '{' || c == '[') ++depth;
      if (c == '}' || c == ']') --depth;
      if (c != '"') continue;
      const std::size_t key = closing(i);
      if (key == text.npos) return;
      const std::size_t colon = text.find_first_not_of(" \t\r\n", key + 1);
      if (colon == text.npos) return;
      if (text[colon] != ':') {
        i = key;
        continue;
      }
      const std::size_t begin = text.find_first_not_of(" \t\r\n", colon + 1);
      if (begin == text.npos) return;
      if (text[begin] != '"') {
        i = colon;
        continue;
      }
      const std::size_t end = closing(begin);
      if (end == text.npos) return;
      if (depth == 1) add(text.substr(i + 1, key - i - 1), begin + 1, end);
      i = end;
    }
  }

  std::size_t closing(std::size_t quote) const {
    for (std::size_t i = quote + 1; i < flat_.text.size(); ++i) {
      if (flat_.text[i] == '\\') {
        ++i;
      } else if (flat_.text[i] == '"') {
        return i;
      }
    }
    return std::string::npos;
  }

  /// `Key=value&Key=value`; a value may stand in `$util.urlEncode('…')`.
  void form() {
    const std::string& text = flat_.text;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = std::min(text.find('&', at), text.size());
      const std::size_t equals = text.find('=', at);
      if (equals < end) {
        const std::size_t first = text.find_first_not_of(" \t\r\n", at);
        pair(text.substr(first, equals - first), equals + 1, end);
      }
      at = end + 1;
    }
  }

  void pair(std::string key, std::size_t begin, std::size_t end) {
    constexpr std::string_view kEncoded = "$util.urlEncode(";
    std::string_view value = std::string_view(flat_.text).substr(begin, end - begin);
    if (value.starts_with(kEncoded)) {
      const std::size_t close = value.rfind(')');
      if (close == value.npos) return;
      end = begin + close;
      begin += kEncoded.size();
      if (begin + 1 < end && (flat_.text[begin] == '\'' || flat_.text[begin] == '"')) {
        ++begin;
        --end;
      }
    }
    add(std::move(key), begin, end);
  }

  void add(std::string key, std::size_t begin, std::size_t end) {
    if (key.find(kHole) != key.npos || !form_.spend(value_, key.size())) return;
    const std::string_view text = std::string_view(flat_.text).substr(begin, end - begin);
    const ValueId made = text.find('$') == text.npos ? stretch(form_, flat_, begin, end, span_)
                                                     : chosen_by_request(form_, value_);
    made_.push_back({std::move(key), span_, made});
  }

  Form& form_;
  ValueId value_;
  Span span_;
  Flat flat_;
  std::vector<MapEntry> made_;
};

}  // namespace

ValueId chosen_by_request(Form& form, ValueId value) {
  return form.values().add_unknown(UnknownKind::computed, "the request chooses it", "",
                                   form.values()[value].span);
}

ValueId constant_or_chosen(Form& form, ValueId value) {
  ValueStore& values = form.values();
  const ValueKind kind = values[value].kind;
  if (kind != ValueKind::string && kind != ValueKind::text) return chosen_by_request(form, value);
  const Flat flat = flatten(form, value);
  const std::string& text = flat.text;
  if (text.size() < 2 || text.front() != '\'' || text.back() != '\'')
    return chosen_by_request(form, value);
  return stretch(form, flat, 1, text.size() - 1, values[value].span);
}

std::vector<MapEntry> template_arguments(Form& form, ValueId value) {
  const ValueKind kind = form.values()[value].kind;
  if (kind != ValueKind::string && kind != ValueKind::text) return {};
  return MappingTemplate(form, value).arguments();
}

}  // namespace weir
