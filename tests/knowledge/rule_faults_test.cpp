// Every check of a rule file, each broken in one place, and the exact words people read.

#include <gtest/gtest.h>

#include "tests/knowledge/pack.h"

namespace weir {
namespace {

const std::string kRule = "threat/cost/slow-function.md";

struct RuleFault {
  std::string name, from, to, faults;
};

void PrintTo(const RuleFault& c, std::ostream* out) { *out << c.name; }

class RuleFaults : public testing::TestWithParam<RuleFault> {};

TEST_P(RuleFaults, AreReportedAtTheirPlace) {
  const RuleFault& c = GetParam();
  const std::string text = rule_with(c.from, c.to);
  ASSERT_NE(text, rule_with()) << "the case changes nothing";
  EXPECT_EQ(faults_of(with({{kRule, text}})), kRule + ":" + c.faults + "\n");
}

INSTANTIATE_TEST_SUITE_P(
    FrontMatter, RuleFaults,
    testing::Values(
        RuleFault{"UnknownKey", "since:", "sinse:",
             "2:1: missing key `since` in the front matter\n" + kRule +
                 ":8:1: unknown key `sinse` in the front matter; did you mean `since`?"},
        RuleFault{"IdIsNotTheFiles", "id: slow-function", "id: slow",
             "2:5: rule `slow` belongs in slow.md, not in slow-function.md"},
        RuleFault{"IdIsNoKebab", "id: slow-function", "id: Slow_Function",
             "2:5: expected lower-case words joined by `-`, found `Slow_Function`\n" + kRule +
                 ":2:5: rule `Slow_Function` belongs in Slow_Function.md, not in slow-function.md"},
        RuleFault{"Kind", "kind: threat", "kind: thread",
             "4:7: unknown word `thread`; did you mean `threat`?"},
        RuleFault{"SeverityRange", "4.5", "10.5",
             "5:11: severity is from 0.1 to 10 with one decimal, found `10.5`"},
        RuleFault{"SeverityDecimals", "4.5", "4.55",
             "5:11: severity is from 0.1 to 10 with one decimal, found `4.55`"},
        RuleFault{"SeverityBorder", "4.5", "9.0",
             "5:11: severity 9.0 lies on the border of two bands: say 8.9 or 9.1"},
        RuleFault{"Precision", "high", "sure",
             "6:12: unknown word `sure`; expected one of high, low, medium, very-high"},
        RuleFault{"NoClass", "class/authn, ", "", "7:7: expected exactly one class/… tag, found 0"},
        RuleFault{"UnknownTag", "cwe/CWE-400", "cwe/400",
             "7:21: unknown tag `cwe/400`; expected one of class/authn, cwe/CWE-*"},
        RuleFault{"TagTwice", "class/authn, ", "class/authn, cwe/CWE-400, ",
             "7:34: tag `cwe/CWE-400` stands twice"},
        RuleFault{"Since", "0.1.0", "0.1", "8:8: expected a version such as 0.1.0, found `0.1`"},
        RuleFault{"TitleStop", "too long", "too long.", "3:8: expected no full stop at the end"},
        RuleFault{"Folds", "since: 0.1.0", "since: 0.1.0\nfolds: [slow-funktion]",
             "9:9: unknown rule `slow-funktion`; did you mean `slow-function`?"},
        RuleFault{"Alias", "since: 0.1.0", "since: 0.1.0\naliases: [slow-function]",
             "9:11: alias `slow-function` is the id of a rule"}),
    [](const auto& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Statement, RuleFaults,
    testing::Values(
        RuleFault{"UnboundName", "keep {f} busy", "keep {g} busy",
             "12:17: unbound name `g`; did you mean `f`?"},
        RuleFault{"UnknownProperty", "{f.timeout}\n  goals", "{f.timeot}\n  goals",
             "13:23: unknown property in `f.timeot`"},
        RuleFault{"Unclosed", "keep {f} busy", "keep {f busy", "12:11: `{` is not closed"},
        RuleFault{"Stop", "{f} busy", "{f} busy.", "12:11: expected no full stop at the end"},
        RuleFault{"Capital", "an external", "An external",
             "10:11: `source` stands inside a sentence: begin in lower case"},
        RuleFault{"SaysCan", "keep {f}", "can keep {f}",
             "12:11: the sentence says `can` before `action`: leave it out"},
        RuleFault{"SaysWith", "access to", "with access to",
             "11:18: the sentence says `with` before `prerequisites`: leave it out"},
        RuleFault{"Goal", "[availability]", "[uptime, availability]",
             "14:11: unknown word `uptime`; expected one of accountability, availability, "
             "confidentiality, integrity"},
        RuleFault{"NoAsset", "[\"{f}\", the budget]", "[]", "15:11: expected at least one asset"},
        RuleFault{"Missing", "  source: an external actor\n", "",
             "10:3: missing key `source` in `statement`"}),
    [](const auto& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(
    QueryAndMitigations, RuleFaults,
    testing::Values(
        RuleFault{"UnknownLabel", "(f:function)", "(f:funktion)",
             "20:11: unknown label `funktion`; did you mean `function`?"},
        RuleFault{"UnknownPropertyInQuery", "where  f.timeout", "where  f.timeot",
             "21:10: unknown property `timeot`; did you mean `timeout`?"},
        RuleFault{"MitigationCondition", "(l:rate_limit)", "(l:rate_limits)",
             "17:93: unknown label `rate_limits`; did you mean `rate_limit`?"},
        RuleFault{"MitigationId", "id: rate-limit", "id: rate limit",
             "17:10: expected lower-case words joined by `-`, found `rate limit`"},
        RuleFault{"MitigationAt", "at: function", "at: function|api",
             "17:60: unknown label `api`; expected one of boundary, bucket, control, data_store, "
             "external_entity, function, internet, process, rate_limit, statement"},
        RuleFault{"MitigationKey", "enough: true", "enouhg: true",
             "17:42: unknown key `enouhg` in a mitigation; did you mean `enough`?"},
        RuleFault{"NoQuery", "```query", "```text",
             "28:1: expected a ```query block before `## Cases`, found none"},
        RuleFault{"NoExplanation", "Functions that take long cost much.\n", "",
             "20:1: the rule has no explanation"},
        RuleFault{"SecondQuery", "Functions that", "```query\n```\nFunctions that",
             "25:1: a rule has one ```query block, this is the second"},
        RuleFault{"OpenFence", "Functions that", "```yaml\nFunctions that",
             "25:1: fenced block is not closed"},
        RuleFault{"NoFrontMatter", "---\nid", "id", "1:1: expected front matter: a first line `---`"}),
    [](const auto& test) { return test.param.name; });

TEST(RuleFaults, NoneInAGoodRule) { EXPECT_EQ(faults_of(with({{kRule, rule_with()}})), ""); }

TEST(RuleFaults, AThreatBelowResilience) {
  EXPECT_EQ(faults_of(with({{"resilience/operate/slow-function.md", rule_with()}})),
            "resilience/operate/slow-function.md:2:5: a threat belongs below threat/, not below "
            "resilience/\n");
}

TEST(RuleFaults, AnIdTwice) {
  EXPECT_EQ(faults_of(with({{"threat/a/slow-function.md", rule_with()},
                            {"threat/b/slow-function.md", rule_with()}})),
            "threat/a/slow-function.md:2:5: rule `slow-function` exists already\n"
            "threat/b/slow-function.md:2:5: rule `slow-function` exists already\n");
}

TEST(RuleFaults, TooMuchHelp) {
  const std::string faults =
      faults_of(with({{kRule, rule_with("Functions", std::string(7000, 'x'))}}));
  EXPECT_EQ(faults, kRule + ":20:1: the explanation has 7027 bytes; at most 6144 are shown\n");
}

}  // namespace
}  // namespace weir
