// The section Rules: assignments that an assertion forbids are impossible.

#include "analyzer/model/choice.h"
#include "parsers/cloudformation/lowering.h"

namespace weir::cloudformation {

void Lowering::read_rules() {
  const NodeIndex rules = find_entry(document_, 0, "Rules");
  if (rules == kNoNode || document_[rules].kind == NodeKind::null) return;
  if (document_[rules].kind != NodeKind::map) {
    malformed("Rules", document_.span(rules), "Rules must be a map of rules by name");
    return;
  }
  collect_comparisons(rules);
  in_rules_ = in_condition_ = true;
  for (const NodeIndex entry : children(document_, rules)) {
    if (document_[entry].kind != NodeKind::entry || !document_.has_children(entry)) continue;
    const NodeIndex key = document_.first_child(entry);
    const NodeIndex content = document_.next_sibling(key);
    if (content < document_.next_sibling(entry)) {
      read_rule(document_.text(key), content, document_.span(key));
    }
  }
  in_rules_ = in_condition_ = false;
  drop_impossible_values();
}

void Lowering::read_rule(std::string_view name, NodeIndex node, Span place) {
  const std::string called = "rule " + std::string(name);
  const NodeIndex condition = find_entry(document_, node, "RuleCondition");
  const NodeIndex assertions = find_entry(document_, node, "Assertions");
  if (assertions == kNoNode || document_[assertions].kind != NodeKind::list) {
    malformed(called, place, called + " needs a list of Assertions");
    return;
  }
  const Guard applies = condition == kNoNode ? kAlways : guard_of(condition, name, false);
  for (const NodeIndex assertion : children(document_, assertions)) {
    const NodeIndex asserted = find_entry(document_, assertion, "Assert");
    if (asserted == kNoNode) {
      malformed(called, document_.span(assertion), "an assertion of " + called + " has no Assert");
      continue;
    }
    const Guard holds = guard_of(asserted, name, false);
    assume(name, model_.guards.either(model_.guards.negate(applies), holds),
           document_.span(asserted));
  }
}

void Lowering::assume(std::string_view name, Guard guard, Span place) {
  if (model_.guards.assume(guard) || guard == kUndecided) return;
  notes_.add(Level::note, "impossible-rule", name, place,
             "rule " + std::string(name) +
                 " allows none of the values that its parameters may have here; it is passed over");
}

/// A function that only rules have; none if it is another.
std::optional<Guard> Lowering::rule_function(const Call& call, std::string_view name) {
  const bool contains = call.function == "Contains";
  const bool in = call.function == "EachMemberIn";
  if (!in_rules_ || (!contains && !in && call.function != "EachMemberEquals")) return std::nullopt;
  const std::vector<NodeIndex> sides = arguments(call);
  if (sides.size() != 2) {
    malformed(name, call.span, "Fn::" + std::string(call.function) + " needs a list and a value");
    return undecided(name, false);
  }
  const ValueId left = rule_value(sides[0]);
  const ValueId right = rule_value(sides[1]);
  if (contains) return among(right, left, name);
  return each_member(left, name, [&](ValueId member) {
    return in ? among(member, right, name) : equals(member, right, name, false);
  });
}

ValueId Lowering::rule_value(NodeIndex node) {
  const std::optional<Call> found = call_at(node);
  if (!found || found->function != "RefAll") return evaluate(node);
  return parameters_of_type(document_.text(found->argument), found->span);
}

/// The values of all parameters of a type, in the order in which they stand.
ValueId Lowering::parameters_of_type(std::string_view type, Span span) {
  std::vector<ValueId> values;
  for (const NodeIndex entry : children(document_, parameters_)) {
    if (document_[entry].kind != NodeKind::entry || !document_.has_children(entry)) continue;
    const std::string_view name = document_.text(document_.first_child(entry));
    const auto found = parameter_of_.find(name);
    if (found == parameter_of_.end() || !spend()) continue;
    const NodeIndex written = find_entry(document_, found->second.node, "Type");
    if (written == kNoNode || document_.text(written) != type) continue;
    values.push_back(value_in_condition(name, found->second));
  }
  return values_.add_list(values, span);
}

/// When all members of a list are so.
Guard Lowering::each_member(ValueId members, std::string_view name,
                            const std::function<Guard(ValueId)>& holds) {
  Guard all = kNever;
  for (const Alternative& way : ways(model_, members)) {
    if (!way.value.valid() || values_[way.value].kind != ValueKind::list) {
      all = model_.guards.either(all, model_.guards.both(way.guard, undecided(name, false)));
      continue;
    }
    Guard here = way.guard;
    for (const ValueId member : values_.items(way.value)) {
      if (!spend()) return undecided(name, false);
      here = model_.guards.both(here, holds(member));
    }
    all = model_.guards.either(all, here);
  }
  return all;
}

/// When a list has the value.
Guard Lowering::among(ValueId value, ValueId list, std::string_view name) {
  return model_.guards.negate(each_member(list, name, [&](ValueId member) {
    return model_.guards.negate(equals(member, value, name, false));
  }));
}

/// A choice without what cannot be under the rules.
ValueId Lowering::as_assumed(ValueId value) {
  if (!value.valid() || values_[value].kind != ValueKind::choice) return value;
  std::vector<Alternative> possible = ways(model_, value);
  for (Alternative& way : possible) way.guard = model_.guards.both(way.guard, kAlways);
  return values_.add_choice(possible, values_[value].span);
}

void Lowering::drop_impossible_values() {
  for (Parameter& parameter : model_.units.front().parameters) {
    ParameterInfo& info = parameter_of_.find(parameter.name)->second;
    info.value = parameter.value = as_assumed(info.value);
    info.in_condition = as_assumed(info.in_condition);
  }
}

}  // namespace weir::cloudformation
