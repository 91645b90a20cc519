#include "parsers/app_config/compose/merging.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "analyzer/base/limits.h"

namespace weir::compose {
namespace {

/// Written as lists of `KEY=value` or as maps.
constexpr std::array<std::string_view, 5> kAssigned = {"environment", "labels", "annotations", "sysctls", "args"};
/// Written as lists of names or as maps.
constexpr std::array<std::string_view, 3> kNamed = {"depends_on", "networks", "models"};
constexpr std::array<std::string_view, 4> kListed = {"env_file", "dns", "dns_search", "tmpfs"};
/// Lists that are replaced as a whole.
constexpr std::array<std::string_view, 3> kReplaced = {"command", "entrypoint", "test"};

bool is_one_of(std::string_view key, const auto& keys) { return std::find(keys.begin(), keys.end(), key) != keys.end(); }

Span part_of(Span whole, std::size_t size, std::size_t begin, std::size_t end) {
  if (whole.end - whole.begin != size) return whole;
  return {whole.file, whole.begin + static_cast<std::uint32_t>(begin), whole.begin + static_cast<std::uint32_t>(end)};
}

/// `[KEY=value, OTHER]` as a map; a key alone has the value null.
ValueId map_of_assignments(ValueStore& values, ValueId list) {
  std::vector<MapEntry> entries;
  for (const ValueId item : values.items(list)) {
    const std::string text(values.string(item));
    const Span span = values[item].span;
    if (text.empty()) continue;
    const std::size_t sign = std::min(text.find('='), text.size());
    const Span key = part_of(span, text.size(), 0, sign);
    if (sign == text.size())
      entries.push_back({text, key, values.add_null(span)});
    else
      entries.push_back({text.substr(0, sign), key,
                         values.add_string(text.substr(sign + 1), part_of(span, text.size(), sign + 1, text.size()))});
  }
  return values.add_map(std::move(entries), values[list].span);
}

ValueId map_of_names(ValueStore& values, ValueId list) {
  std::vector<MapEntry> entries;
  for (const ValueId item : values.items(list))
    if (values[item].kind == ValueKind::string)
      entries.push_back({std::string(values.string(item)), values[item].span, values.add_null(values[item].span)});
  return values.add_map(std::move(entries), values[list].span);
}

ValueId entry_in_one_form(ValueStore& values, std::string_view key, ValueId value) {
  const ValueKind kind = values[value].kind;
  const Span span = values[value].span;
  if (kind == ValueKind::list && is_one_of(key, kAssigned)) return map_of_assignments(values, value);
  if (kind == ValueKind::list && is_one_of(key, kNamed)) return map_of_names(values, value);
  if (kind == ValueKind::string && is_one_of(key, kListed)) return values.add_list({value}, span);
  if (key == "build" && kind == ValueKind::string) return values.add_map({{"context", span, value}}, span);
  if (key == "build" && kind == ValueKind::map) {
    std::vector<MapEntry> entries;
    for (std::size_t i = 0; i < values.item_count(value); ++i) {
      MapEntry entry = values.entry(value, i);
      entry.value = entry_in_one_form(values, entry.key == "args" ? "args" : "", entry.value);
      entries.push_back(std::move(entry));
    }
    return values.add_map(std::move(entries), span);
  }
  return value;
}

class Merge {
 public:
  Merge(ValueStore& values, const MergeTags& tags) : values_(values), tags_(tags) {}

  ValueId run(ValueId base, ValueId changes, std::string_view key, int depth) {
    if (!base.valid()) return changes;
    if (!changes.valid()) return base;
    const ValueKind kind = values_[changes].kind;
    if (depth > limits::kNesting || kind != values_[base].kind || is_one_of(key, kReplaced)) return changes;
    if (kind == ValueKind::map) return maps(base, changes, depth);
    return kind == ValueKind::list ? lists(base, changes) : changes;
  }

 private:
  ValueId maps(ValueId base, ValueId changes, int depth) {
    std::vector<MapEntry> entries;
    std::unordered_map<std::string, std::size_t> at;
    for (const ValueId map : {base, changes})
      for (std::size_t i = 0; i < values_.item_count(map); ++i) {
        const MapEntry entry = values_.entry(map, i);
        const auto [found, fresh] = at.try_emplace(entry.key, entries.size());
        if (fresh) {
          entries.push_back(entry);
          continue;
        }
        MapEntry& there = entries[found->second];
        if (map == base) continue;  // written twice: the parser said so
        const bool whole = tags_.is_replaced(entry.key_span);
        there = {entry.key, entry.key_span, whole ? entry.value : run(there.value, entry.value, entry.key, depth + 1)};
      }
    std::erase_if(entries, [&](const MapEntry& entry) { return tags_.is_reset(entry.key_span); });
    return values_.add_map(std::move(entries), values_[changes].span);
  }

  ValueId lists(ValueId base, ValueId changes) {
    std::vector<ValueId> items = values_.items(base);
    std::set<std::string> texts;
    for (const ValueId item : items) texts.emplace(values_.string(item));
    for (const ValueId item : values_.items(changes))
      if (values_[item].kind != ValueKind::string || texts.emplace(values_.string(item)).second) items.push_back(item);
    return values_.add_list(items, values_[changes].span);
  }

  ValueStore& values_;
  const MergeTags& tags_;
};

}  // namespace

void MergeTags::read(const Document& document) {
  for (NodeIndex entry = 0; entry < document.nodes.size(); ++entry) {
    if (document[entry].kind != NodeKind::entry) continue;
    const NodeIndex key = document.first_child(entry), value = document.next_sibling(key);
    if (value >= document[entry].subtree_end) continue;
    const std::pair place(document.file.value, document[key].begin);
    if (document.tag(value) == "!reset") reset.insert(place);
    if (document.tag(value) == "!override") replaced.insert(place);
  }
}

bool MergeTags::is_reset(Span key) const { return reset.count({key.file.value, key.begin}) != 0; }

bool MergeTags::is_replaced(Span key) const { return replaced.count({key.file.value, key.begin}) != 0; }

bool MergeTags::keeps_nothing(const ValueStore& values, ValueId map, std::string_view key) const {
  const MapEntry* entry = values.find_entry(map, key);
  if (entry == nullptr) return false;
  return is_reset(entry->key_span) || is_replaced(entry->key_span);
}

ValueId in_one_form(ResourceModel& model, ValueId service) {
  ValueStore& values = model.values;
  if (values[service].kind != ValueKind::map) return service;
  std::vector<MapEntry> entries;
  for (std::size_t i = 0; i < values.item_count(service); ++i) {
    MapEntry entry = values.entry(service, i);
    entry.value = entry_in_one_form(values, entry.key, entry.value);
    entries.push_back(std::move(entry));
  }
  return values.add_map(std::move(entries), values[service].span);
}

ValueId merged(ResourceModel& model, ValueId base, ValueId changes, const MergeTags& tags) {
  return Merge(model.values, tags).run(base, changes, {}, 0);
}

}  // namespace weir::compose
