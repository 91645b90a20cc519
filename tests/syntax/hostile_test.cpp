// Input made to break a parser: refused or cut with one clear diagnostic, in time that a person
// does not notice, and never with a place outside the text.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "analyzer/base/limits.h"
#include "tests/syntax/parse.h"

namespace weir {
namespace {

using syntax_test::Reading;

std::string times(std::size_t count, std::string_view text) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) all += text;
  return all;
}

void expect_sound(const Reading& reading, std::string_view what) {
  const std::size_t size = reading.sources.text(reading.file).size();
  ASSERT_FALSE(reading.parsed.documents.empty()) << what;
  for (const Document& document : reading.parsed.documents) {
    ASSERT_FALSE(document.nodes.empty()) << what;
    std::vector<NodeIndex> ends;
    for (NodeIndex n = 0; n < document.nodes.size(); ++n) {
      const SyntaxNode& node = document[n];
      ASSERT_LE(node.begin, node.end) << what;
      ASSERT_LE(node.end, size) << what;
      while (!ends.empty() && ends.back() <= n) ends.pop_back();
      ASSERT_GT(node.subtree_end, n) << what;
      ASSERT_LE(node.subtree_end, ends.empty() ? document.nodes.size() : ends.back()) << what;
      ends.push_back(node.subtree_end);
      ASSERT_LE(ends.size(), 2u * limits::kNesting + 4) << what;  // an entry and its value a level
    }
  }
  for (const Diagnostic& diagnostic : reading.parsed.diagnostics) {
    ASSERT_LE(diagnostic.span.end, size) << what;
    ASSERT_LT(diagnostic.message.size(), 400u) << what;
  }
}

struct Case {
  const char* name;
  Reading::Parse parse;
  std::string text;
  const char* code;  // of the first diagnostic; "" for none
};

