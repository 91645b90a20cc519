// What is said of resilience, from templates on disk to the report: objectives of policies and tags, figures that are
// overridden, what stops if something fails.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <string>

#include "analyzer/driver/analyze.h"
#include "analyzer/driver/discover.h"
#include "analyzer/graph/property_value.h"
#include "analyzer/report/resilience.h"
#include "analyzer/resilience/percent.h"
#include "tests/driver/built_in.h"

namespace weir {
namespace {

constexpr const char* kTemplate = R"(Resources:
  Records:
    Type: AWS::DynamoDB::Table
    Properties:
      KeySchema: [{AttributeName: id, KeyType: HASH}]
      PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: true}
      Tags: [{Key: "resilience:rpo", Value: 1 min}]
  Reader:
    Type: AWS::Lambda::Function
    Properties:
      Handler: index.handler
      Runtime: python3.13
      Role: !GetAtt ReaderRole.Arn
      Code: {ZipFile: "def handler(event, context): return 1"}
      Environment: {Variables: {TABLE: !Ref Records}}
  ReaderRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]}
      Policies:
        - PolicyName: read
          PolicyDocument: {Statement: [{Effect: Allow, Action: dynamodb:GetItem, Resource: !GetAtt Records.Arn}]}
  Address:
    Type: AWS::Lambda::Url
    Properties: {TargetFunctionArn: !Ref Reader, AuthType: NONE}
  Anybody:
    Type: AWS::Lambda::Permission
    Properties: {FunctionName: !Ref Reader, Action: lambda:InvokeFunctionUrl, Principal: "*", FunctionUrlAuthType: NONE}
  Objectives:
    Type: AWS::ResilienceHub::ResiliencyPolicy
    Properties:
      PolicyName: p
      Tier: Critical
      Policy:
        Software: {RtoInSecs: 3600, RpoInSecs: 86400}
        Region: {RtoInSecs: 3600, RpoInSecs: 3600}
)";

/// A folder with a template and a configuration, analysed.
class Analysed {
 public:
  explicit Analysed(const std::string& configuration, const std::string& text = kTemplate)
      : folder_(std::filesystem::temp_directory_path() / "weir-resilience-test") {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    std::ofstream(folder_ / "template.yaml") << text;
    std::ofstream(folder_ / ".weir.yaml") << configuration;
    Result<Project> project = discover({{folder_.string()}, {}, {}}, analysis.sources);
    EXPECT_TRUE(project.ok());
    analysis.project = std::move(*project);
    infer(analysis, built_in_knowledge(), {});
    input = std::make_unique<resilience::Input>(resilience_input(analysis, built_in_knowledge()));
    report = resilience::report_of(*input);
  }
  ~Analysed() { std::filesystem::remove_all(folder_); }
  Analysed(const Analysed&) = delete;
  Analysed& operator=(const Analysed&) = delete;

  Analysis analysis;
  std::unique_ptr<resilience::Input> input;
  resilience::Report report;

 private:
  std::filesystem::path folder_;
};

using resilience::Judgement;

TEST(Resilience, ObjectivesComeFromPoliciesAndTheNearerCounts) {
  const Analysed here("exclude: []\n");
  ASSERT_EQ(here.report.stores.size(), 1u);
  const resilience::StoreReport& records = here.report.stores[0];
  EXPECT_EQ(records.objective.tier->value, 1);
  EXPECT_EQ(records.objective.rto[0]->from, "the policy Objectives");
  EXPECT_EQ(records.objective.rpo[0]->from, "the tag resilience:rpo") << "a tag is nearer than a policy";
  EXPECT_EQ(records.rto[0], Judgement::missed) << "a restore takes four hours";
  EXPECT_EQ(records.rpo[0], Judgement::missed) << "five minutes, one is sought";
  EXPECT_EQ(records.rto[2], Judgement::none) << "nothing is sought of a zone";
  EXPECT_EQ(records.rto[3], Judgement::missed) << "there is no copy in another Region";
  EXPECT_TRUE(resilience::misses_objective(here.report));
}

TEST(Resilience, DeclaredFiguresCountInPlaceOfBuiltInOnes) {
  const Analysed here(
      "figures:\n"
      "  - {mechanism: point-in-time-recovery, rto: 30 min, source: restore test}\n"
      "  - {address: Records, availability: 99.999, source: contract}\n");
  const resilience::StoreReport& records = here.report.stores.at(0);
  EXPECT_EQ(records.rto[0], Judgement::met);
  EXPECT_EQ(records.recovery[0].source, "restore test, declared");
  EXPECT_EQ(records.availability.percent, 99.999);
}

