#include "parsers/app_config/kubernetes/kustomize/edit.h"

#include <map>
#include <utility>

namespace weir::kubernetes::kustomize {
namespace {

std::vector<MapEntry> entries_in(const ValueStore& values, ValueId map) {
  std::vector<MapEntry> entries;
  if (map.valid() && values[map].kind == ValueKind::map)
    for (std::size_t i = 0; i < values.item_count(map); ++i) entries.push_back(values.entry(map, i));
  return entries;
}

}  // namespace

ValueId with_entry(ValueStore& values, ValueId map, MapEntry entry) {
  std::vector<MapEntry> entries = entries_in(values, map);
  const Span span = map.valid() ? values[map].span : entry.key_span;
  bool placed = false;
  for (MapEntry& one : entries) {
    if (placed || one.key != entry.key) continue;
    one = entry;
    placed = true;
  }
  if (!placed) entries.push_back(std::move(entry));
  return values.add_map(std::move(entries), span);
}

ValueId with_entries(ValueStore& values, ValueId map, std::vector<MapEntry> added, Span place) {
  std::vector<MapEntry> entries = entries_in(values, map);
  std::map<std::string, std::size_t> known;
  for (std::size_t i = 0; i < entries.size(); ++i) known.emplace(entries[i].key, i);
  for (MapEntry& entry : added) {
    const auto [at, is_new] = known.emplace(entry.key, entries.size());
    if (is_new)
      entries.push_back(std::move(entry));
    else
      entries[at->second] = std::move(entry);
  }
  return values.add_map(std::move(entries), map.valid() ? values[map].span : place);
}

ValueId without_entry(ValueStore& values, ValueId map, std::string_view key) {
  if (!map.valid() || values[map].kind != ValueKind::map) return map;
  std::vector<MapEntry> entries = entries_in(values, map);
  std::erase_if(entries, [&](const MapEntry& one) { return one.key == key; });
  return values.add_map(std::move(entries), values[map].span);
}

ValueId found_at(const ValueStore& values, ValueId map, std::initializer_list<std::string_view> path) {
  for (const std::string_view key : path)
    if (map.valid()) map = values.find(map, key);
  return map;
}

}  // namespace weir::kubernetes::kustomize
