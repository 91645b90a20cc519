// Types: what tells values apart, the type that items of a collection share, and the functions that
// convert. A set is a list without repetitions, in order.

#include <algorithm>
#include <array>
#include <set>

#include "analyzer/base/limits.h"
#include "analyzer/model/choice.h"
#include "parsers/terraform/functions.h"

namespace weir::terraform {
namespace {

struct Identity {
  std::string text;
  bool open = false;
};

void write_identity(const FunctionCall& call, ValueId item, int depth, Identity& to) {
  const ValueStore& values = call.values;
  const Value v = values[item];
  const std::size_t count = values.item_count(item);
  std::string& out = to.text;
  const bool whole = depth <= limits::kNesting && call.spend(1);
  if (whole && v.kind == ValueKind::list) {
    out += '[';
    for (std::size_t i = 0; i < count; ++i)
      write_identity(call, values.item(item, i), depth + 1, to);
    out += ']';
  } else if (whole && v.kind == ValueKind::map) {
    std::vector<MapEntry> entries;
    for (std::size_t i = 0; i < count; ++i) entries.push_back(values.entry(item, i));
    std::sort(entries.begin(), entries.end(),
              [](const MapEntry& a, const MapEntry& b) { return a.key < b.key; });
    out += '{';
    for (const MapEntry& entry : entries) {
      out += std::to_string(entry.key.size()) + ':' + entry.key;
      write_identity(call, entry.value, depth + 1, to);
    }
    out += '}';
  } else if (v.kind == ValueKind::null) {
    out += "null";
  } else if (v.kind == ValueKind::reference) {
    const Reference& reference = values.reference(item);
    out += '&' + reference.address + "." + reference.attribute;
    to.open = true;
  } else if (const std::optional<std::string> text = call.text_of(item)) {
    const char type = v.kind == ValueKind::number ? '#' : v.kind == ValueKind::boolean ? '!' : '=';
    out += type + std::to_string(text->size()) + ':' + *text;
  } else {
    out += '?' + std::to_string(item.value);
    to.open = true;
  }
}

/// What kinds there are among values, whichever way they go.
struct Kinds {
  bool text = false, number = false, boolean = false, list = false, map = false;
  bool choice = false, open = false;
  std::size_t collections = 0;

