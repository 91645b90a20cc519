// for expressions, splats and loops in templates.

#include <algorithm>
#include <utility>

#include "analyzer/model/joined_text.h"
#include "analyzer/model/passing.h"
#include "parsers/terraform/evaluation/lowering.h"

namespace weir::terraform {

/// What a list or map holds, each with when it is there.
std::vector<Lowering::Entry> Lowering::entries_of(ValueId collection) {
  std::vector<Entry> entries;
  const Value v = values_[collection];
  const auto add = [&](ValueId key, ValueId value) {
    Guard there = kAlways;
    if (values_[value].kind == ValueKind::choice) {
      there = kNever;
      for (std::size_t i = 0; i < values_.item_count(value); ++i) {
        there = model_.guards.either(there, values_.alternative(value, i).guard);
      }
    }
    entries.push_back({key, value, there});
  };
  if (!spend(2 * values_.item_count(collection))) return entries;
  if (v.kind == ValueKind::list) {
    const std::vector<ValueId> items = items_as_used(values_, collection);
    for (std::size_t i = 0; i < items.size(); ++i) {
      const ValueId number = values_.add_number(static_cast<double>(i), Span{});
      add(is_set(v) ? items[i] : number, items[i]);
    }
  } else if (v.kind == ValueKind::map) {
    std::vector<MapEntry> all;
    for (std::size_t i = 0; i < v.range.count; ++i) all.push_back(values_.entry(collection, i));
    std::stable_sort(all.begin(), all.end(),
                     [](const MapEntry& a, const MapEntry& b) { return a.key < b.key; });
    for (const MapEntry& entry : all) {
      const ValueId value = possible_in(model_, context_, member_of(collection, entry.value));
      if (!value.valid()) continue;
      add(values_.add_string(entry.key, entry.key_span), value);
    }
  }
  return entries;
}

ValueId Lowering::loop(NodeIndex node, const Scope& scope) {
  const Document& document = *scope.document;
  const Span span = document.span(node);
  const bool makes_map = document[node].kind == NodeKind::for_map;
  const std::size_t needed = makes_map ? 3 : 2;
  std::size_t parts = 0;
  for ([[maybe_unused]] const NodeIndex part : children(document, node)) ++parts;
  if (parts < needed) return unknown(UnknownKind::invalid, "malformed", "", span);
  const ValueId over = settle(evaluate(document.first_child(node), scope));
  return each_way({over}, span, [&](const std::vector<ValueId>& chosen) {
    if (!chosen[0].valid()) return ValueId{};
    const ValueKind kind = values_[chosen[0]].kind;
    if (kind != ValueKind::list && kind != ValueKind::map) {
      if (kind == ValueKind::unknown || kind == ValueKind::reference) {
        return depends_on(values_, chosen[0], " in a for expression", span);
      }
      return malformed("wrong-type", "for", span,
                       "found no list or map in a for expression; expected one");
    }
    const std::vector<Entry> entries = entries_of(chosen[0]);
    const bool outside = std::exchange(secret_, values_[chosen[0]].secret);
    const ValueId made =
        makes_map ? loop_map(node, scope, entries) : loop_list(node, scope, entries);
    return as_secret(made, std::exchange(secret_, outside));
  });
}

/// Runs `round` for every entry with its names bound and under the guard of its condition. Returns
/// none, or the unknown that stands for the whole.
ValueId Lowering::each_round(NodeIndex node, const Scope& scope, const std::vector<Entry>& entries,
                             const std::function<void(const Scope&, Guard)>& round) {
  const Document& document = *scope.document;
  const std::string_view names = document.text(node);
  const std::size_t comma = names.find(',');
  const std::string_view value_name = comma == names.npos ? names : names.substr(comma + 1);
  const std::string_view key_name =
      comma == names.npos ? std::string_view() : names.substr(0, comma);
  std::vector<NodeIndex> parts;
  for (const NodeIndex part : children(document, node)) parts.push_back(part);
  const std::size_t condition = document[node].kind == NodeKind::for_map    ? 3
                                : document[node].kind == NodeKind::for_list ? 2
                                                                            : parts.size();
  const Guard outside = context_;
  for (const Entry& entry : entries) {
    if (!spend()) return over_budget(document.span(node));
    const Binding value{value_name, entry.value, scope.bindings};
    const Binding key{key_name, entry.key, &value};
    const Scope inner = scope.with(comma == names.npos ? value : key);
    Guard guard = model_.guards.both(outside, entry.guard);
    if (!model_.guards.satisfiable(guard)) continue;
    context_ = guard;
    Guard holds = entry.guard;
    if (condition < parts.size()) {
      const std::uint64_t before = faults_;
      holds = model_.guards.both(holds, guard_of(parts[condition], inner));
      if (faults_ != before) {
        context_ = outside;
        return unknown(UnknownKind::invalid, "the condition is no truth value", "",
                       document.span(parts[condition]));
      }
      guard = model_.guards.both(outside, holds);
    }
    if (model_.guards.satisfiable(guard)) {
      context_ = guard;
      round(inner, holds);
    }
    context_ = outside;
  }
  return {};
}

ValueId Lowering::loop_list(NodeIndex node, const Scope& scope, const std::vector<Entry>& entries) {
  const Document& document = *scope.document;
  const NodeIndex result = document.next_sibling(document.first_child(node));
  std::vector<ValueId> items;
  const ValueId failed = each_round(node, scope, entries, [&](const Scope& inner, Guard guard) {
    items.push_back(only_when(model_, guard, evaluate(result, inner)));
  });
  if (failed.valid()) return failed;
  std::erase_if(items, [](ValueId item) { return !item.valid(); });
  return values_.add_list(items, document.span(node), CollectionType::tuple);
}

ValueId Lowering::loop_map(NodeIndex node, const Scope& scope, const std::vector<Entry>& entries) {
  const Document& document = *scope.document;
  const bool grouped = document[node].expand;
  const Span span = document.span(node);
  const NodeIndex key_node = document.next_sibling(document.first_child(node));
  const NodeIndex value_node = document.next_sibling(key_node);
  struct Group {
    Span key_span;
    std::vector<Alternative> ways;
    std::vector<ValueId> items;
  };
  std::map<std::string, Group> groups;
  std::vector<std::string> order;
  ValueId open_key;
  const auto add = [&](const std::string& key, Span key_span, Guard guard, ValueId value) {
    if (!spend(key.size() / kBytesPerStep)) return;
    const auto [at, fresh] = groups.try_emplace(key);
    if (fresh) {
      at->second.key_span = key_span;
      order.push_back(key);
    }
    if (!fresh && !grouped && guard == kAlways && at->second.ways.back().guard == kAlways) {
      open_key = malformed("wrong-type", "key", key_span,
                           "found the key " + key + " twice; expected `...` behind the value");
    }
    at->second.ways.push_back({guard, value});
    at->second.items.push_back(only_when(model_, guard, value));
  };
  const ValueId failed = each_round(node, scope, entries, [&](const Scope& inner, Guard guard) {
    const ValueId key = settle(evaluate(key_node, inner));
    const ValueId value = evaluate(value_node, inner);
    for (const Alternative& way : ways(model_, key)) {
      std::string text;
      if (!way.value.valid()) continue;
      const ValueKind kind = values_[way.value].kind;
      secret_ = secret_ || values_[way.value].secret;
      if (kind == ValueKind::null || kind == ValueKind::list || kind == ValueKind::map) {
        open_key = malformed("wrong-type", "key", inner.document->span(key_node),
                             "found null or a collection as a key; expected a text");
      } else if (scalar_text(values_, sources_, way.value, text)) {
        add(text, inner.document->span(key_node), model_.guards.both(guard, way.guard), value);
      } else if (!open_key.valid()) {
        open_key = way.value;
      }
    }
  });
  if (failed.valid()) return failed;
  if (is_fault(open_key)) return open_key;
  if (open_key.valid()) return depends_on(values_, open_key, " as a key", span);
  std::sort(order.begin(), order.end());  // a map's order
  std::vector<MapEntry> made;
  for (const std::string& key : order) {
    Group& group = groups[key];
    const ValueId value = grouped ? values_.add_list(group.items, span, CollectionType::tuple)
                          : group.ways.size() == 1
                              ? only_when(model_, group.ways[0].guard, group.ways[0].value)
                              : add_flat_choice(model_, group.ways, span);
    if (value.valid()) made.push_back({key, group.key_span, value});
  }
  return values_.add_map(std::move(made), span, CollectionType::object);
}

ValueId Lowering::splat(NodeIndex node, const Scope& scope) {
  const Document& document = *scope.document;
  const Span span = document.span(node);
  if (!document.has_children(node)) return unknown(UnknownKind::invalid, "malformed", "", span);
  const NodeIndex base = document.first_child(node);
  const NodeIndex rest = document.next_sibling(base);
  const bool whole = rest >= document.next_sibling(node);
  const auto applied = [&](ValueId item) {
    if (whole || !item.valid()) return item;
    const Binding each{"", item, scope.bindings};
    return evaluate(rest, scope.with(each));
  };
  return each_way({evaluate(base, scope)}, span, [&](const std::vector<ValueId>& chosen) {
    if (!chosen[0].valid()) return ValueId{};
    const ValueKind kind = values_[chosen[0]].kind;
    std::vector<ValueId> items;
    if (kind == ValueKind::unknown) return depends_on(values_, chosen[0], "[*]", span);
    if (kind == ValueKind::list) {
      for (const Entry& entry : entries_of(chosen[0])) {
        const ValueId item = only_when(model_, entry.guard, applied(entry.value));
        if (item.valid()) items.push_back(item);
      }
    } else if (kind != ValueKind::null) {  // a single value is a list of one
      items.push_back(applied(chosen[0]));
    }
    const bool tuple =
        kind != ValueKind::list || collection_of(values_[chosen[0]]) == CollectionType::tuple;
    const ValueId made =
        values_.add_list(items, span, tuple ? CollectionType::tuple : CollectionType::list);
    return as_secret(made, kind == ValueKind::list && values_[chosen[0]].secret);
  });
}

}  // namespace weir::terraform
