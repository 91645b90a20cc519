#include "analyzer/base/nesting.h"

#include <gtest/gtest.h>

namespace weir {
namespace {

using Paths = std::vector<std::string>;

TEST(Nesting, WhatNoOtherNestsIsARoot) {
  EXPECT_EQ(roots_of({{"a", {"b", "c"}}, {"b", {}}, {"c", {"b"}}, {"d", {}}}), (Paths{"a", "d"}));
}

TEST(Nesting, WhatNestsItselfOnlyIsARoot) { EXPECT_EQ(roots_of({{"a", {"a"}}}), Paths{"a"}); }

TEST(Nesting, SomeAreAlwaysRoots) {
  EXPECT_EQ(roots_of({{"a", {"b"}}, {"b", {}}}, {"b"}), (Paths{"a", "b"}));
}

TEST(Nesting, OfACircleTheFirstIsARootAndNothingThatTheCircleNests) {
  EXPECT_EQ(roots_of({{"leaf", {}}, {"x", {"y", "leaf"}}, {"y", {"x"}}}), Paths{"x"});
  EXPECT_EQ(roots_of({{"a", {"b"}}, {"b", {"a"}}, {"x", {"y", "a"}}, {"y", {"x"}}}), Paths{"x"});
}

}  // namespace
}  // namespace weir
