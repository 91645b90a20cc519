// Functions of lists and maps.

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "analyzer/base/limits.h"
#include "analyzer/model/choice.h"
#include "analyzer/model/passing.h"
#include "parsers/terraform/functions/characters.h"
#include "parsers/terraform/functions/types.h"

namespace weir::terraform {
namespace {

constexpr double kMostOpenItems = 1000;  // that are made of a list that nobody knows

/// The value of an entry as used where the map is.
ValueId entry_value(const FunctionCall& call, std::size_t n, const MapEntry& entry) {
  const Value& map = call.values[call[n]];
  const Value& value = call.values[entry.value];
  if (!map.origin.valid() || value.origin.valid() || value.kind == ValueKind::choice)
    return entry.value;
  return call.values.moved(entry.value, value.span, map.origin);
}

std::vector<MapEntry> entries(const FunctionCall& call, std::size_t n) {
  std::vector<MapEntry> out;
  const std::size_t count = call.values.item_count(call[n]);
  for (std::size_t i = 0; i < count; ++i) {
    MapEntry entry = call.values.entry(call[n], i);
    entry.value = entry_value(call, n, entry);
    out.push_back(std::move(entry));
  }
  return out;
}

/// Entries of the only argument by their keys, as terraform goes through a map.
std::vector<MapEntry> entries_in_order(const FunctionCall& call) {
  if (!call.spend(call.values.item_count(call[0]))) return {};
  std::vector<MapEntry> all = entries(call, 0);
  std::stable_sort(all.begin(), all.end(),
                   [](const MapEntry& a, const MapEntry& b) { return a.key < b.key; });
  return all;
}

/// The list that is made of a map, the tuple that is made of an object.
CollectionType list_of_map(const FunctionCall& call) {
  const bool map = call.values[call[0]].collection == CollectionType::map;
  return map ? CollectionType::list : CollectionType::tuple;
}

ValueId made_map(const FunctionCall& call, std::vector<MapEntry> of, bool one_type) {
  return call.values.add_map(std::move(of), call.span,
                             one_type ? CollectionType::map : CollectionType::object);
}

/// Whether the values of the entries have one type as they are.
bool of_one_type(const FunctionCall& call, const std::vector<MapEntry>& of) {
  Type first;
  for (const MapEntry& entry : of) {
    const Type type = type_of(call, entry.value);
    if (same_type(first, type) == Truth::no) return false;
    if (!is_whole(first)) first = type;
  }
  return true;
}

/// Whether items of a set may turn out to be the same.
bool may_repeat(const FunctionCall& call) {
  if (!is_set(call.values[call[0]]) || call.values.item_count(call[0]) < 2) return false;
  const std::vector<ValueId> all = call.items(0);
  return std::any_of(all.begin(), all.end(),
                     [&](ValueId item) { return is_open(call.values[item].kind); });
}

ValueId length(const FunctionCall& call) {
  if (call.is_list(0) && may_repeat(call)) return call.depends(0);
  if (call.is_list(0))
    return call.made_number(static_cast<double>(call.values.item_count(call[0])));
  if (call.is_map(0)) {  // entries that may be absent count where they are there
    std::vector<ValueId> all;
    if (!call.spend(call.values.item_count(call[0]))) return call.over_budget();
    for (const MapEntry& entry : entries(call, 0)) all.push_back(entry.value);
    const ValueId list = call.values.add_list(all, call.span);
    std::vector<Alternative> of = ways(call.model, without_absent_items(call.model, list));
    for (Alternative& way : of) {
      if (call.values[way.value].kind != ValueKind::list) continue;
      way.value = call.made_number(static_cast<double>(call.values.item_count(way.value)));
    }
    return add_flat_choice(call.model, of, call.span);
  }
  const std::optional<std::string> text = call.text(0);
  if (!text || (call.kind(0) != ValueKind::string && !call.is_encoded(0)))
    return call.refuse(0, "list, map or text");
  const std::optional<std::vector<std::size_t>> characters = characters_of(*text);
  return characters ? call.made_number(static_cast<double>(characters->size())) : call.depends(0);
}

/// A list where all arguments are lists, else a tuple.
ValueId concat(const FunctionCall& call) {
  std::vector<ValueId> all;
  bool lists = true;
  for (std::size_t i = 0; i < call.size(); ++i) {
    if (!call.is_list(i) || is_set(call.values[call[i]])) return call.refuse(i, "list");
    lists = lists && call.values[call[i]].collection == CollectionType::list;
    for (const ValueId item : call.items(i)) all.push_back(item);
  }
  lists = lists && unify(call, all);
  return call.made_list(all, lists ? CollectionType::list : CollectionType::tuple);
}

ValueId merge(const FunctionCall& call) {
  std::vector<MapEntry> all;
  std::map<std::string, std::size_t> at;
  bool maps = call.size() > 0;
  for (std::size_t i = 0; i < call.size(); ++i) {
    maps = maps && call.is_map(i);
    if (call.kind(i) == ValueKind::null) continue;
    if (!call.is_map(i)) return call.refuse(i, "map");
    maps = maps && call.values[call[i]].collection == CollectionType::map;
    if (!call.spend(4 * call.values.item_count(call[i]))) return call.over_budget();
    for (MapEntry& entry : entries(call, i)) {
      const auto [known, fresh] = at.try_emplace(entry.key, all.size());
      if (fresh) {
        all.push_back(std::move(entry));
        continue;
      }
      MapEntry& old = all[known->second];
      // where the later one may be missing, the earlier one counts
      if (call.values[entry.value].kind == ValueKind::choice) {
        std::vector<Alternative> both = ways(call.model, entry.value);
        for (Alternative& way : both) {
          if (!way.value.valid()) way.value = old.value;
        }
        entry.value = add_flat_choice(call.model, both, call.span);
      }
      old = std::move(entry);
    }
  }
  const bool is_map = maps && of_one_type(call, all);
  return made_map(call, std::move(all), is_map);
}

ValueId keys(const FunctionCall& call) {
  if (!call.is_map(0)) return call.refuse(0, "map");
  std::vector<ValueId> all;
  for (const MapEntry& entry : entries_in_order(call)) {
    const ValueId key = call.values.add_string(entry.key, entry.key_span);
    if (call.values[entry.value].kind != ValueKind::choice) {
      all.push_back(key);
      continue;
    }
    std::vector<Alternative> there = ways(call.model, entry.value);
    for (Alternative& way : there) way.value = way.value.valid() ? key : ValueId{};
    all.push_back(add_flat_choice(call.model, there, call.span));
  }
  return call.made_list(all, list_of_map(call));
}

ValueId values(const FunctionCall& call) {
  if (!call.is_map(0)) return call.refuse(0, "map");
  std::vector<ValueId> out;
  for (const MapEntry& entry : entries_in_order(call)) out.push_back(entry.value);
  return call.made_list(out, list_of_map(call));
}

/// The third argument of lookup, of a map as one of its values; none if it is not there.
ValueId fallback(const FunctionCall& call) {
  if (call.size() < 3) return {};
  if (call.values[call[0]].collection != CollectionType::map) return call[2];
  const Type map = type_of(call, call[0]);
  return converted(call, call[2], map.of.empty() ? Type{} : map.of.front());
}

ValueId lookup(const FunctionCall& call) {
  const std::optional<std::string> key = call.text(1);
  if (!call.is_map(0)) return call.refuse(0, "map");
  if (!key) return call.refuse(1, "text");
  if (!call.spend(call.values.item_count(call[0]) / kEntriesPerStep)) return call.over_budget();
  const MapEntry* found = call.values.find_entry(call[0], *key);
  if (found == nullptr)
    return call.size() == 3 ? fallback(call) : call.fault("lookup found no key " + *key);
  const MapEntry entry = *found;
  std::vector<Alternative> of = ways(call.model, entry_value(call, 0, entry));
  for (Alternative& way : of) {
    if (!way.value.valid()) way.value = fallback(call);
  }
  return of.size() == 1 ? of.front().value : add_flat_choice(call.model, of, call.span);
}

ValueId element(const FunctionCall& call) {
  const std::optional<double> index = call.number(1);
  if (!call.is_list(0) || is_set(call.values[call[0]])) return call.refuse(0, "list");
  const auto count = static_cast<double>(call.values.item_count(call[0]));
  if (count == 0) return call.fault("element was given an empty list");
  if (!index) return call.refuse(1, "number");
  if (*index != std::floor(*index))
    return call.fault("element was given an index that is not whole");
  const double wrapped = std::fmod(std::fmod(*index, count) + count, count);
  return call.items(0)[static_cast<std::size_t>(wrapped)];
}

ValueId index_of(const FunctionCall& call) {
  if (!call.is_list(0) || is_set(call.values[call[0]])) return call.refuse(0, "list");
  if (call.kind(1) == ValueKind::null) return call.fault("index was given nothing to look for");
  bool open = false;
  const std::string wanted = identity(call, call[1], &open);
  const std::vector<ValueId> all = call.items(0);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!open && identity(call, all[i], &open) == wanted) {
      return call.made_number(static_cast<double>(i));
    }
    if (open) return call.depends_on_part(all[i]);
  }
  return call.fault("index found no such item");
}

