#include "parsers/terraform/evaluation/policy_merge.h"

#include <utility>

#include "analyzer/base/limits.h"
#include "analyzer/model/passing.h"

namespace weir::terraform {
namespace {

/// Takes lists and choices of them apart.
void collect(ResourceModel& model, ValueId value, Guard guard, int depth,
             std::vector<ValueId>& into) {
  for (const Alternative& way : ways(model, value)) {
    if (!way.value.valid()) continue;
    const Guard here = model.guards.both(guard, way.guard);
    if (model.values[way.value].kind == ValueKind::list && depth < limits::kNesting) {
      for (const ValueId item : items_as_used(model.values, way.value))
        collect(model, item, here, depth + 1, into);
      continue;
    }
    const ValueId statement = only_when(model, here, way.value);
    if (statement.valid()) into.push_back(statement);
  }
}

}  // namespace

std::vector<ValueId> statements_of(ResourceModel& model, ValueId policy, Span span) {
  std::vector<ValueId> found;
  for (const Alternative& way : ways(model, policy)) {
    if (!way.value.valid() || model.values[way.value].kind == ValueKind::null) continue;
    if (model.values[way.value].kind != ValueKind::map) {
      const ValueId open = depends_on(model.values, way.value, " merged into a policy", span);
      found.push_back(only_when(model, way.guard, open));
    } else if (const ValueId list = model.values.find(way.value, "Statement"); list.valid()) {
      collect(model, list, way.guard, 0, found);
    }
  }
  std::erase_if(found, [](ValueId statement) { return !statement.valid(); });
  return found;
}

void PolicyMerge::add(ValueId statement, const Repeated& repeated) {
  for (const Alternative& way : ways(model_, statement)) {
    if (!way.value.valid()) continue;
    const ValueId sid = model_.values.find(way.value, "Sid");
    for (const Alternative& named : ways(model_, sid)) {
      const bool literal =
          named.value.valid() && model_.values[named.value].kind == ValueKind::string;
      const std::string text(literal ? model_.values.string(named.value) : std::string_view());
      add_one({model_.guards.both(way.guard, named.guard), text, way.value}, repeated);
    }
  }
}

void PolicyMerge::add_one(Statement statement, const Repeated& repeated) {
  GuardStore& guards = model_.guards;
  if (!guards.satisfiable(statement.guard)) return;
  if (statement.sid.empty()) return void(merged_.push_back(std::move(statement)));
  Guard& known = said_.emplace(statement.sid, kNever).first->second;
  if (repeated && guards.both(known, statement.guard) == kAlways)
    repeated(statement.sid, model_.values[statement.value].span);
  known = guards.either(known, statement.guard);
  auto last = merged_.end();
  for (auto one = merged_.begin(); one != merged_.end(); ++one) {
    if (one->sid != statement.sid) continue;
    one->guard = guards.minus(one->guard, statement.guard);
    last = one;
  }
  if (last == merged_.end()) {
    merged_.push_back(std::move(statement));
  } else if (last->guard == kNever) {
    *last = std::move(statement);
  } else {
    merged_.insert(last + 1, std::move(statement));
  }
}

ValueId PolicyMerge::statements(Span span) {
  std::vector<ValueId> list;
  for (const Statement& one : merged_) {
    const ValueId statement = only_when(model_, one.guard, one.value);
    if (statement.valid()) list.push_back(statement);
  }
  return model_.values.add_list(list, span);
}

}  // namespace weir::terraform
