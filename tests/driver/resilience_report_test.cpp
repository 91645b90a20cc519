// What is said of resilience, from templates on disk to the report: objectives of policies and tags, figures that are
// overridden, what stops if something fails.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <string>

#include "analyzer/driver/analyze.h"
#include "analyzer/driver/discover.h"
#include "analyzer/report/resilience.h"
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

TEST(Resilience, WhatFailsStopsWhatNeedsIt) {
  const Analysed here("exclude: []\n");
  ASSERT_EQ(here.report.entries.size(), 1u);
  auto failures = resilience::failures_asked(*here.input, here.report, "service:dynamodb");
  ASSERT_TRUE(failures.ok());
  const auto outcomes = resilience::outcomes_of(*here.input, here.report, *failures);
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
  EXPECT_EQ(resilience::outcomes_of(*here.input, here.report, *failures)[0].consequences.at(0).fate, resilience::Fate::may_stop);
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
  EXPECT_EQ(resilience::outcomes_of(*here.input, here.report, *failures)[0].consequences.at(0).fate, resilience::Fate::degrades);
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
