// Lists made of several: chunks, products, what matches, a map turned around.

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "analyzer/base/limits.h"
#include "parsers/terraform/functions/arguments.h"

namespace weir::terraform {
namespace {

ValueId chunklist(const FunctionCall& call) {
  if (!call.is_list(0)) return call.refuse(0, "list");
  const std::optional<std::int64_t> size = whole(call, 1);
  if (!size) return refuse_whole(call, 1);
  if (*size < 0) return fault_of(call, "found a negative size");
  std::vector<ValueId> all = call.items(0);
  if (!unify(call, all)) return fault_of(call, "the items have different types");
  const std::size_t each =
      *size == 0 ? std::max<std::size_t>(all.size(), 1) : static_cast<std::size_t>(*size);
  std::vector<ValueId> chunks;
  for (std::size_t at = 0; at < all.size(); at += std::min(each, all.size() - at)) {
    const auto first = all.begin() + static_cast<std::ptrdiff_t>(at);
    const auto count = static_cast<std::ptrdiff_t>(std::min(each, all.size() - at));
    if (!call.spend(static_cast<std::uint64_t>(count))) return call.over_budget();
    chunks.push_back(call.values.add_list({first, first + count}, call.span, CollectionType::list));
  }
  return call.values.add_list(chunks, call.span, CollectionType::list);
}

/// The values whose keys are among those that are looked for.
ValueId matchkeys(const FunctionCall& call) {
  for (std::size_t i = 0; i < 3; ++i) {
    if (!call.is_list(i)) return call.refuse(i, "list");
  }
  std::vector<ValueId> values = call.items(0);
  std::vector<ValueId> compared = call.items(1);
  const std::vector<ValueId> wanted = call.items(2);
  const std::size_t keys = compared.size();
  if (values.size() != keys) return fault_of(call, "there are not as many keys as values");
  compared.insert(compared.end(), wanted.begin(), wanted.end());
  if (!unify(call, values)) return fault_of(call, "the values have different types");
  if (!unify(call, compared)) return fault_of(call, "the keys have different types");
  bool open = false;
  std::set<std::string> searched;
  for (std::size_t i = keys; i < compared.size(); ++i)
    searched.insert(identity(call, compared[i], &open));
  std::vector<ValueId> found;
  for (std::size_t i = 0; i < keys; ++i) {
    if (searched.count(identity(call, compared[i], &open)) != 0) found.push_back(values[i]);
    if (open) return call.depends_on_part(compared[i]);
  }
  return call.values.add_list(found, call.span, CollectionType::list);
}

/// Each item of the first with each of the second, and so on.
ValueId setproduct(const FunctionCall& call) {
  std::vector<std::vector<ValueId>> lists;
  std::uint64_t count = 1;
  bool sets = true, open = false;
  for (std::size_t i = 0; i < call.size(); ++i) {
    if (!call.is_list(i)) return call.refuse(i, "list or set");
    lists.push_back(call.items(i));
    const bool set = call.values[call[i]].collection == CollectionType::set;
    sets = sets && set;
    if (!unify(call, lists.back())) return fault_of(call, "the items have different types");
    for (const ValueId item : lists.back()) open = open || is_open(call.values[item].kind);
    count *= lists.back().size();
    if (count > limits::kModuleSteps) return call.over_budget();
  }
  if (call.size() < 2) return fault_of(call, "found less than two lists");
  std::vector<ValueId> made;
  if (!call.spend(count * (lists.size() + 1))) return call.over_budget();
  for (std::uint64_t n = 0; n < count; ++n) {
    std::vector<ValueId> one(lists.size());
    std::uint64_t rest = n;
    for (std::size_t i = lists.size(); i-- > 0; rest /= lists[i].size())
      one[i] = lists[i][rest % lists[i].size()];
    made.push_back(call.values.add_list(one, call.span, CollectionType::tuple));
  }
  return call.values.add_list(made, call.span,
                              sets && !open ? CollectionType::set : CollectionType::list);
}

/// A map of lists of texts turned around: under each text the keys whose lists hold it.
ValueId transpose(const FunctionCall& call) {
  if (!call.is_map(0)) return call.refuse(0, "map of lists of texts");
  std::map<std::string, std::vector<MapEntry>> turned;
  for (std::size_t i = 0; i < call.values.item_count(call[0]); ++i) {
    const MapEntry entry = call.values.entry(call[0], i);
    if (call.values[entry.value].kind != ValueKind::list)
      return call.refuse_part(entry.value, "list of texts");
    if (!call.spend(call.values.item_count(entry.value))) return call.over_budget();
    for (const ValueId item : call.values.items(entry.value)) {
      const std::optional<std::string> text = call.text_of(item);
      if (!text) return call.refuse_part(item, "text");
      turned[*text].push_back(entry);
    }
  }
  std::vector<MapEntry> entries;
  for (auto& [key, of] : turned) {
    std::sort(of.begin(), of.end(),
              [](const MapEntry& a, const MapEntry& b) { return a.key < b.key; });
    std::vector<ValueId> keys;
    for (const MapEntry& entry : of)
      keys.push_back(call.values.add_string(entry.key, entry.key_span));
    entries.push_back(
        {key, call.span, call.values.add_list(keys, call.span, CollectionType::list)});
  }
  return call.values.add_map(std::move(entries), call.span, CollectionType::map);
}

constexpr std::array kCombinationFunctions = {
    FunctionEntry{"chunklist", 2, 2, Takes::whole_lists, chunklist},
    FunctionEntry{"matchkeys", 3, 3, Takes::whole_lists, matchkeys},
    FunctionEntry{"setproduct", 0, kAnyNumber, Takes::whole_lists, setproduct},
    FunctionEntry{"transpose", 1, 1, Takes::one_map, transpose}};

}  // namespace

std::span<const FunctionEntry> combination_functions() { return kCombinationFunctions; }

}  // namespace weir::terraform
