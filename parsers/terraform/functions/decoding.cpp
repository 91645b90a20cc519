#include "parsers/terraform/functions/decoding.h"

#include "parsers/embedded/policy.h"

namespace weir::terraform {
namespace {

/// A value in which the last of equal keys counts.
ValueId without_repetitions(const FunctionCall& call, ValueId value) {
  ValueStore& values = call.values;
  const Value v = values[value];
  if ((v.kind != ValueKind::map && v.kind != ValueKind::list) || !call.spend(v.range.count))
    return value;
  bool changed = false;
  std::vector<ValueId> items;
  std::vector<MapEntry> entries;
  for (std::size_t i = 0; i < v.range.count; ++i) {
    const bool map = v.kind == ValueKind::map;
    const ValueId old = map ? values.entry(value, i).value : values.item(value, i);
    items.push_back(without_repetitions(call, old));
    changed = changed || items.back().value != old.value;
    if (!map) continue;
    entries.push_back(values.entry(value, i));
    entries.back().value = items.back();
  }
  entries = last_of_each_key(std::move(entries));
  if (v.kind == ValueKind::list) return changed ? values.add_list(items, v.span) : value;
  return changed || entries.size() != v.range.count ? values.add_map(std::move(entries), v.span)
                                                    : value;
}

}  // namespace

ValueId parsed_text(const FunctionCall& call, ValueId text) {
  const std::size_t before = call.model.diagnostics.size();
  const ValueId value = parse_embedded_json(call.model, call.sources, text);
  const bool failed = call.values[value].kind == ValueKind::unknown &&
                      call.values[value].unknown == UnknownKind::invalid;
  if (!failed) return without_repetitions(call, value);
  call.model.diagnostics.resize(before);
  return call.fault(std::string(call.name) + ": " + std::string(call.values.why(value)));
}

}  // namespace weir::terraform
