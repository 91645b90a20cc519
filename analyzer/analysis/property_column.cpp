#include "analyzer/analysis/property_column.h"

#include <algorithm>
#include <functional>
#include <string_view>
#include <utility>

namespace weir {
namespace {

/// Equal values hash alike; lists mostly differ in how many items they have or in their first.
std::size_t hash_of(const PropertyValue& value) {
  std::size_t hash = std::hash<std::string_view>()(value.text);
  const auto add = [&hash](std::size_t more) { hash = hash * 31 + more; };
  add(static_cast<std::size_t>(value.state));
  add(value.boolean);
  add(std::hash<double>()(value.number));
  add(value.items.size());
  if (!value.items.empty()) add(hash_of(value.items.front()));
  return hash;
}

bool same(const PropertyValue& a, const PropertyValue& b) {
  return a.state == b.state && a.boolean == b.boolean && a.number == b.number && a.text == b.text && a.span == b.span &&
         a.passage == b.passage && a.block == b.block && a.guards == b.guards &&
         std::equal(a.items.begin(), a.items.end(), b.items.begin(), b.items.end(), same);
}

}  // namespace

std::uint32_t PropertyColumn::number_of(PropertyValue&& value) {
  if (value.state == PropertyState::absent && !value.block.valid()) return 0;
  const auto next = static_cast<std::uint32_t>(values_.size());
  if (!value.span.valid()) {  // what is written somewhere is there once
    const std::size_t hash = hash_of(value);
    const auto [first, end] = known_.equal_range(hash);
    for (auto it = first; it != end; ++it)
      if (same(values_[it->second], value)) return it->second;
    known_.emplace(hash, next);
  }
  values_.push_back(std::move(value));
  return next;
}

}  // namespace weir
