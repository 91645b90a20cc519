// The rules of truth of the query language, one small graph each.
#include <gtest/gtest.h>

#include "tests/query/world.h"

namespace weir::query {
namespace {

const CatalogTables& example_tables() {
  static const CatalogTables kTables = example_vocabulary();
  return kTables;
}
std::string check(std::string_view graph, std::string_view query,
                  std::vector<MitigationSource> mitigations = {}) {
  return verdict(example_tables(), graph, query, std::move(mitigations));
}

TEST(Semantics, ALabelMeansItselfAndWhatIsBelow) {
  EXPECT_EQ(check("a:function -prompt-> m:model",
                  "match (x:process)-[:sync]->(y:element) report x \"x\""),
            "yes");
  EXPECT_EQ(check("a:function -prompt-> m:model", "match (x)-[:access]->(y) report x \"x\""), "no");
}

TEST(Semantics, NamesJoinPatterns) {
  const auto query =
      "match (a:function)-[:prompt]->(m:model), (b:agent)-[:prompt]->(m) report m \"x\"";
  EXPECT_EQ(check("a:function -prompt-> m:model\nb:agent -prompt-> m", query), "yes");
  EXPECT_EQ(check("a:function -prompt-> m:model\nb:agent -prompt-> n:model", query), "no");
}

TEST(Semantics, AnOpenEndMattersOnlyAtItsNode) {
  const auto query =
      "match (m:model) where not exists ((g:guardrail)-[:protects]->(m)) report m \"x\"";
  EXPECT_EQ(check("m:model", query), "yes");
  EXPECT_EQ(check("g:guardrail -protects-> m:model", query), "no");
  EXPECT_EQ(check("m:model\nopen m in protects", query), "unknown");
  EXPECT_EQ(check("m:model\nb:bucket\nopen b in protects", query), "yes");
  EXPECT_EQ(check("m:model\nopen m in limits", query), "yes");
  EXPECT_EQ(check("m:model\nopen m in", query), "unknown");
  EXPECT_EQ(check("m:model\ng:guardrail\nopen g out protects", query), "unknown");
  EXPECT_EQ(check("m:model\nt:rate_limit\nopen t out protects", query), "yes");
}

TEST(Semantics, ALabelThatANodeMayBearLeavesTheMatchUndecided) {
  const auto query = "match (a:function)-[:prompt]->(m:model) report a \"x\"";
  EXPECT_EQ(check("a:process|function? -prompt-> m:model", query), "unknown");
  EXPECT_EQ(check("a:process|agent? -prompt-> m:model", query), "no");
  const auto absence =
      "match (m:model) where not exists ((g:guardrail)-[:protects]->(m)) report m \"x\"";
  EXPECT_EQ(check("g:control|guardrail? -protects-> m:model", absence), "unknown");
  const CatalogTables& vocabulary = example_tables();
  const World world(vocabulary, "a:process|function? -prompt-> m:model");
  const Compiled compiled(vocabulary, query);
  GuardStore guards = world.dfd.guards;
  const Outcome outcome = compiled.run(world, guards);
  ASSERT_EQ(outcome.undecided.size(), 1u);
  EXPECT_EQ(outcome.undecided[0].what, "whether a is a function");
}

TEST(Semantics, AnOpenItemLabelLeavesOtherItemsClosed) {
  const auto query =
      "match (g:guardrail) where not exists ((g)-[:has]->(p:pii_entity)) report g \"x\"";
  EXPECT_EQ(check("g:guardrail\nopen g out has pii_entity", query), "unknown");
  EXPECT_EQ(check("g:guardrail\nopen g out has content_filter", query), "yes");
}

TEST(Semantics, AnOpenItemLabelIsSeenFromItsFarSide) {
  const auto query =
      "match (f:function)-[:has]->(s:statement) where s.effect = \"allow\" report f \"x\"";
  const auto others = "f:function\ng:function\nh:function\nopen f out has ";
  EXPECT_EQ(check(std::string(others) + "statement", query), "unknown");
  EXPECT_EQ(check(std::string(others) + "content_filter", query), "no");
  EXPECT_EQ(check(std::string(others) + "statement\ng -has-> s:statement\ns.effect = deny", query),
            "unknown");
}

TEST(Semantics, WhatTheLanguageCannotDeclareIsUnknown) {
  const CatalogTables limited =
      vocabulary("label model\nlabel trail\nedge records attachment\ncannot records");
  EXPECT_EQ(verdict(limited, "m:model",
                    "match (m:model) unless (t:trail)-[:records]->(m) report m \"x\""),
            "unknown");
  EXPECT_EQ(verdict(limited, "m:model\nt:trail -records-> m",
                    "match (m:model) unless (t:trail)-[:records]->(m) report m \"x\""),
            "no");
}

TEST(Semantics, UnlessIsAndNotExists) {
  const auto query =
      "match (m:model) unless (g:guardrail)-[:protects]->(m) where g.blocks_prompt_attacks = true "
      "report m \"x\"";
  EXPECT_EQ(check("g:guardrail -protects-> m:model\ng.blocks_prompt_attacks = true", query), "no");
  EXPECT_EQ(check("g:guardrail -protects-> m:model\ng.blocks_prompt_attacks = false", query),
            "yes");
  EXPECT_EQ(check("g:guardrail -protects-> m:model\ng.blocks_prompt_attacks = ?", query),
            "unknown");
}

TEST(Semantics, AbsentIsDefinedForEqualityOnly) {
  EXPECT_EQ(check("f:function", "match (f:function) where f.timeout = absent report f \"x\""),
            "yes");
  EXPECT_EQ(check("f:function", "match (f:function) where f.timeout != 3s report f \"x\""), "yes");
  EXPECT_EQ(check("f:function", "match (f:function) where f.timeout < 3s report f \"x\""),
            "unknown");
  EXPECT_EQ(check("f:function\nf.timeout = ?",
                  "match (f:function) where f.timeout = absent report f \"x\""),
            "unknown");
}

TEST(Semantics, NumbersUnitsAndSums) {
  const auto query =
      "match (c:function)-[p:poll]->(q:queue) where q.visibility_timeout < 6 * c.timeout + "
      "p.batch_window "
      "report q \"x\"";
  const std::string graph =
      "c:function -p=poll-> q:queue\nc.timeout = 1000\nq.visibility_timeout = 7000\n";
  EXPECT_EQ(check(graph + "p.batch_window = 2000", query), "yes");
  EXPECT_EQ(check(graph + "p.batch_window = 1000", query), "no");
  EXPECT_EQ(check(graph + "p.batch_window = ?", query), "unknown");
  EXPECT_EQ(check("f:function\nf.timeout = 90000",
                  "match (f:function) where f.timeout = 1.5min report f \"x\""),
            "yes");
}

TEST(Semantics, OrderedEnums) {
  const auto query = "match (s:data_store) where s.sensitivity >= \"confidential\" report s \"x\"";
  EXPECT_EQ(check("s:bucket\ns.sensitivity = restricted", query), "yes");
  EXPECT_EQ(check("s:bucket\ns.sensitivity = internal", query), "no");
}

TEST(Semantics, ListsSomeAndEvery) {
  const auto some =
      "match (s:statement) where some s.actions covers \"sqs:SendMessage\" report s \"x\"";
  EXPECT_EQ(check("s:statement\ns.actions = [sqs:*]", some), "yes");
  EXPECT_EQ(check("s:statement\ns.actions = [s3:*, ?]", some), "unknown");
  EXPECT_EQ(check("s:statement\ns.actions = [?, SQS:Send*]", some), "yes");
  EXPECT_EQ(check("s:statement\ns.actions = [s3:*]", some), "no");
  const auto every = "match (s:statement) where every s.actions matches \"s3:*\" report s \"x\"";
  EXPECT_EQ(check("s:statement\ns.actions = [s3:Get, s3:Put]", every), "yes");
  EXPECT_EQ(check("s:statement\ns.actions = [s3:Get, ?]", every), "unknown");
  EXPECT_EQ(check("s:statement\ns.actions = []", every), "yes");
  EXPECT_EQ(check("s:statement\ns.actions = [a, b]",
                  "match (s:statement) where \"b\" in s.actions report s \"x\""),
            "yes");
}

TEST(Semantics, CountsAreIntervals) {
  const auto two =
      "match (c:function) where count(m in (c)-[:prompt]->(m:model)) >= 2 report c \"x\"";
  const auto one =
      "match (c:function) where count(m in (c)-[:prompt]->(m:model)) = 1 report c \"x\"";
  EXPECT_EQ(check("c:function -prompt-> m:model\nc -prompt-> n:model", two), "yes");
  EXPECT_EQ(check("c:function -prompt-> m:model\nc -prompt-> m", two), "no");
  EXPECT_EQ(check("c:function -prompt-> m:model\nopen c out prompt", two), "unknown");
  EXPECT_EQ(check("c:function -prompt-> m:model\nopen c out prompt", one), "unknown");
  EXPECT_EQ(check("c:function -prompt-> m:model\nc -prompt-> n:model when prod", two),
            "when prod is true");
}

TEST(Semantics, AccessIsSeenWithMayOnly) {
  const std::string graph = "f:function -runs_as-> r:role\nr -may read-> s:bucket\n";
  EXPECT_EQ(check(graph, "match (f:function)-[:read]->(s) report f \"x\""), "no");
  EXPECT_EQ(check(graph, "match (f:function)-[:may read]->(s:bucket) report f \"x\""), "yes");
  EXPECT_EQ(check(graph, "match (r:role)-[:may access]->(s:bucket) report r \"x\""), "yes");
  EXPECT_EQ(
      check("f:function\ns:bucket\nopen f out runs_as",
            "match (f:function) where not exists ((f)-[:may read]->(s:bucket)) report f \"x\""),
      "unknown");
}

TEST(Semantics, TheDataArrowFollowsTheData) {
  EXPECT_EQ(
      check("f:function -read-> s:bucket", "match (s:bucket)=[:read]=>(f:function) report f \"x\""),
      "yes");
  EXPECT_EQ(
      check("f:function -read-> s:bucket", "match (f:function)=[:read]=>(s:bucket) report f \"x\""),
      "no");
  EXPECT_EQ(check("f:function -write-> s:bucket",
                  "match (f:function)=[:access]=>(s:bucket) report f \"x\""),
            "yes");
  EXPECT_EQ(check("f:function -prompt-> m:model",
                  "match (m:model)=[:prompt]=>(f:function) report f \"x\""),
            "yes");
  EXPECT_EQ(check("w:function -write-> s:bucket\nr:function -runs_as-> i:role\ni -may read-> s",
                  "match (w)=[:may access+]=>(r:function) where w != r and exists "
                  "((r)-[:runs_as]->(i)) report r \"x\""),
            "yes");
}

TEST(Semantics, AttachmentsHoldForFlowsInAndForBoundaries) {
  const auto limited =
      "match (a)-[p:sync]->(f:function) where exists ((t:rate_limit)-[:limits]->(p)) report a "
      "\"x\"";
  EXPECT_EQ(check("a:actor -p=sync-> f:function\nt:rate_limit -limits-> @p", limited), "yes");
  EXPECT_EQ(check("a:actor -sync-> f:function\nt:rate_limit -limits-> f", limited), "yes");
  EXPECT_EQ(check("a:actor -sync-> f:function\nt:rate_limit -limits-> a", limited), "no");
  EXPECT_EQ(check("a:actor -sync-> f:function\nf -within-> z:zone\nz -within-> "
                  "r:region\nt:rate_limit -limits-> r",
                  limited),
            "yes");
  EXPECT_EQ(check("f:function -within-> r:region\nt:rate_limit -limits-> r",
                  "match (t:rate_limit)-[:limits]->(f:function) report f \"x\""),
            "yes");
}

/// A start without the edges that the steps at it ask for is left out unseen; edges that no list of
/// the node tells of keep it in.
TEST(Semantics, AStartIsLeftOutOnlyIfNoEdgeCanBeThere) {
  const auto limits = "match (c:rate_limit)-[:limits]->(p:process) report c \"x\"";
  EXPECT_EQ(check("c:rate_limit -limits-> p:function", limits), "yes");
  EXPECT_EQ(check("c:rate_limit -protects-> p:function", limits), "no");
  EXPECT_EQ(check("c:rate_limit -limits-> v:region\np:function -within-> v", limits), "yes");
  const auto on_flow =
      "match (c:rate_limit)-[:limits]->(f), (a)-[f:prompt]->(m:model) report c \"x\"";
  EXPECT_EQ(check("a:function -f=prompt-> m:model\nc:rate_limit -limits-> @f", on_flow), "yes");
  EXPECT_EQ(check("a:function -prompt-> m:model\nc:rate_limit", on_flow), "no");
  const auto data = "match (a:agent)=[:prompt]=>(b) report a \"x\"";
  EXPECT_EQ(check("f:function -prompt-> a:agent", data), "yes");
  EXPECT_EQ(check("f:function\na:agent", data), "no");
  EXPECT_EQ(check("a:agent", "match (a:agent)-[:prompt*]->(b) report a \"x\""), "yes");
  EXPECT_EQ(check("a:agent", "match (a:agent)-[:prompt+]->(b) report a \"x\""), "no");
  EXPECT_EQ(check("a:agent\nopen a out prompt", "match (a:agent)-[:prompt]->(b) report a \"x\""),
            "unknown");
}

/// What steps leave open is found once for all rules over a graph: by their labels, arrow and side.
TEST(Semantics, RulesOverOneGraphDoNotDisturbEachOther) {
  const CatalogTables& vocabulary = example_tables();
  const World world(vocabulary, "a:function -prompt-> m:model\nopen m in protects\nopen a out read");
  const auto undecided = [&](std::string_view query) {
    const Compiled compiled(vocabulary, query);
    GuardStore guards = world.dfd.guards;
    const Outcome outcome = compiled.run(world, guards);
    return outcome.matches.empty() ? outcome.undecided_matches : 0;
  };
  const auto protecting = "match (g:control)-[:protects]->(m:model) report m \"x\"";
  const auto reading = "match (a:function)-[:read]->(s:data_store) report a \"x\"";
  EXPECT_EQ(undecided(protecting), 1u);
  EXPECT_EQ(undecided("match (g:control)-[:limits]->(m:model) report m \"x\""), 0u);
  EXPECT_EQ(undecided("match (m:model)-[:protects]->(x:data_store) report m \"x\""), 0u);
  EXPECT_EQ(undecided(reading), 1u);
  EXPECT_EQ(undecided("match (a:function)-[:may read]->(s:data_store) report a \"x\""), 1u);
  EXPECT_EQ(undecided("match (s:data_store)-[:read]->(a:function) report a \"x\""), 0u);
  EXPECT_EQ(undecided(protecting), 1u);
  EXPECT_EQ(undecided(reading), 1u);
}

TEST(Semantics, ReachabilityOneOrMoreAndZeroOrMore) {
  const std::string graph = "a:function -sync-> b:function\nb -sync-> c:model\n";
  EXPECT_EQ(check(graph, "match (a:function)-[p:sync+]->(m:model) report m \"{p}\""), "yes");
  EXPECT_EQ(check(graph, "match (m:model)-[p:sync*]->(n:model) where m = n report m \"x\""), "yes");
  EXPECT_EQ(check(graph, "match (m:model)-[p:sync+]->(m) report m \"x\""), "no");
  EXPECT_EQ(check(graph + "c -sync-> a", "match (m:model)-[p:sync+]->(m) report m \"x\""), "yes");
}

TEST(Semantics, AHopCountsIfEdgeAndWhileAreTrue) {
  const auto query =
      "match (a:actor)-[p:sync+ while p.encrypted = true and p.to.timeout != 1s]->(m:model) report "
      "m \"x\"";
  const std::string graph =
      "a:actor -p=sync-> b:function\nb -q=sync-> m:model\np.encrypted = true\n";
  EXPECT_EQ(check(graph + "q.encrypted = true", query), "yes");
  EXPECT_EQ(check(graph + "q.encrypted = false", query), "no");
  EXPECT_EQ(check(graph + "q.encrypted = ?", query), "unknown");
  EXPECT_EQ(check(graph + "q.encrypted = true\nb.timeout = 1000", query), "no");
}

TEST(Semantics, GuardsMeetOrExcludeEachOther) {
  const auto query = "match (f:function)-[:prompt]->(m:model) report f \"x\"";
  EXPECT_EQ(check("node f:function when prod\nf -prompt-> m:model", query), "when prod is true");
  EXPECT_EQ(check("node f:function when prod\nnode m:model when prod\nf -prompt-> m", query),
            "when prod is true");
  EXPECT_EQ(check("node f:function when prod\nnode m:model when not prod\nf -prompt-> m", query),
            "no");
  EXPECT_EQ(
      check("f:function -prompt-> m:model when prod\nf -prompt-> n:model when not prod", query),
      "yes");
}

TEST(Semantics, ChoicesCompareUnderGuards) {
  EXPECT_EQ(check("v:backup_vault\nv.locked = prod ? true : false",
                  "match (v:backup_vault) where v.locked = false report v \"x\""),
            "when prod is false");
  EXPECT_EQ(check("v:backup_vault\nv.locked = prod ? true : ?",
                  "match (v:backup_vault) where v.locked = false report v \"x\""),
            "unknown");
}

TEST(Semantics, PathsUnderGuardsJoin) {
  const auto query = "match (a:actor)-[p:sync+]->(m:model) report m \"x\"";
  EXPECT_EQ(check("a:actor -sync-> b:function when prod\nb -sync-> m:model\na -sync-> c:function "
                  "when not prod\nc -sync-> m",
                  query),
            "yes");
  EXPECT_EQ(check("a:actor -sync-> b:function when prod\nb -sync-> m:model when not prod", query),
            "no");
}

TEST(Semantics, EnoughMitigationsSilence) {
  const auto query = "match (f:function)-[ask:prompt]->(m:model) report ask \"x\"";
  const std::vector<MitigationSource> guardrail = {
      {"guardrail",
       "exists ((g:guardrail)-[:protects]->(ask) where g.blocks_prompt_attacks = true)", true}};
  const std::string graph = "f:function -prompt-> m:model\ng:guardrail -protects-> m\n";
  EXPECT_EQ(check(graph + "g.blocks_prompt_attacks = true", query, guardrail), "mitigated");
  EXPECT_EQ(check(graph + "g.blocks_prompt_attacks = false", query, guardrail), "yes");
  EXPECT_EQ(check(graph + "g.blocks_prompt_attacks = ?", query, guardrail), "unknown");
}

TEST(Semantics, HopMitigationsMustCutEveryPath) {
  const auto query = "match (a:actor)-[p:sync+]->(m:model) report m \"x\"";
  const std::vector<MitigationSource> limit = {
      {"limit", "exists ((t:rate_limit)-[:limits]->(p))", true}};
  const std::string two =
      "a:actor -sync-> b:function\nb -sync-> m:model\na -sync-> c:function\nc -sync-> m\n";
  EXPECT_EQ(check(two + "t:rate_limit -limits-> m", query, limit), "mitigated");
  EXPECT_EQ(check(two + "t:rate_limit -limits-> b", query, limit), "yes");
  EXPECT_EQ(check(two + "t:rate_limit -limits-> b\nopen c in limits", query, limit), "unknown");

  const Compiled compiled(example_tables(), query, limit);
  const World world(example_tables(), two + "t:rate_limit -limits-> b");
  GuardStore guards = world.dfd.guards;
  const Outcome outcome = compiled.run(world, guards);
  ASSERT_EQ(outcome.matches.size(), 1u);
  EXPECT_TRUE(outcome.matches[0].mitigations[0].on_some_paths);
  for (const Binding& binding : outcome.matches[0].bindings)
    for (const Hop& hop : binding.path) EXPECT_NE(world.name(hop.to), "b");
}

TEST(Semantics, DefinitionsExpandInPlace) {
  const std::vector<std::string> defines = {
      "define guardrail.blocks_prompt_attacks = exists ((self)-[:has]->(c:content_filter) where "
      "c.input_enabled = true)"};
  const std::string graph = "g:guardrail -protects-> m:model\ng -has-> c:content_filter\n";
  const auto wide =
      "match (x)-[:protects]->(m:model) where x.blocks_prompt_attacks = true report m \"x\"";
  const auto narrow =
      "match (g:guardrail)-[:protects]->(m:model) where g.blocks_prompt_attacks = false report m "
      "\"x\"";
  EXPECT_EQ(verdict(example_tables(), graph + "c.input_enabled = true", wide, {}, defines), "yes");
  EXPECT_EQ(verdict(example_tables(), graph + "c.input_enabled = true", narrow, {}, defines), "no");
  EXPECT_EQ(verdict(example_tables(), graph, narrow, {}, defines), "yes");
  EXPECT_EQ(verdict(example_tables(), graph + "c.input_enabled = ?", narrow, {}, defines), "unknown");
}

TEST(Semantics, DefinitionsOnTheEndOfAFlow) {
  const std::vector<std::string> defines = {
      "define function.scans_content = exists ((self)-[:runs_as]->(:role)-[:has]->(s:statement) "
      "where "
      "some s.actions = \"scan\")"};
  const std::string graph =
      "a:actor -entry-> f:function\nf -prompt-> m:model\nf -runs_as-> r:role\n"
      "r -has-> s:statement\nx:function -runs_as-> q:role\nq -has-> t:statement\n";
  const auto both = [&](const std::string& query, const std::string& yes, const std::string& no,
                        std::vector<MitigationSource> mitigations = {}) {
    for (const char* unrelated : {"", "open x out runs_as\n", "open x in\n"}) {
      EXPECT_EQ(verdict(example_tables(), graph + unrelated + "s.actions = [scan]\nt.actions = [a]", query,
                        mitigations, defines),
                yes)
          << query;
      EXPECT_EQ(verdict(example_tables(), graph + unrelated + "s.actions = [a]\nt.actions = [scan]", query,
                        mitigations, defines),
                no)
          << query;
    }
  };
  both(
      "match (a:actor)-[p:entry]->(f)-[:prompt]->(m:model) where p.to.scans_content = true "
      "report m \"x\"",
      "yes", "no");
  both("match (f)-[p:prompt]->(m:model) where p.from.scans_content != true report m \"x\"", "no",
       "yes");
  both(
      "match (a:actor)-[p:entry|prompt+ while p.from.scans_content != true]->(m:model) report m "
      "\"x\"",
      "no", "yes");
  both("match (a:actor)-[p:entry|prompt+]->(m:model) report m \"x\"", "mitigated", "yes",
       {{"scan", "p.to.scans_content = true", true}});
  EXPECT_EQ(
      verdict(example_tables(), graph + "open f out runs_as\ns.actions = [a]\nt.actions = [a]",
              "match (f)-[p:prompt]->(m:model) where p.from.scans_content = true report m \"x\"",
              {}, defines),
      "unknown");
}

TEST(Semantics, UndecidedNamesTheFirstUnknown) {
  const Compiled compiled(example_tables(), "match (f:function) where f.timeout < 3s report f \"x\"");
  const World world(example_tables(), "mail:function\nmail.timeout = ?");
  GuardStore guards = world.dfd.guards;
  const Outcome outcome = compiled.run(world, guards);
  ASSERT_EQ(outcome.undecided.size(), 1u);
  EXPECT_EQ(outcome.undecided[0].what, "f.timeout of mail");
  EXPECT_EQ(outcome.undecided[0].why, "a parameter");
}

TEST(Semantics, TheWitnessIsShortestThenLowest) {
  const Compiled compiled(example_tables(), "match (a:actor)-[p:sync+]->(m:model) report m \"{p}\"");
  const World world(
      example_tables(),
      "a:actor -sync-> z:function\nz -sync-> m:model\na -sync-> c:function\nc -sync-> m\n"
      "a -sync-> b:function\nb -sync-> d:function\nd -sync-> m");
  GuardStore guards = world.dfd.guards;
  const Outcome outcome = compiled.run(world, guards);
  ASSERT_EQ(outcome.matches.size(), 1u);
  std::string path;
  for (const Binding& binding : outcome.matches[0].bindings)
    for (const Hop& hop : binding.path) path += world.name(hop.to);
  EXPECT_EQ(path, "cm");
}

TEST(Semantics, ExplainShowsEveryCondition) {
  const Compiled compiled(
      example_tables(), "match (f:function)-[:prompt]->(m:model) where f.timeout < 3s report f \"x\"");
  const World world(example_tables(), "f:function -prompt-> m:model\nf.timeout = 5000");
  GuardStore guards = world.dfd.guards;
  const auto explained = explain(compiled.queries(), compiled.query(), compiled.rule.mitigations,
                                 *world.index, guards, NodeId{}, 5);
  ASSERT_EQ(explained.size(), 1u);
  EXPECT_EQ(explained[0].truth, Truth::no);
  ASSERT_EQ(explained[0].parts.size(), 2u);
  EXPECT_EQ(explained[0].parts[0].truth, Truth::yes);
  EXPECT_EQ(explained[0].parts[1].text, "f.timeout < 3s");
  EXPECT_EQ(explained[0].parts[1].detail, "f.timeout = 5000");
  EXPECT_EQ(explained[0].parts[1].truth, Truth::no);
}

}  // namespace
}  // namespace weir::query
