#include <gtest/gtest.h>

#include "tests/syntax/parse.h"

namespace weir {
namespace {

using syntax_test::Reading;

Reading json(std::string text) { return Reading(parse_json, std::move(text)); }

TEST(Json, Places) {
  EXPECT_EQ(
      json("\xEF\xBB\xBF{\"a\" : [1, -2.5e3,\n true, null, \"x\\\"\\u00e9\"], \"b\": {}}").tree(),
      "map @1:2-2:36\n"
      "  entry @1:3-2:26\n"
      "    string \"a\" @1:3-1:6\n"
      "    list @1:9-2:26\n"
      "      number \"1\" @1:10-1:11\n"
      "      number \"-2.5e3\" @1:13-1:19\n"
      "      boolean \"true\" @2:2-2:6\n"
      "      null @2:8-2:12\n"
      "      string \"x\\\"\xC3\xA9\" @2:14-2:25\n"
      "  entry @2:28-2:35\n"
      "    string \"b\" @2:28-2:31\n"
      "    map @2:33-2:35\n");
}

TEST(Json, NumberAtTheVeryEnd) { EXPECT_EQ(json("42").tree(), "number \"42\" @1:1-1:3\n"); }

TEST(JsonErrors, NamePlaceFoundAndExpected) {
  EXPECT_EQ(
      json("").said(),
      "1:1 syntax-error: not JSON: found the end of the file; expected '[', '{', or a literal\n");
  EXPECT_EQ(json("{\"a\":}").said(),
            "1:6 syntax-error: not JSON: found \"}\"; expected '[', '{', or a literal\n");
  EXPECT_EQ(json("[1,]").said(),
            "1:4 syntax-error: not JSON: found \"]\"; expected '[', '{', or a literal\n");
  EXPECT_EQ(json("[1 2]").said(), "1:4 syntax-error: not JSON: found a number; expected ']'\n");
  EXPECT_EQ(json("{} x").said(),
            "1:4 syntax-error: not JSON: found a word; expected end of input\n");
  EXPECT_EQ(json("{'a': 1}").said(),
            "1:2 syntax-error: not JSON: found \"'\"; expected string literal\n");
  EXPECT_EQ(json("[1e999]").said(),
            "1:2 syntax-error: not JSON: found a number; number overflow\n");
  EXPECT_EQ(json("{\"k\": 1, \"k\": 2}").said(),
            "1:10 duplicate-key: the key \"k\" appears more than once in this map; the first one "
            "counts\n");
}

TEST(JsonErrors, WhatCameBeforeIsKept) {
  EXPECT_EQ(json("{\"a\": 1, \"b\"").tree(),
            "map @1:1-1:13\n"
            "  entry @1:2-1:8\n    string \"a\" @1:2-1:5\n    number \"1\" @1:7-1:8\n"
            "  entry @1:10-1:13\n    string \"b\" @1:10-1:13\n    error @1:13-1:13\n");
}

}  // namespace
}  // namespace weir
