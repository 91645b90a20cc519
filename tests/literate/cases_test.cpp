// The case format itself: what is read from Markdown, and that a wrong expectation fails.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/literate/case_files.h"

namespace weir::literate {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string fenced(const std::string& info, const std::string& text) {
  return "```" + info + "\n" + text + "```\n";
}

std::vector<Case> read(const std::string& text, const std::string& path = "fixtures/x.md") {
  return read_cases({{path, text}});
}

TEST(CaseFormat, AHeadingWithANamedBlockIsACase) {
  const auto cases =
      read("# Title\n\n## One\n" + fenced("yaml a.yaml", "A: 1\n") + "## Prose only\n## Two\n" +
           fenced("json b.json", "{}\n") + fenced("python src/h.py", "x = 1\n"));
  ASSERT_EQ(cases.size(), 2u);
  EXPECT_EQ(cases[0].name, "One");
  EXPECT_EQ(cases[0].line, 3u);
  EXPECT_EQ(cases[0].sources[0].text, "A: 1\n");
  EXPECT_EQ(cases[1].sources.size(), 2u);
}

TEST(CaseFormat, InARuleFileCasesBeginAtTheirHeading) {
  const auto cases = read("---\nid: x\n---\n## Flagged\n" + fenced("yaml a.yaml", "A: 1\n") +
                              "## Cases\n### One\n" + fenced("yaml a.yaml", "A: 1  # expect: x\n"),
                          "rules/threat/x.md");
  ASSERT_EQ(cases.size(), 1u);
  EXPECT_EQ(cases[0].rule, "x");
  ASSERT_EQ(cases[0].expectations.size(), 1u);
  EXPECT_EQ(cases[0].expectations[0].line, 1u);
}

TEST(CaseFormat, APatchChangesTheBase) {
  const auto cases = read_cases(
      {{"fixtures/fragments/b.md", fenced("yaml a.yaml", "A: 1  # expect: other\nB:\n  C: 2\n")},
       {"rules/x.md", "# One\nbase: fragments/b\n" +
                          fenced("patch a.yaml", " B:\n-  C: 2\n+  C: 3  # todo: x\n")}});
  ASSERT_EQ(cases.size(), 2u);
  EXPECT_THAT(cases[1].faults, IsEmpty());
  EXPECT_EQ(cases[1].sources[0].text, "A: 1\nB:\n  C: 3  # todo: x\n");
  ASSERT_EQ(cases[1].expectations.size(), 1u);
  EXPECT_TRUE(cases[1].expectations[0].known_miss);
}

TEST(CaseFormat, APatchThatFitsNowhereOrTwiceIsAFault) {
  const CaseFile base{"fixtures/fragments/b.md", fenced("yaml a.yaml", "A: 1\nB: 1\nA: 1\n")};
  const auto nowhere = read_cases(
      {base, {"x.md", "# One\nbase: fragments/b\n" + fenced("patch a.yaml", "-C: 1\n")}});
  EXPECT_THAT(nowhere[1].faults, ElementsAre(HasSubstr("not in the base")));
  const auto twice = read_cases(
      {base, {"x.md", "# One\nbase: fragments/b\n" + fenced("patch a.yaml", "-A: 1\n")}});
  EXPECT_THAT(twice[1].faults, ElementsAre(HasSubstr("more than once")));
  const auto none = read_cases({{"x.md", "# One\nbase: fragments/c\n"}});
  EXPECT_THAT(none[0].faults, ElementsAre(HasSubstr("no base")));
}

TEST(CaseFormat, ExpectationsForLanguagesWithoutComments) {
  const auto cases =
      read("# One\n" + fenced("json a.json", "{}\n") + fenced("expect", "a.json:7 some-rule\n"));
  ASSERT_EQ(cases[0].expectations.size(), 1u);
  EXPECT_EQ(cases[0].expectations[0].path, "a.json");
  EXPECT_EQ(cases[0].expectations[0].line, 7u);
  EXPECT_EQ(cases[0].expectations[0].rule, "some-rule");
  EXPECT_THAT(
      read("# One\n" + fenced("json a.json", "{}\n") + fenced("expect", "a.json some-rule\n"))[0]
          .faults,
      ElementsAre(HasSubstr("expected `path:line rule-id`")));
}

TEST(CaseFormat, LinesOfRelatedPlaces) {
  const auto cases = read_cases(
      {{"fixtures/fragments/b.md", fenced("yaml a.yaml", "A: 1  # related: other\nB: 2\n")},
       {"rules/x.md", "# One\nbase: fragments/b\n" +
                          fenced("patch a.yaml", "-B: 2\n+B: 2  # expect: x, y  # related: z\n") +
                          fenced("related", "a.yaml:1 z\na.yaml z\n")}});
  ASSERT_EQ(cases[1].expectations.size(), 2u);
  EXPECT_EQ(cases[1].expectations[1].rule, "y");
  ASSERT_EQ(cases[1].related.size(), 2u);
  EXPECT_EQ(cases[1].related[0].line, 1u);
  EXPECT_EQ(cases[1].related[1].rule, "z");
  EXPECT_EQ(cases[1].related[1].line, 2u);
  EXPECT_THAT(cases[1].faults, ElementsAre(HasSubstr("expected `path:line rule-id`")));
}

const std::string kQuiet = fenced("yaml a.yaml", "Resources:\n  Q: {Type: AWS::SQS::Queue}\n");

TEST(CaseRun, AFindingThatIsNotThereFails) {
  const auto results =
      run_cases({{"x.md", "# One\n" + kQuiet + fenced("expect", "a.yaml:2 no-such-rule\n")}},
                built_in_knowledge());
  EXPECT_THAT(results[0].failures, ElementsAre(HasSubstr("not found: no-such-rule at a.yaml:2")));
}

TEST(CaseRun, RelatedPlacesAreComparedBothWays) {
  const std::string filter =
      "Resources:\n  Agent:\n    Type: AWS::Bedrock::Agent\n    Properties:\n      AgentName: a\n"
      "      FoundationModel: m\n      GuardrailConfiguration: {GuardrailIdentifier: !Ref G}\n  "
      "G:\n"
      "    Type: AWS::Bedrock::Guardrail\n    Properties:\n      ContentPolicyConfig:\n"
      "        FiltersConfig:\n          - {Type: PROMPT_ATTACK, OutputStrength: NONE, "
      "InputStrength: LOW}\n";
  const auto failures = [&](const std::string& related) {
    return run_cases({{"x.md", "# One\n" + fenced("yaml a.yaml", filter) +
                                   fenced("expect", "a.yaml:13 weak-prompt-attack-filter\n") +
                                   fenced("related", related)}},
                     built_in_knowledge())[0]
        .failures;
  };
  EXPECT_THAT(failures(""), IsEmpty());
  const std::string user = "a.yaml:2 weak-prompt-attack-filter\n";
  const std::string use = "a.yaml:7 weak-prompt-attack-filter\n";
  const std::string guardrail = "a.yaml:8 weak-prompt-attack-filter\n";
  EXPECT_THAT(failures(user + use + guardrail), IsEmpty());
  EXPECT_THAT(failures(user + use + "a.yaml:5 weak-prompt-attack-filter\n"),
              ElementsAre("no related place of weak-prompt-attack-filter at a.yaml:5",
                          "not marked as related: weak-prompt-attack-filter at a.yaml:8"));
}

TEST(CaseRun, AFileThatDoesNotParseFails) {
  const auto results =
      run_cases({{"x.md", "# One\n" + fenced("yaml a.yaml", "A: [\n")}}, built_in_knowledge());
  EXPECT_FALSE(results[0].passed());
}

TEST(CaseRun, AWrongDumpFailsAndCanBeRewritten) {
  const CaseFile file{"x.md", "# One\n" + kQuiet + fenced("findings", "something\n") + "after\n"};
  const auto results = run_cases({file}, built_in_knowledge());
  EXPECT_THAT(results[0].failures, ElementsAre(HasSubstr("the findings differ")));
  EXPECT_EQ(with_actual_dumps(file, results),
            "# One\n" + kQuiet + fenced("findings", "") + "after\n");
}

TEST(CaseRun, ARuleFileNeedsItsRule) {
  const auto results = run_cases({{"no-such-rule.md", "---\n---\n## Cases\n### One\n" + kQuiet}},
                                 built_in_knowledge());
  EXPECT_THAT(results[0].failures, ElementsAre(HasSubstr("no rule is called")));
}

TEST(CaseFiles, NamesAreUniqueWithinAFile) {
  std::vector<std::string> names;
  for (const Case& one : read_cases(case_files())) names.push_back(one.file + ": " + one.name);
  EXPECT_FALSE(names.empty());
  std::sort(names.begin(), names.end());
  for (std::size_t i = 1; i < names.size(); ++i) EXPECT_NE(names[i - 1], names[i]);
}

}  // namespace
}  // namespace weir::literate
