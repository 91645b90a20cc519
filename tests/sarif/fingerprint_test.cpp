// GitHub's line hash, by the vectors of its own implementation, and the fingerprint of an identity.

#include "sarif/fingerprint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include "analyzer/rule/finding.h"

namespace weir::sarif {
namespace {

using testing::ElementsAre;

TEST(LineHash, OfAnEmptyFile) { EXPECT_THAT(line_hashes(""), ElementsAre("c129715d7a2bc9a3:1")); }

TEST(LineHash, BlanksDoNotCount) {
  EXPECT_THAT(line_hashes(" a\nb\n  \t\tc\n d"),
              ElementsAre("271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1",
                          "a23a3dc5e078b07b:1"));
}

TEST(LineHash, LineEndsAreTheSame) {
  EXPECT_EQ(line_hashes("a\r\nb\rc\n"), line_hashes("a\nb\nc\n"));
}

TEST(LineHash, EqualLinesAreCounted) {
  // Only the hundred units from a line on count, so far from the end equal lines have equal hashes.
  std::string text;
  for (int i = 0; i < 300; ++i) text += "x\n";
  const auto hashes = line_hashes(text);
  EXPECT_EQ(hashes[0].substr(0, hashes[0].find(':')), hashes[1].substr(0, hashes[1].find(':')));
  EXPECT_TRUE(hashes[0].ends_with(":1"));
  EXPECT_TRUE(hashes[1].ends_with(":2"));
}

TEST(LineHash, CoversTheHundredUnitsFromEachLineOn) {
  // A line's hash is that of the text from there on: moving the window loses and keeps nothing.
  std::string text;
  for (int i = 0; i < 90; ++i)
    text += std::string(static_cast<std::size_t>(i % 13), 'a') + std::to_string(i) + "\n";
  const auto all = line_hashes(text);
  std::size_t line = 0;
  for (std::size_t begin = 0; begin < text.size(); begin = text.find('\n', begin) + 1, ++line) {
    const std::string alone = line_hashes(text.substr(begin)).front();
    EXPECT_EQ(all[line].substr(0, all[line].find(':')), alone.substr(0, alone.find(':')));
  }
}

TEST(LineHash, CharactersBeyondTheBasicPlaneAreTwoUnits) {
  EXPECT_NE(line_hashes("\xF0\x9F\x98\x80"), line_hashes("\xEF\xBF\xBD"));
  EXPECT_EQ(line_hashes("\xFF"), line_hashes("\xEF\xBF\xBD")) << "no UTF-8: read as U+FFFD";
}

TEST(IdentityHash, IsFnv1a) {
  EXPECT_EQ(identity_hash(""), "cbf29ce484222325");
  EXPECT_EQ(identity_hash("a"), "af63dc4c8601ec8c");
}

TEST(Fingerprints, EqualIdentitiesOfALogAreCounted) {
  const SourceMap sources;
  Fingerprints fingerprints(sources);
  EXPECT_EQ(fingerprints.of_identity("a"), "af63dc4c8601ec8c:1");
  EXPECT_EQ(fingerprints.of_identity("a"), "af63dc4c8601ec8c:2");
  EXPECT_EQ(fingerprints.of_line(Span{}), "");
}

}  // namespace
}  // namespace weir::sarif
