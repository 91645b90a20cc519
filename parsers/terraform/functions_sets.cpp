// Functions of sets, and those that put items in order.

#include <algorithm>
#include <array>
#include <set>

#include "analyzer/model/choice.h"
#include "parsers/terraform/functions.h"

namespace weir::terraform {
namespace {

/// Numbers by size, texts by their bytes, then whatever has no order of its own.
void put_in_order(const FunctionCall& call, std::vector<ValueId>& of) {
  const ValueStore& values = call.values;
  if (std::all_of(of.begin(), of.end(),
                  [&](ValueId item) { return values[item].kind == ValueKind::number; })) {
    std::stable_sort(of.begin(), of.end(),
                     [&](ValueId a, ValueId b) { return values[a].number < values[b].number; });
    return;
  }
  std::vector<std::pair<std::string, ValueId>> keyed;
  for (const ValueId item : of) {
    const std::optional<std::string> text = call.text_of(item);
    keyed.emplace_back(text ? "=" + *text : "?" + identity(call, item), item);
  }
  std::stable_sort(keyed.begin(), keyed.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  for (std::size_t i = 0; i < of.size(); ++i) of[i] = keyed[i].second;
}

ValueId toset(const FunctionCall& call) {
  if (call.kind(0) == ValueKind::null) return call[0];
  return call.is_list(0) ? set_of(call, call.items(0)) : call.refuse(0, "list");
}

ValueId distinct(const FunctionCall& call) {
  if (!call.is_list(0)) return call.refuse(0, "list");
  std::vector<ValueId> all = call.items(0);
  if (!unify(call, all)) return call.fault("distinct was given items of different types");
  return call.made_list(once_each(call, all));
}

ValueId sort(const FunctionCall& call) {
  if (!call.is_list(0)) return call.refuse(0, "list");
  std::vector<ValueId> all = call.items(0);
  for (ValueId& item : all) {
    if (!call.text_of(item)) return call.refuse_part(item, "list of texts");
    item = call.as_text(item);
  }
  put_in_order(call, all);
  return call.made_list(all);
}

ValueId compact(const FunctionCall& call) {
  if (!call.is_list(0)) return call.refuse(0, "list");
  std::vector<ValueId> kept;
  for (const ValueId item : call.items(0)) {
    std::vector<Alternative> there = ways(call.model, item);
    for (Alternative& way : there) {
      if (!way.value.valid()) continue;
      const ValueKind kind = call.values[way.value].kind;
      if (kind == ValueKind::list || kind == ValueKind::map)
        return call.fault("compact needs texts");
      if (kind == ValueKind::null || call.text_of(way.value) == "") way.value = ValueId{};
    }
    const ValueId present = add_flat_choice(call.model, there, call.span);
    if (present.valid()) kept.push_back(call.as_text(present));
  }
  return call.made_list(kept);
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
  made = once_each(call, made);
  put_in_order(call, made);
  return call.made_list(made);
}
ValueId setunion(const FunctionCall& call) { return of_sets(call, SetOperation::in_any); }
ValueId setintersection(const FunctionCall& call) { return of_sets(call, SetOperation::in_all); }
ValueId setsubtract(const FunctionCall& call) { return of_sets(call, SetOperation::in_first_only); }

constexpr std::array kFunctions = {
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
  items = once_each(call, items);
  put_in_order(call, items);
  return call.made_list(items);
}

std::span<const FunctionEntry> set_functions() { return kFunctions; }

}  // namespace weir::terraform