void flatten_into(const FunctionCall& call, ValueId list, Guard guard, int depth,
                  std::vector<ValueId>& out, bool& secret) {
  if (depth > limits::kNesting || !call.spend(call.values.item_count(list))) return;
  for (const ValueId item : items_as_used(call.values, list)) {
    for (const Alternative& way : ways(call.model, item)) {
      if (!way.value.valid()) continue;
      const Guard there = call.model.guards.both(guard, way.guard);
      if (call.values[way.value].kind == ValueKind::list) {
        secret = secret || call.values[way.value].secret;
        flatten_into(call, way.value, there, depth + 1, out, secret);
      } else {
        const ValueId present = only_when(call.model, there, way.value);
        if (present.valid()) out.push_back(present);
      }
    }
  }
}
ValueId flatten(const FunctionCall& call) {
  if (!call.is_list(0)) return call.refuse(0, "list");
  std::vector<ValueId> all;
  bool secret = false;
  flatten_into(call, call[0], kAlways, 0, all, secret);
  const ValueId made = call.made_list(all);
  return secret ? call.values.marked_secret(made) : made;
}

ValueId reverse(const FunctionCall& call) {
  if (!call.is_list(0)) return call.refuse(0, "list");
  std::vector<ValueId> all = call.items(0);
  std::reverse(all.begin(), all.end());
  const bool tuple = collection_of(call.values[call[0]]) == CollectionType::tuple;
  return call.made_list(all, tuple ? CollectionType::tuple : CollectionType::list);
}

