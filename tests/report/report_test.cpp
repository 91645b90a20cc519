// What people read in a terminal and in a pull request, and what scripts read.

#include "analyzer/report/report.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "analyzer/report/layout.h"
#include "tests/rule/sample.h"

namespace weir {
namespace {

using sample::RuleText;
using sample::Sample;
using testing::HasSubstr;
using testing::Not;

TextOptions narrow() {
  TextOptions options;
  options.width = 80;
  return options;
}

TEST(Text, AFindingIsStatementPlacePathAndWhatToDo) {
  Sample sample;
  sample.system.dfd.targets[0].members = {sample.system.records};
  sample.system.dfd.coverage = {5, 3, {{"A::Setting", 1}}, {{"Some::Type", 1}}, {}};
  EXPECT_EQ(write_text(sample.results(), narrow()), R"(HIGH  Prompts reach records
  at app/template.yaml:4:10  rule prompts-reach-records

    4 |   Model: m-1
      |          ^^^

    Prompts from internet-user reach m-1, and Chat can put PHI records of
    Records into the answer.
    An external threat actor with access to the public facing application, can
    inject malicious prompts which overwrite existing system prompts, which
    leads to PHI records held in Records being returned to the caller,
    negatively impacting the confidentiality of the PHI data in Records.

    Path: internet-user → Api → Chat → m-1
          Records → Chat
    See:  line 1  Api
          line 3  Chat
          line 7  Records
          line 2  the route's integration
          line 6  the statement allows it
    What to do:
      [ ] attach a guardrail

1 finding: 1 high in 1 file, 5 resources.
Ignored as plain configuration: 1 resource.
Not modelled: 1 resource (Some::Type).
Next: `weir rules show prompts-reach-records` says what the first finding means,
  `weir explain prompts-reach-records Chat` (with --path for what was scanned)
  why it is one, `# weir:ignore prompts-reach-records -- reason` on the line
  above it accepts it, `weir baseline write` keeps all of today's from being
  reported again.
)");
}

TEST(Text, WithoutFindingsOnlyTheSummary) {
  Sample sample;
  Results results = sample.results();
  results.findings[0].suppression = Suppression::in_source;
  EXPECT_EQ(write_text(results, narrow()),
            "No findings in 1 file, 0 resources. 1 finding suppressed.\n");
  TextOptions quiet = narrow();
  quiet.quiet = true;
  EXPECT_EQ(write_text(results, quiet), "");
}

TEST(Text, WhatIsKnownIsCounted) {
  Sample sample;
  Results results = sample.results();
  results.findings[0].suppression = Suppression::not_asked;
  EXPECT_EQ(write_text(results, narrow()), "No findings in 1 file, 0 resources. 1 known finding not shown.\n");
}

TEST(Text, WhereNothingIsReadItSaysWhatWouldBe) {
  Sample sample;
  Results results = sample.results();
  results.findings.clear();
  results.files_read = 0;
  EXPECT_THAT(write_text(results, narrow()), HasSubstr("--list-files"));
}

TEST(Text, WhereNothingIsReadItSaysWhy) {
  Sample sample;
  Results results = sample.results();
  results.findings.clear();
  results.files_read = 0;
  for (int app = 1; app <= 7; ++app)
    results.diagnostics.push_back({Level::note, {}, "not-read", "app" + std::to_string(app) + "/cdk.json: no templates"});
  const std::string text = write_text(results, narrow());
  EXPECT_THAT(text, HasSubstr("  app1/cdk.json: no templates\n"));
  EXPECT_THAT(text, HasSubstr("  app5/cdk.json: no templates\n  and 2 more (`--verbose` lists them)\n"));
}

TEST(Junit, ACaseForEachFinding) {
  Sample sample({RuleText()}, "Rec<&>ords");
  const std::string xml = write_junit(sample.results());
  EXPECT_THAT(xml, HasSubstr("<testsuites name=\"weir\" tests=\"1\" failures=\"1\" errors=\"0\">"));
  EXPECT_THAT(xml, HasSubstr("<testcase classname=\"app/template.yaml\" name=\"prompts-reach-records: Chat (app/template.yaml:4:10)\">"));
  EXPECT_THAT(xml, HasSubstr("<failure type=\"high\" message=\"Prompts reach records\">"));
  EXPECT_THAT(xml, HasSubstr("Rec&lt;&amp;&gt;ords"));
}

TEST(Junit, WithoutFindingsOneCasePasses) {
  Sample sample;
  Results results = sample.results();
  results.findings.clear();
  EXPECT_THAT(write_junit(results), HasSubstr("tests=\"1\" failures=\"0\" errors=\"0\""));
  EXPECT_THAT(write_junit(results), HasSubstr("<testcase classname=\"weir\" name=\"no findings\"/>"));
}

TEST(Junit, WhatCouldNotBeAnalysedIsAnError) {
  Sample sample;
  Results results = sample.results();
  results.findings.clear();
  results.diagnostics.push_back({Level::error, sample.system.at("Letters:"), "syntax-error", "found `[`, expected a key"});
  EXPECT_THAT(write_junit(results), HasSubstr("<error type=\"syntax-error\" message=\"found `[`, expected a key\"/>"));
}

TEST(Gitlab, IssuesWithPlaceSeverityAndAFingerprintOfTheirOwn) {
  Sample sample;
  Results results = sample.results();
  results.findings.push_back(results.findings[0]);
  const auto issues = nlohmann::json::parse(write_gitlab(results));
  ASSERT_EQ(issues.size(), 2U);
  EXPECT_EQ(issues[0]["check_name"], "prompts-reach-records");
  EXPECT_EQ(issues[0]["severity"], "critical");
  EXPECT_EQ(issues[0]["location"]["path"], "app/template.yaml");
  EXPECT_EQ(issues[0]["location"]["lines"]["begin"], 4);
  EXPECT_NE(issues[0]["fingerprint"], issues[1]["fingerprint"]);
}

TEST(Text, NamesCannotDriveTheTerminal) {
  Sample sample({RuleText()}, "Rec\x1b[2Jords\xE2\x80\xAE");
  const std::string text = write_text(sample.results(), narrow());
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(text.find("\xE2\x80\xAE"), std::string::npos);
  EXPECT_THAT(text, HasSubstr("Rec\\x1b[2Jords\\u202e"));
}

TEST(Text, ColourOnlyOnRequest) {
  Sample sample;
  TextOptions colour = narrow();
  colour.colour = true;
  EXPECT_THAT(write_text(sample.results(), colour), HasSubstr("\x1b[1;31mHIGH\x1b[0m"));
  EXPECT_THAT(write_text(sample.results(), narrow()), Not(HasSubstr("\x1b")));
}

TEST(Text, WhatIsUndecidedIsSaid) {
  Sample sample;
  Results results = sample.results();
  RuleOutcome outcome;
  outcome.rule = &sample.rules.rules[0];
  outcome.undecided = 3;
  outcome.undecided_reasons = {{"store.data of Records", "parameter Tag is not set", {}}};
  results.outcomes.push_back(std::move(outcome));
  EXPECT_THAT(write_text(results, narrow()), HasSubstr("Not decided: 3 places"));
  TextOptions verbose = narrow();
  verbose.verbose = true;
  EXPECT_THAT(write_text(results, verbose),
              HasSubstr("store.data of Records: parameter Tag is not set"));
}

TEST(Text, OfAMinifiedLineOnlyTheMarkedPartIsShown) {
  SourceMap sources;
  const std::string line = std::string(200, 'a') + "HERE" + std::string(200, 'b');
  const FileId file = sources.add_file("x.json", line);
  EXPECT_EQ(report::source_excerpt(sources, {file, 200, 204}, {}, 60, report::Paint(false)),
            "    1 | …HERE…\n      |  ^^^^\n");
}

TEST(Text, SecretsInALineAreHidden) {
  SourceMap sources;
  const FileId file = sources.add_file("x.yaml", "Db: {Password: hunter2, Size: 1}");
  const report::HiddenPlaces hidden(sources, {{file, 15, 22}});
  EXPECT_EQ(report::source_excerpt(sources, {file, 0, 2}, hidden, 60, report::Paint(false)),
            "    1 | Db: {Password: (hidden), Size: 1}\n      | ^^\n");
  for (const std::uint32_t end : {20u, 22u})
    EXPECT_EQ(report::source_excerpt(sources, {file, 18, end}, hidden, 60, report::Paint(false)),
              "    1 | Db: {Password: (hidden), Size: 1}\n      |                ^^^^^^^^\n");
  EXPECT_EQ(report::source_excerpt(sources, {file, 18, 30}, hidden, 60, report::Paint(false)),
            "    1 | Db: {Password: (hidden), Size: 1}\n      |                "
            "^^^^^^^^^^^^^^^^\n");
}

TEST(Text, ALongLineIsCutAroundTheMarker) {
  SourceMap sources;
  const std::string line = std::string(90, 'a') + "HERE" + std::string(90, 'b');
  const FileId file = sources.add_file("x.json", line);
  const std::string text =
      report::source_excerpt(sources, {file, 90, 94}, {}, 60, report::Paint(false));
  EXPECT_THAT(text, HasSubstr("…aaaaaaaaaaaaaaaaaaaaaaaaHEREbbb"));
  EXPECT_THAT(text, HasSubstr("\n      | " + std::string(25, ' ') + "^^^^\n"));
  EXPECT_LE(report::columns_of(text.substr(0, text.find('\n'))), 62u);
}

TEST(Markdown, AnswersTheFourQuestions) {
  Sample sample;
  sample.system.protect(sample.system.model);
  const std::string text = write_markdown(sample.results());
  EXPECT_THAT(text, HasSubstr("# Threat model\n\n**1 finding: 1 high** in 1 file"));
  EXPECT_THAT(text, HasSubstr("## What are we working on?\n\n"));
  EXPECT_THAT(text, HasSubstr("```mermaid\nflowchart LR\n"));
  EXPECT_THAT(text, HasSubstr("## What can go wrong?\n\n### Letters"));
  EXPECT_THAT(text, HasSubstr("#### high 8.6: Prompts reach records\n\n`app/template.yaml:4:10`"));
  EXPECT_THAT(text, HasSubstr("> An external threat actor with access"));
  EXPECT_THAT(text, HasSubstr("1. internet-user → Api (entry): its public endpoint · `app/template.yaml:1:1`\n"));
  EXPECT_THAT(text, HasSubstr("- [x] attach a guardrail: by Guardrail"));
  EXPECT_THAT(text, HasSubstr("## What are we going to do about it?\n\n"));
  EXPECT_THAT(text, HasSubstr("## Did we do a good enough job?\n\n"));
  EXPECT_THAT(text, HasSubstr("| LLM01 Prompt Injection | not checked |"));
}

TEST(Markdown, ManyFindingsStayAPage) {
  Sample sample;
  Results results = sample.results();
  const Finding one = results.findings[0];
  for (int i = 0; i < 500; ++i) results.findings.push_back(one);
  const std::string text = write_markdown(results);
  EXPECT_LT(text.size(), 65'536u);
  EXPECT_THAT(text, HasSubstr("### Further findings\n"));
  EXPECT_THAT(text, HasSubstr(" more findings\n"));
}

TEST(Markdown, NamesAreOnlyText) {
  Sample sample({RuleText()}, "<img src=x>`@team`");
  const std::string text = write_markdown(sample.results());
  EXPECT_THAT(text, Not(HasSubstr("of <img")));
  EXPECT_THAT(text, HasSubstr("&lt;img src=x&gt;"));
  EXPECT_THAT(text, HasSubstr("&lt;img src=x&gt;\\`&#64;team\\`"));
  EXPECT_THAT(text, Not(HasSubstr("@team"))) << "nobody is notified";
}

TEST(Json, HoldsFindingsDiagnosticsAndSummary) {
  Sample sample;
  Results results = sample.results();
  results.diagnostics.push_back({Level::warning, {}, "not-resolved", "x"});
  const auto written = nlohmann::json::parse(write_json(results));
  const auto& finding = written["findings"][0];
  EXPECT_EQ(finding["rule"], "prompts-reach-records");
  EXPECT_EQ(finding["location"]["startLine"], 4);
  EXPECT_EQ(finding["statement"]["goals"][0], "confidentiality");
  EXPECT_EQ(finding["path"].size(), 4u);
  EXPECT_EQ(finding["mitigations"][0]["verdict"], "absent");
  EXPECT_TRUE(finding["suppression"].is_null());
  EXPECT_EQ(written["diagnostics"][0]["level"], "warning");
  EXPECT_EQ(written["summary"]["by_band"]["high"], 1);
}

}  // namespace
}  // namespace weir
