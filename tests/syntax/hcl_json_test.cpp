// Terraform's JSON syntax: the tree of the native syntax, its places in the JSON.

#include <gtest/gtest.h>

#include "tests/syntax/parse.h"

namespace weir {
namespace {

using syntax_test::Reading;

Reading hcl_json(std::string text) { return Reading(parse_hcl_json, std::move(text)); }

/// Shape of the native syntax.
std::string native(std::string text) { return Reading(parse_hcl, std::move(text)).shape(); }

TEST(HclJson, BlocksHaveTheirKeysAsLabels) {
  EXPECT_EQ(hcl_json(R"({"resource": {"t": {"n": {"x": 1, "lifecycle": {"y": true}}}}})").tree(),
            "body @1:1-1:63\n"
            "  block \"resource\" @1:21-1:60\n"
            "    label \"t\" @1:15-1:18\n"
            "    label \"n\" @1:21-1:24\n"
            "    body @1:26-1:60\n"
            "      attribute \"x\" @1:28-1:33\n"
            "        number \"1\" @1:32-1:33\n"
            "      block \"lifecycle\" @1:36-1:59\n"
            "        body @1:48-1:59\n"
            "          attribute \"y\" @1:50-1:58\n"
            "            boolean \"true\" @1:54-1:58\n");
}

TEST(HclJson, ObjectsAndArraysOfThemMakeTheSameBlocks) {
  const std::string one = native("resource \"t\" \"a\" {\n}\nresource \"t\" \"b\" {\n}\n");
  EXPECT_EQ(hcl_json(R"({"resource": {"t": {"a": {}, "b": {}}}})").shape(), one);
  EXPECT_EQ(hcl_json(R"({"resource": [{"t": {"a": {}}}, {"t": [{"b": {}}]}]})").shape(), one);
  EXPECT_EQ(hcl_json(R"([{"resource": {"t": {"a": [{}]}}}, {"resource": {"t": {"b": {}}}}])").shape(),
            one);
  EXPECT_EQ(hcl_json(R"({"resource": {"t": {"a": {}, "b": [null, {}], "c": null}}})").shape(), one);
}

TEST(HclJson, TextsAreTemplates) {
  EXPECT_EQ(
      hcl_json(R"({"locals": {"a": "x-${var.y[\"k\"]}-\u00e9%{if var.b}!%{endif}\n", "b": "$${c}"}})")
          .shape(),
      native("locals {\n  a = \"x-${var.y[\"k\"]}-\u00e9%{if var.b}!%{endif}\\n\"\n  b = "
             "\"$${c}\"\n}\n"));
  EXPECT_EQ(
      hcl_json(R"({"locals": {"a": {"k-${var.x}": ["${var.y}", 1, null, false, "z"]}}})").shape(),
      native("locals {\n  a = {\"k-${var.x}\" = [\"${var.y}\", 1, null, false, \"z\"]}\n}\n"));
}

TEST(HclJson, EveryByteOfATemplateLeadsBackToTheJson) {
  Reading reading = hcl_json(R"json({"locals": {"a": "\u0041 \"${upper(\"b\" )}\" \n${var.name}"}})json");
  const Document& document = reading.parsed.documents.front();
  std::string found;
  for (NodeIndex n = 0; n < document.nodes.size(); ++n)
    if (document[n].kind == NodeKind::get_attr || document[n].kind == NodeKind::call)
      found += std::string(reading.sources.text(document.span(n))) + ";";
  EXPECT_EQ(found, "upper(\\\"b\\\" );var.name;");
  EXPECT_EQ(reading.written("A \""), "\\u0041 \\\"");
}

TEST(HclJson, SomeTextsAreNamesAndOthersAreMeantAsTheyAre) {
  const std::string text = R"json({
    "variable": {"v": {"type": "list(string)", "default": "${x}"}},
    "module": {"m": {"source": "./${x}", "providers": {"a.b": "a.c"}, "depends_on": ["t.n"]}}
  })json";
  EXPECT_EQ(hcl_json(text).shape(),
            native("variable \"v\" {\n  type = list(string)\n  default = \"$${x}\"\n}\n"
                   "module \"m\" {\n  source = \"./$${x}\"\n  providers = {\"a.b\" = a.c}\n"
                   "  depends_on = [t.n]\n}\n"));
}

TEST(HclJson, DynamicMarksWhatIsABlock) {
  EXPECT_EQ(
      hcl_json(
          R"({"resource": {"t": {"n": {"outer": {"dynamic": {"inner": {"for_each": [1], "content": {"x": 1}}}}}}}})")
          .shape(),
      native("resource \"t\" \"n\" {\n  outer {\n    dynamic \"inner\" {\n      for_each = [1]\n"
             "      content {\n        x = 1\n      }\n    }\n  }\n}\n"));
}

TEST(HclJson, CommentsAreProperties) {
  EXPECT_EQ(hcl_json("{\"//\": \"why\", \"locals\": {\"//\": 1}}").tree(),
            "body @1:1-1:35\n  block \"locals\" @1:16-1:34\n    body @1:25-1:34\n"
            "comment \"why\" @1:2-1:13\n");
}

TEST(HclJson, FaultsNameTheirPlace) {
  EXPECT_EQ(
      hcl_json("{\"locals\": 1}").said(),
      "1:12 syntax-error: found a number for locals; expected an object or an array of them\n");
  EXPECT_EQ(hcl_json("3").said(),
            "1:1 syntax-error: found a number for the whole file; expected an object\n");
  EXPECT_FALSE(hcl_json("{\"locals\": {\"a\": \"${\"}}").parsed.ok());
  EXPECT_FALSE(hcl_json("{\"locals\": {\"a\": ").parsed.ok());
  EXPECT_FALSE(hcl_json("{\"output\": {\"o\": {\"depends_on\": [\"a b\\n}\"]}}}").parsed.ok());
}

TEST(HclJson, HostileTexts) {
  std::string deep = "{\"locals\": {\"a\": ";
  for (int i = 0; i < 10'000; ++i) deep += "{\"a\":";
  EXPECT_FALSE(hcl_json(deep).parsed.ok());
  std::string many = "{\"locals\": {";
  for (int i = 0; i < 150'000; ++i)
    many += "\"a" + std::to_string(i) + "\": [\"plain\", {\"k\": 1}],";
  const Reading large = hcl_json(many + "\"z\": \"${var.x}\"}}");
  EXPECT_TRUE(large.parsed.ok()) << large.said();
  const std::string big(3u << 20, 'x');
  EXPECT_FALSE(hcl_json("{\"locals\": {\"a\": \"${" + big + "}\", \"b\": \"${c}\"}}").parsed.ok());
}

}  // namespace
}  // namespace weir
