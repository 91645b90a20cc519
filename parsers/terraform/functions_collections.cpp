// Functions of lists, sets and maps. A set is a list without repetitions, in order.

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "analyzer/base/limits.h"
#include "analyzer/base/utf.h"
#include "analyzer/model/choice.h"
#include "analyzer/model/passing.h"
#include "parsers/terraform/functions.h"

namespace weir::terraform {
namespace {

constexpr std::size_t kRange = 1024;  // numbers that range() makes, as terraform limits it

std::vector<ValueId> items(const FunctionCall& call, std::size_t n) {
  return items_as_used(call.values, call[n]);
}

ValueId list_of(const FunctionCall& call, const std::vector<ValueId>& of) {
  if (!call.spend(of.size())) {
    return call.values.add_unknown(UnknownKind::budget, "the list is too long", "", call.span);
  }
  return call.values.add_list(of, call.span);
}

bool is_list(const FunctionCall& call, std::size_t n) { return call.kind(n) == ValueKind::list; }
bool is_map(const FunctionCall& call, std::size_t n) { return call.kind(n) == ValueKind::map; }

/// For an argument of the wrong kind: a reference or text is open, everything else refused.
ValueId refuse(const FunctionCall& call, std::size_t n, std::string_view expected) {
  const ValueKind kind = call.kind(n);
  if (kind == ValueKind::reference || kind == ValueKind::text || kind == ValueKind::unknown) {
    return call.depends(n);
  }
  return call.fault(std::string(call.name) + " was given what is no " + std::string(expected));
}

/// The value of an entry as used where the map is.
ValueId entry_value(const FunctionCall& call, std::size_t n, const MapEntry& entry) {
  const Value& map = call.values[call[n]];
  const Value& value = call.values[entry.value];
  if (!map.origin.valid() || value.origin.valid() || value.kind == ValueKind::choice) return entry.value;
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

/// How two items are told apart: scalars by their text; others are all different.
std::string identity(const FunctionCall& call, ValueId item) {
  const std::optional<std::string> text = call.text_of(item);
  if (text) return "=" + *text;
  if (call.values[item].kind == ValueKind::reference) {
    const Reference& reference = call.values.reference(item);
    return "&" + reference.address + "." + reference.attribute;
  }
  return "?" + std::to_string(item.value);
}

std::vector<ValueId> once_each(const FunctionCall& call, const std::vector<ValueId>& all) {
  std::vector<ValueId> out;
  std::set<std::string> seen;
  for (const ValueId item : all) {
    if (seen.insert(identity(call, item)).second) out.push_back(item);
  }
  return out;
}

void sort_texts(const FunctionCall& call, std::vector<ValueId>& of) {
  std::stable_sort(of.begin(), of.end(), [&](ValueId a, ValueId b) {
    return identity(call, a) < identity(call, b);
  });
}

ValueId length(const FunctionCall& call) {
  if (is_list(call, 0) || is_map(call, 0)) {
    return call.made_number(static_cast<double>(call.values.item_count(call[0])));
  }
  const std::optional<std::string> text = call.text(0);
  if (!text || call.kind(0) != ValueKind::string) return refuse(call, 0, "list, map or text");
  std::size_t count = 0;
  for (std::size_t at = 0; at < text->size(); at += decode_utf8(*text, at).size) ++count;
  return call.made_number(static_cast<double>(count));
}

ValueId concat(const FunctionCall& call) {
  std::vector<ValueId> all;
  for (std::size_t i = 0; i < call.size(); ++i) {
    if (!is_list(call, i)) return refuse(call, i, "list");
    for (const ValueId item : items(call, i)) all.push_back(item);
  }
  return list_of(call, all);
}

ValueId merge(const FunctionCall& call) {
  std::vector<MapEntry> all;
  std::map<std::string, std::size_t> at;
  for (std::size_t i = 0; i < call.size(); ++i) {
    if (call.kind(i) == ValueKind::null) continue;
    if (!is_map(call, i)) return refuse(call, i, "map");
    if (!call.spend(call.values.item_count(call[i]))) return call.depends(i);
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
  return call.values.add_map(std::move(all), call.span);
}

ValueId keys(const FunctionCall& call) {
  if (!is_map(call, 0)) return refuse(call, 0, "map");
  std::vector<ValueId> all;
  for (const MapEntry& entry : entries(call, 0)) {
    const ValueId key = call.values.add_string(entry.key, entry.key_span);
    if (call.values[entry.value].kind != ValueKind::choice) {
      all.push_back(key);
      continue;
    }
    std::vector<Alternative> there = ways(call.model, entry.value);
    for (Alternative& way : there) way.value = way.value.valid() ? key : ValueId{};
    all.push_back(add_flat_choice(call.model, there, call.span));
  }
  sort_texts(call, all);
  return list_of(call, all);
}

ValueId values(const FunctionCall& call) {
  if (!is_map(call, 0)) return refuse(call, 0, "map");
  std::vector<MapEntry> all = entries(call, 0);
  std::stable_sort(all.begin(), all.end(),
                   [](const MapEntry& a, const MapEntry& b) { return a.key < b.key; });
  std::vector<ValueId> out;
  for (const MapEntry& entry : all) out.push_back(entry.value);
  return list_of(call, out);
}

ValueId lookup(const FunctionCall& call) {
  const std::optional<std::string> key = call.text(1);
  if (!is_map(call, 0)) return refuse(call, 0, "map");
  if (!key) return call.depends(1);
  if (const MapEntry* found = call.values.find_entry(call[0], *key)) {
    const MapEntry entry = *found;
    return entry_value(call, 0, entry);
  }
  return call.size() == 3 ? call[2] : call.fault("lookup found no key " + *key);
}

ValueId element(const FunctionCall& call) {
  const std::optional<double> index = call.number(1);
  if (!is_list(call, 0)) return refuse(call, 0, "list");
  const std::vector<ValueId> all = items(call, 0);
  if (all.empty()) return call.fault("element was given an empty list");
  if (!index) return call.depends(1);
  const auto count = static_cast<double>(all.size());
  const double wrapped = std::fmod(std::fmod(*index, count) + count, count);
  return all[static_cast<std::size_t>(wrapped)];
}

ValueId index_of(const FunctionCall& call) {
  if (!is_list(call, 0)) return refuse(call, 0, "list");
  const std::string wanted = identity(call, call[1]);
  const std::vector<ValueId> all = items(call, 0);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (identity(call, all[i]) == wanted) return call.made_number(static_cast<double>(i));
    if (!call.text_of(all[i])) return call.depends_on_part(all[i]);
  }
  return call.fault("index found no such item");
}

void flatten_into(const FunctionCall& call, ValueId list, Guard guard, int depth,
                  std::vector<ValueId>& out) {
  if (depth > limits::kNesting || !call.spend(call.values.item_count(list))) return;
  for (const ValueId item : items_as_used(call.values, list)) {
    for (const Alternative& way : ways(call.model, item)) {
      if (!way.value.valid()) continue;
      const Guard there = call.model.guards.both(guard, way.guard);
      if (call.values[way.value].kind == ValueKind::list) {
        flatten_into(call, way.value, there, depth + 1, out);
      } else {
        const ValueId present = only_when(call.model, there, way.value);
        if (present.valid()) out.push_back(present);
      }
    }
  }
}
ValueId flatten(const FunctionCall& call) {
  if (!is_list(call, 0)) return refuse(call, 0, "list");
  std::vector<ValueId> all;
  flatten_into(call, call[0], kAlways, 0, all);
  return list_of(call, all);
}

ValueId distinct(const FunctionCall& call) {
  return is_list(call, 0) ? list_of(call, once_each(call, items(call, 0))) : refuse(call, 0, "list");
}

ValueId toset(const FunctionCall& call) {
  if (!is_list(call, 0)) return is_map(call, 0) ? call[0] : refuse(call, 0, "list");
  std::vector<ValueId> all = once_each(call, items(call, 0));
  sort_texts(call, all);
  return list_of(call, all);
}

ValueId tolist(const FunctionCall& call) {
  return is_list(call, 0) ? call[0] : refuse(call, 0, "list");
}
ValueId tomap(const FunctionCall& call) {
  return is_map(call, 0) ? call[0] : refuse(call, 0, "map");
}

ValueId compact(const FunctionCall& call) {
  if (!is_list(call, 0)) return refuse(call, 0, "list");
  std::vector<ValueId> kept;
  for (const ValueId item : items(call, 0)) {
    std::vector<Alternative> there = ways(call.model, item);
    for (Alternative& way : there) {
      if (!way.value.valid()) continue;
      const std::optional<std::string> text = call.text_of(way.value);
      const bool empty = call.values[way.value].kind == ValueKind::null || text == "";
      if (empty) way.value = ValueId{};
    }
    const ValueId present = add_flat_choice(call.model, there, call.span);
    if (present.valid()) kept.push_back(present);
  }
  return list_of(call, kept);
}

ValueId reverse(const FunctionCall& call) {
  if (!is_list(call, 0)) return refuse(call, 0, "list");
  std::vector<ValueId> all = items(call, 0);
  std::reverse(all.begin(), all.end());
  return list_of(call, all);
}

ValueId sorted(const FunctionCall& call) {
  if (!is_list(call, 0)) return refuse(call, 0, "list");
  std::vector<ValueId> all = items(call, 0);
  for (const ValueId item : all) {
    if (!call.text_of(item)) return call.depends_on_part(item);
  }
  sort_texts(call, all);
  return list_of(call, all);
}

ValueId slice(const FunctionCall& call) {
  const std::optional<double> begin = call.number(1), end = call.number(2);
  if (!is_list(call, 0)) return refuse(call, 0, "list");
  if (!begin || !end) return call.depends(begin ? 2 : 1);
  const std::vector<ValueId> all = items(call, 0);
  if (*begin < 0 || *end > static_cast<double>(all.size()) || *begin > *end) {
    return call.fault("slice was given a range that the list does not have");
  }
  const auto at = [&](double n) { return all.begin() + static_cast<std::ptrdiff_t>(n); };
  return list_of(call, {at(*begin), at(*end)});
}

/// The first argument that is there; one that is open ends the search.
ValueId coalesce(const FunctionCall& call) {
  for (std::size_t i = 0; i < call.size(); ++i) {
    if (call.kind(i) != ValueKind::null && call.text(i) != "") return call[i];
  }
  return call.fault("coalesce found no value");
}
ValueId coalescelist(const FunctionCall& call) {
  for (std::size_t i = 0; i < call.size(); ++i) {
    if (!is_list(call, i)) return refuse(call, i, "list");
    if (call.values.item_count(call[i]) > 0) return call[i];
  }
  return call.fault("coalescelist found no list that is not empty");
}

ValueId one(const FunctionCall& call) {
  if (!is_list(call, 0)) return refuse(call, 0, "list");
  const std::vector<ValueId> all = items(call, 0);
  if (all.empty()) return call.values.add_null(call.span);
  return all.size() == 1 ? all.front() : call.fault("one was given a list of several items");
}

ValueId zipmap(const FunctionCall& call) {
  if (!is_list(call, 0) || !is_list(call, 1)) return refuse(call, is_list(call, 0) ? 1 : 0, "list");
  const std::vector<ValueId> names = items(call, 0), of = items(call, 1);
  if (names.size() != of.size()) return call.fault("zipmap was given lists of different lengths");
  std::vector<MapEntry> made;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::optional<std::string> key = call.text_of(names[i]);
    if (!key) return call.depends_on_part(names[i]);
    made.push_back({*key, call.values[names[i]].span, of[i]});
  }
  return call.values.add_map(std::move(made), call.span);
}

ValueId range(const FunctionCall& call) {
  std::vector<double> of;
  for (std::size_t i = 0; i < call.size(); ++i) {
    const std::optional<double> number = call.number(i);
    if (!number) return call.depends(i);
    of.push_back(*number);
  }
  const double begin = of.size() == 1 ? 0 : of[0];
  const double end = of.size() == 1 ? of[0] : of[1];
  const double step = of.size() == 3 ? of[2] : begin <= end ? 1 : -1;
  if (step == 0) return call.fault("range was given a step of zero");
  std::vector<ValueId> made;
  for (double n = begin; step > 0 ? n < end : n > end; n += step) {
    if (made.size() == kRange) return call.fault("range makes more than 1024 numbers");
    made.push_back(call.values.add_number(n, Span{}));
  }
  return list_of(call, made);
}

enum class SetOperation { in_all, in_any, in_first_only };

ValueId of_sets(const FunctionCall& call, SetOperation operation) {
  std::vector<ValueId> all;
  std::vector<std::set<std::string>> members;
  for (std::size_t i = 0; i < call.size(); ++i) {
    if (!is_list(call, i)) return refuse(call, i, "set");
    members.emplace_back();
    for (const ValueId item : items(call, i)) {
      members.back().insert(identity(call, item));
      if (i == 0 || operation == SetOperation::in_any) all.push_back(item);
    }
  }
  std::erase_if(all, [&](ValueId item) {
    const std::string own = identity(call, item);
    if (operation == SetOperation::in_any) return false;
    const auto has = [&](const auto& set) { return set.count(own) != 0; };
    return operation == SetOperation::in_all ? !std::all_of(members.begin(), members.end(), has)
                                             : std::any_of(members.begin() + 1, members.end(), has);
  });
  std::vector<ValueId> made = once_each(call, all);
  sort_texts(call, made);
  return list_of(call, made);
}
ValueId setunion(const FunctionCall& call) { return of_sets(call, SetOperation::in_any); }
ValueId setintersection(const FunctionCall& call) { return of_sets(call, SetOperation::in_all); }
ValueId setsubtract(const FunctionCall& call) { return of_sets(call, SetOperation::in_first_only); }

/// `formatlist` over one list: the text with each item in it.
ValueId formatlist(const FunctionCall& call) {
  const std::optional<std::string> pattern = call.text(0);
  if (!pattern || call.size() != 2 || !is_list(call, 1)) return call.depends(0);
  const std::size_t at = pattern->find("%s");
  if (at == std::string::npos || pattern->find('%', at + 1) != std::string::npos) return call.depends(0);
  std::vector<ValueId> made;
  for (const ValueId item : items(call, 1)) {
    std::vector<Alternative> of = ways(call.model, item);
    for (Alternative& way : of) {
      if (!way.value.valid()) continue;
      way.value = call.made_joined({call.made_text(pattern->substr(0, at)), way.value,
                                    call.made_text(pattern->substr(at + 2))});
    }
    const ValueId text = add_flat_choice(call.model, of, call.span);
    if (text.valid()) made.push_back(text);
  }
  return list_of(call, made);
}

constexpr std::array kFunctions = {
    FunctionEntry{"length", 1, 1, Takes::whole_lists, length},
    FunctionEntry{"concat", 1, kAnyNumber, Takes::values, concat},
    FunctionEntry{"merge", 0, kAnyNumber, Takes::values, merge},
    FunctionEntry{"keys", 1, 1, Takes::values, keys},
    FunctionEntry{"values", 1, 1, Takes::values, values},
    FunctionEntry{"lookup", 2, 3, Takes::values, lookup},
    FunctionEntry{"element", 2, 2, Takes::whole_lists, element},
    FunctionEntry{"index", 2, 2, Takes::whole_lists, index_of},
    FunctionEntry{"contains", 2, 2, Takes::values, nullptr},
    FunctionEntry{"flatten", 1, 1, Takes::values, flatten},
    FunctionEntry{"distinct", 1, 1, Takes::values, distinct},
    FunctionEntry{"toset", 1, 1, Takes::values, toset},
    FunctionEntry{"tolist", 1, 1, Takes::values, tolist},
    FunctionEntry{"tomap", 1, 1, Takes::values, tomap},
    FunctionEntry{"compact", 1, 1, Takes::values, compact},
    FunctionEntry{"reverse", 1, 1, Takes::whole_lists, reverse},
    FunctionEntry{"sort", 1, 1, Takes::whole_lists, sorted},
    FunctionEntry{"slice", 3, 3, Takes::whole_lists, slice},
    FunctionEntry{"coalesce", 1, kAnyNumber, Takes::values, coalesce},
    FunctionEntry{"coalescelist", 1, kAnyNumber, Takes::whole_lists, coalescelist},
    FunctionEntry{"one", 1, 1, Takes::whole_lists, one},
    FunctionEntry{"zipmap", 2, 2, Takes::whole_lists, zipmap},
    FunctionEntry{"range", 1, 3, Takes::texts, range},
    FunctionEntry{"setunion", 1, kAnyNumber, Takes::values, setunion},
    FunctionEntry{"setintersection", 1, kAnyNumber, Takes::values, setintersection},
    FunctionEntry{"setsubtract", 2, 2, Takes::values, setsubtract},
    FunctionEntry{"formatlist", 2, kAnyNumber, Takes::values, formatlist}};

}  // namespace

std::span<const FunctionEntry> collection_functions() { return kFunctions; }

}  // namespace weir::terraform
