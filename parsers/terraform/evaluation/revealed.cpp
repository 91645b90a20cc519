// What nonsensitive() shows: the values of secrets, which nothing else sees.

#include <algorithm>
#include <utility>

#include "analyzer/base/limits.h"
#include "analyzer/model/choice.h"
#include "parsers/terraform/evaluation/lowering.h"

namespace weir::terraform {

/// Evaluates with the values of secrets, marked as such. What is made so must not enter the model.
ValueId Lowering::revealed(const std::function<ValueId()>& evaluated) {
  const bool outside = std::exchange(revealing_, true);
  const ValueId value = evaluated();
  revealing_ = outside;
  return value;
}

/// The argument of nonsensitive(), whose author says that it may be shown: with the values that
/// secrets have, and without their mark. That of parts stays where the whole is no secret.
ValueId Lowering::nonsensitive(ValueId argument, NodeIndex node, const Scope& scope) {
  const std::vector<Alternative> all = ways(model_, argument);
  const auto is_secret = [&](const Alternative& way) {
    return way.value.valid() && values_[way.value].secret;
  };
  if (!values_[argument].secret && std::none_of(all.begin(), all.end(), is_secret)) return argument;
  const Span place = scope.document->span(node);
  if (revealing_) return without_secrets(argument, place, 0);

  const std::uint64_t faults = faults_;
  std::vector<ValueId> known;
  ++quiet_;  // what is wrong whatever the secrets are has been said
  revealed([&] { return arguments(node, scope, known) ? known.front() : ValueId{}; });
  --quiet_;
  if (faults_ != faults || known.size() != 1) {
    return malformed("wrong-type", "nonsensitive", place,
                     "nonsensitive() was given what fails with the values that secrets have");
  }
  return without_secrets(known.front(), place, 0);
}

/// The same value without marks, as if it stood at `place`: where a secret stands is not shown.
ValueId Lowering::without_secrets(ValueId value, Span place, int depth) {
  if (!value.valid()) return value;
  const Value v = values_[value];
  if (depth > limits::kNesting || !spend()) return over_budget(place);
  const auto inner = [&](ValueId part) { return without_secrets(part, place, depth + 1); };
  std::vector<ValueId> items;
  std::vector<MapEntry> entries;
  switch (v.kind) {
    case ValueKind::null:
      return values_.add_null(place);
    case ValueKind::boolean:
      return values_.add_boolean(v.boolean, place);
    case ValueKind::number:
      return computed_number(v.number, place);
    case ValueKind::string:
      return computed_text(std::string(values_.string(value)), place);
    case ValueKind::unknown:
      return unknown(v.unknown, std::string(values_.why(value)),
                     std::string(values_.subject(value)), place);
    case ValueKind::list:
      for (const ValueId item : values_.items(value)) items.push_back(inner(item));
      return values_.add_list(items, place, v.collection);
    case ValueKind::map:
      for (std::size_t i = 0; i < v.range.count; ++i) {
        const MapEntry entry = values_.entry(value, i);
        entries.push_back({entry.key, place, inner(entry.value)});
      }
      return values_.add_map(std::move(entries), place, v.collection);
    case ValueKind::choice: {
      std::vector<Alternative> all = ways(model_, value);
      for (Alternative& way : all) way.value = inner(way.value);
      return add_flat_choice(model_, all, place);
    }
    default:
      return value;  // texts with holes stay as secret as their parts
  }
}

/// A cell, or the one beside it that has what nonsensitive() sees.
ValueId Lowering::cell_of(Cell& usual, const std::string& what,
                          const std::function<ValueId()>& compute) {
  if (!revealing_) return cell(usual, what, compute);
  Cell& own = revealed_[what];
  own.at = usual.at;
  return cell(own, what, [&] {
    ++quiet_;  // the usual one has said its faults
    const ValueId value = revealed(compute);
    --quiet_;
    return value;
  });
}

}  // namespace weir::terraform
