// The log as code scanning reads it.

#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "sarif/sarif.h"
#include "sarif/text.h"
#include "tests/rule/sample.h"

namespace weir {
namespace {

using nlohmann::json;
using sample::RuleText;
using sample::Sample;
using testing::HasSubstr;

json log_of(const Results& results, const SarifOptions& options = {"0.1.0", "", false, false}) {
  return json::parse(write_sarif(results, options));
}

TEST(Log, ResultStandsAtItsRegion) {
  Sample sample;
  const json log = log_of(sample.results());
  const json& result = log["runs"][0]["results"][0];
  EXPECT_EQ(result["ruleId"], "prompts-reach-records");
  EXPECT_EQ(result["ruleIndex"], 0);
  EXPECT_EQ(result["level"], "error");
  const json& place = result["locations"][0];
  EXPECT_EQ(place["physicalLocation"]["artifactLocation"]["uri"], "app/template.yaml");
  EXPECT_EQ(place["physicalLocation"]["region"],
            (json{{"startLine", 4}, {"startColumn", 10}, {"endLine", 4}, {"endColumn", 13}}));
  EXPECT_EQ(place["logicalLocations"][0]["fullyQualifiedName"], "Chat");
}

TEST(Log, MessageKeepsTheStatementAndLinksNames) {
  Sample sample;
  const std::string text = log_of(sample.results())["runs"][0]["results"][0]["message"]["text"];
  EXPECT_THAT(text,
              HasSubstr("An external threat actor with access to the public facing application, "
                        "can inject malicious prompts which overwrite existing system prompts, "
                        "which leads to PHI and personal records held in Letters and Records"));
  EXPECT_THAT(text, testing::ContainsRegex("records of \\[Letters\\]\\([0-9]+\\)"));
  EXPECT_TRUE(text.ends_with("."));
}

TEST(Log, LinksLeadToRelatedLocations) {
  Sample sample;
  const json log = log_of(sample.results());
  const json& result = log["runs"][0]["results"][0];
  const std::string text = result["message"]["text"];
  for (const json& related : result["relatedLocations"]) {
    EXPECT_TRUE(related["message"]["text"].get<std::string>().ends_with("."));
    EXPECT_TRUE(related.contains("logicalLocations")) << related;
    if (related["message"]["text"] == "Records.") {
      EXPECT_THAT(text, HasSubstr("[Records](" + std::to_string(related["id"].get<int>()) + ")"));
    }
  }
}

TEST(Log, ANameCannotBecomeALink) {
  Sample sample({RuleText()}, "x](1) [click](http://evil)");
  const std::string text = log_of(sample.results())["runs"][0]["results"][0]["message"]["text"];
  EXPECT_THAT(text, HasSubstr("\\[click\\](http://evil)"));
  EXPECT_THAT(text, testing::Not(HasSubstr(" [click]")));
}

TEST(Log, NamesThatAreNoUtf8AreReplaced) {
  Sample sample({RuleText()}, "Rec\xFFords");
  EXPECT_THAT(write_sarif(sample.results(), {"0.1.0", "", false, false}),
              HasSubstr("Rec\xEF\xBF\xBDords"));
}

TEST(Log, CodeFlowFollowsThePath) {
  Sample sample;
  const json log = log_of(sample.results());
  const json& steps = log["runs"][0]["results"][0]["codeFlows"][0]["threadFlows"][0]["locations"];
  ASSERT_EQ(steps.size(), 4u);
  EXPECT_EQ(steps[0]["location"]["message"]["text"],
            "internet-user → Api (entry): its public endpoint.");
  EXPECT_EQ(steps[0]["location"]["logicalLocations"][0]["fullyQualifiedName"], "internet-user");
  EXPECT_EQ(steps[2]["location"]["physicalLocation"]["region"]["startLine"], 4);
}

TEST(Log, RuleSaysWhatCodeScanningShows) {
  Sample sample;
  const json log = log_of(sample.results());
  const json& rule = log["runs"][0]["tool"]["driver"]["rules"][0];
  EXPECT_EQ(rule["name"], "PromptsReachRecords");
  EXPECT_EQ(rule["shortDescription"]["text"], "Prompts reach records.");
  EXPECT_EQ(rule["fullDescription"]["text"], "Records leave with the answer.");
  EXPECT_EQ(rule["defaultConfiguration"]["level"], "error");
  EXPECT_EQ(rule["properties"]["security-severity"], "8.6") << "a string: a number is rejected";
  EXPECT_EQ(rule["properties"]["precision"], "high");
  EXPECT_EQ(rule["properties"]["tags"],
            (json{"security", "class/prompt-injection", "external/cwe/cwe-1427"}));
}

TEST(Log, AResultSaysItsPrecisionWhereItIsNotItsRules) {
  Sample sample;
  Results results = sample.results();
  EXPECT_FALSE(log_of(results)["runs"][0]["results"][0]["properties"].contains("precision"));
  results.findings[0].precision = Precision::medium;
  EXPECT_EQ(log_of(results)["runs"][0]["results"][0]["properties"]["precision"], "medium");
}

TEST(Log, ResilienceRulesAreNoSecurityRules) {
  RuleText rule;
  rule.kind = RuleKind::resilience;
  rule.severity = 5;
  Sample sample({rule});
  const json log = log_of(sample.results());
  const json& properties = log["runs"][0]["tool"]["driver"]["rules"][0]["properties"];
  EXPECT_FALSE(properties.contains("security-severity"));
  EXPECT_EQ(properties["problem.severity"], "warning");
  EXPECT_EQ(properties["tags"][0], "resilience");
}

TEST(Log, RulesWithoutResultsAreWrittenOnRequest) {
  RuleText silent;
  silent.id = "silent-rule";
  silent.query = "match (store:data_store) where store.data = absent report store \"x\"";
  silent.impact = "nothing";
  silent.assets = {};
  Sample sample({RuleText(), silent});
  EXPECT_EQ(log_of(sample.results())["runs"][0]["tool"]["driver"]["rules"].size(), 1u);
  const json all = log_of(sample.results(), {"0.1.0", "", true, false});
  EXPECT_EQ(all["runs"][0]["tool"]["driver"]["rules"].size(), 2u);
}

TEST(Log, SuppressedFindingsStayOut) {
  Sample sample;
  Results results = sample.results();
  results.findings[0].suppression = Suppression::in_source;
  results.findings[0].suppression_reason = "accepted by the board";
  EXPECT_TRUE(log_of(results)["runs"][0]["results"].empty());
  const json log = log_of(results, {"0.1.0", "", false, true});
  EXPECT_EQ(log["runs"][0]["results"][0]["suppressions"][0],
            (json{{"kind", "inSource"},
                  {"status", "accepted"},
                  {"justification", "accepted by the board"}}));
}

TEST(Log, SuppressionsNameTheirOwnerAndTheirEnd) {
  Sample sample;
  Results results = sample.results();
  results.findings[0].suppression = Suppression::in_config;
  results.findings[0].suppression_reason = "accepted";
  results.findings[0].suppression_owner = "ann";
  results.findings[0].suppression_until = "2027-01-31";
  const json log = log_of(results, {"0.1.0", "", false, true});
  EXPECT_EQ(log["runs"][0]["results"][0]["suppressions"][0]["justification"], "accepted (owner: ann) (until: 2027-01-31)");
}

TEST(Log, FindingsOfOneRuleOnOneLineAreOneAlert) {
  Sample sample;
  Results results = sample.results();
  Finding other = results.findings[0];
  other.span.begin += 1;
  other.address = "Other";
  other.severity = 9.5;
  results.findings.push_back(other);
  const json log = log_of(results);
  const json& list = log["runs"][0]["results"];
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0]["properties"]["severity"], 9.5) << "the worst stands for both";
  EXPECT_EQ(list[0]["properties"]["occurrences"], 2 * results.findings[0].occurrences);
  EXPECT_THAT(list[0]["message"]["text"].get<std::string>(), testing::EndsWith(" The same holds on this line for Chat."));
}

