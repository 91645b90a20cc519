#include "analyzer/analysis/property_column.h"

#include <gtest/gtest.h>

#include <vector>

#include "analyzer/analysis/derived.h"

namespace weir::testing {
namespace {

PropertyValue text_at(std::uint32_t begin) {
  PropertyValue value = derived_text("a");
  value.span = {FileId(0), begin, begin + 1};
  return value;
}

PropertyValue choice(Guard first) {
  PropertyValue value;
  value.state = PropertyState::choice;
  value.items = {derived_text("a")};
  value.guards = {first};
  return value;
}

/// Values that differ in no more than one part each.
std::vector<PropertyValue> neighbours() {
  std::vector<PropertyValue> all = {{}, derived_text("a"), derived_text("b"), derived_unknown("a"), derived_boolean(true),
                                    derived_boolean(false), text_at(1), text_at(2), derived_list({}), derived_list({"a"}),
                                    derived_list({"a", "b"}), derived_list({"a", "c"}), choice(kAlways), choice(kNever)};
  for (const double number : {0.0, 1.0, 2.0}) {
    PropertyValue value;
    value.state = PropertyState::number;
    value.number = number;
    all.push_back(value);
  }
  return all;
}

bool alike(const PropertyValue& a, const PropertyValue& b) {
  if (a.items.size() != b.items.size()) return false;
  for (std::size_t i = 0; i < a.items.size(); ++i)
    if (!alike(a.items[i], b.items[i])) return false;
  return a.state == b.state && a.boolean == b.boolean && a.number == b.number && a.text == b.text && a.span == b.span &&
         a.guards == b.guards;
}

TEST(PropertyColumn, APlaceHasWhatWasPutThereThoughOthersAreNearlyTheSame) {
  const std::vector<PropertyValue> values = neighbours();
  PropertyColumn put(values.size() * 2), pushed;
  for (std::size_t i = 0; i < values.size() * 2; ++i) {
    put.put(i, values[i % values.size()]);
    pushed.push_back(values[i % values.size()]);
  }
  ASSERT_EQ(pushed.size(), values.size() * 2);
  for (std::size_t i = 0; i < put.size(); ++i) {
    EXPECT_TRUE(alike(put[i], values[i % values.size()])) << i;
    EXPECT_TRUE(alike(pushed[i], values[i % values.size()])) << i;
  }
}

TEST(PropertyColumn, WhatIsEqualIsKeptOnce) {
  PropertyColumn column(3);
  column.put(0, derived_list({"a", "b"}));
  column.put(2, derived_list({"a", "b"}));
  EXPECT_EQ(&column[0], &column[2]);
  EXPECT_EQ(column[1].state, PropertyState::absent);
}

}  // namespace
}  // namespace weir::testing
