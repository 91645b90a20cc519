// What the parser and the static checks accept and refuse.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/query/examples.h"
#include "tests/query/world.h"

namespace weir::query {
namespace {

using ::testing::HasSubstr;

const CatalogTables& tables() {
  static const CatalogTables kTables = example_vocabulary();
  return kTables;
}

/// The first fault of a query, as "text it points at: message"; "" if it compiles.
std::string fault(std::string query, std::vector<MitigationSource> mitigations = {}) {
  const Compiled compiled(tables(), query, mitigations);
  if (compiled.errors.empty()) return "";
  const QueryError& error = compiled.errors.front();
  std::string source = query;
  for (const MitigationSource& one : mitigations)
    if (one.id == error.in) source = one.satisfied;
  return source.substr(error.begin, error.end - error.begin) + ": " + error.message;
}

std::string fault_where(const std::string& condition) {
  return fault("match (f:function)-[p:prompt]->(m:model) where " + condition + " report f \"x\"");
}

TEST(Language, EveryExampleOfTheContractCompiles) {
  ASSERT_EQ(example_queries().size(), 45u);
  for (const ExampleQuery& example : example_queries()) {
    const Compiled compiled(tables(), example.query, example.mitigations, example_definitions());
    for (const QueryError& error : compiled.errors)
      ADD_FAILURE() << example.id << " (" << error.in << " at " << error.begin
                    << "): " << error.message;
  }
}

TEST(Language, SyntaxFaultsSayWhatWasFoundAndWhatWasExpected) {
  EXPECT_EQ(fault("match (a report a \"x\""), "report: found `report`, expected `)`");
  EXPECT_EQ(fault("match (a:function) report a"),
            ": found the end, expected the message, a string");
  EXPECT_THAT(fault("match (count:function) report count \"x\""),
              HasSubstr("count: found `count`, a keyword"));
  EXPECT_THAT(fault_where("f.timeout < 5 weeks"), HasSubstr("weeks: found `weeks`, expected"));
  EXPECT_THAT(fault_where("f.timeout < 5weeks"),
              HasSubstr("weeks: unknown unit `weeks`; expected ms, s"));
  EXPECT_THAT(fault_where("f.name =[\"a\"]"), HasSubstr("write `= [` before a list"));
  EXPECT_THAT(fault_where("f.name = \"a"), HasSubstr("closing"));
  EXPECT_THAT(fault_where("f.name = \"\\q\""), HasSubstr("unknown escape"));
}

TEST(Language, CommentsAndEscapesAreRead) {
  EXPECT_EQ(fault("match (f:function) -- a comment\nreport f \"say \\\"hi\\\" to {f}\""), "");
}

TEST(Language, NestingIsLimitedAndDoesNotOverflow) {
  EXPECT_THAT(fault_where(std::string(100'000, '(')), HasSubstr("nested too deeply"));
  EXPECT_THAT(
      fault_where(
          "exists ((f)-[:sync]->(a) where exists ((a)-[:sync]->(b) where exists ((b)-[:sync]->(c) "
          "where exists ((c)-[:sync]->(d)))))"),
      HasSubstr("nested more than 3 deep"));
}

TEST(Language, UnknownWordsComeWithASuggestion) {
  EXPECT_EQ(fault("match (m:modle) report m \"x\""),
            "modle: unknown label `modle`; did you mean `model`?");
  EXPECT_EQ(fault("match (f)-[:promt]->(m) report m \"x\""),
            "promt: unknown edge label `promt`; did you mean `prompt`?");
  EXPECT_EQ(fault_where("f.timeuot < 3s"),
            "timeuot: unknown property `timeuot`; did you mean `timeout`?");
  EXPECT_EQ(fault_where("g.timeout < 3s"), "g: unknown name `g`; did you mean `f`?");
  EXPECT_THAT(fault("match (f:prompt) report f \"x\""), HasSubstr("is a label of edges"));
}

TEST(Language, PropertiesBelongToLabels) {
  EXPECT_THAT(fault_where("m.retention < 3s"),
              HasSubstr("`retention` is no property of a node with these labels"));
  EXPECT_THAT(fault_where("p.timeout < 3s"), HasSubstr("`timeout` is no property of these edges"));
  EXPECT_EQ(fault_where("p.from.timeout < 3s and p.to != f"), "");
}

TEST(Language, TypesMustFit) {
  EXPECT_THAT(fault_where("f.timeout < 3"), HasSubstr("compares a duration with a number"));
  EXPECT_THAT(fault_where("f.timeout < 3MiB"), HasSubstr("compares a duration with a size"));
  EXPECT_THAT(fault_where("f.trust = \"pubic\""),
              HasSubstr("`pubic` is no member of `trust`; did you mean `public`?"));
  EXPECT_THAT(fault_where("m.tenancy < \"shared\""), HasSubstr("have no order"));
  EXPECT_THAT(fault_where("f.timeout < absent"), HasSubstr("only be compared by `=` and `!=`"));
  EXPECT_THAT(fault_where("some f.timeout = 3s"), HasSubstr("`some` and `every` need a list"));
  EXPECT_THAT(fault_where("f.name in f.name"), HasSubstr("`in` needs a list"));
  EXPECT_THAT(fault_where("p.crosses = \"internet\""), HasSubstr("a list is compared by"));
  EXPECT_THAT(fault_where("f.name"), HasSubstr("expected a boolean"));
  EXPECT_THAT(fault_where("f.timeout + 1MiB < 3s"), HasSubstr("a sum of a duration and a size"));
  EXPECT_THAT(fault_where("f = 3"), HasSubstr("compares a node with a number"));
  EXPECT_EQ(fault_where("2 * f.timeout + 500ms <= 1min and f.name matches \"*x\" and f != m"), "");
}

TEST(Language, ShapesThatWouldCostTooMuchAreRefused) {
  EXPECT_THAT(fault("match (a)-[:sync]->(b), (c)-[:sync]->(d) report a \"x\""),
              HasSubstr("share no name"));
  EXPECT_THAT(
      fault(
          "match (a)-[:sync]->(b)-[:sync]->(c)-[:sync]->(d)-[:sync]->(e)-[:sync]->(f)-[:sync]->(g)"
          "-[:sync]->(h)-[:sync]->(i) report a \"x\""),
      HasSubstr("found 9 names in `match`, expected at most 8"));
  EXPECT_THAT(
      fault("match (a)-[:sync]->(b)-[:sync]->(c)-[:sync]->(d), (a)-[:sync]->(c), (a)-[:sync]->(d), "
            "(b)-[:sync]->(d) report a \"x\""),
      HasSubstr("width 2"));
  EXPECT_THAT(
      fault("match (a)-[:sync]->(b)-[:sync]->(c) where exists ((a)-[:sync]->(x)-[:sync]->(b), "
            "(x)-[:sync]->(c)) report a \"x\""),
      HasSubstr("found 3 names from outside"));
}

TEST(Language, PathsMayBeNamedOnlyHopByHop) {
  const std::string match = "match (a:actor)-[p:sync+ while p.encrypted = true]->(m:model) ";
  EXPECT_EQ(fault(match + "report m \"{p}\""), "");
  EXPECT_THAT(fault(match + "report p \"x\""), HasSubstr("is a path"));
  EXPECT_THAT(fault(match + "report m \"{p.encrypted}\""), HasSubstr("is a path"));
  EXPECT_THAT(fault(match + "where p.encrypted = true report m \"x\""), HasSubstr("is a path"));
  EXPECT_EQ(fault(match + "report m \"x\"", {{"tls", "p.encrypted = true", true}}), "");
}

TEST(Language, PlacesMustBeBound) {
  EXPECT_THAT(fault("match (f:function) report g \"x\""), HasSubstr("unknown name `g`"));
  EXPECT_THAT(fault("match (f:function) report f per g \"x\""), HasSubstr("unknown name `g`"));
  EXPECT_THAT(fault("match (f:function) report f \"{g}\""), HasSubstr("unknown name `g`"));
  EXPECT_THAT(fault("match (f:function) report f \"{f.zzzzz}\""), HasSubstr("unknown property"));
}

TEST(Language, OnlyAttachmentsEndAtAnEdge) {
  EXPECT_EQ(fault_where("exists ((g:guardrail)-[:protects]->(p))"), "");
  EXPECT_THAT(fault_where("exists ((g)-[:sync]->(p))"),
              HasSubstr("only a single attachment can end at an edge"));
  EXPECT_THAT(fault("match (a)=[:protects]=>(b) report a \"x\""),
              HasSubstr("`protects` is no flow"));
}

TEST(Language, DefinitionsAreBooleanAndAcyclic) {
  const std::string rule = "match (r:role) where r.admin = true report r \"x\"";
  const Compiled twice(
      tables(), rule, {},
      {"define statement.restricts_source = exists ((r:role)-[:has]->(self) where r.admin = true)",
       "define role.admin = exists ((self)-[:has]->(s:statement) where s.restricts_source = "
       "true)"});
  ASSERT_FALSE(twice.errors.empty());
  EXPECT_THAT(twice.errors.front().message, HasSubstr("uses itself"));
  const Compiled wrong(tables(), rule, {}, {"define role.timeout = true = true"});
  ASSERT_FALSE(wrong.errors.empty());
  EXPECT_THAT(wrong.errors.front().message, HasSubstr("declared as a boolean property"));
}

TEST(Language, AFaultyRuleLeavesNothingBehind) {
  const Catalog catalog = view(tables());
  QueryTables compiled;
  TextPool pool;
  Compiler compiler(catalog, compiled, pool);
  const auto result = compiler.rule("match (f:function) where f.nme = \"x\" report f \"x\"", {});
  EXPECT_TRUE(std::holds_alternative<std::vector<QueryError>>(result));
  EXPECT_TRUE(compiled.variables.empty() && compiled.exprs.empty() && compiled.patterns.empty());
}

TEST(Language, TablesSurviveTheBlob) {
  const Compiled compiled(tables(), example_queries()[0].query, example_queries()[0].mitigations,
                          example_definitions());
  BlobWriter writer;
  const std::size_t count = write(compiled.tables, writer);
  const std::string blob = writer.finish(7);
  BlobReader reader(std::as_bytes(std::span(blob)), 7);
  Queries queries;
  EXPECT_EQ(read_queries(reader, 0, queries), count);
  ASSERT_TRUE(reader.ok());
  EXPECT_EQ(queries.exprs.size(), compiled.tables.exprs.size());
  EXPECT_EQ(copy(queries).steps.size(), compiled.tables.steps.size());
}

}  // namespace
}  // namespace weir::query
