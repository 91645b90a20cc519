// What tells values apart, and the functions that convert.

#include <algorithm>
#include <array>
#include <set>

#include "analyzer/base/limits.h"
#include "parsers/terraform/functions/types.h"

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
    out += v.collection == CollectionType::list ? 'L' : is_set(v) ? 'S' : '[';
    for (std::size_t i = 0; i < count; ++i)
      write_identity(call, values.item(item, i), depth + 1, to);
    out += ']';
  } else if (whole && v.kind == ValueKind::map) {
    std::vector<MapEntry> entries;
    for (std::size_t i = 0; i < count; ++i) entries.push_back(values.entry(item, i));
    std::sort(entries.begin(), entries.end(),
              [](const MapEntry& a, const MapEntry& b) { return a.key < b.key; });
    out += v.collection == CollectionType::map ? 'M' : '{';
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

ValueId tostring(const FunctionCall& call) {
  if (call.is_list(0) || call.is_map(0)) return call.fault("tostring needs one value");
  return call.as_text(call[0]);
}

ValueId tonumber(const FunctionCall& call) {
  if (call.kind(0) == ValueKind::null || call.kind(0) == ValueKind::number) return call[0];
  const std::optional<double> number = call.number(0);
  return number ? call.made_number(*number) : call.refuse(0, "number");
}

ValueId tobool(const FunctionCall& call) {
  if (call.kind(0) == ValueKind::null || call.kind(0) == ValueKind::boolean) return call[0];
  const std::optional<bool> truth = truth_in(call.values.string(call[0]));
  return truth ? call.made_boolean(*truth) : call.refuse(0, "truth value");
}

/// A list of the argument's items, of one type.
ValueId tolist(const FunctionCall& call) {
  if (call.kind(0) == ValueKind::null) return call[0];
  if (!call.is_list(0)) return call.refuse(0, "list");
  const Value v = call.values[call[0]];
  if (v.collection == CollectionType::list) return call[0];
  std::vector<ValueId> all = call.items(0);
  if (!unify(call, all)) return call.fault("tolist was given items of different types");
  if (!call.spend(all.size())) return call.over_budget();
  return call.values.moved(call.values.add_list(all, v.span, CollectionType::list), v.span,
                           v.origin);
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
  const ValueId made = call.values.add_map(std::move(entries), v.span, CollectionType::map);
  return call.values.moved(made, v.span, v.origin);
}

ValueId issensitive(const FunctionCall& call) {
  const Value v = call.values[call[0]];
  if (v.kind == ValueKind::text) {  // as secret as one of its parts
    for (const ValueId part : call.values.items(call[0])) {
      if (call.values[part].secret) return call.made_boolean(true);
    }
  }
  return is_open(v.kind) && !v.secret ? call.depends(0) : call.made_boolean(v.secret);
}

constexpr std::array kConversionFunctions = {
    FunctionEntry{"tostring", 1, 1, Takes::values, tostring},
    FunctionEntry{"tonumber", 1, 1, Takes::texts, tonumber},
    FunctionEntry{"tobool", 1, 1, Takes::texts, tobool},
    FunctionEntry{"tolist", 1, 1, Takes::values, tolist},
    FunctionEntry{"tomap", 1, 1, Takes::values, tomap},
    FunctionEntry{"issensitive", 1, 1, Takes::parts, issensitive}};

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
  std::vector<Type> types;
  for (const ValueId item : items) types.push_back(type_of(call, item));
  const std::optional<Type> type = common_type(types);
  if (!type) return false;
  for (ValueId& item : items) item = converted(call, item, *type);
  return true;
}

std::span<const FunctionEntry> conversion_functions() { return kConversionFunctions; }

}  // namespace weir::terraform
