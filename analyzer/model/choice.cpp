#include "analyzer/model/choice.h"

#include <algorithm>
#include <utility>

namespace weir {
namespace {

struct Combination {
  Guard guard;
  std::vector<ValueId> values;
};

/// The combinations of `so_far` with the ways of one more input; those that cannot hold are left
/// out.
std::vector<Combination> extended(ResourceModel& model, std::vector<Combination> so_far,
                                  ValueId input) {
  if (!input.valid() || model.values[input].kind != ValueKind::choice) {
    for (Combination& combination : so_far) combination.values.push_back(input);
    return so_far;
  }
  const std::vector<Alternative> alternatives = ways(model, input);
  std::vector<Combination> result;
  for (Combination& combination : so_far) {
    std::vector<Alternative> possible;
    for (const Alternative& alternative : alternatives) {
      const Guard guard = model.guards.both(combination.guard, alternative.guard);
      if (model.guards.satisfiable(guard)) possible.push_back({guard, alternative.value});
      if (result.size() + possible.size() > kChoiceCombinations) break;
    }
    for (std::size_t i = 0; i < possible.size(); ++i) {
      // only a combination that splits is copied: many inputs of one choice stay linear
      const bool last = i + 1 == possible.size();
      result.push_back(
          {possible[i].guard, last ? std::move(combination.values) : combination.values});
      result.back().values.push_back(possible[i].value);
    }
    if (result.size() > kChoiceCombinations) return result;
  }
  return result;
}

/// Whether two values are one literal, or one reference, used at one place.
bool same(const ValueStore& values, ValueId a, ValueId b) {
  if (a == b) return true;
  const Value& one = values[a];
  const Value& other = values[b];
  if (one.kind != other.kind || one.span != other.span || one.secret != other.secret ||
      one.origin.valid() != other.origin.valid()) {
    return false;
  }
  if (one.origin.valid() && values.origin(one.origin).span != values.origin(other.origin).span) {
    return false;
  }
  switch (one.kind) {
    case ValueKind::null:
      return true;
    case ValueKind::boolean:
      return one.boolean == other.boolean;
    case ValueKind::number:
      return one.number == other.number;
    case ValueKind::string:
      return values.string(a) == values.string(b);
    case ValueKind::reference:
      return values.reference(a).address == values.reference(b).address &&
             values.reference(a).attribute == values.reference(b).attribute;
    default:
      return false;
  }
}

/// Alternatives that are the same value are one.
std::vector<Alternative> joined(ResourceModel& model, const std::vector<Alternative>& all) {
  std::vector<Alternative> out;
  for (const Alternative& one : all) {
    const auto known = std::find_if(out.begin(), out.end(), [&](const Alternative& other) {
      return one.value.valid() && other.value.valid() && same(model.values, one.value, other.value);
    });
    if (known == out.end()) {
      out.push_back(one);
    } else {
      known->guard = model.guards.either(known->guard, one.guard);
    }
  }
  return out;
}

}  // namespace

ValueId add_flat_choice(ResourceModel& model, const std::vector<Alternative>& alternatives,
                        Span span) {
  std::vector<Alternative> flat;
  for (const Alternative& outer : alternatives) {
    if (!outer.value.valid()) continue;
    if (model.values[outer.value].kind != ValueKind::choice) {
      flat.push_back(outer);
      continue;
    }
    for (std::size_t i = 0; i < model.values.item_count(outer.value); ++i) {
      const Alternative inner = model.values.alternative(outer.value, i);
      flat.push_back({model.guards.both(outer.guard, inner.guard), inner.value});
    }
  }
  return model.values.add_choice(joined(model, flat), span);
}

std::vector<Alternative> ways(ResourceModel& model, ValueId value) {
  if (!value.valid() || model.values[value].kind != ValueKind::choice) return {{kAlways, value}};
  std::vector<Alternative> result;
  Guard covered = kNever;
  for (std::size_t i = 0; i < model.values.item_count(value); ++i) {
    result.push_back(model.values.alternative(value, i));
    covered = model.guards.either(covered, result.back().guard);
  }
  const Guard absent = model.guards.negate(covered);
  if (covered != kUndecided && model.guards.satisfiable(absent)) {
    result.push_back({absent, ValueId{}});
  }
  return result;
}

ValueId only_when(ResourceModel& model, Guard guard, ValueId value) {
  return value.valid() ? add_flat_choice(model, {{guard, value}}, model.values[value].span) : value;
}

ValueId for_each_way(ResourceModel& model, const std::vector<ValueId>& inputs, Span span,
                     const std::function<ValueId(const std::vector<ValueId>&)>& make,
                     const std::function<ValueId()>& otherwise) {
  std::vector<Combination> combinations = {{kAlways, {}}};
  for (const ValueId input : inputs) {
    combinations = extended(model, std::move(combinations), input);
    if (combinations.size() > kChoiceCombinations) return otherwise();
  }
  std::vector<Alternative> results;
  for (const Combination& combination : combinations) {
    results.push_back({combination.guard, make(combination.values)});
  }
  return add_flat_choice(model, results, span);
}

}  // namespace weir
