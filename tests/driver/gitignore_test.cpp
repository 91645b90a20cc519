#include "analyzer/driver/gitignore.h"

#include <gtest/gtest.h>

namespace weir {
namespace {

IgnoreRules rules(std::string_view lines, std::string_view folder = "") {
  IgnoreRules made;
  made.add(folder, lines);
  return made;
}

TEST(IgnoreRules, ANameMatchesAtAnyDepth) {
  const IgnoreRules ignore = rules("build\n*.log\n");
  EXPECT_TRUE(ignore.ignores("build", true));
  EXPECT_TRUE(ignore.ignores("a/b/build", true));
  EXPECT_TRUE(ignore.ignores("a/x.log", false));
  EXPECT_FALSE(ignore.ignores("a/x.logs", false));
}

TEST(IgnoreRules, ASlashAnchorsToTheFilesFolder) {
  const IgnoreRules ignore = rules("/dist\ndocs/draft\n");
  EXPECT_TRUE(ignore.ignores("dist", true));
  EXPECT_FALSE(ignore.ignores("a/dist", true));
  EXPECT_TRUE(ignore.ignores("docs/draft", false));
  EXPECT_FALSE(ignore.ignores("a/docs/draft", false));
}

TEST(IgnoreRules, ATrailingSlashMeansFoldersOnly) {
  const IgnoreRules ignore = rules("out/\n");
  EXPECT_TRUE(ignore.ignores("out", true));
  EXPECT_FALSE(ignore.ignores("out", false));
}

TEST(IgnoreRules, TheLastMatchDecides) {
  const IgnoreRules ignore = rules("*.json\n!keep.json\n");
  EXPECT_TRUE(ignore.ignores("a.json", false));
  EXPECT_FALSE(ignore.ignores("deep/keep.json", false));
}

TEST(IgnoreRules, AnInnerFileSpeaksOfItsOwnFolderAndWins) {
  IgnoreRules ignore = rules("*.yaml\n");
  ignore.add("live", "!*.yaml\n/local\n");
  EXPECT_TRUE(ignore.ignores("a.yaml", false));
  EXPECT_FALSE(ignore.ignores("live/a.yaml", false));
  EXPECT_TRUE(ignore.ignores("live/local", true));
  EXPECT_FALSE(ignore.ignores("local", true));
}

TEST(IgnoreRules, CommentsBlanksAndLineEndsAreNotPatterns) {
  const IgnoreRules ignore = rules("# a comment\r\n\r\n  \nname.txt  \r\n/\n");
  EXPECT_TRUE(ignore.ignores("name.txt", false));
  EXPECT_FALSE(ignore.ignores("# a comment", false));
  EXPECT_FALSE(ignore.ignores("other", false));
}

TEST(ExcludedBy, AMatchingFolderExcludesWhatIsBelow) {
  EXPECT_TRUE(excluded_by({"examples"}, "examples/a/b.yaml"));
  EXPECT_TRUE(excluded_by({"./examples/"}, "examples/a.yaml"));
  EXPECT_TRUE(excluded_by({"**/test"}, "a/test/b.yaml"));
  EXPECT_TRUE(excluded_by({"a/*.json"}, "a/b.json"));
  EXPECT_FALSE(excluded_by({"a/*.json"}, "a/c/b.json"));
  EXPECT_FALSE(excluded_by({}, "a"));
}

}  // namespace
}  // namespace weir
