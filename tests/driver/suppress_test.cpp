#include "analyzer/driver/suppress.h"

#include <gtest/gtest.h>

#include "parsers/syntax/syntax.h"

namespace weir {
namespace {

/// Reads one mark; "" if it is taken, else the diagnostic's code.
std::string parse(std::string_view text, SourceSuppression& suppression) {
  Diagnostics diagnostics;
  const bool taken = parse_suppression(text, {}, suppression, diagnostics);
  EXPECT_EQ(taken, diagnostics.empty());
  return taken ? "" : diagnostics.front().code;
}

TEST(ParseSuppression, RuleReasonAndBrackets) {
  SourceSuppression suppression;
  EXPECT_EQ(parse(" some-rule -- tested by hand (again) (owner: ann, until: 2027-01-31)", suppression), "");
  EXPECT_EQ(suppression.rule, "some-rule");
  EXPECT_EQ(suppression.reason, "tested by hand (again)");
  EXPECT_EQ(suppression.owner, "ann");
  EXPECT_EQ(suppression.until, "2027-01-31");
}

TEST(ParseSuppression, BracketsThatSayNothingKnownAreReason) {
  SourceSuppression suppression;
  EXPECT_EQ(parse("some-rule -- accepted (see the wiki)", suppression), "");
  EXPECT_EQ(suppression.reason, "accepted (see the wiki)");
}

TEST(ParseSuppression, WithoutReasonItHasNoEffect) {
  SourceSuppression suppression;
  EXPECT_EQ(parse("some-rule", suppression), "suppression-without-reason");
  EXPECT_EQ(parse("some-rule --  ", suppression), "suppression-without-reason");
  EXPECT_EQ(parse("some-rule -- (owner: ann)", suppression), "suppression-without-reason");
  EXPECT_EQ(parse("-- because", suppression), "suppression-without-reason");
  EXPECT_EQ(parse("some-rule -- because (until: soon)", suppression), "suppression-without-date");
}

/// Lines (1-based) that the comments of these documents suppress, one "first-last" each.
std::vector<std::string> covered(const std::vector<Document>& documents, const SourceMap& sources, FileId file) {
  std::vector<SourceSuppression> found;
  Diagnostics diagnostics;
  for (const Document& document : documents) suppressions_in_comments(document, sources, found, diagnostics);
  std::vector<std::string> lines;
  for (const SourceSuppression& s : found)
    lines.push_back(std::to_string(sources.position(file, s.covers.begin).line) + "-" +
                    std::to_string(sources.position(file, s.covers.end).line));
  return lines;
}

/// Those of a YAML text.
std::vector<std::string> covered(std::string text) {
  SourceMap sources;
  const FileId file = sources.add_file("t.yaml", std::move(text));
  return covered(parse_yaml(sources, file).documents, sources, file);
}

/// Those of a program's source.
std::vector<std::string> covered_in_program(std::string text) {
  SourceMap sources;
  const FileId file = sources.add_file("lib/t.ts", std::move(text));
  return covered({comments_of_program(file, sources)}, sources, file);
}

TEST(SuppressionsInComments, OfAProgramInAnyLanguageOfComments) {
  EXPECT_EQ(covered_in_program("new Queue(); // weir:ignore some-rule -- reason\n"), std::vector<std::string>{"1-1"});
  EXPECT_EQ(covered_in_program("  // weir:ignore some-rule -- reason\n  new Queue();\n"), std::vector<std::string>{"1-2"});
  EXPECT_EQ(covered_in_program("/* weir:ignore some-rule -- reason */\nnew Queue();\n"), std::vector<std::string>{"1-2"});
  EXPECT_EQ(covered_in_program("# weir:ignore some-rule -- reason\nqueue = Queue()\n"), std::vector<std::string>{"1-2"});
  EXPECT_EQ(covered_in_program("const mark = 'weir:ignore some-rule -- reason';\n"), std::vector<std::string>{});
  EXPECT_EQ(covered_in_program(""), std::vector<std::string>{});
}

TEST(SuppressionsInComments, OnTheLineOrTheLineAbove) {
  EXPECT_EQ(covered("a: 1  # weir:ignore some-rule -- reason\nb: 2\n"), std::vector<std::string>{"1-1"});
  EXPECT_EQ(covered("x: 0\n# weir:ignore some-rule -- reason\na: 1\nb: 2\n"), std::vector<std::string>{"2-3"});
  EXPECT_EQ(covered("a: 1\n# weir:ignore some-rule -- reason"), std::vector<std::string>{"2-2"});
  EXPECT_EQ(covered("a: '# weir:ignore some-rule -- reason'\n"), std::vector<std::string>{});
}

}  // namespace
}  // namespace weir