/// As many items as are asked for: if it has fewer, nothing is ever made of it.
ValueId open_slice(const FunctionCall& call, std::size_t begin, std::size_t end) {
  const ValueId list = call[0];
  if (!call.spend(end - begin)) return call.over_budget();
  std::vector<ValueId> items;
  for (std::size_t i = begin; i < end; ++i) {
    const std::string step = "[" + std::to_string(i) + "]";
    if (call.kind(0) == ValueKind::unknown) {
      const std::string subject(call.values.subject(list));
      items.push_back(
          call.values.add_unknown(call.values[list].unknown, std::string(call.values.why(list)),
                                  subject.empty() ? subject : subject + step, call.span));
    } else {
      Reference item = call.values.reference(list);
      item.attribute += step;
      items.push_back(call.values.add_reference(std::move(item), call.span));
    }
  }
  return call.made_list(items, CollectionType::list);
}

ValueId slice(const FunctionCall& call) {
  const std::optional<double> begin = call.number(1), end = call.number(2);
  const bool open = call.kind(0) == ValueKind::unknown || call.kind(0) == ValueKind::reference;
  if (open && begin && end && *begin >= 0 && *begin <= *end && *end <= kMostOpenItems) {
    return open_slice(call, static_cast<std::size_t>(*begin), static_cast<std::size_t>(*end));
  }
  if (!call.is_list(0) || is_set(call.values[call[0]])) return call.refuse(0, "list");
  if (!begin || !end) return call.depends(begin ? 2 : 1);
  if (*begin != std::floor(*begin) || *end != std::floor(*end)) {
    return call.fault("slice was given an index that is not whole");
  }
  const std::vector<ValueId> all = call.items(0);
  if (*begin < 0 || *end > static_cast<double>(all.size()) || *begin > *end) {
    return call.fault("slice was given a range that the list does not have");
  }
  const auto at = [&](double n) { return all.begin() + static_cast<std::ptrdiff_t>(n); };
  return call.made_list(std::vector<ValueId>(at(*begin), at(*end)),
                        collection_of(call.values[call[0]]));
}

