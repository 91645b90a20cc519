#include "analyzer/model/passing.h"

#include <algorithm>
#include <utility>

#include "analyzer/model/choice.h"
#include "analyzer/model/joined_text.h"

namespace weir {

ValueId passed(ValueStore& values, ValueId value, Span place, const std::string& what) {
  if (!value.valid()) return value;
  const Value v = values[value];
  if (v.kind == ValueKind::unknown || v.kind == ValueKind::reference) {
    return values.moved(value, place, OriginId{});
  }
  if (v.kind == ValueKind::choice) {
    std::vector<Alternative> alternatives;
    for (std::size_t i = 0; i < values.item_count(value); ++i) {
      const Alternative alternative = values.alternative(value, i);
      alternatives.push_back({alternative.guard, passed(values, alternative.value, place, what)});
    }
    const ValueId choice = values.add_choice(alternatives, place);
    return v.secret ? values.marked_secret(choice) : choice;
  }
  const OriginId origin = values.add_origin({place, what, v.origin});
  return values.moved(value, v.span, origin);
}

ValueId possible_in(ResourceModel& model, Guard context, ValueId value) {
  ValueStore& values = model.values;
  if (context == kAlways || !value.valid() || values[value].kind != ValueKind::choice) return value;
  std::vector<Alternative> possible;
  for (const Alternative& way : ways(model, value)) {
    if (model.guards.satisfiable(model.guards.both(context, way.guard))) possible.push_back(way);
  }
  if (possible.size() == 1) return possible.front().value;
  const ValueId choice = values.add_choice(possible, values[value].span);
  return choice.valid() && values[value].secret ? values.marked_secret(choice) : choice;
}

std::vector<ValueId> items_as_used(ValueStore& values, ValueId list) {
  std::vector<ValueId> items = values.items(list);
  if (values[list].secret) {
    for (ValueId& item : items) item = values.marked_secret(item);
  }
  const OriginId origin = values[list].origin;
  if (!origin.valid()) return items;
  for (ValueId& item : items) {
    if (values[item].origin.valid()) continue;
    item = values.moved(item, values[item].span, origin);
  }
  return items;
}

ValueId without_absent_items(ResourceModel& model, ValueId list) {
  if (!list.valid() || model.values[list].kind != ValueKind::list) return list;
  const std::vector<ValueId> items = items_as_used(model.values, list);
  const bool all_there = std::none_of(items.begin(), items.end(), [&](ValueId item) {
    return model.values[item].kind == ValueKind::choice && !ways(model, item).back().value.valid();
  });
  if (all_there) return list;
  const Span span = model.values[list].span;
  const auto make = [&](const std::vector<ValueId>& chosen) {
    std::vector<ValueId> present;
    for (const ValueId item : chosen) {
      if (item.valid()) present.push_back(item);
    }
    return model.values.add_list(present, span);
  };
  return for_each_way(model, items, span, make, [&] {
    return model.values.add_unknown(UnknownKind::budget, "the list has too many alternatives", "",
                                    span);
  });
}

ValueId depends_on(ValueStore& values, ValueId on, std::string_view suffix, Span span) {
  const Value v = values[on];
  UnknownKind kind = UnknownKind::computed;
  std::string subject = describe_hole(values, on);
  std::string why = "depends on " + subject;
  if (v.kind == ValueKind::unknown) {
    kind = v.unknown;
    subject = std::string(values.subject(on));
    why = std::string(values.why(on));
  }
  if (v.kind != ValueKind::unknown || !subject.empty()) subject += suffix;
  const ValueId result = values.add_unknown(kind, std::move(why), std::move(subject), span);
  return v.secret ? values.marked_secret(result) : result;
}

}  // namespace weir