TEST(Log, AFindingThatJoinsALineLeavesTheFingerprintsOfTheOthers) {
  Sample sample;
  Results results = sample.results();
  const json alone = log_of(results)["runs"][0]["results"][0]["partialFingerprints"];
  Finding other = results.findings[0];
  other.span.begin += 1;
  other.identity = "another";
  other.severity = 9.5;
  results.findings.push_back(other);
  const json together = log_of(results)["runs"][0]["results"][0]["partialFingerprints"];
  EXPECT_NE(together["weir/v1"], alone["weir/v1"]) << "the worst stands first";
  EXPECT_EQ(together["weir/v1/2"], alone["weir/v1"]);
  EXPECT_EQ(together["primaryLocationLineHash"], alone["primaryLocationLineHash"]);
}

TEST(Log, OverTheLimitTheLeastSevereAreLeftOutAndSaid) {
  Sample sample;
  Results results = sample.results();
  Finding finding = results.findings[0];
  finding.span = {};
  finding.severity = 2;
  results.findings.clear();
  results.findings.assign(3000, finding);
  finding.severity = 8;
  for (int i = 0; i < 3000; ++i) results.findings.push_back(finding);
  const json log = log_of(results);
  const json& run = log["runs"][0];
  ASSERT_EQ(run["results"].size(), 5000U);
  EXPECT_EQ(run["results"][1999]["level"], "note");
  EXPECT_EQ(run["results"][2000]["level"], "error");
  EXPECT_THAT(run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"].get<std::string>(),
              testing::StartsWith("1000 results of the least severity are left out"));
}