  bool scalars() const { return text || number || boolean; }
};

Kinds kinds_of(const FunctionCall& call, const std::vector<ValueId>& items) {
  Kinds kinds;
  const auto add = [&](ValueId value) {
    const ValueKind kind = call.values[value].kind;
    kinds.text = kinds.text || kind == ValueKind::string || kind == ValueKind::text;
    kinds.number = kinds.number || kind == ValueKind::number;
    kinds.boolean = kinds.boolean || kind == ValueKind::boolean;
    kinds.list = kinds.list || kind == ValueKind::list;
    kinds.map = kinds.map || kind == ValueKind::map;
    kinds.open = kinds.open || kind == ValueKind::unknown || kind == ValueKind::reference;
    kinds.collections += kind == ValueKind::list || kind == ValueKind::map ? 1 : 0;
  };
  for (const ValueId item : items) {
    if (call.values[item].kind != ValueKind::choice) {
      add(item);
      continue;
    }
    kinds.choice = true;
    for (const Alternative& way : ways(call.model, item)) {
      if (way.value.valid()) add(way.value);
    }
  }
  return kinds;
}

bool unify_at(const FunctionCall& call, std::vector<ValueId>& items, int depth);

/// Members of collections, grouped by what must have one type: by position or key where the
/// collections have the same shape, else all of them.
std::vector<std::vector<ValueId*>> groups_of(const FunctionCall& call,
                                             const std::vector<ValueId>& items,
                                             std::vector<std::vector<ValueId>>& members) {
  const ValueStore& values = call.values;
  std::vector<std::string> first_keys;
  bool same = true;
  for (const ValueId item : items) {
    std::vector<std::string> keys;
    members.emplace_back();
    const bool is_map = values[item].kind == ValueKind::map;
    for (std::size_t i = 0; i < values.item_count(item); ++i) {
      members.back().push_back(is_map ? values.entry(item, i).value : values.item(item, i));
      keys.push_back(is_map ? values.entry(item, i).key : std::to_string(i));
    }
    if (members.size() == 1) first_keys = keys;
    same = same && keys == first_keys;
  }
  std::vector<std::vector<ValueId*>> groups(same ? first_keys.size() : 1);
  for (std::vector<ValueId>& of : members) {
    for (std::size_t i = 0; i < of.size(); ++i) groups[same ? i : 0].push_back(&of[i]);
  }
  return groups;
}

ValueId with_members(const FunctionCall& call, ValueId item, const std::vector<ValueId>& members) {
  ValueStore& values = call.values;
  const Value v = values[item];
  std::vector<MapEntry> entries;
  for (std::size_t i = 0; v.kind == ValueKind::map && i < members.size(); ++i) {
    entries.push_back(values.entry(item, i));
    entries.back().value = members[i];
  }
  const ValueId made = v.kind == ValueKind::map ? values.add_map(std::move(entries), v.span)
                                                : values.add_list(members, v.span);
  const ValueId placed = values.moved(made, v.span, v.origin);
  return v.secret ? values.marked_secret(placed) : placed;
}

/// Items that are all lists, or all maps.
bool unify_members(const FunctionCall& call, std::vector<ValueId>& items, int depth) {
  std::size_t size = 0;
  for (const ValueId item : items) size += call.values.item_count(item);
  if (depth > limits::kNesting || !call.spend(2 * size)) return true;
  std::vector<std::vector<ValueId>> members;
  const std::vector<std::vector<ValueId*>> groups = groups_of(call, items, members);
  for (const std::vector<ValueId*>& group : groups) {
    std::vector<ValueId> of;
    for (const ValueId* member : group) of.push_back(*member);
    // maps of different shapes whose values differ in type stay objects of their own
    if (!unify_at(call, of, depth + 1)) return false;
    for (std::size_t i = 0; i < of.size(); ++i) *group[i] = of[i];
  }
  for (std::size_t i = 0; i < items.size(); ++i) {
    const bool is_map = call.values[items[i]].kind == ValueKind::map;
    bool changed = false;
    for (std::size_t n = 0; n < members[i].size(); ++n) {
      const ValueId old =
          is_map ? call.values.entry(items[i], n).value : call.values.item(items[i], n);
      changed = changed || old.value != members[i][n].value;
    }
    if (changed) items[i] = with_members(call, items[i], members[i]);
  }
  return true;
}

bool unify_at(const FunctionCall& call, std::vector<ValueId>& items, int depth) {
  const Kinds kinds = kinds_of(call, items);
  if (kinds.list + kinds.map + kinds.scalars() > 1) return false;
  if (kinds.number && kinds.boolean && !kinds.text) return kinds.open;
  if (kinds.text && (kinds.number || kinds.boolean)) {
    for (ValueId& item : items) item = call.as_text(item);
  }
  const bool plain = kinds.collections == items.size() && !kinds.choice;
  return !plain || items.empty() || unify_members(call, items, depth);
}

ValueId tostring(const FunctionCall& call) {
  const ValueKind kind = call.kind(0);
  if (kind == ValueKind::list || kind == ValueKind::map)
    return call.fault("tostring needs one value");
  return call.as_text(call[0]);
}

ValueId tonumber(const FunctionCall& call) {
  if (call.kind(0) == ValueKind::null || call.kind(0) == ValueKind::number) return call[0];
  const std::optional<double> number = call.number(0);
  return number ? call.made_number(*number) : call.refuse(0, "number");
}

ValueId tobool(const FunctionCall& call) {
  if (call.kind(0) == ValueKind::null || call.kind(0) == ValueKind::boolean) return call[0];
  const std::string_view text = call.values.string(call[0]);
  if (text == "true" || text == "1") return call.made_boolean(true);
  if (text == "false" || text == "0") return call.made_boolean(false);
  return call.refuse(0, "truth value");
}

/// A list of the argument's items, of one type; none for an argument that is no list.
ValueId tolist(const FunctionCall& call) {
  if (call.kind(0) == ValueKind::null) return call[0];
  if (!call.is_list(0)) return call.refuse(0, "list");
  std::vector<ValueId> all = call.items(0);
  const std::vector<ValueId> before = all;
  if (!unify(call, all)) return call.fault("tolist was given items of different types");
  const bool same = std::equal(all.begin(), all.end(), before.begin(), before.end(),
                               [](ValueId a, ValueId b) { return a.value == b.value; });
  return same ? call[0] : call.made_list(all);
}

ValueId tomap(const FunctionCall& call) {
  if (call.kind(0) == ValueKind::null) return call[0];
  if (!call.is_map(0)) return call.refuse(0, "map");
  std::vector<MapEntry> entries;
  std::vector<ValueId> all;
  if (!call.spend(call.values.item_count(call[0]))) return call.over_budget();
  for (std::size_t i = 0; i < call.values.item_count(call[0]); ++i) {
    entries.push_back(call.values.entry(call[0], i));
    all.push_back(entries.back().value);
  }
  if (!unify(call, all)) return call.fault("tomap was given values of different types");
  for (std::size_t i = 0; i < all.size(); ++i) entries[i].value = all[i];
  const Value v = call.values[call[0]];
  return call.values.moved(call.values.add_map(std::move(entries), v.span), v.span, v.origin);
}

constexpr std::array kFunctions = {FunctionEntry{"tostring", 1, 1, Takes::values, tostring},
                                   FunctionEntry{"tonumber", 1, 1, Takes::texts, tonumber},
                                   FunctionEntry{"tobool", 1, 1, Takes::texts, tobool},
                                   FunctionEntry{"tolist", 1, 1, Takes::values, tolist},
                                   FunctionEntry{"tomap", 1, 1, Takes::values, tomap}};

}  // namespace

std::string identity(const FunctionCall& call, ValueId item, bool* open) {
  Identity made;
  write_identity(call, item, 0, made);
  if (open != nullptr) *open = *open || made.open;
  return made.text;
}

std::vector<ValueId> once_each(const FunctionCall& call, const std::vector<ValueId>& items) {
  std::vector<ValueId> out;
  std::set<std::string> seen;
  for (const ValueId item : items) {
    if (seen.insert(identity(call, item)).second) out.push_back(item);
  }
  return out;
}

bool unify(const FunctionCall& call, std::vector<ValueId>& items) {
  std::vector<ValueId> changed = items;
  if (!unify_at(call, changed, 0)) return false;
  items = std::move(changed);
  return true;
}

std::span<const FunctionEntry> conversion_functions() { return kFunctions; }

}  // namespace weir::terraform
