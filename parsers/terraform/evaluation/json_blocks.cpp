// Blocks of JSON syntax. Only a provider's schema tells a block that stands once from an attribute
// that is a map; what rules ask of it, the catalogue tells.

#include <algorithm>
#include <array>

#include "analyzer/base/limits.h"
#include "parsers/terraform/evaluation/lowering.h"

namespace weir::terraform {
namespace {

/// Blocks of the one data source whose content is made here.
constexpr std::array<std::string_view, 4> kPolicyBlocks = {"statement", "principals",
                                                           "not_principals", "condition"};

bool asks_entries(const Catalog& catalog, const PathRecord& path) {
  const auto steps = Catalog::slice(catalog.steps, path.steps);
  return std::any_of(steps.begin(), steps.end(), [](const PathStep& step) {
    return step.kind == StepKind::entry_key || step.kind == StepKind::entry_value;
  });
}

template <class Use>
void for_each_path(const Catalog& catalog, const SelectorRecord& selector, Use use) {
  for (const LanguagePath& language : Catalog::slice(catalog.language_paths, selector.languages)) {
    if (language.language != Language::terraform) continue;
    for (const PathRecord& path : Catalog::slice(catalog.paths, language.paths)) use(path);
  }
}

}  // namespace

/// Names that paths range over and go on from; not those whose entries are asked for their keys.
void Lowering::collect_listed() {
  listed_.emplace(kPolicyBlocks.begin(), kPolicyBlocks.end());
  const auto add = [&](const PathRecord& path, bool whole) {
    const auto steps = Catalog::slice(catalog_.steps, path.steps);
    for (std::size_t i = 1; i < steps.size(); ++i) {
      const bool ranges = steps[i].kind == StepKind::each || steps[i].kind == StepKind::where;
      const bool goes_on = i + 1 < steps.size() ? steps[i + 1].kind == StepKind::key : whole;
      if (ranges && goes_on && steps[i - 1].kind == StepKind::key)
        listed_->emplace(catalog_.text(steps[i - 1].text));
    }
  };
  for (const LanguagePath& language : catalog_.language_paths) {
    if (language.language != Language::terraform) continue;
    for (const PathRecord& path : Catalog::slice(catalog_.paths, language.paths)) add(path, false);
  }
  for (const ItemRule& item : catalog_.item_rules) {
    bool entries = false;
    const auto look = [&](const PathRecord& path) {
      entries = entries || asks_entries(catalog_, path);
    };
    for_each_path(catalog_, item.name, look);
    for (const PropertyRule& property : Catalog::slice(catalog_.property_rules, item.properties))
      for_each_path(catalog_, property.selector, look);
    if (!entries)
      for_each_path(catalog_, item.each, [&](const PathRecord& path) { add(path, true); });
  }
}

/// A body with one map in a list wherever the catalogue ranges over it, if it was written in JSON.
ValueId Lowering::as_blocks(ValueId body, const Syntax& at) {
  if (!body.valid() || !at.there() || !sources_.path(at.document->file).ends_with(".json"))
    return body;
  if (!listed_) collect_listed();
  return with_listed(body, 0);
}

ValueId Lowering::with_listed(ValueId value, int depth) {
  const Value v = values_[value];
  if (depth > limits::kNesting || !spend()) return value;
  if (v.kind == ValueKind::list) {
    std::vector<ValueId> items;
    bool changed = false;
    for (const ValueId item : values_.items(value)) {
      items.push_back(with_listed(item, depth + 1));
      changed = changed || !(items.back() == item);
    }
    if (!changed) return value;
    return values_.moved(values_.add_list(items, v.span, v.collection), v.span, v.origin);
  }
  if (v.kind != ValueKind::map || v.origin.valid()) return value;  // what was passed is as it was
  std::vector<MapEntry> entries;
  bool changed = false;
  for (std::size_t i = 0; i < values_.item_count(value); ++i) {
    MapEntry entry = values_.entry(value, i);
    const ValueId inner = with_listed(entry.value, depth + 1);
    const bool one = values_[inner].kind == ValueKind::map && listed_->count(entry.key) != 0;
    const ValueId now = one ? values_.add_list({inner}, entry.key_span) : inner;
    changed = changed || !(now == entry.value);
    entry.value = now;
    entries.push_back(std::move(entry));
  }
  return changed ? values_.add_map(std::move(entries), v.span) : value;
}

}  // namespace weir::terraform
