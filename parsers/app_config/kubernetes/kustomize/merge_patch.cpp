// Strategic merge patches.

#include <array>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "parsers/app_config/kubernetes/kustomize/edit.h"
#include "parsers/app_config/kubernetes/kustomize/patches.h"

namespace weir::kubernetes::kustomize {
namespace {

/// Lists whose items are told apart by an entry of theirs: the first of these that the patch's items have.
struct MergedList {
  std::string_view list;
  std::array<std::string_view, 2> keys;
};
constexpr std::array<MergedList, 16> kMergedLists = {{{"containers", {"name", ""}},
                                                      {"initContainers", {"name", ""}},
                                                      {"ephemeralContainers", {"name", ""}},
                                                      {"env", {"name", ""}},
                                                      {"volumes", {"name", ""}},
                                                      {"volumeMounts", {"mountPath", ""}},
                                                      {"volumeDevices", {"devicePath", ""}},
                                                      {"ports", {"containerPort", "port"}},
                                                      {"imagePullSecrets", {"name", ""}},
                                                      {"hostAliases", {"ip", ""}},
                                                      {"topologySpreadConstraints", {"topologyKey", ""}},
                                                      {"secrets", {"name", ""}},
                                                      {"conditions", {"type", ""}},
                                                      {"taints", {"key", ""}},
                                                      {"addresses", {"type", ""}},
                                                      {"resourceClaims", {"name", ""}}}};

constexpr std::string_view kDirective = "$patch";

std::string_view directive_of(const ValueStore& values, ValueId map) {
  const ValueId found = values.find(map, kDirective);
  return found.valid() ? values.string(found) : std::string_view{};
}

bool is_map(const ValueStore& values, ValueId value) {
  return value.valid() && values[value].kind == ValueKind::map;
}

/// What an item is called by an entry of it.
std::optional<std::string> called(const ValueStore& values, ValueId item, std::string_view key) {
  const ValueId found = is_map(values, item) && !key.empty() ? values.find(item, key) : ValueId{};
  if (!found.valid()) return std::nullopt;
  if (values[found].kind == ValueKind::string) return std::string(values.string(found));
  if (values[found].kind == ValueKind::number) return std::to_string(values[found].number);
  return std::nullopt;
}

class StrategicMerge {
 public:
  explicit StrategicMerge(ValueStore& values) : values_(values) {}

  ValueId merged(ValueId base, ValueId patch, std::string_view key) {
    if (values_[patch].kind == ValueKind::map) return merged_map(base, patch);
    if (values_[patch].kind == ValueKind::list) return merged_list(base, patch, key);
    return patch;
  }

 private:
  ValueId merged_map(ValueId base, ValueId patch) {
    const std::string_view directive = directive_of(values_, patch);
    if (directive == "delete") return {};
    const bool kept = is_map(values_, base) && directive != "replace";
    std::vector<MapEntry> entries;
    for (std::size_t i = 0; kept && i < values_.item_count(base); ++i) entries.push_back(values_.entry(base, i));
    std::map<std::string, std::size_t, std::less<>> places;
    for (std::size_t i = 0; i < entries.size(); ++i) places.emplace(entries[i].key, i);
    for (std::size_t i = 0; i < values_.item_count(patch); ++i) {
      MapEntry entry = values_.entry(patch, i);
      if (entry.key.starts_with('$')) continue;
      const auto [place, is_new] = places.emplace(entry.key, entries.size());
      const bool removed = values_[entry.value].kind == ValueKind::null;
      const ValueId old = is_new ? ValueId{} : entries[place->second].value;
      entry.value = removed ? ValueId{} : merged(old, entry.value, entry.key);
      if (is_new)
        entries.push_back(std::move(entry));
      else
        entries[place->second] = std::move(entry);
    }
    std::erase_if(entries, [](const MapEntry& entry) { return !entry.value.valid(); });
    return values_.add_map(std::move(entries), values_[kept ? base : patch].span);
  }

  ValueId merged_list(ValueId base, ValueId patch, std::string_view list) {
    const std::string_view key = key_of(list, patch);
    if (key.empty() || !base.valid() || values_[base].kind != ValueKind::list) base = {};
    std::vector<ValueId> items = base.valid() ? values_.items(base) : std::vector<ValueId>{};
    for (const ValueId change : values_.items(patch))
      if (is_map(values_, change) && directive_of(values_, change) == "replace") items.clear();
    std::map<std::string, std::size_t, std::less<>> places;
    for (std::size_t i = 0; i < items.size(); ++i)
      if (const std::optional<std::string> name = called(values_, items[i], key)) places.emplace(*name, i);
    for (const ValueId change : values_.items(patch)) {
      const std::optional<std::string> name = called(values_, change, key);
      const auto place = name ? places.find(*name) : places.end();
      const ValueId old = place == places.end() ? ValueId{} : items[place->second];
      const ValueId made = is_map(values_, change) ? merged_map(old, change) : change;
      if (place != places.end()) {
        items[place->second] = made;
      } else if (made.valid() && !is_bare_replacement(change)) {
        if (name) places.emplace(*name, items.size());
        items.push_back(made);
      }
    }
    std::erase_if(items, [](ValueId item) { return !item.valid(); });
    return values_.add_list(items, values_[base.valid() ? base : patch].span);
  }

  /// `- $patch: replace`, which stands for the list.
  bool is_bare_replacement(ValueId item) const {
    return is_map(values_, item) && directive_of(values_, item) == "replace" && values_.item_count(item) == 1;
  }

  std::string_view key_of(std::string_view list, ValueId patch) const {
    for (const MergedList& one : kMergedLists) {
      if (one.list != list) continue;
      for (const std::string_view key : one.keys)
        for (const ValueId item : values_.items(patch))
          if (called(values_, item, key)) return key;
    }
    return {};
  }

  ValueStore& values_;
};

}  // namespace

ValueId laid_over(ValueStore& values, ValueId base, ValueId patch) {
  return StrategicMerge(values).merged(base, patch, {});
}

}  // namespace weir::kubernetes::kustomize