TEST(Resilience, NamesThatTheCatalogueLacksAreFaults) {
  const Analysed here(
      "figures:\n  - {mechanism: magic, rto: 1 s, source: hope}\n"
      "practices:\n  - {practice: prayer, evidence: daily}\n");
  std::string said;
  for (const Diagnostic& fault : here.analysis.diagnostics) said += fault.message + "\n";
  EXPECT_NE(said.find("unknown mechanism \"magic\"; expected one of "), std::string::npos) << said;
  EXPECT_NE(said.find("unknown practice \"prayer\"; expected one of "), std::string::npos) << said;
}

/// What the configuration's faults and others say, one a line: the code and the message.
std::string said(const Analysed& here, std::string_view code) {
  std::string text;
  for (const Diagnostic& one : here.analysis.diagnostics)
    if (one.code == code)
      text += std::string(here.analysis.sources.path(one.span.file)) + ": " + one.message + "\n";
  return text;
}

TEST(Resilience, WhatIsDeclaredOfNothingIsSaid) {
  const Analysed here(
      "objectives:\n  - {address: Recordz, rto: 1 h}\n  - {system: shpo, rto: 1 h}\n"
      "journeys:\n  - {name: reading, entry: Nowhere}\n"
      "dependencies:\n  - {from: Reader, on: [Records, Cache], is: hard, reason: it asks them}\n"
      "figures:\n  - {type: \"aws.magic.*\", availability: 99, source: hope}\n");
  EXPECT_EQ(said(here, "declared-of-nothing"),
            ".weir.yaml: nothing has an address like \"Recordz\": this entry of objectives counts for nothing\n"
            ".weir.yaml: no system is called \"shpo\": this entry of objectives counts for nothing\n"
            ".weir.yaml: nothing has an address like \"Nowhere\": this entry of journeys counts for nothing\n"
            ".weir.yaml: nothing has an address like \"Cache\": this entry of dependencies counts for nothing\n"
            ".weir.yaml: nothing is of a type like \"aws.magic.*\": this entry of figures counts for nothing\n");
  EXPECT_EQ(said(Analysed("objectives:\n  - {address: Records, rto: 1 h}\n"), "declared-of-nothing"), "");
}

TEST(Resilience, ATagThatIsNoFigureIsToldAndCountsForNothing) {
  std::string text = kTemplate;
  const std::string tag = "{Key: \"resilience:rpo\", Value: 1 min}";
  text.replace(text.find(tag), tag.size(), "{Key: \"resilience:slo\", Value: \"99,99\"}, {Key: \"resilience:rpo\", Value: soon}");
  const Analysed here("exclude: []\n", text);
  EXPECT_FALSE(here.report.stores.at(0).objective.availability.has_value());
  EXPECT_EQ(said(here, "objective-not-read"),
            "template.yaml: the tag resilience:slo must be a percentage above 0 and up to 100, such as 99.9, not \"99,99\"; it counts for nothing\n"
            "template.yaml: the tag resilience:rpo must be a duration with its unit, such as 15 min or 4 h, not \"soon\"; it counts for nothing\n");
}

TEST(Resilience, ManyDeclaredPairsAreRefused) {
  std::string text = "Resources:\n";
  for (int i = 0; i < 500; ++i)
    text += "  F" + std::to_string(i) + ": {Type: AWS::Lambda::Function, Properties: {Runtime: python3.13}}\n";
  const Analysed here("dependencies:\n  - {from: \"*\", on: \"*\", is: hard, reason: all of it}\n", text);
  for (const auto& list : here.report.graph) EXPECT_TRUE(list.empty());
  EXPECT_NE(said(here, "declared-of-nothing").find("more than 200000 pairs"), std::string::npos);
  ASSERT_EQ(here.report.remarks.size(), 1u);
  EXPECT_EQ(here.report.remarks[0].find("the dependency of * on * counts for nothing: it makes 50"), 0u) << here.report.remarks[0];
}

