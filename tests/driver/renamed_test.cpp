#include "analyzer/driver/compare/renamed.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace weir {
namespace {

using testing::Eq;
using testing::Optional;

std::optional<std::size_t> from(const std::string& now, const std::vector<std::string_view>& gone) {
  return renamed_from(now, gone);
}

TEST(RenamedFrom, TheOneThatSharesTheMostLines) {
  EXPECT_THAT(from("a\nb\nc\nd\n", {"x\ny\n", "a\nb\nq\nd\n", "a\nb\nc\ne\nd\n"}), Optional(2U));
}

TEST(RenamedFrom, NothingThatSharesLessThanHalf) {
  EXPECT_THAT(from("a\nb\nc\n", {"a\nx\ny\n"}), Eq(std::nullopt));
  EXPECT_THAT(from("a\nb\n", {"a\nx\n"}), Optional(0U)) << "half is enough";
  EXPECT_THAT(from("", {""}), Eq(std::nullopt));
  EXPECT_THAT(from("a\n", {}), Eq(std::nullopt));
}

TEST(RenamedFrom, EndsOfLinesAndEmptyLinesDoNotCount) {
  EXPECT_THAT(from("a\n\n\nb", {"\n\n\n", "a \r\nb\r\n"}), Optional(1U));
}

TEST(RenamedFrom, OfTwoAlikeTheFirst) { EXPECT_THAT(from("a\n", {"a\n", "a\n"}), Optional(0U)); }

}  // namespace
}  // namespace weir
