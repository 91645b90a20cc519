#include "analyzer/driver/compare/changed_lines.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace weir {
namespace {

/// Lines of `now`, each behind a mark: `+` changed, `-` something was taken away before it, ` `
/// neither.
std::string marked(std::string_view before, std::string_view now) {
  const ChangedLines changed = changed_lines(before, now);
  std::string text;
  std::size_t at = 0;
  for (std::size_t i = 0; i < changed.lines.size(); ++i) {
    const std::size_t end = std::min(now.find('\n', at), now.size() - 1);
    text += (changed.lines[i]  ? "+"
             : changed.gaps[i] ? "-"
                               : " ") +
            std::string(now.substr(at, end + 1 - at));
    at = end + 1;
  }
  EXPECT_EQ(at, now.size()) << "a mark for each line";
  return changed.gaps.back() ? text + "-" : text;
}

TEST(ChangedLines, OneOfSeveral) { EXPECT_EQ(marked("a\nb\nc\n", "a\nx\nc\n"), " a\n+x\n c\n"); }
TEST(ChangedLines, Inserted) { EXPECT_EQ(marked("a\nb\n", "a\nx\ny\nb\n"), " a\n+x\n+y\n b\n"); }
TEST(ChangedLines, NothingDiffers) { EXPECT_EQ(marked("a\nb\n", "a\nb\n"), " a\n b\n"); }
TEST(ChangedLines, AllIsNew) { EXPECT_EQ(marked("", "a\nb\n"), "+a\n+b\n"); }
TEST(ChangedLines, NothingIsLeft) { EXPECT_EQ(marked("a\n", ""), "-"); }
TEST(ChangedLines, WhereALineWasTakenAway) { EXPECT_EQ(marked("a\nb\nc\n", "a\nc\n"), " a\n-c\n"); }
TEST(ChangedLines, TakenAwayAtTheEnd) { EXPECT_EQ(marked("a\nb\n", "a\n"), " a\n-"); }
TEST(ChangedLines, TheLastLineWithoutAnEnd) { EXPECT_EQ(marked("a\nb", "a\nc"), " a\n+c"); }
TEST(ChangedLines, TwoPlaces) {
  EXPECT_EQ(marked("a\nb\nc\nd\ne\nf\n", "a\nB\nc\nd\nE\nf\n"), " a\n+B\n c\n d\n+E\n f\n");
}

TEST(ChangedLines, EndsOfLinesAreNoDifference) {
  EXPECT_EQ(marked("a\nb\n", "a \r\nb\r\n"), " a \r\n b\r\n");
}

TEST(ChangedLines, ARegionIsTouchedByWhatChangesInIt) {
  const ChangedLines changed =
      changed_lines("a\nb\nc\nd\n", "a\nc\nD\n");  // b is gone before c; d became D
  EXPECT_FALSE(changed.touch(1, 1)) << "what stood before it is gone, it is the same";
  EXPECT_TRUE(changed.touch(0, 1)) << "something is gone from within";
  EXPECT_TRUE(changed.touch(1, 2));
  EXPECT_FALSE(changed.touch(0, 0));
  EXPECT_FALSE(changed.touch(9, 9));
}

TEST(ChangedLines, AllThatDiffersIsMarkedAndLittleElse) {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    std::vector<int> before(random() % 40), now;
    for (int& line : before) line = static_cast<int>(random() % 8);
    for (const int line : before) {
      const auto edit = random() % 10;
      if (edit == 0) now.push_back(static_cast<int>(random() % 8));
      if (edit != 1) now.push_back(edit == 2 ? 9 : line);
    }
    std::string old_text, new_text;
    for (const int line : before) old_text += std::to_string(line) + "\n";
    for (const int line : now) new_text += std::to_string(line) + "\n";
    const std::vector<bool> changed = changed_lines(old_text, new_text).lines;
    ASSERT_EQ(changed.size(), now.size());
    // What is not marked is a subsequence of what was there.
    std::size_t at = 0;
    for (std::size_t i = 0; i < now.size(); ++i) {
      if (changed[i]) continue;
      while (at < before.size() && before[at] != now[i]) ++at;
      ASSERT_LT(at, before.size()) << "round " << round << ", line " << i << "\n"
                                   << old_text << "--\n"
                                   << new_text;
      ++at;
    }
  }
}

TEST(ChangedLines, TextsThatHaveNothingInCommonAreBounded) {
  std::string before, now;
  for (int i = 0; i < 20'000; ++i) {
    before += "old " + std::to_string(i) + "\n";
    now += "new " + std::to_string(i) + "\n";
  }
  const std::vector<bool> changed =
      changed_lines("first\n" + before + "last\n", "first\n" + now + "last\n").lines;
  ASSERT_EQ(changed.size(), 20'002U);
  EXPECT_FALSE(changed.front());
  EXPECT_TRUE(changed[1]);
  EXPECT_TRUE(changed[20'000]);
  EXPECT_FALSE(changed.back());
}

}  // namespace
}  // namespace weir
