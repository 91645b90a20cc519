#include "analyzer/graph/tags.h"

namespace weir {
namespace {

using Use = std::function<void(const std::string&, ValueId)>;

ValueId either(const ValueStore& values, ValueId map, std::string_view a, std::string_view b) {
  if (values[map].kind != ValueKind::map) return {};
  const ValueId found = values.find(map, a);
  return found.valid() ? found : values.find(map, b);
}

/// A map, or a list of `{Key, Value}`.
void each_tag_in(const ValueStore& values, ValueId tags, const Use& use) {
  const Value& v = values[tags];
  if (v.kind == ValueKind::map)
    for (std::size_t i = 0; i < v.range.count; ++i) {
      const MapEntry& entry = values.entry(tags, i);
      use(entry.key, entry.value);
    }
  if (v.kind != ValueKind::list) return;
  for (const ValueId item : values.items(tags)) {
    const ValueId key = either(values, item, "Key", "key");
    const ValueId value = either(values, item, "Value", "value");
    if (key.valid() && value.valid()) use(std::string(values.string(key)), value);
  }
}

}  // namespace

void each_tag(SelectSource& source, ResourceId resource, const Use& use) {
  for (const LanguageRecord& language : source.catalog.languages) {
    if (language.language != source.model[resource].language) continue;
    LanguagePath path;
    path.language = language.language;
    path.paths = language.tags;
    for (const Hit& hit : select(source, path, scope_of(source.model, resource)).hits)
      if (!hit.unknown && hit.value.valid()) each_tag_in(source.model.values, hit.value, use);
  }
}

}  // namespace weir
