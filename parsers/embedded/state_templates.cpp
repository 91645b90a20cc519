#include "parsers/embedded/state_templates.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <utility>

#include "analyzer/base/limits.h"

namespace weir {
namespace {

bool is_number_of_item(std::string_view key) {
  return !key.empty() &&
         std::all_of(key.begin(), key.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

/// The last step that is a key. Parts of a message say `text` only; the list that they stand in
/// says what it is a part of.
std::string key_of(const Place& at) {
  std::size_t last = at.size() - 1;
  const bool part = at[last] == "Text" || at[last] == "text";
  if (part && last > 1 && is_number_of_item(at[last - 1])) --last;
  while (last > 0 && is_number_of_item(at[last])) --last;
  return last == 0 ? "" : at[last];
}

class TemplateReader {
 public:
  explicit TemplateReader(Form& form) : form_(form), values_(form.values()) {}

  std::vector<FilledValue> read(ValueId value) {
    Around around;
    around.at = {"$"};
    walk(value, around, 0);
    return std::move(found_);
  }

 private:
  struct Around {
    Place at;
    std::string speaker;
    Guard guard = kAlways;
  };

  void walk(ValueId value, const Around& around, int depth) {
    if (!value.valid() || depth > limits::kNesting || form_.exhausted()) return;
    const ValueKind kind = values_[value].kind;
    if ((kind == ValueKind::map || kind == ValueKind::list) && !form_.spend(value)) return;
    switch (kind) {
      case ValueKind::map:
        map(value, around, depth);
        break;
      case ValueKind::list:
        for (std::size_t i = 0; i < values_.item_count(value); ++i)
          walk(values_.item(value, i), below(around, std::to_string(i)), depth + 1);
        break;
      case ValueKind::choice:
        for (const Alternative& way : ways(form_.model(), value)) {
          Around there = around;
          there.guard = form_.both(around.guard, way.guard);
          walk(way.value, there, depth + 1);
        }
        break;
      case ValueKind::string:
      case ValueKind::text:
        if (form_.written(value).starts_with("{%")) fill(value, PathLanguage::jsonata, around);
        break;
      default:
        break;
    }
  }

  void map(ValueId value, const Around& outer, int depth) {
    Around around = outer;
    if (const ValueId role = form_.field(value, {"role", "Role"});
        role.valid() && values_[role].kind == ValueKind::string)
      around.speaker = std::string(values_.string(role));
    const std::size_t count = values_.item_count(value);
    for (std::size_t i = 0; i < count; ++i) {
      const MapEntry entry = values_.entry(value, i);
      if (entry.key.ends_with(".$")) {
        const std::string key = entry.key.substr(0, entry.key.size() - 2);
        each_path(entry.value, below(around, key));
      } else {
        walk(entry.value, below(around, entry.key), depth + 1);
      }
    }
  }

  static Around below(const Around& around, const std::string& key) {
    Around result = around;
    result.at.push_back(key);
    return result;
  }

  void each_path(ValueId value, const Around& around) {
    for (const Alternative& way : ways(form_.model(), value)) {
      Around there = around;
      there.guard = form_.both(around.guard, way.guard);
      if (way.value.valid()) fill(way.value, PathLanguage::json_path, there);
    }
  }

  void fill(ValueId value, PathLanguage language, const Around& around) {
    const std::string text = form_.written(value);
    if (!form_.spend(value, text.size() + around.at.size())) return;
    FilledValue filled{around.at, key_of(around.at), around.speaker, value, true, {}, around.guard};
    std::optional<std::vector<Place>> held;
    // a name in its place, or a hole, is not known to stand for any path
    if (text.find("${") == std::string::npos && values_[value].kind == ValueKind::string)
      held = places_held(text, language);
    filled.read = held.has_value();
    if (held) filled.held = std::move(*held);
    found_.push_back(std::move(filled));
  }

  Form& form_;
  ValueStore& values_;
  std::vector<FilledValue> found_;
};

}  // namespace

std::vector<FilledValue> filled_values(Form& form, ValueId written_template) {
  return TemplateReader(form).read(written_template);
}

}  // namespace weir
