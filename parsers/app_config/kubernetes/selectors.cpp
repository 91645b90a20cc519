#include "parsers/app_config/kubernetes/selectors.h"

#include <algorithm>
#include <string_view>

namespace weir::kubernetes {
namespace {

bool bears_all(const Labels& wanted, const Labels& labels) {
  return std::all_of(wanted.begin(), wanted.end(), [&](const auto& pair) {
    const auto found = labels.find(pair.first);
    return found != labels.end() && found->second == pair.second;
  });
}

/// `{key: app, operator: In, values: [a, b]}`
bool holds(const ValueStore& values, ValueId expression, const Labels& labels) {
  const ValueId key = values.find(expression, "key"), op = values.find(expression, "operator");
  if (!key.valid() || !op.valid()) return false;
  const auto found = labels.find(values.string(key));
  const bool there = found != labels.end();
  const std::string_view how = values.string(op);
  if (how == "Exists") return there;
  if (how == "DoesNotExist") return !there;
  bool among = false;
  if (const ValueId list = values.find(expression, "values");
      list.valid() && values[list].kind == ValueKind::list)
    for (const ValueId item : values.items(list))
      among = among || (there && values.string(item) == found->second);
  return how == "In" ? among : how == "NotIn" && !among;
}

}  // namespace

Labels labels_of(const ValueStore& values, ValueId map) {
  Labels labels;
  if (!map.valid() || values[map].kind != ValueKind::map) return labels;
  for (std::size_t i = 0; i < values.item_count(map); ++i) {
    const MapEntry& entry = values.entry(map, i);
    if (values[entry.value].kind == ValueKind::string)
      labels.emplace(entry.key, values.string(entry.value));
  }
  return labels;
}

bool selects(const ValueStore& values, ValueId selector, const Labels& labels,
             bool empty_selects_all) {
  if (!selector.valid() || values[selector].kind != ValueKind::map) return false;
  const ValueId match = values.find(selector, "matchLabels");
  const ValueId expressions = values.find(selector, "matchExpressions");
  if (!match.valid() && !expressions.valid()) {
    const Labels wanted = labels_of(values, selector);
    return values.item_count(selector) == 0 ? empty_selects_all
                                            : !wanted.empty() && bears_all(wanted, labels);
  }
  if (match.valid() && !bears_all(labels_of(values, match), labels)) return false;
  if (!expressions.valid() || values[expressions].kind != ValueKind::list) return true;
  const std::vector<ValueId> items = values.items(expressions);
  return std::all_of(items.begin(), items.end(),
                     [&](ValueId item) { return holds(values, item, labels); });
}

}  // namespace weir::kubernetes
