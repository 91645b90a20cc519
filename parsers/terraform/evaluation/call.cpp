// Function calls.

#include <algorithm>
#include <utility>

#include "analyzer/base/limits.h"
#include "analyzer/model/passing.h"
#include "parsers/terraform/evaluation/lowering.h"

namespace weir::terraform {

ValueId Lowering::function(NodeIndex node, const Scope& scope) {
  const Document& document = *scope.document;
  std::string_view name = document.text(node);
  const Span span = document.span(node);
  if (scope.module->additions != nullptr) {
    if (const ValueId own = scope.module->additions->function(node, scope); own.valid()) return own;
  }
  constexpr std::string_view kCore = "core::";
  if (name.starts_with(kCore)) name.remove_prefix(kCore.size());
  if (name == "try") return first_that_works(node, scope);
  if (name == "can") return works(node, scope);
  if (name == "convert") return converted_to_type(node, scope);
  if (name == "contains") {
    const std::uint64_t before = faults_;
    const bool outside = std::exchange(secret_, false);
    const Guard holds = containment(node, scope);
    const bool secret = std::exchange(secret_, outside);
    if (faults_ == before) return as_secret(truth(holds, span), secret);
    return unknown(UnknownKind::invalid, "contains needs a list and a value", "", span);
  }
  const FunctionEntry* entry = find_function(name);
  if (entry == nullptr) {
    const std::string called(name);
    const bool of_provider = name.starts_with("provider::");
    if (of_provider) return not_evaluated(called + "()", span);
    return malformed("unknown-function", name, span, "there is no function " + called);
  }
  if (name == "templatestring" && document.has_children(node)) {
    const NodeKind written = document[document.first_child(node)].kind;
    const bool named = written == NodeKind::get_attr || written == NodeKind::index ||
                       written == NodeKind::variable;
    if (!named)
      return malformed("wrong-type", name, span, "templatestring needs the name of a template");
  }
  std::vector<ValueId> values;
  if (!arguments(node, scope, values)) {
    return depends_on(values_, values.back(), " as arguments", span);
  }
  if (values.size() < entry->least || values.size() > entry->most) {
    return malformed("wrong-type", name, span,
                     std::string(name) + " was given " + std::to_string(values.size()) +
                         " arguments; expected " + std::to_string(entry->least) +
                         (entry->most == entry->least ? ""
                          : entry->most == kAnyNumber ? " or more"
                                                      : " to " + std::to_string(entry->most)));
  }
  if (name == "nonsensitive") values[0] = nonsensitive(values[0], node, scope);
  bool secret = false;
  for (ValueId& value : values) {
    secret = secret || values_[value].secret;
    if (entry->takes == Takes::texts || entry->takes == Takes::scalars) value = settle(value);
    if (entry->takes == Takes::one_map) value = one_map(value);
    if (entry->takes == Takes::whole_lists || entry->takes == Takes::open_lists) {
      value = each_way({settle(value)}, span,
                       [&](const std::vector<ValueId>& chosen) { return whole_list(chosen[0]); });
    }
  }
  const ValueId result = each_way(values, span, [&](const std::vector<ValueId>& chosen) {
    return run_function(*entry, chosen, span);
  });
  if (!result.valid()) return unknown(UnknownKind::computed, "there is no value", "", span);
  return as_secret(result, secret && name != "issensitive");
}

/// A choice of maps as one; a map if all of them are.
ValueId Lowering::one_map(ValueId maps) {
  const std::vector<Alternative> all = ways(model_, maps);
  const ValueId made = as_one_map(model_, maps);
  const bool of_one_type = std::all_of(all.begin(), all.end(), [&](const Alternative& way) {
    return !way.value.valid() || values_[way.value].collection == CollectionType::map;
  });
  if (made == maps || !of_one_type || values_[made].kind != ValueKind::map) return made;
  if (!spend(values_.item_count(made))) return made;
  std::vector<MapEntry> entries;
  for (std::size_t i = 0; i < values_.item_count(made); ++i) {
    entries.push_back(values_.entry(made, i));
  }
  const ValueId typed =
      values_.add_map(std::move(entries), values_[made].span, CollectionType::map);
  return as_secret(typed, values_[made].secret);
}

/// OpenTofu's convert(value, type): the type is written as for a variable.
ValueId Lowering::converted_to_type(NodeIndex node, const Scope& scope) {
  const Document& document = *scope.document;
  std::vector<NodeIndex> of;
  for (const NodeIndex argument : children(document, node)) of.push_back(argument);
  if (of.size() != 2) {
    return malformed("wrong-type", "convert", document.span(node),
                     "convert needs a value and a type");
  }
  return typed(evaluate(of[0], scope), Syntax{&document, of[1]}, 0);
}

/// The evaluated arguments, a last one with `...` as its items; false if those are not known (then
/// the last value says why).
bool Lowering::arguments(NodeIndex node, const Scope& scope, std::vector<ValueId>& values) {
  const Document& document = *scope.document;
  for (const NodeIndex argument : children(document, node))
    values.push_back(evaluate(argument, scope));
  if (!document[node].expand || values.empty()) return true;
  const ValueId last = values.back();
  if (values_[last].kind != ValueKind::list || !spend(values_.item_count(last))) return false;
  values.pop_back();
  for (const ValueId item : items_as_used(values_, last)) values.push_back(item);
  return true;
}

/// A list none of whose items may be absent: itself, or a choice of such lists.
ValueId Lowering::whole_list(ValueId list) {
  if (!list.valid() || values_[list].kind != ValueKind::list) return list;
  const std::size_t count = values_.item_count(list);
  if (!spend(count / kEntriesPerStep)) return over_budget(values_[list].span);
  for (std::size_t i = 0; i < count; ++i) {
    if (values_[values_.item(list, i)].kind != ValueKind::choice) continue;
    if (!spend(2 * count)) return over_budget(values_[list].span);
    const CollectionType type = values_[list].collection;
    std::vector<Alternative> all = ways(model_, without_absent_items(model_, list));
    for (Alternative& way : all) {
      if (!way.value.valid() || values_[way.value].kind != ValueKind::list) continue;
      way.value = values_.add_list(values_.items(way.value), values_[way.value].span, type);
    }
    return add_flat_choice(model_, all, values_[list].span);
  }
  return list;
}

/// None of the values is a choice; those that are absent are left out.
ValueId Lowering::run_function(const FunctionEntry& entry, const std::vector<ValueId>& values,
                               Span span) {
  std::vector<ValueId> present;
  for (const ValueId value : values) {
    if (!value.valid()) continue;
    const bool may_be_open =
        entry.takes == Takes::parts || (entry.takes == Takes::open_lists && present.empty());
    if (values_[value].kind == ValueKind::unknown && !may_be_open) {
      return depends_on(values_, value, " in " + std::string(entry.name) + "()", span);
    }
    present.push_back(value);
  }
  if (present.size() < entry.least) return ValueId{};
  if (!spend(present.size())) return over_budget(span);
  const bool names_resource = entry.takes == Takes::texts && present.size() >= 1 &&
                              values_[present[0]].kind == ValueKind::reference;
  if (names_resource) return values_.moved(present[0], span, OriginId{});
  const std::function<ValueId(std::string)> report = [&](std::string message) {
    return malformed("wrong-type", entry.name, span, std::move(message));
  };
  const std::function<bool(std::uint64_t)> pay = [&](std::uint64_t steps) { return spend(steps); };
  const ValueId result = entry.run(FunctionCall{model_, values_, sources_, std::move(present),
                                                entry.name, span, report, pay, &around_});
  return spend(0) ? result : over_budget(span);  // what was made with too little is not whole
}

/// Whether some part of a value is a fault: the whole is one then.
bool Lowering::holds_fault(ValueId value, int depth) {
  if (!value.valid() || depth > limits::kNesting || !spend()) return false;
  const Value v = values_[value];
  if (is_fault(value)) return true;
  if (v.kind == ValueKind::map) {
    for (std::size_t i = 0; i < v.range.count; ++i) {
      if (holds_fault(values_.entry(value, i).value, depth + 1)) return true;
    }
  }
  for (const ValueId item : values_.items(value)) {
    if (holds_fault(item, depth + 1)) return true;
  }
  return false;
}

/// The ways of an expression whose faults are answers: a way that is a fault has no value.
std::vector<Alternative> Lowering::attempt(NodeIndex node, const Scope& scope) {
  const std::uint64_t before = faults_;
  ++quiet_;
  const ValueId value = evaluate(node, scope);
  --quiet_;
  const bool new_faults = std::exchange(faults_, before) != before;
  std::vector<Alternative> all = ways(model_, value);
  bool shown = false;
  for (Alternative& way : all) {
    const bool fault = is_fault(way.value) || (new_faults && holds_fault(way.value, 0));
    shown = shown || fault;
    if (fault) way.value = ValueId{};
  }
  if (new_faults && !shown) return {{kAlways, ValueId{}}};  // in a condition, a key, a template
  return all;
}

/// try(…): faults are answers, not diagnostics, and only the last argument's are kept.
ValueId Lowering::first_that_works(NodeIndex node, const Scope& scope) {
  const Document& document = *scope.document;
  std::vector<Alternative> all = {{kAlways, ValueId{}}};
  const auto is_missing = [](const Alternative& way) { return !way.value.valid(); };
  for (const NodeIndex argument : children(document, node)) {
    if (std::none_of(all.begin(), all.end(), is_missing)) break;
    std::vector<Alternative> next;
    const std::vector<Alternative> further = attempt(argument, scope);
    for (const Alternative& way : all) {
      if (way.value.valid()) {
        next.push_back(way);
        continue;
      }
      for (const Alternative& other : further) {
        const Guard both = model_.guards.both(way.guard, other.guard);
        if (model_.guards.satisfiable(both)) next.push_back({both, other.value});
      }
    }
    all = std::move(next);
  }
  const Span span = document.span(node);
  if (std::any_of(all.begin(), all.end(), is_missing)) {
    const ValueId none = malformed("wrong-type", "try", span, "none of the arguments of try works");
    for (Alternative& way : all) {
      if (!way.value.valid()) way.value = none;
    }
  }
  return all.size() == 1 ? all.front().value : add_flat_choice(model_, all, span);
}

/// What is not known may still turn out to be a fault.
ValueId Lowering::works(NodeIndex node, const Scope& scope) {
  const Document& document = *scope.document;
  const Span span = document.span(node);
  if (!document.has_children(node)) {
    return malformed("wrong-type", "can", span, "can needs an expression");
  }
  Guard fine = kNever;
  for (const Alternative& way : attempt(document.first_child(node), scope)) {
    if (!way.value.valid()) continue;
    const bool unknown_value = values_[way.value].kind == ValueKind::unknown;
    const Guard here =
        unknown_value ? model_.guards.both(way.guard, undecided(node, scope)) : way.guard;
    fine = model_.guards.either(fine, here);
  }
  return truth(fine, span);
}

}  // namespace weir::terraform