/// The first argument that is there; one that is open ends the search.
ValueId coalesce(const FunctionCall& call) {
  std::vector<ValueId> all = call.arguments;
  if (!unify(call, all)) return call.fault("coalesce was given values of different types");
  for (const ValueId one : all) {
    const bool empty =
        call.values[one].kind == ValueKind::string && call.values.string(one).empty();
    if (call.values[one].kind == ValueKind::unknown) return call.depends_on_part(one);
    if (call.values[one].kind != ValueKind::null && !empty) return one;
  }
  return call.fault("coalesce found no value");
}
ValueId coalescelist(const FunctionCall& call) {
  for (std::size_t i = 0; i < call.size(); ++i) {
    if (!call.is_list(i)) return call.refuse(i, "list");
    if (call.values.item_count(call[i]) > 0) return call[i];
  }
  return call.fault("coalescelist found no list that is not empty");
}

ValueId one(const FunctionCall& call) {
  if (!call.is_list(0)) return call.refuse(0, "list");
  const std::vector<ValueId> all = call.items(0);
  if (all.empty()) return call.values.add_null(call.span);
  return all.size() == 1 ? all.front() : call.fault("one was given a list of several items");
}

ValueId zipmap(const FunctionCall& call) {
  if (!call.is_list(0) || !call.is_list(1)) return call.refuse(call.is_list(0) ? 1 : 0, "list");
  const std::vector<ValueId> names = call.items(0), of = call.items(1);
  if (names.size() != of.size()) return call.fault("zipmap was given lists of different lengths");
  std::vector<MapEntry> made;
  bool secret = false;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::optional<std::string> key = call.text_of(names[i]);
    if (!key) return call.refuse_part(names[i], "list of texts");
    secret = secret || call.values[names[i]].secret;
    made.push_back({*key, call.values[names[i]].span, of[i]});
  }
  const bool map = call.values[call[1]].collection == CollectionType::list;
  const ValueId all = made_map(call, last_of_each_key(std::move(made)), map);
  return secret ? call.values.marked_secret(all) : all;
}

constexpr std::array kCollectionFunctions = {
    FunctionEntry{"length", 1, 1, Takes::whole_lists, length},
    FunctionEntry{"concat", 1, kAnyNumber, Takes::values, concat},
    FunctionEntry{"merge", 0, kAnyNumber, Takes::one_map, merge},
    FunctionEntry{"keys", 1, 1, Takes::values, keys},
    FunctionEntry{"values", 1, 1, Takes::values, values},
    FunctionEntry{"lookup", 2, 3, Takes::values, lookup},
    FunctionEntry{"element", 2, 2, Takes::whole_lists, element},
    FunctionEntry{"index", 2, 2, Takes::whole_lists, index_of},
    FunctionEntry{"contains", 2, 2, Takes::values, nullptr},
    FunctionEntry{"flatten", 1, 1, Takes::values, flatten},
    FunctionEntry{"reverse", 1, 1, Takes::whole_lists, reverse},
    FunctionEntry{"slice", 3, 3, Takes::open_lists, slice},
    FunctionEntry{"coalesce", 1, kAnyNumber, Takes::parts, coalesce},
    FunctionEntry{"coalescelist", 1, kAnyNumber, Takes::whole_lists, coalescelist},
    FunctionEntry{"one", 1, 1, Takes::whole_lists, one},
    FunctionEntry{"zipmap", 2, 2, Takes::whole_lists, zipmap}};

}  // namespace

std::span<const FunctionEntry> collection_functions() { return kCollectionFunctions; }

}  // namespace weir::terraform