TEST(Resilience, AChoiceOfOneIsNone) {
  const Analysed here(
      "journeys: [{name: order, entry: Shop}]\n"
      "objectives: [{journey: order, region: {rto: 1 h}}]\n"
      "dependencies: [{from: Shop, on: [Large, Gone], is: alternative, reason: orders}]\n",
      "Resources:\n"
      "  Shop: {Type: AWS::Lambda::Function, Properties: {Runtime: python3.13}}\n"
      "  Large: {Type: AWS::RDS::DBInstance, Properties: {Engine: postgres, MultiAZ: true}}\n");
  const resilience::EntryReport& order = here.report.entries.at(0);
  EXPECT_EQ(order.alternatives, "");
  EXPECT_EQ(order.needed.size(), 2u);
  EXPECT_EQ(order.recovery[3].rto_judgement, Judgement::missed) << "there is no copy in another Region";
}

TEST(Resilience, OfManyFailuresPlacesAreKept) {
  std::string text = "Resources:\n";
  std::string on;
  for (int i = 0; i < 2100; ++i) {
    const std::string name = "Table" + std::to_string(i);
    text += "  " + name + ": {Type: AWS::DynamoDB::Table, Properties: {}}\n";
  }
  text += "  Shop: {Type: AWS::Lambda::Function, Properties: {Runtime: python3.13}}\n";
  const Analysed here(
      "journeys: [{name: order, entry: Shop}]\n"
      "dependencies: [{from: Shop, on: \"Table*\", is: hard, reason: orders}]\n",
      text);
  const auto asked = resilience::failures_asked(*here.input, here.report, "all");
  ASSERT_TRUE(asked.ok());
  EXPECT_EQ(asked->failures.size(), 2000u);
  EXPECT_EQ(asked->failures.back().what, "service:lambda");
  EXPECT_GT(asked->left_off, 100u);
  const ResilienceResults results{here.analysis.sources, *here.input, here.report, {}, asked->left_off, false};
  EXPECT_NE(write_resilience_text(results, {}).find("more; -f json has all"), std::string::npos) << "remedies have an end";
}

TEST(Resilience, WhatIsNotAllOfTheTimeIsNotShownAsThat) {
  EXPECT_EQ(resilience::percent_text(99.999999), "99.999999 %");
  EXPECT_EQ(resilience::percent_text(99.95), "99.95 %");
  EXPECT_EQ(resilience::percent_text(99.39055), "99.3906 %");
  EXPECT_EQ(resilience::percent_text(100), "100 %");
}

TEST(Resilience, RulesSeeWhatTheReportSays) {
  const Analysed here("exclude: []\n");
  std::string missed;
  for (const resilience::PartObjective& part : here.report.parts) {
    const std::string name = here.analysis.dfd[part.node].name + " " + std::to_string(static_cast<int>(part.disruption));
    if (part.rto_judgement == Judgement::missed) missed += name + " rto\n";
    if (part.rpo_judgement == Judgement::missed) missed += name + " rpo\n";
  }
  std::string asked;
  const Catalog& catalog = here.input->catalog();
  for (const GraphNode& node : here.analysis.dfd.nodes) {
    if (node.kind != GraphNodeKind::item || node.labels.front() != catalog.label("objective") || !node.owner.valid() ||
        !is_element(here.analysis.dfd[node.owner].kind) || here.analysis.dfd[node.owner].kind == GraphNodeKind::control)
      continue;
    const auto number = [&](std::string_view name) {
      const PropertyValue* value = find_property(node.properties, catalog.property(name));
      return value != nullptr && value->state == PropertyState::number ? value->number : -1;
    };
    const std::string_view disruption = text_of(find_property(node.properties, catalog.property("disruption")));
    const auto at = std::find(kDisruptionNames.begin(), kDisruptionNames.end(), disruption) - kDisruptionNames.begin();
    const std::string name = here.analysis.dfd[node.owner].name + " " + std::to_string(at);
    if (number("rto") >= 0 && number("estimated_rto") > number("rto")) asked += name + " rto\n";
    if (number("rpo") >= 0 && number("estimated_rpo") > number("rpo")) asked += name + " rpo\n";
  }
  EXPECT_EQ(asked, missed);
  EXPECT_NE(missed, "");
}

TEST(Resilience, WhatFailsStopsWhatNeedsIt) {
  const Analysed here("exclude: []\n");
  ASSERT_EQ(here.report.entries.size(), 1u);
  auto failures = resilience::failures_asked(*here.input, here.report, "service:dynamodb");
  ASSERT_TRUE(failures.ok());
  const auto outcomes = resilience::outcomes_of(*here.input, here.report, failures->failures);
  ASSERT_EQ(outcomes.size(), 1u);
  EXPECT_EQ(outcomes[0].consequences.at(0).fate, resilience::Fate::stops);
  const auto nothing = resilience::failures_asked(*here.input, here.report, "Recordz");
  ASSERT_FALSE(nothing.ok());
  EXPECT_NE(nothing.error().message.find("no element is called \"Recordz\"; there is "), std::string::npos);
}

