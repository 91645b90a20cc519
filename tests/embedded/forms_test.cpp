// State machines, descriptions of APIs and container definitions: hostile ones above all. What they
// become is shown in fixtures/model/embedded-forms.md.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "analyzer/base/limits.h"
#include "analyzer/model/choice.h"
#include "parsers/embedded/buildspec.h"
#include "parsers/embedded/container_definitions.h"
#include "parsers/embedded/openapi.h"
#include "parsers/embedded/states.h"
#include "parsers/embedded/substitute.h"
#include "parsers/embedded/task_resource.h"
#include "parsers/embedded/workflow_paths.h"
#include "tests/embedded/sandbox.h"

namespace weir {
namespace {

bool said(const Sandbox& s, std::string_view code, std::string_view words) {
  for (const Diagnostic& diagnostic : s.model.diagnostics)
    if (diagnostic.code == code && diagnostic.message.find(words) != std::string::npos) return true;
  return false;
}

/// `{StartAt: S, States: {S: {Type: Parallel, Branches: [inner …]}}}`.
ValueId parallel(Sandbox& s, const std::vector<ValueId>& branches) {
  ValueStore& values = s.model.values;
  const ValueId type = values.add_string("Parallel", {});
  const ValueId list = values.add_list(branches, {});
  const ValueId state = values.add_map({{"Type", {}, type}, {"Branches", {}, list}}, {});
  const ValueId states = values.add_map({{"S", {}, state}}, {});
  const ValueId start = values.add_string("S", {});
  return values.add_map({{"StartAt", {}, start}, {"States", {}, states}}, {});
}

TEST(TaskResource, IntegrationsAndWorkers) {
  using Kind = TaskResource::Kind;
  const auto read = [](std::string_view text) { return read_task_resource(text); };
  EXPECT_EQ(read("arn:aws:states:::lambda:invoke").call, "lambda:invoke");
  EXPECT_EQ(read("arn:aws:states:::lambda:invoke").pattern, "request_response");
  EXPECT_EQ(read("arn:aws:states:::states:startExecution.sync:2").call, "states:startExecution");
  EXPECT_EQ(read("arn:aws:states:::states:startExecution.sync:2").pattern, "sync");
  EXPECT_EQ(read("arn:${AWS::Partition}:states:::aws-sdk:s3:putObject").call, "s3:putObject");
  EXPECT_EQ(read("arn:aws:states:::sqs:sendMessage.waitForTaskToken").pattern,
            "wait_for_task_token");
  EXPECT_EQ(read("arn:aws:states:eu-west-1:123456789012:activity:pick").kind, Kind::worker);
  EXPECT_EQ(read("arn:aws:lambda:eu-west-1:123456789012:function:f").kind, Kind::worker);
  for (const char* odd : {"arn:aws:states:::", "arn:aws:states:::lambda", "arn:aws:states:::a:b:c",
                          "arn:aws:states:::.sync"})
    EXPECT_EQ(read(odd).kind, Kind::invalid) << odd;
  for (const char* other : {"", "arn:", "arn:aws", "arn:${a:states:::x:y", "states:::x:y"})
    EXPECT_EQ(read(other).kind, Kind::worker) << other;
}

/// The places as one text: "$ a 0; $b".
std::string held(std::string_view text, PathLanguage language) {
  const auto places = places_held(text, language);
  if (!places) return "not followed";
  std::string result;
  for (const Place& place : *places) {
    if (!result.empty()) result += "; ";
    for (std::size_t i = 0; i < place.size(); ++i) result += (i > 0 ? " " : "") + place[i];
  }
  return result;
}

TEST(WorkflowPaths, AreReadFromPathsAndFunctions) {
  const auto path = [](std::string_view text) { return held(text, PathLanguage::json_path); };
  EXPECT_EQ(path("$"), "$");
  EXPECT_EQ(path("$.a-b[0]['c d'].é"), "$ a-b 0 c d é");
  EXPECT_EQ(path("$.a[-1:].b[*].c[?(@.x == ']')].d"), "$ a * b * c * d");
  EXPECT_EQ(path("$.a.*.b"), "$ a * b");
  EXPECT_EQ(path("$.a..b"), "$ a");
  EXPECT_EQ(path("$$.Execution.Input.a"), "");
  EXPECT_EQ(path("$v.a"), "$v a");
  EXPECT_EQ(path("States.Format('{} \\' $.no', $.a, States.ArrayGetItem($.b, 0))"), "$ a; $ b");
  EXPECT_EQ(path("States.Format('{}', States.ArrayLength($.a), $.b)"), "$ b");
  EXPECT_EQ(path("States.ArrayLength(States.Array($.a))"), "");
  for (const char* odd : {"$.", "$[", "$['", "$.a[", "(", ")", "'", "", "States.Format(", "$.a[?("})
    EXPECT_NE(path(odd), "not followed") << odd;
  EXPECT_EQ(path(std::string(1000, '(')), "not followed");
}

TEST(WorkflowPaths, AreReadFromExpressionsThatJoin) {
  const auto path = [](std::string_view text) { return held(text, PathLanguage::jsonata); };
  EXPECT_EQ(path("{% $states.input.a[0].`b c` %}"), "$ a 0 b c");
  EXPECT_EQ(path("{% $states.result %}"), "$result");
  EXPECT_EQ(path("{% 'x' & $v.a & $string($w) %}"), "$v a; $w");
  EXPECT_EQ(path("{% $states.context.Execution.Id %}"), "");
  for (const char* more : {"{% $count($v) %}", "{% $v.a > 1 %}", "{% $v ? 'a' : 'b' %}", "{%",
                           "{% {'a': $v} %}", "{% $v.{'a': b} %}", "{%}", "{% a %}"})
    EXPECT_EQ(path(more), "not followed") << more;
}

/// States that hand on to the next in a row; the last one to the first.
ValueId row_of_states(Sandbox& s, std::size_t length) {
  ValueStore& values = s.model.values;
  const auto text = [&](const std::string& t) { return values.add_string(t, {}); };
  std::vector<MapEntry> states;
  for (std::size_t i = 0; i < length; ++i) {
    const ValueId given = values.add_map({{"a.$", {}, text("$")}}, {});
    states.push_back({std::to_string(i),
                      {},
                      values.add_map({{"Type", {}, text(i % 2 == 0 ? "Task" : "Pass")},
                                      {"Resource", {}, text("arn:aws:states:::sns:publish")},
                                      {"Parameters", {}, given},
                                      {"ResultPath", {}, text("$.p" + std::to_string(i))},
                                      {"Next", {}, text(std::to_string((i + 1) % length))}},
                                     {})});
  }
  const ValueId all = values.add_map(std::move(states), {});
  return values.add_map({{"StartAt", {}, text("0")}, {"States", {}, all}}, {});
}

TEST(States, ResultsThatGrowWithoutEndAreNotFollowedOnAndOn) {
  for (const std::size_t length : {std::size_t{3}, std::size_t{1000}}) {
    Sandbox s;
    const ValueId machine = row_of_states(s, length);
    const ValueId made = normalise_states(s.model, s.sources, machine);
    const ValueStore& values = s.model.values;
    const ValueId first = values.item(values.find(made, "states"), 0);
    const ValueId results = values.find(values.item(values.find(first, "passed"), 0), "results");
    ASSERT_GT(values.item_count(results), 0u);
    const ValueKind kind = values[values.item(results, 0)].kind;
    EXPECT_EQ(kind, length == 3 ? ValueKind::string : ValueKind::unknown);
  }
}

TEST(States, DeepNestingEnds) {
  Sandbox s;
  ValueId machine = parallel(s, {});
  for (int i = 0; i < 5000; ++i) machine = parallel(s, {machine});
  const ValueId made = normalise_states(s.model, s.sources, machine);
  const ValueId states = s.model.values.find(made, "states");
  ASSERT_EQ(s.model.values[states].kind, ValueKind::list);
  EXPECT_LE(s.model.values.item_count(states), static_cast<std::size_t>(limits::kNesting) + 2);
  const ValueId last = s.model.values.items(states).back();
  EXPECT_EQ(s.model.values[last].unknown, UnknownKind::budget);
}

TEST(States, SharedPartsDoNotMultiply) {
  Sandbox s;
  ValueId machine = parallel(s, {});
  for (int i = 0; i < 60; ++i) machine = parallel(s, {machine, machine, machine});
  normalise_states(s.model, s.sources, machine);
  EXPECT_TRUE(said(s, "states-form", "has more parts than are read"));
  EXPECT_LT(s.model.values.size(), 10 * limits::kEmbeddedParts);
}

TEST(States, SharedArgumentsDoNotMultiply) {
  Sandbox s;
  ValueStore& values = s.model.values;
  ValueId given = values.add_string("x", {});
  for (int i = 0; i < 60; ++i) given = values.add_list({given, given}, {});
  const ValueId resource = values.add_string("arn:aws:states:::sns:publish", {});
  const ValueId type = values.add_string("Task", {});
  const ValueId state = values.add_map(
      {{"Type", {}, type}, {"Resource", {}, resource}, {"Parameters", {}, given}}, {});
  const ValueId states = values.add_map({{"S", {}, state}}, {});
  normalise_states(s.model, s.sources, values.add_map({{"States", {}, states}}, {}));
  EXPECT_LT(values.size(), 10 * limits::kEmbeddedParts);
}

TEST(States, WhatIsNotKnownStaysSo) {
  Sandbox s;
  EXPECT_FALSE(normalise_states(s.model, s.sources, ValueId{}).valid());
  const ValueId hole = s.hole("P");
  EXPECT_EQ(normalise_states(s.model, s.sources, hole), hole);
  const ValueId states = s.model.values.add_map({{"States", {}, hole}}, {});
  const ValueId made = normalise_states(s.model, s.sources, states);
  EXPECT_EQ(s.model.values.find(made, "states"), hole);
}

TEST(OpenApi, ReferencesThatLeadBackEnd) {
  Sandbox s;
  normalise_openapi(s.model, s.sources, s.text(R"({"paths": {
      "/a": {"$ref": "#/paths/~1b"}, "/b": {"$ref": "#/paths/~1a"},
      "/c": {"get": {"$ref": "#/paths/~1c/get"}}, "/d": {"$ref": "#"}, "/e": {"$ref": "#/"},
      "/f": {"$ref": "#/paths/~"}, "/g": {"$ref": 7}}})"));
  EXPECT_TRUE(said(s, "openapi-form", "leads back to itself"));
  EXPECT_TRUE(said(s, "openapi-form", "the document has nothing at"));
}

TEST(OpenApi, SharedPathsDoNotMultiply) {
  Sandbox s;
  ValueStore& values = s.model.values;
  std::vector<MapEntry> methods;
  for (const char* method : {"get", "put", "post", "delete"})
    methods.push_back({method, {}, values.add_map({}, {})});
  const ValueId item = values.add_map(std::move(methods), {});
  std::vector<MapEntry> paths;
  for (int i = 0; i < 100'000; ++i) paths.push_back({"/" + std::to_string(i), {}, item});
  const ValueId list = values.add_map(std::move(paths), {});
  normalise_openapi(s.model, s.sources, values.add_map({{"paths", {}, list}}, {}));
  EXPECT_TRUE(said(s, "openapi-form", "has more parts than are read"));
}

TEST(Containers, OtherThingsThanAListAreSaid) {
  for (const char* odd : {R"({"name": "web"})", R"({"a": [1]})"}) {
    Sandbox s;
    const ValueId made = normalise_containers(s.model, s.sources, s.text(odd));
    EXPECT_EQ(s.model.values[made].kind, ValueKind::unknown) << odd;
    EXPECT_TRUE(said(s, "containers-form", "expected a list")) << odd;
  }
}

TEST(Buildspec, OtherThingsThanMapsAreSaid) {
  for (const char* odd : {"- a\n- b\n", "env: [a]\nphases: 3\n", "env:\n  variables: x\n"}) {
    Sandbox s;
    (void)normalise_buildspec(s.model, s.sources, s.text(odd));
    EXPECT_TRUE(said(s, "buildspec-form", "a map")) << odd;
  }
  for (const char* file : {"buildspec.yml", "", "a: b"}) {
    Sandbox s;
    const ValueId name = s.text(file);
    EXPECT_EQ(normalise_buildspec(s.model, s.sources, name), name) << file;
  }
}

TEST(Buildspec, SecretsAreNamedWithoutTheirKeys) {
  Sandbox s;
  const ValueId made = normalise_buildspec(s.model, s.sources, s.text(
      "env:\n  secrets-manager: {A: 'a:b:c:d', B: b, C: 'arn:aws:secretsmanager:r:1:secret:n-x:k', D: 'arn:aws', E: '', F: [x]}\n"));
  std::string all;
  for (const ValueId item : s.model.values.items(s.model.values.find(made, "secrets")))
    all += std::string(s.model.values.string(s.model.values.find(item, "value_from"))) + " ";
  EXPECT_EQ(all, "a b arn:aws:secretsmanager:r:1:secret:n-x arn:aws   ");
}

TEST(Buildspec, MoreThanIsReadIsSaid) {
  Sandbox s;
  std::vector<MapEntry> many;
  for (int i = 0; i < 100'000; ++i) many.push_back({"V" + std::to_string(i), {}, s.model.values.add_string("x", {})});
  const ValueId variables = s.model.values.add_map(std::move(many), {});
  const ValueId env = s.model.values.add_map({{"variables", {}, variables}}, {});
  normalise_buildspec(s.model, s.sources, s.model.values.add_map({{"env", {}, env}}, {}));
  EXPECT_TRUE(said(s, "buildspec-form", "has more parts than are read"));
}

TEST(Substitution, NamesBecomeValuesAndOthersStay) {
  Sandbox s;
  ValueStore& values = s.model.values;
  const ValueId names = values.add_map({{"A", {}, values.add_string("one", {})},
                                        {"B", {}, s.hole("P")},
                                        {"N", {}, values.add_number(5, {})}},
                                       {});
  const ValueId text = s.text("${A}-${B}-${C}-${N}-${");
  EXPECT_EQ(s.dumped(substitute_names(s.model, s.sources, text, names)),
            "  V: \"one-\" + unknown(parameter P: open) + \"-${C}-5-${\"\n");
}

TEST(Substitution, UnknownNamesLeaveEveryNameOpen) {
  Sandbox s;
  const ValueId made = substitute_names(s.model, s.sources, s.text("x${A}"), s.hole("P"));
  EXPECT_EQ(s.dumped(made), "  V: \"x\" + unknown(parameter P: open)\n");
}

TEST(Substitution, WhatHasNoNameIsShared) {
  Sandbox s;
  ValueStore& values = s.model.values;
  const ValueId names = values.add_map({{"A", {}, values.add_string("one", {})}}, {});
  const ValueId list = values.add_list({s.text("plain"), s.text("${B}")}, {});
  EXPECT_EQ(substitute_names(s.model, s.sources, list, names), list);
  EXPECT_EQ(substitute_names(s.model, s.sources, list, ValueId{}), list);
}

TEST(Substitution, LongTextsEnd) {
  Sandbox s;
  ValueStore& values = s.model.values;
  const ValueId big = values.add_string(std::string(limits::kTextBytes / 2, 'x'), {});
  const ValueId names = values.add_map({{"A", {}, big}}, {});
  const ValueId made = substitute_names(s.model, s.sources, s.text("${A}${A}${A}"), names);
  EXPECT_EQ(values[made].unknown, UnknownKind::budget);
}

}  // namespace
}  // namespace weir
