// Functions of sets, and those that put items in order.

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

#include "analyzer/base/limits.h"
#include "analyzer/model/choice.h"
#include "parsers/terraform/functions/encoded.h"
#include "parsers/terraform/functions/types.h"

namespace weir::terraform {
namespace {

/// What puts items in order that are no texts, numbers or truth values: terraform goes by the bytes
/// that it hashes.
void write_order(const FunctionCall& call, ValueId item, int depth, std::string& out) {
  const ValueStore& values = call.values;
  const Value v = values[item];
  if (depth > limits::kNesting || !call.spend(1)) return;
  if (v.kind == ValueKind::null) {
    out += '~';
  } else if (v.kind == ValueKind::list) {
    const bool tuple = collection_of(v) == CollectionType::tuple;
    out += tuple ? '<' : '[';
    for (std::size_t i = 0; i < v.range.count; ++i) {
      write_order(call, values.item(item, i), depth + 1, out);
      out += ';';
    }
    out += tuple ? '>' : ']';
  } else if (v.kind == ValueKind::map) {
    const bool object = collection_of(v) == CollectionType::object;
    std::map<std::string, ValueId> entries;
    for (std::size_t i = 0; i < v.range.count; ++i)
      entries[values.entry(item, i).key] = values.entry(item, i).value;
    out += object ? '<' : '{';
    for (const auto& [key, value] : entries) {
      if (!object) out += '"' + key + "\":";
      write_order(call, value, depth + 1, out);
      out += ';';
    }
    out += object ? '>' : '}';
  } else if (v.kind == ValueKind::boolean) {
    out += v.boolean ? 'T' : 'F';
  } else if (const std::optional<std::string> text = call.text_of(item)) {
    out += v.kind == ValueKind::string ? '"' + *text + '"' : *text;
  } else {
    out += '?';
  }
}

/// Numbers by size, texts by their bytes, false before true; what is not known, and then nulls, at
/// the end.
void put_in_order(const FunctionCall& call, std::vector<ValueId>& of) {
  const ValueStore& values = call.values;
  struct Place {
    int group = 0;
    double number = 0;
    std::string text;
    ValueId item;
  };
  std::vector<Place> places;
  for (const ValueId item : of) {
    const Value v = values[item];
    Place place{v.kind == ValueKind::null ? 2 : is_open(v.kind) ? 1 : 0, 0, "", item};
    if (v.kind == ValueKind::number) {
      place.number = v.number;
    } else if (v.kind == ValueKind::string) {
      place.text = std::string(values.string(item));
    } else {
      write_order(call, item, 0, place.text);
    }
    places.push_back(std::move(place));
  }
  std::stable_sort(places.begin(), places.end(), [](const Place& a, const Place& b) {
    return std::tie(a.group, a.number, a.text) < std::tie(b.group, b.number, b.text);
  });
  for (std::size_t i = 0; i < of.size(); ++i) of[i] = places[i].item;
}

ValueId toset(const FunctionCall& call) {
  if (call.kind(0) == ValueKind::null) return call[0];
  if (!call.is_list(0)) return call.refuse(0, "list");
  return is_set(call.values[call[0]]) ? call[0] : set_of(call, call.items(0));
}

ValueId distinct(const FunctionCall& call) {
  if (!call.is_list(0)) return call.refuse(0, "list");
  std::vector<ValueId> all = call.items(0);
  if (!unify(call, all)) return call.fault("distinct was given items of different types");
  return call.made_list(once_each(call, all), CollectionType::list);
}

ValueId sort(const FunctionCall& call) {
  if (!call.is_list(0)) return call.refuse(0, "list");
  std::vector<ValueId> all = call.items(0);
  bool open = false;
  for (ValueId& item : all) {
    const bool fits = call.text_of(item).has_value();
    open = open || is_open(call.values[item].kind);
    if (!fits && !is_open(call.values[item].kind)) return call.refuse_part(item, "list of texts");
    item = call.as_text(item);
  }
  if (open) {  // the order is not known
    for (ValueId& item : all) item = call.depends_on_part(item);
    return call.made_list(all, CollectionType::list);
  }
  put_in_order(call, all);
  return call.made_list(all, CollectionType::list);
}

ValueId compact(const FunctionCall& call) {
  if (!call.is_list(0)) return call.refuse(0, "list");
  std::vector<ValueId> kept;
  for (const ValueId item : call.items(0)) {
    std::vector<Alternative> there = ways(call.model, item);
    for (Alternative& way : there) {
      if (!way.value.valid()) continue;
      const ValueKind kind = call.values[way.value].kind;
      if (encoding_of(call.values, way.value) != Encoding::none) continue;  // a text
      if (kind == ValueKind::list || kind == ValueKind::map)
        return call.fault("compact needs texts");
      if (kind == ValueKind::null || call.text_of(way.value) == "") way.value = ValueId{};
    }
    const ValueId present = add_flat_choice(call.model, there, call.span);
    if (present.valid()) kept.push_back(call.as_text(present));
  }
  return call.made_list(kept, CollectionType::list);
}

enum class SetOperation { in_all, in_any, in_first_only };

ValueId of_sets(const FunctionCall& call, SetOperation operation) {
  std::vector<ValueId> all;
  std::vector<std::size_t> ends;  // of each set's items among all
  for (std::size_t i = 0; i < call.size(); ++i) {
    if (!call.is_list(i)) return call.refuse(i, "set");
    for (const ValueId item : call.items(i)) all.push_back(item);
    ends.push_back(all.size());
  }
  if (!unify(call, all)) {
    return call.fault(std::string(call.name) + " was given sets of different types");
  }
  if (operation != SetOperation::in_any) {
    for (const ValueId item : all) {
      if (is_open(call.values[item].kind)) return call.depends_on_part(item);
    }
  }
  std::vector<std::set<std::string>> members;
  std::vector<std::string> identities;
  for (std::size_t i = 0; i < all.size(); ++i) {
    identities.push_back(identity(call, all[i]));
    while (members.empty() || i >= ends[members.size() - 1]) members.emplace_back();
    members.back().insert(identities.back());
  }
  members.resize(call.size());
  std::vector<ValueId> made;
  const std::size_t candidates = operation == SetOperation::in_any ? all.size() : ends.front();
  for (std::size_t i = 0; i < candidates; ++i) {
    const auto has = [&](const auto& set) { return set.count(identities[i]) != 0; };
    const bool in_others = operation == SetOperation::in_all
                               ? std::all_of(members.begin(), members.end(), has)
                               : std::any_of(members.begin() + 1, members.end(), has);
    const bool kept =
        operation == SetOperation::in_any || in_others == (operation == SetOperation::in_all);
    if (kept) made.push_back(all[i]);
  }
  return as_set(call, made);
}
ValueId setunion(const FunctionCall& call) { return of_sets(call, SetOperation::in_any); }
ValueId setintersection(const FunctionCall& call) { return of_sets(call, SetOperation::in_all); }
ValueId setsubtract(const FunctionCall& call) { return of_sets(call, SetOperation::in_first_only); }

constexpr std::array kSetFunctions = {
    FunctionEntry{"toset", 1, 1, Takes::values, toset},
    FunctionEntry{"distinct", 1, 1, Takes::values, distinct},
    FunctionEntry{"sort", 1, 1, Takes::whole_lists, sort},
    FunctionEntry{"compact", 1, 1, Takes::values, compact},
    FunctionEntry{"setunion", 1, kAnyNumber, Takes::values, setunion},
    FunctionEntry{"setintersection", 1, kAnyNumber, Takes::whole_lists, setintersection},
    FunctionEntry{"setsubtract", 2, 2, Takes::whole_lists, setsubtract}};

}  // namespace

ValueId set_of(const FunctionCall& call, std::vector<ValueId> items) {
  if (!unify(call, items)) {
    return call.fault(std::string(call.name) + " was given items of different types");
  }
  return as_set(call, items);
}

ValueId as_set(const FunctionCall& call, const std::vector<ValueId>& items) {
  std::vector<ValueId> made = once_each(call, items);
  put_in_order(call, made);
  const bool secret =
      std::any_of(made.begin(), made.end(), [&](ValueId item) { return call.values[item].secret; });
  const ValueId set = call.made_list(made, CollectionType::set);
  return secret ? call.values.marked_secret(set) : set;
}

std::span<const FunctionEntry> set_functions() { return kSetFunctions; }

}  // namespace weir::terraform
