#include <gtest/gtest.h>

#include "tests/syntax/parse.h"

namespace weir {
namespace {

using syntax_test::Reading;

Reading yaml(std::string text) { return Reading(parse_yaml, std::move(text)); }

TEST(Yaml, TagsStylesAndComments) {
  EXPECT_EQ(yaml("# top\n"
                 "A: !Sub |  # header\n"
                 "  hello ${X}\n"
                 "    more\n"
                 "\n"
                 "B: !If [cond, !Ref \"N\", {a: , b: null}]  # behind\n"
                 "C: !GetAZs\n"
                 "D:\n"
                 "E:\n"
                 "- - x\n"
                 "  - true\n"
                 "- [k: v]\n")
                .tree(),
            R"(map @2:1-12:9
  entry @2:1-4:9
    string "A" @2:1-2:2
    string "hello ${X}\n  more\n" !Sub @2:9-4:9
  entry @6:1-6:40
    string "B" @6:1-6:2
    list !If @6:8-6:40
      string "cond" @6:9-6:13
      string "N" !Ref @6:20-6:23
      map @6:25-6:39
        entry @6:26-6:28
          string "a" @6:26-6:27
          null @6:28-6:28
        entry @6:31-6:38
          string "b" @6:31-6:32
          null @6:34-6:38
  entry @7:1-7:11
    string "C" @7:1-7:2
    string "" !GetAZs @7:11-7:11
  entry @8:1-8:3
    string "D" @8:1-8:2
    null @8:3-8:3
  entry @9:1-12:9
    string "E" @9:1-9:2
    list @10:1-12:9
      list @10:3-11:9
        string "x" @10:5-10:6
        boolean "true" @11:5-11:9
      list @12:3-12:9
        map @12:4-12:8
          entry @12:4-12:8
            string "k" @12:4-12:5
            string "v" @12:7-12:8
comment "top" @1:1-1:6
comment-behind "header" @2:12-2:20
comment-behind "behind" @6:42-6:50
)");
}

TEST(Yaml, ScalarsOfTheCoreSchemaOnly) {
  EXPECT_EQ(yaml("[1, -2.5e3, .5, 0x1F, 012345678901, 1_000, 2012-10-17, 1:30, .inf]").shape(),
            "list\n  number \"1\"\n  number \"-2.5e3\"\n  number \".5\"\n  string \"0x1F\"\n"
            "  string \"012345678901\"\n  string \"1_000\"\n  string \"2012-10-17\"\n"
            "  string \"1:30\"\n  string \".inf\"\n");
  EXPECT_EQ(yaml("[true, False, yes, no, on, ~, null, 'null', \"true\", !!str 1, !!int 2]").shape(),
            "list\n  boolean \"true\"\n  boolean \"false\"\n  string \"yes\"\n  string \"no\"\n"
            "  string \"on\"\n  null\n  null\n  string \"null\"\n  string \"true\"\n"
            "  string \"1\" !!str\n  number \"2\" !!int\n");
}

TEST(Yaml, JsonTwinHasTheSameShape) {
  const std::string json =
      R"({"a": [1, true, null, "x\u00e9\n", {"80": {}}], "null": [], "b": ""})";
  const std::string block =
      "a:\n  - 1\n  - True\n  -\n  - \"x\\u00e9\\n\"\n  - 80: {}\nnull: []\nb: ''\n";
  EXPECT_EQ(yaml(block).shape(), Reading(parse_json, json).shape());
  EXPECT_EQ(yaml(json).shape(), Reading(parse_json, json).shape());
}

TEST(Yaml, EmptyValuesLieBehindTheirMark) {
  EXPECT_EQ(yaml("a:\nnull: 1\nb: ~\n").tree(),
            "map @1:1-3:5\n"
            "  entry @1:1-1:3\n    string \"a\" @1:1-1:2\n    null @1:3-1:3\n"
            "  entry @2:1-2:8\n    string \"null\" @2:1-2:5\n    number \"1\" @2:7-2:8\n"
            "  entry @3:1-3:5\n    string \"b\" @3:1-3:2\n    null @3:4-3:5\n");
}

TEST(Yaml, AliasesAndMergeKeysAreExpandedWithTheirPlacesAtTheAnchor) {
  EXPECT_EQ(
      yaml("x: &x {a: 1, b: 2}\n"
           "y:\n  <<: *x\n  b: 3\n"
           "z: *x\n")
          .tree(),
      "map @1:1-5:6\n"
      "  entry @1:1-1:19\n    string \"x\" @1:1-1:2\n    map @1:7-1:19\n"
      "      entry @1:8-1:12\n        string \"a\" @1:8-1:9\n        number \"1\" @1:11-1:12\n"
      "      entry @1:14-1:18\n        string \"b\" @1:14-1:15\n        number \"2\" @1:17-1:18\n"
      "  entry @2:1-4:7\n    string \"y\" @2:1-2:2\n    map @3:3-4:7\n"
      "      entry @1:8-1:12\n        string \"a\" @1:8-1:9\n        number \"1\" @1:11-1:12\n"
      "      entry @4:3-4:7\n        string \"b\" @4:3-4:4\n        number \"3\" @4:6-4:7\n"
      "  entry @5:1-5:6\n    string \"z\" @5:1-5:2\n    map @1:7-1:19\n"
      "      entry @1:8-1:12\n        string \"a\" @1:8-1:9\n        number \"1\" @1:11-1:12\n"
      "      entry @1:14-1:18\n        string \"b\" @1:14-1:15\n        number \"2\" @1:17-1:18\n");
}

TEST(Yaml, AnchorsInsideAMapWithMergeKeysStayUsable) {
  EXPECT_EQ(yaml("b: &b {k: 1}\nm: {<<: *b, c: &c [2]}\nd: *c\n").shape(),
            "map\n  entry\n    string \"b\"\n    map\n      entry\n        string \"k\"\n        "
            "number \"1\"\n"
            "  entry\n    string \"m\"\n    map\n      entry\n        string \"k\"\n        number "
            "\"1\"\n"
            "      entry\n        string \"c\"\n        list\n          number \"2\"\n"
            "  entry\n    string \"d\"\n    list\n      number \"2\"\n");
}

TEST(Yaml, StreamsAreSeveralDocuments) {
  const Reading stream = yaml("---\na: 1\n---\nb: 2\n...\n# last\n");
  ASSERT_EQ(stream.parsed.documents.size(), 2u);
  EXPECT_EQ(stream.parsed.documents[1].comments.size(), 1u);
}

TEST(Yaml, NothingIsADocumentWithANull) {
  EXPECT_EQ(yaml("").tree(), "null @1:1-1:1\n");
  EXPECT_EQ(yaml("# x\n").tree(), "null @2:1-2:1\ncomment \"x\" @1:1-1:4\n");
}

TEST(Yaml, HashesInScalarsAreNoComments) {
  EXPECT_EQ(
      yaml("a: x#y\nb: '# no'\nc: |\n  # no\nd: [p #yes\n]").parsed.documents[0].comments.size(),
      1u);
}

TEST(Yaml, CarriageReturnsAndByteOrderMark) {
  Reading windows = yaml(
      "\xEF\xBB\xBF"
      "a: 1 # c\r\nb: |\r\n  x\r\n  y\r\nc: 'p\r\n  q'\r\n");
  EXPECT_TRUE(windows.parsed.ok());
  EXPECT_EQ(windows.shape(),
            "map\n  entry\n    string \"a\"\n    number \"1\"\n"
            "  entry\n    string \"b\"\n    string \"x\\ny\\n\"\n"
            "  entry\n    string \"c\"\n    string \"p q\"\n");
  EXPECT_EQ(windows.written("y"), "y");
  EXPECT_EQ(windows.parsed.documents[0].view(windows.parsed.documents[0].comments[0].text), "c");
}

TEST(Yaml, TagBeforeABlockScalarIndentedByTwo) {  // yaml-cpp alone gives up here
  Reading list =
      yaml("a:\n  - !Sub >-\n    x ${Y}\n    z\n  - !Sub |  # c\n    q\nb: |\n  - !Sub >\n    t\n");
  EXPECT_TRUE(list.parsed.ok()) << list.said();
  EXPECT_EQ(list.shape(),
            "map\n  entry\n    string \"a\"\n    list\n      string \"x ${Y} z\" !Sub\n"
            "      string \"q\\n\" !Sub\n  entry\n    string \"b\"\n"
            "    string \"- !Sub >\\n  t\\n\"\n");
}

TEST(YamlErrors, NamePlaceFoundAndExpected) {
  EXPECT_EQ(yaml("a: 1\na: 2\n").said(),
            "2:1 duplicate-key: the key \"a\" appears more than once in this map; the first one "
            "counts\n");
  EXPECT_EQ(
      yaml("a: \"x").said(),
      "1:6 syntax-error: not YAML: found the end of the file; expected the end of this quotation "
      "before the end of the file\n");
  EXPECT_EQ(yaml("{a: 1").said(),
            "1:6 syntax-error: not YAML: found the end of the file; expected ',' or '}' in this "
            "{…} map\n");
  EXPECT_EQ(
      yaml("a:\n\tb: 1\n").said(),
      "2:3 syntax-error: not YAML: found \":\"; expected a key before ':' (a text that contains "
      "\": \" needs quotes); a tab in the indentation does not count\n");
  EXPECT_EQ(
      yaml("a: &a [*a]").said(),
      "1:8 alias: found the alias *a within what it names; expected the name of a finished node\n");
  EXPECT_EQ(yaml("a: *b").said(),
            "1:4 syntax-error: not YAML: found \"*\"; the referenced anchor is not defined\n");
}

TEST(YamlErrors, UnterminatedQuoteIsAnErrorWhateverFollows) {
  for (const char* text : {"\"", "a: 'x\nb: 1\n", "- \"x\n\n", "\"a: b", "{a: \"", "a: \"x\\"}) {
    EXPECT_FALSE(yaml(text).parsed.ok()) << text;
  }
}

TEST(YamlErrors, WhatCameBeforeIsKept) {
  const Reading broken = yaml("a: 1\nb: [x\nc: 2\n");
  EXPECT_FALSE(broken.parsed.ok());
  EXPECT_NE(find_entry(broken.parsed.documents[0], 0, "a"), kNoNode);
}

TEST(YamlErrors, BytesThatAreNoTextAreReportedAndTheRestIsRead) {
  const Reading latin = yaml("a: \xE9x\nb: 2\n");
  EXPECT_EQ(latin.said(), "1:4 not-utf8: found a byte that is not UTF-8; expected UTF-8 text\n");
  EXPECT_EQ(latin.parsed.documents[0].text(latin.find("x")), "\xEF\xBF\xBDx");
  const Reading control = yaml("a: \x04\nb: 2\n");  // yaml-cpp's mark for the end of the file
  EXPECT_EQ(control.said(),
            "1:4 control-character: found a control character; expected printable text\n");
  EXPECT_NE(find_entry(control.parsed.documents[0], 0, "b"), kNoNode);
}

}  // namespace
}  // namespace weir
