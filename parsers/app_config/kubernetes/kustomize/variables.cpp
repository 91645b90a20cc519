// `vars`, which kustomize has put in place of `$(NAME)` since before there were replacements.

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

#include "analyzer/base/limits.h"
#include "parsers/app_config/kubernetes/fields.h"
#include "parsers/app_config/kubernetes/kustomize/edit.h"
#include "parsers/app_config/kubernetes/kustomize/field_paths.h"
#include "parsers/app_config/kubernetes/kustomize/replacements.h"

namespace weir::kubernetes::kustomize {
namespace {

/// Keys below which kustomize looks for variables unless it is told of more.
constexpr std::array<std::string_view, 9> kFilled = {"args", "command", "value", "host", "hosts", "labels", "annotations", "server", "path"};

class Filling {
 public:
  Filling(ValueStore& values, std::map<std::string, std::string, std::less<>> texts, std::size_t room)
      : values_(values), texts_(std::move(texts)), room_(room) {}

  ValueId filled(ValueId value, bool here, int depth) {
    if (depth > limits::kNesting || is_full(values_, room_)) return value;
    if (values_[value].kind == ValueKind::string) return here ? filled_text(value) : value;
    bool changed = false;
    if (values_[value].kind == ValueKind::list) {
      std::vector<ValueId> items = values_.items(value);
      for (ValueId& item : items) {
        const ValueId made = filled(item, here, depth + 1);
        changed = changed || made != item;
        item = made;
      }
      return changed ? values_.add_list(items, values_[value].span) : value;
    }
    if (values_[value].kind != ValueKind::map) return value;
    std::vector<MapEntry> entries;
    for (std::size_t i = 0; i < values_.item_count(value); ++i) {
      MapEntry entry = values_.entry(value, i);
      const bool inside = here || std::find(kFilled.begin(), kFilled.end(), entry.key) != kFilled.end();
      const ValueId made = filled(entry.value, inside, depth + 1);
      changed = changed || made != entry.value;
      entry.value = made;
      entries.push_back(std::move(entry));
    }
    return changed ? values_.add_map(std::move(entries), values_[value].span) : value;
  }

 private:
  ValueId filled_text(ValueId value) {
    const std::string text(values_.string(value));
    std::string out;
    bool changed = false;
    for (std::size_t at = 0; at < text.size() && out.size() <= limits::kTextBytes;) {
      const std::size_t begin = std::min(text.find("$(", at), text.size());
      const std::size_t end = text.find(')', begin);
      out += text.substr(at, begin - at);
      if (end == text.npos) {
        out += text.substr(begin);
        break;
      }
      const auto known = texts_.find(text.substr(begin + 2, end - begin - 2));
      changed = changed || known != texts_.end();
      out += known != texts_.end() ? known->second : text.substr(begin, end + 1 - begin);
      at = end + 1;
    }
    return changed && out.size() <= limits::kTextBytes ? values_.add_string(std::move(out), values_[value].span) : value;
  }

  ValueStore& values_;
  std::map<std::string, std::string, std::less<>> texts_;
  std::size_t room_;
};

}  // namespace

void fill_variables(ValueStore& values, const std::vector<ValueId>& vars, std::vector<Object>& objects, std::size_t room,
                    const ReplacementFault& fault) {
  constexpr std::size_t kVariableSteps = 1'000'000;
  std::map<std::string, std::string, std::less<>> texts;
  std::size_t steps = 0;
  for (const ValueId one : vars) {
    const std::string name = text_at_key(values, one, "name");
    const std::string path = text_at_key(values, entry_at(values, one, "fieldref"), "fieldpath");
    const ValueId wanted = entry_at(values, one, "objref");
    steps += objects.size();
    if (name.empty() || !wanted.valid() || steps > kVariableSteps) continue;
    const auto object = std::find_if(objects.begin(), objects.end(), [&](const Object& o) { return chosen_by(values, wanted, o); });
    const ValueId found = object == objects.end() ? ValueId{} : field_at(values, object->written, path.empty() ? "metadata.name" : path);
    if (const std::optional<std::string> text = scalar_text(values, found))
      texts.insert_or_assign(name, *text);
    else
      fault(values[one].span, "nothing stands where the variable " + name + " is to be read");
  }
  if (texts.empty()) return;
  Filling filling(values, std::move(texts), room);
  for (Object& object : objects)
    if (object.written.valid()) object.written = filling.filled(object.written, false, 0);
}

}  // namespace weir::kubernetes::kustomize
