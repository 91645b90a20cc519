// A stretch of a decoded text leads back to the bytes that stand for it.

#include <gtest/gtest.h>

#include "tests/syntax/parse.h"

namespace weir {
namespace {

using syntax_test::Reading;

std::string in_yaml(std::string text, std::string_view part) {
  return Reading(parse_yaml, std::move(text)).written(part);
}
std::string in_json(std::string text, std::string_view part) {
  return Reading(parse_json, std::move(text)).written(part);
}

TEST(ScalarText, JsonEscapes) {
  const std::string text = R"(["{\"a\": \"\u00e9\ud83d\ude00*\"}"])";
  EXPECT_EQ(in_json(text, "*"), "*");
  EXPECT_EQ(in_json(text, "\xC3\xA9"), "\\u00e9");
  EXPECT_EQ(in_json(text, "\xF0\x9F\x98\x80"), "\\ud83d\\ude00");
  EXPECT_EQ(in_json(text, "\"a\""), "\\\"a\\\"");
}

TEST(ScalarText, YamlDoubleQuotes) {
  const std::string text = "k: \"a\\x41 b\n   c\n\n  d\\\n   e \\\"*\\\"\"\n";
  EXPECT_EQ(in_yaml(text, "A"), "\\x41");
  EXPECT_EQ(in_yaml(text, "b c"), "b\n   c");
  EXPECT_EQ(in_yaml(text, "c\nd"), "c\n\n  d");
  EXPECT_EQ(in_yaml(text, "de"), "d\\\n   e");
  EXPECT_EQ(in_yaml(text, "*"), "*");
}

TEST(ScalarText, YamlSingleQuotesAndPlain) {
  EXPECT_EQ(in_yaml("k: 'it''s\n  *'\n", "'s"), "''s");
  EXPECT_EQ(in_yaml("k: 'it''s\n  *'\n", "*"), "*");
  EXPECT_EQ(in_yaml("k: a\n   b\n\n   *c\n", "*c"), "*c");
  EXPECT_EQ(in_yaml("k: plain *\n", "*"), "*");
  EXPECT_EQ(in_yaml("[2\nb]", "2 b"), "2\nb") << "a fold of one byte to one byte";
}

TEST(ScalarText, YamlBlocks) {
  EXPECT_EQ(in_yaml("k: |\n  a\n    *b\n\n  c\n", "*b"), "*b");
  EXPECT_EQ(in_yaml("k: |\n  a\n    *b\n\n  c\n", "c"), "c");
  EXPECT_EQ(in_yaml("k: >-  # x\n  a\n  *b\n", "*b"), "*b");
  EXPECT_EQ(in_yaml("k: |2+\n     a\n  *b\n\n\nz: 1\n", "*b"), "*b");
  EXPECT_EQ(in_yaml("k: |2+\n     a\n  *b\n\n\nz: 1\n", "   a"), "   a");
  EXPECT_EQ(in_yaml("- !Sub |\n    x ${Y}\n", "${Y}"), "${Y}");
}

TEST(ScalarText, EmptyTextsHaveAPlace) {
  Reading reading(parse_yaml, "k: ''\n");
  const Document& document = reading.parsed.documents[0];
  const NodeIndex value = find_entry(document, 0, "k");
  const FileId derived = derive_scalar(reading.sources, document, value);
  EXPECT_EQ(reading.sources.in_host({derived, 0, 0}).begin, 3u);
}

}  // namespace
}  // namespace weir
