// Function calls.

#include "analyzer/model/passing.h"
#include "parsers/terraform/lowering.h"

namespace weir::terraform {

ValueId Lowering::function(NodeIndex node, const Scope& scope) {
  const Document& document = *scope.document;
  const std::string_view name = document.text(node);
  const Span span = document.span(node);
  if (name == "try") return first_that_works(node, scope);
  if (name == "can") return works(node, scope);
  if (name == "contains") return truth(containment(node, scope), span);
  const FunctionEntry* entry = find_function(name);
  if (entry == nullptr) {
    const std::string called(name);
    if (is_function(name)) return not_evaluated(called + "()", span);
    return malformed("unknown-function", name, span, "there is no function " + called);
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
  bool secret = false;
  for (ValueId& value : values) {
    secret = secret || values_[value].secret;
    if (entry->takes == Takes::texts) value = settle(value);
    if (entry->takes == Takes::whole_lists) {
      value = each_way({settle(value)}, span, [&](const std::vector<ValueId>& chosen) {
        return without_absent_items(model_, chosen[0]);
      });
    }
  }
  const ValueId result = each_way(values, span, [&](const std::vector<ValueId>& chosen) {
    return run_function(*entry, chosen, span);
  });
  if (!result.valid()) return unknown(UnknownKind::computed, "there is no value", "", span);
  return secret ? values_.marked_secret(result) : result;
}

/// The evaluated arguments, a last one with `...` as its items; false if those are not known (then
/// the last value says why).
bool Lowering::arguments(NodeIndex node, const Scope& scope, std::vector<ValueId>& values) {
  const Document& document = *scope.document;
  for (const NodeIndex argument : children(document, node))
    values.push_back(evaluate(argument, scope));
  if (!document[node].expand || values.empty()) return true;
  const ValueId last = values.back();
  if (values_[last].kind != ValueKind::list) return false;
  values.pop_back();
  for (const ValueId item : items_as_used(values_, last)) values.push_back(item);
  return true;
}

/// None of the values is a choice; those that are absent are left out.
ValueId Lowering::run_function(const FunctionEntry& entry, const std::vector<ValueId>& values,
                               Span span) {
  std::vector<ValueId> present;
  for (const ValueId value : values) {
    if (!value.valid()) continue;
    if (values_[value].kind == ValueKind::unknown && entry.run != nullptr) {
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
  return entry.run(
      FunctionCall{model_, values_, sources_, std::move(present), entry.name, span, report, pay});
}

/// The value, where it is no fault; what `next` gives where it is one or is absent.
ValueId Lowering::without_faults(ValueId value, const std::function<ValueId()>& next, Span span) {
  std::vector<Alternative> all;
  bool fault = false;
  for (Alternative way : ways(model_, value)) {
    if (way.value.valid() && !is_fault(way.value)) {
      all.push_back(way);
      continue;
    }
    fault = true;
    all.push_back({way.guard, ValueId{}});
  }
  if (!fault) return value;
  const ValueId other = next();
  for (Alternative& way : all) {
    if (!way.value.valid()) way.value = other;
  }
  return add_flat_choice(model_, all, span);
}

/// try(…): faults are answers, not diagnostics, and only the last argument's are kept.
ValueId Lowering::first_that_works(NodeIndex node, const Scope& scope) {
  const Document& document = *scope.document;
  std::vector<NodeIndex> from;
  for (const NodeIndex argument : children(document, node)) from.push_back(argument);
  const Span span = document.span(node);
  std::function<ValueId(std::size_t)> at = [&](std::size_t n) -> ValueId {
    if (n == from.size()) {
      return malformed("wrong-type", "try", span, "none of the arguments of try works");
    }
    ++quiet_;
    const ValueId value = evaluate(from[n], scope);
    --quiet_;
    return without_faults(
        value, [&] { return at(n + 1); }, span);
  };
  return at(0);
}

ValueId Lowering::works(NodeIndex node, const Scope& scope) {
  const Document& document = *scope.document;
  const Span span = document.span(node);
  if (!document.has_children(node)) {
    return malformed("wrong-type", "can", span, "can needs an expression");
  }
  ++quiet_;
  const ValueId value = evaluate(document.first_child(node), scope);
  --quiet_;
  Guard fine = kNever;
  for (const Alternative& way : ways(model_, value)) {
    if (way.value.valid() && !is_fault(way.value)) fine = model_.guards.either(fine, way.guard);
  }
  return truth(fine, span);
}

}  // namespace weir::terraform