TEST(Log, TagsBecomeTaxonomies) {
  Sample sample;
  const json log = log_of(sample.results());
  const json& run = log["runs"][0];
  EXPECT_EQ(run["taxonomies"][0]["name"], "CWE");
  EXPECT_EQ(run["taxonomies"][0]["taxa"], (json::array({json{{"id", "CWE-1427"}}})));
  const json& target = run["tool"]["driver"]["rules"][0]["relationships"][0]["target"];
  EXPECT_EQ(target["id"], "CWE-1427");
  EXPECT_EQ(target["toolComponent"], (json{{"name", "CWE"}, {"index", 0}}));
}

TEST(Log, TheDiagramIsAGraph) {
  Sample sample;
  const json log = log_of(sample.results());
  const json& graph = log["runs"][0]["graphs"][0];
  ASSERT_GE(graph["nodes"].size(), 3U);
  EXPECT_EQ(graph["edges"][0]["id"], "1");
  std::set<std::string> ids;
  for (const json& node : graph["nodes"]) ids.insert(node["id"].get<std::string>());
  EXPECT_EQ(ids.size(), graph["nodes"].size()) << "an id is one node's";
  for (const json& edge : graph["edges"]) {
    EXPECT_EQ(ids.count(edge["sourceNodeId"].get<std::string>()), 1U);
    EXPECT_EQ(ids.count(edge["targetNodeId"].get<std::string>()), 1U);
  }
}

TEST(Log, DiagnosticsAreNotifications) {
  Sample sample;
  Results results = sample.results();
  results.successful = false;
  results.diagnostics.push_back(
      {Level::error, sample.system.at("Letters:"), "syntax-error", "found `[`, expected a key"});
  const json log = log_of(results);
  const json& run = log["runs"][0];
  EXPECT_EQ(run["invocations"][0]["executionSuccessful"], false);
  const json& note = run["invocations"][0]["toolExecutionNotifications"][0];
  EXPECT_EQ(note["descriptor"]["id"], "syntax-error");
  EXPECT_EQ(note["level"], "error");
  EXPECT_EQ(note["message"]["text"], "found `\\[`, expected a key.");
  EXPECT_EQ(note["locations"][0]["physicalLocation"]["region"]["startLine"], 9);
}

TEST(Log, TooManyNotificationsKeepTheGravest) {
  Sample sample;
  Results results = sample.results();
  results.diagnostics.assign(2000, {Level::note, {}, "not-modelled", "a type"});
  results.diagnostics.push_back({Level::error, {}, "syntax-error", "broken"});
  const json log = log_of(results);
  const json& notes = log["runs"][0]["invocations"][0]["toolExecutionNotifications"];
  ASSERT_EQ(notes.size(), 501u);
  EXPECT_EQ(notes[499]["level"], "error");
  EXPECT_EQ(notes[500]["message"]["text"], "1501 further notifications are not listed.");
}

TEST(Log, CategoryNamesTheRun) {
  Sample sample;
  EXPECT_EQ(log_of(sample.results())["runs"][0]["automationDetails"]["id"], "weir/iac/");
  const json log = log_of(sample.results(), {"0.1.0", "prod", false, false});
  EXPECT_EQ(log["runs"][0]["automationDetails"]["id"], "weir/prod/");
}

TEST(Log, UrisArePercentEncoded) {
  Sample sample({RuleText()}, "Records", "a dir/té:1.yaml");
  const json log = log_of(sample.results());
  EXPECT_EQ(
      log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
      "a%20dir/t%C3%A9%3A1.yaml");
}

TEST(Text, PlainTextLosesTheMarks) {
  EXPECT_EQ(
      sarif::plain_text("# Why\nA **bold** `word` and a [link](x).\n```yaml\na: **b**\n```\n"),
      "Why\nA bold word and a link.\na: **b**");
}

TEST(Text, CutsBetweenCharacters) {
  EXPECT_EQ(sarif::cut("abc", 3), "abc");
  EXPECT_EQ(sarif::cut("aééé", 6), "aé…");
}

/// For a validator: `WEIR_SARIF_SAMPLE=FILE sarif_test --gtest_filter=Log.SampleIsWritten`.
TEST(Log, SampleIsWritten) {
  Sample sample;
  Results results = sample.results();
  results.diagnostics.push_back(
      {Level::note, sample.system.at("Letters:"), "not-modelled", "type X is not modelled"});
  const std::string log = write_sarif(results, {"0.1.0", "", true, true});
  EXPECT_EQ(log.back(), '\n');
  const char* file = std::getenv("WEIR_SARIF_SAMPLE");
  if (file) std::ofstream(file) << log;
}

}  // namespace
}  // namespace weir