TEST(Hostile, GeneratedInput) {
  std::string laughs = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n", ladder = "a0: &a0 [x]\n", stairs;
  for (int i = 1; i < 30; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    laughs += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + times(8, before + ",") +
              before + "]\n";
  }
  for (int i = 1; i < 400; ++i) {
    const std::string n = std::to_string(i);
    ladder += "a" + n + ": &a" + n + " [*a" + std::to_string(i - 1) + "]\n";
    stairs += std::string(static_cast<std::size_t>(i), ' ') + "a:\n";
  }
  ladder += "# " + std::string(50'000, 'x');  // large files may add more
  const std::vector<Case> cases = {
      {"flow lists", parse_yaml, times(100'000, "["), "too-deep"},
      {"flow maps", parse_yaml, times(100'000, "{a: "), "too-deep"},
      {"list marks", parse_yaml, times(100'000, "- "), "too-deep"},
      {"key marks", parse_yaml, times(100'000, "? "), "too-deep"},
      {"block maps", parse_yaml, stairs, "too-deep"},
      {"billion laughs", parse_yaml, laughs, "alias-budget"},
      {"aliases that add levels", parse_yaml, ladder, "too-deep"},
      {"one huge scalar", parse_yaml, "a: \"" + std::string(5'000'000, 'x') + "\"", ""},
      {"only line ends", parse_yaml, "a: |\n" + std::string(1'000'000, '\n') + " x\n", ""},
      {"one key again and again", parse_yaml, times(100'000, "a: 1\n"), "duplicate-key"},
      {"a mark that the parser never takes", parse_yaml, ",", "syntax-error"},
      {"documents", parse_yaml, times(50'000, "---\n"), ""},
      {"JSON lists", parse_json, times(100'000, "["), "too-deep"},
      {"JSON objects", parse_json, times(100'000, "{\"a\":"), "too-deep"},
      {"JSON digits", parse_json, "[" + std::string(1'000'000, '1') + "]", "syntax-error"},
      {"JSON escapes", parse_json, "\"" + times(200'000, "\\u0041") + "\"", ""},
      {"HCL tuples", parse_hcl, "a = " + times(100'000, "["), "syntax-error"},
      {"HCL blocks", parse_hcl, times(50'000, "a {\n"), "syntax-error"},
      {"HCL parentheses", parse_hcl, "a = " + times(50'000, "(") + "1" + times(50'000, ")"),
       "too-deep"},
      {"HCL templates", parse_hcl, "a = " + times(100'000, "\"${"), "too-deep"},
      {"HCL negations", parse_hcl, "a = " + times(100'000, "!") + "x", "too-deep"},
      {"HCL sums", parse_hcl, "a = " + times(50'000, "1 + ") + "x", "too-deep"},
      {"HCL attributes", parse_hcl, "a = b" + times(100'000, ".c"), "too-deep"},
      {"HCL splats", parse_hcl, "a = b" + times(50'000, "[*].c"), "too-deep"},
      {"HCL heredocs", parse_hcl, times(20'000, "a = <<E\n"), "syntax-error"},
      {"HCL junk", parse_hcl, times(20'000, "}{)(]["), "syntax-error"},
  };
  for (const Case& c : cases) {
    const Reading reading(c.parse, c.text);
    expect_sound(reading, c.name);
    const Diagnostics& said = reading.parsed.diagnostics;
    EXPECT_EQ(said.empty() ? "" : said.front().code, c.code) << c.name;
  }
}

TEST(Hostile, AliasesOfSmallFilesAddLittle) {
  std::string text = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n";
  for (int i = 1; i < 6; ++i) {
    const std::string n = std::to_string(i), before = "*a" + std::to_string(i - 1);
    text += "a" + n + ": &a" + n + " [" + times(8, before + ",") + before + "]\n";
  }
  const Reading reading(parse_yaml, text);
  EXPECT_EQ(reading.parsed.diagnostics.at(0).code, "alias-budget");
  EXPECT_LT(reading.parsed.documents.at(0).nodes.size(), 6'000u);
}

TEST(Hostile, WhatIsNoTextIsRefusedByEveryFrontEnd) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
  for (const Reading::Parse parse : {parse_yaml, parse_json, parse_hcl}) {
    EXPECT_EQ(Reading(parse, bytes).said().substr(0, 10), "1:1 binary") << "any NUL byte";
    EXPECT_EQ(Reading(parse, std::string("\xFF\xFE"
                                         "a\0",
                                         4))
                  .said(),
              "1:1 not-utf8: the file is UTF-16; expected UTF-8\n");
    EXPECT_EQ(Reading(parse, std::string(limits::kFileBytes + 1, ' ')).parsed.diagnostics[0].code,
              "too-large");
    expect_sound(Reading(parse, bytes.substr(1)), "bytes");
  }
}

TEST(Hostile, FixturesAreMalformed) {
  std::size_t read = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(WEIR_SOURCE_DIR "/fixtures/hostile")) {
    const std::string extension = entry.path().extension().string();
    const Reading::Parse parse = extension == ".yaml"   ? parse_yaml
                                 : extension == ".json" ? parse_json
                                 : extension == ".tf"   ? parse_hcl
                                                        : nullptr;
    if (parse == nullptr) continue;
    std::ostringstream text;
    text << std::ifstream(entry.path(), std::ios::binary).rdbuf();
    const Reading reading(parse, text.str());
    expect_sound(reading, entry.path().string());
    EXPECT_FALSE(reading.parsed.ok()) << entry.path();
    ++read;
  }
  EXPECT_GE(read, 10u);
}

TEST(Hostile, EveryTruncationIsSound) {
  const std::string yaml =
      "a: &x !Sub \"q\\u00e9 ${Y}\"  # c\nb:\n  - 'it''s'\n  - |2-\n     z\n  - {k: *x, ? l : "
      "}\nc: >\n  f\n";
  const std::string json = R"({"a": [1.5e3, "\ud83d\ude00", true], "b": {"c": null}})";
  const std::string hcl =
      "r \"a\" {\n  x = <<-E\n    ${a[*].b} %{ if c }d%{ endif }\n  E\n  y = [for k, v in m : "
      "f(v...) if !k]\n}\n";
  const auto cut = [](Reading::Parse parse, const std::string& text) {
    for (std::size_t size = 0; size <= text.size(); ++size) {
      Reading reading(parse, text.substr(0, size));
      expect_sound(reading, text.substr(0, size));
      for (const Document& document : reading.parsed.documents) {
        for (NodeIndex n = 0; n < document.nodes.size(); ++n)
          derive_scalar(reading.sources, document, n);
      }
    }
  };
  cut(parse_yaml, yaml);
  cut(parse_json, json);
  cut(parse_hcl, hcl);
}

}  // namespace
}  // namespace weir