TEST(Resilience, AMechanismThatMayBeThereLeavesItOpen) {
  const Analysed here("objectives:\n  - {system: \"*\", zone: {rto: 5 min, rpo: 1 min}}\n",
                      "Parameters: {Standby: {Type: String}}\n"
                      "Resources:\n"
                      "  Orders:\n"
                      "    Type: AWS::RDS::DBInstance\n"
                      "    Properties: {Engine: postgres, DBInstanceClass: db.t3.micro, MultiAZ: !Ref Standby, BackupRetentionPeriod: 7}\n");
  const resilience::StoreReport& orders = here.report.stores.at(0);
  EXPECT_EQ(orders.rto[2], Judgement::unknown) << "a restore takes four hours, a standby two minutes";
  EXPECT_FALSE(resilience::misses_objective(here.report));
}

TEST(Resilience, WhatIsThereInSomeConfigurationsOnlyMayStop) {
  const Analysed here(
      "journeys: [{name: order, entry: Shop}]\n"
      "objectives: [{journey: order, availability: 99.6, zone: {rto: 5 min}}]\n"
      "dependencies: [{from: Shop, on: [Large, Small], is: hard, reason: orders}]\n",
      "Parameters: {Stage: {Type: String}}\n"
      "Conditions: {Prod: !Equals [!Ref Stage, prod], Dev: !Not [!Condition Prod]}\n"
      "Resources:\n"
      "  Shop: {Type: AWS::Lambda::Function, Properties: {Runtime: python3.13}}\n"
      "  Large: {Type: AWS::RDS::DBInstance, Condition: Prod, Properties: {Engine: postgres, MultiAZ: true}}\n"
      "  Small: {Type: AWS::RDS::DBInstance, Condition: Dev, Properties: {Engine: postgres, BackupRetentionPeriod: 0}}\n");
  EXPECT_EQ(here.report.entries.at(0).availability_judgement, Judgement::unknown) << "no deployment has both";
  EXPECT_FALSE(resilience::misses_objective(here.report));
  auto failures = resilience::failures_asked(*here.input, here.report, "Small");
  ASSERT_TRUE(failures.ok());
  EXPECT_EQ(resilience::outcomes_of(*here.input, here.report, failures->failures)[0].consequences.at(0).fate, resilience::Fate::may_stop);
}

TEST(Resilience, WhichAlternativeStandsInIsNotKnownBefore) {
  const Analysed here(
      "journeys: [{name: order, entry: [Shop, Kiosk]}]\n"
      "objectives: [{journey: order, region: {rto: 1 h, rpo: 1 h}}]\n",
      "Resources:\n"
      "  Shop: {Type: AWS::Lambda::Function, Properties: {Runtime: python3.13}}\n"
      "  Kiosk: {Type: AWS::Lambda::Function, Properties: {Runtime: python3.13}}\n");
  EXPECT_EQ(here.report.entries.at(0).recovery[3].rto_judgement, Judgement::unknown);
}

TEST(Resilience, ADeclaredSoftDependencyDegrades) {
  const Analysed here("dependencies:\n  - {from: Reader, on: Records, is: soft, reason: it answers from memory}\n");
  auto failures = resilience::failures_asked(*here.input, here.report, "Records");
  ASSERT_TRUE(failures.ok());
  EXPECT_EQ(resilience::outcomes_of(*here.input, here.report, failures->failures)[0].consequences.at(0).fate, resilience::Fate::degrades);
}

TEST(Resilience, ThePracticesSayWhatShowsThem) {
  const Analysed here("practices:\n  - {practice: game-days, evidence: wiki, date: \"2026-05-02\"}\n");
  std::map<std::string, resilience::PracticeStatus> by_name;
  for (const resilience::PracticeStatus& practice : resilience::lifecycle_of(*here.input)) by_name[practice.practice] = practice;
  EXPECT_EQ(by_name.at("objectives").evidence, resilience::Evidence::in_code);
  EXPECT_EQ(by_name.at("game-days").by, "wiki (2026-05-02)");
  EXPECT_EQ(by_name.at("load-tests").evidence, resilience::Evidence::open);
  EXPECT_EQ(by_name.at("alarms").evidence, resilience::Evidence::absent);
}

}  // namespace
}  // namespace weir
