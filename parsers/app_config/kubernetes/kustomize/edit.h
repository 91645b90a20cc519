#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/model/value.h"

namespace weir::kubernetes::kustomize {

/// Whether values take more than the bytes that there is room for: then no more is made.
inline bool is_full(const ValueStore& values, std::size_t room) { return values.bytes() > room; }

/// `map` with the entry: in place of the one of its key, else behind the others. Of what is no map, a map of it alone.
ValueId with_entry(ValueStore& values, ValueId map, MapEntry entry);
/// `map` with each of the entries, one after the other. O(entries of both · log).
ValueId with_entries(ValueStore& values, ValueId map, std::vector<MapEntry> added, Span place);
/// `map` without the entry of a key.
ValueId without_entry(ValueStore& values, ValueId map, std::string_view key);

/// `map` with `change` applied to what stands at a path in it, which may be nothing; maps on the way are made.
template <class Change>
ValueId changed_at(ValueStore& values, ValueId map, const std::string_view* begin, const std::string_view* end, Span place,
                   const Change& change) {
  if (begin == end) return change(map);
  const MapEntry* found = map.valid() ? values.find_entry(map, *begin) : nullptr;
  MapEntry entry = found != nullptr ? *found : MapEntry{std::string(*begin), place, {}};
  entry.value = changed_at(values, entry.value, begin + 1, end, place, change);
  if (!entry.value.valid()) return map;
  return with_entry(values, map, std::move(entry));
}

template <class Change>
ValueId changed_at(ValueStore& values, ValueId map, std::initializer_list<std::string_view> path, Span place,
                   const Change& change) {
  return changed_at(values, map, path.begin(), path.end(), place, change);
}

/// What stands at a path; none if nothing does.
ValueId found_at(const ValueStore& values, ValueId map, std::initializer_list<std::string_view> path);

}  // namespace weir::kubernetes::kustomize
