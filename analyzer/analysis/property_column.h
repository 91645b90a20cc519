#pragma once

#include <cstdint>
#include <deque>
#include <unordered_map>
#include <vector>

#include "analyzer/graph/dfd.h"

namespace weir {

/// One value for every node (or every flow) of a Dfd, by index. What is derived takes few values that differ, so each is
/// kept once and a place only says which: a column is a fraction of the graph's own size.
class PropertyColumn {
 public:
  /// `size` places, all absent.
  explicit PropertyColumn(std::size_t size = 0) : values_(1), at_(size, 0) {}

  std::size_t size() const { return at_.size(); }
  const PropertyValue& operator[](std::size_t place) const { return values_[at_[place]]; }
  void put(std::size_t place, PropertyValue value) { at_[place] = number_of(std::move(value)); }
  void push_back(PropertyValue value) { at_.push_back(number_of(std::move(value))); }

 private:
  std::uint32_t number_of(PropertyValue&& value);

  std::deque<PropertyValue> values_;  ///< the first is the absent one
  std::vector<std::uint32_t> at_;     ///< by place: into `values_`
  std::unordered_multimap<std::size_t, std::uint32_t> known_;  ///< by hash: into `values_`
};

}  // namespace weir
