#include "parsers/app_config/kubernetes/fields.h"

namespace weir::kubernetes {

ValueId entry_at(const ValueStore& values, ValueId map, std::string_view key) {
  return map.valid() && values[map].kind == ValueKind::map ? values.find(map, key) : ValueId{};
}

std::vector<ValueId> items_of(const ValueStore& values, ValueId list) {
  return list.valid() && values[list].kind == ValueKind::list ? values.items(list) : std::vector<ValueId>{};
}

std::vector<ValueId> items_at(const ValueStore& values, ValueId map, std::string_view key) {
  return items_of(values, entry_at(values, map, key));
}

std::string text_at_key(const ValueStore& values, ValueId map, std::string_view key) {
  const ValueId text = entry_at(values, map, key);
  return std::string(text.valid() ? values.string(text) : std::string_view{});
}

}  // namespace weir::kubernetes
