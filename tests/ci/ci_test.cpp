// What code hosts run, before the catalogue is asked: expressions, commands, conditions, calls.
#include "parsers/ci/ci.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <list>
#include <map>
#include <string>

#include "parsers/ci/commands.h"
#include "parsers/ci/conditions.h"
#include "parsers/ci/expressions.h"
#include "parsers/syntax/syntax.h"

namespace weir::ci {
namespace {

/// A repository, by path, and its jobs.
ResourceModel lowered(const std::map<std::string, std::string>& files) {
  SourceMap sources;
  std::list<Parsed> parsed;
  std::vector<CiText> texts;
  for (const auto& [path, text] : files) {
    parsed.push_back(parse_yaml(sources, sources.add_file(path, text)));
    if (!parsed.back().documents.empty()) texts.push_back({path, &parsed.back().documents.back()});
  }
  return lower(texts, "", sources, {});
}

std::string addresses(const ResourceModel& model) {
  std::string all;
  for (const Resource& resource : model.resources) all += (all.empty() ? "" : " ") + resource.address;
  return all;
}

std::string said(const ResourceModel& model) {
  std::string all;
  for (const Diagnostic& one : model.diagnostics) all += one.message + "\n";
  return all;
}

TEST(Ci, FilesAreToldByTheirPlace) {
  EXPECT_TRUE(recognises(".github/workflows/a.yml"));
  EXPECT_TRUE(recognises("shop/.github/workflows/a.yaml"));
  EXPECT_TRUE(recognises(".github/actions/deep/in/action.yml"));
  EXPECT_TRUE(recognises("a/.gitlab-ci.yml"));
  EXPECT_TRUE(recognises(".gitlab/jobs/test.yml"));
  EXPECT_TRUE(recognises("bitbucket-pipelines.yml"));
  EXPECT_TRUE(recognises("a/.circleci/config.yml"));
  EXPECT_TRUE(recognises(".circleci/continue_config.yml"));
  EXPECT_FALSE(recognises(".circleci/template.yml"));
  EXPECT_FALSE(recognises(".circleci/files/config.yml"));
  EXPECT_FALSE(recognises(".github/workflows/old/a.yml"));
  EXPECT_FALSE(recognises(".github/dependabot.yml"));
  EXPECT_FALSE(recognises("my.github/workflows/a.yml"));
  EXPECT_FALSE(recognises(".github/actions/deep/other.yml"));
  EXPECT_EQ(repository_of("shop/.github/workflows/a.yaml"), "shop");
  EXPECT_EQ(repository_of(".github/workflows/a.yaml"), "");
}

TEST(Ci, CommandsOfAScript) {
  const auto found = commands_in("set -e\ncd infra && sudo A=b terraform \\\n  apply -var 'x y'; (cd other; ls) | cat <<END\nterraform destroy\nEND\nsam deploy # sam delete\n");
  std::string all;
  for (const Command& command : found) {
    all += "[" + command.folder + "]";
    for (const std::string& word : command.words) all += " " + word;
    all += "\n";
  }
  EXPECT_EQ(all, "[] set -e\n[infra] terraform apply -var x y\n[infra/other] ls\n[infra] cat\n[infra] sam deploy\n");
}

TEST(Ci, PathsFromTheRoot) {
  EXPECT_EQ(path_from_root("a/b", "../c/./d").path, "a/c/d");
  EXPECT_TRUE(path_from_root("", ".").known);
  EXPECT_FALSE(path_from_root("a", "../../b").known);
  EXPECT_FALSE(path_from_root("a", "/b").known);
  EXPECT_FALSE(path_from_root("a", "$X/b").known);
  EXPECT_FALSE(path_from_root("", "https://example.org/x").known);
}

TEST(Ci, ConditionsThatNameTheEvent) {
  const std::vector<std::string> both = {"push", "pull_request_target"};
  EXPECT_EQ(condition_of("github.event_name == 'push'", both).events, std::vector<std::string>{"push"});
  EXPECT_FALSE(condition_of("${{ always() && github.event_name != 'push' }}", both).narrowed);
  EXPECT_EQ(condition_of("${{ always() && github.event_name != 'push' }}", both).events.front(), "pull_request_target");
  EXPECT_EQ(condition_of("github.event_name == 'push' || github.event_name == 'x'", both).events.size(), 1u);
  EXPECT_TRUE(condition_of("github.actor == 'me'", both).narrowed);
  EXPECT_TRUE(condition_of("github.event_name == 'push' || github.actor == 'me'", both).narrowed);
  EXPECT_EQ(condition_of("github.event_name == 'push' || github.actor == 'me'", both).events.size(), 2u);
}

TEST(Ci, WhatExpressionsPutIntoATextAndWhatTheyOnlyTest) {
  ValueStore values;
  const auto paths = [&](const std::string& text) {
    std::string all;
    for (const Read& read : reads_in(values, values.add_string(text, {}), {})) all += (all.empty() ? "" : " ") + read.path;
    return all;
  };
  EXPECT_EQ(paths("a ${{ github.event.issue.title }} b ${{github.head_ref || github.ref }}"), "github.event.issue.title github.head_ref github.ref");
  EXPECT_EQ(paths("${{ format('{0} {1}', github.event.issue.body, 'x, y') }}"), "github.event.issue.body");
  EXPECT_EQ(paths("${{ toJSON(github.event) }}"), "github.event");
  EXPECT_EQ(paths("${{ contains(github.event.issue.body, 'x') }} ${{ github.event.issue.title == 'a' }} ${{ open"), "");
}

TEST(Ci, TextsInExpressionsAreNotSaid) {
  ValueStore values;
  const ValueId made = filled(values, values.add_string("${{ secrets.T || 'hunter2' }}", {}), {});
  EXPECT_EQ(values.why(made), "the expression secrets.T || '' is not evaluated");
}

TEST(Ci, VariablesThatDoubleEachOtherEnd) {
  ValueStore values;
  Scope scope;
  scope.environment["A"] = values.add_string(std::string(100, 'a'), {});
  for (int i = 0; i < 40; ++i) scope.environment["A"] = filled(values, values.add_string("${{ env.A }}${{ env.A }}", {}), scope);
  EXPECT_LT(values.bytes(), std::size_t{1} << 20);
}

TEST(Ci, FoldersAreFollowedAsFarAsTheyMayBeReal) {
  std::string far;
  for (int i = 0; i < 2000; ++i) far += "cd deeper\n";
  EXPECT_EQ(commands_in(far + "ls\n").back().folder, "$");
  const auto bracketed = commands_in("cd a; " + std::string(100'000, '(') + "ls; cd b; ls" + std::string(100'000, ')') + " ls\n");
  EXPECT_EQ(bracketed.at(1).folder, "$");
  EXPECT_EQ(bracketed.back().folder, "a");
}

TEST(Ci, WhatIsReadOftenIsSaidOnce) {
  ValueStore values;
  Scope scope;
  std::string once, often;
  for (int i = 0; i < 400; ++i) once += "${{ github.head_ref }}${{ github.ref }}", often += "${{ env.A }}";
  scope.environment["A"] = filled(values, values.add_string(once.substr(0, 3900), {}), {});
  EXPECT_EQ(reads_in(values, values.add_string(often, {}), scope).size(), 2u);
}

TEST(Ci, LongConditionsAndManyEventsAreNotFollowed) {
  EXPECT_TRUE(condition_of("github.event_name == '" + std::string(30'000, 'a') + "'", {"push"}).narrowed);
  std::string on;
  for (int i = 0; i < 500; ++i) on += "push, e" + std::to_string(i) + ", ";
  const ResourceModel model = lowered({{".github/workflows/a.yml", "on: [" + on + "push]\npermissions: write-all\njobs: {a: {steps: []}}\n"}});
  ASSERT_EQ(model.resources.size(), 1u);
  EXPECT_EQ(model.values.item_count(model.values.find(model.resources[0].attributes, "events")), 64u);
  EXPECT_EQ(said(model), "found 437 events beyond the first 64 of one workflow, which is as much as is read; they are left out, from here on\n");
}

TEST(Ci, JobsThatAreTooManyAreSaidInEveryLanguage) {
  std::string github = "on: push\npermissions: write-all\njobs:\n", gitlab, bitbucket = "pipelines:\n  default:\n";
  for (int i = 0; i < 600; ++i) {
    github += "  j" + std::to_string(i) + ": {steps: []}\n";
    gitlab += "j" + std::to_string(i) + ": {script: [ls], id_tokens: {T: {aud: x}}}\n";
    bitbucket += "    - step: {oidc: true, script: [ls]}\n";
  }
  for (const auto& [path, text] : {std::pair(".github/workflows/a.yml", github), std::pair(".gitlab-ci.yml", gitlab), std::pair("bitbucket-pipelines.yml", bitbucket)}) {
    const ResourceModel model = lowered({{path, text}});
    EXPECT_EQ(model.resources.size(), 512u) << path;
    EXPECT_EQ(said(model), "found 88 jobs beyond the first 512 jobs, which is as much as is read; they are left out, from here on\n") << path;
  }
}

/// Thousands of keys, laid over each other as often as the file likes.
TEST(Ci, ExtendsAndIncludesOfManyKeysEnd) {
  std::string keys, jobs;
  for (int i = 0; i < 5000; ++i) keys += "  k" + std::to_string(i) + ": 1\n";
  for (int i = 0; i < 500; ++i) jobs += "j" + std::to_string(i) + ": {extends: [.b, .c, .b, .c, .b, .c], script: [terraform apply], id_tokens: {T: {aud: x}}}\n";
  const ResourceModel much = lowered({{".gitlab-ci.yml", ".b:\n" + keys + ".c:\n" + keys + jobs}});
  EXPECT_LT(much.values.bytes(), std::size_t{100} << 20);
  EXPECT_NE(said(much).find("200000"), std::string::npos);
  std::string includes = "include: [";
  for (int i = 0; i < 500; ++i) includes += "/.gitlab/a.yml, ";
  const ResourceModel again = lowered({{".gitlab-ci.yml", includes + "]\n"}, {".gitlab/a.yml", "j: {script: [ls], id_tokens: {T: {aud: x}}}\n.x:\n" + keys}});
  EXPECT_EQ(addresses(again), ".gitlab-ci/j");
  EXPECT_EQ(said(again), "");
}

TEST(Ci, NamesShowNoPassword) {
  const ResourceModel model = lowered({
      {".github/workflows/a.yml", "name: 'https://u:hunter2@x'\non: push\npermissions: write-all\njobs: {a: {steps: []}}\n"},
      {".gitlab-ci.yml", "'https://u:hunter2@x': {script: [ls], id_tokens: {T: {aud: x}}}\n"},
      {"bitbucket-pipelines.yml", "pipelines: {branches: {'https://u:hunter2@x': [step: {name: 'https://u:hunter2@x', oidc: true, script: [ls]}]}}\n"},
  });
  ASSERT_EQ(model.resources.size(), 3u);
  for (const Resource& resource : model.resources) EXPECT_EQ((resource.address + resource.name).find("hunter2"), std::string::npos) << resource.address;
}

TEST(Ci, CalledWorkflowsStandInTheirPlace) {
  const ResourceModel model = lowered({
      {".github/workflows/main.yml", "on: push\npermissions: {contents: write}\njobs:\n  go: {uses: ./.github/workflows/part.yml, with: {name: x}}\n"},
      {".github/workflows/part.yml", "on: {workflow_call: {inputs: {name: {type: string}}}}\njobs:\n  do: {runs-on: a, steps: [{run: ls}]}\n"},
  });
  EXPECT_EQ(addresses(model), "main/go/do");
}

TEST(Ci, WhatHoldsNothingIsLeftOut) {
  EXPECT_EQ(addresses(lowered({{".github/workflows/a.yml", "on: push\npermissions: {contents: read}\njobs:\n  t: {steps: [{run: 'echo ${{ secrets.GITHUB_TOKEN }}'}]}\n"}})), "");
  EXPECT_EQ(addresses(lowered({{".github/workflows/a.yml", "on: push\njobs:\n  t: {steps: [{run: x, env: {A: '${{ secrets.A }}'}}]}\n"}})), "a/t");
}

TEST(Ci, GitlabExtendsAndIncludes) {
  const ResourceModel model = lowered({
      {".gitlab-ci.yml", "include: {local: /.gitlab/base.yml}\ndeploy: {extends: .signed}\ntest: {script: [ls]}\n"},
      {".gitlab/base.yml", ".signed: {id_tokens: {T: {aud: x}}, script: [ls]}\n"},
  });
  EXPECT_EQ(addresses(model), ".gitlab-ci/deploy");
}

TEST(Ci, BitbucketStepsWithAToken) {
  const ResourceModel model = lowered({{"bitbucket-pipelines.yml",
      "pipelines:\n  branches:\n    main:\n      - step: {name: Deploy, oidc: true, script: [ls]}\n      - step: {script: [ls]}\n"}});
  EXPECT_EQ(addresses(model), "bitbucket-pipelines/branches/main/1");
}

TEST(Ci, CircleJobsWithWhatTheyAreGiven) {
  const ResourceModel model = lowered({{".circleci/config.yml", R"(
version: 2.1
orbs:
  own:
    commands: {twice: {parameters: {what: {type: string}}, steps: [run: << parameters.what >>, run: "echo <<parameters.what>> << pipeline.git.branch >>"]}}
jobs:
  go:
    parameters: {stage: {type: string, default: test}, count: {type: integer, default: 3}}
    environment: {STAGE: << parameters.stage >>, COUNT: << parameters.count >>, TEXT: "n=<< parameters.count >>"}
    steps: [own/twice: {what: make}]
workflows:
  w:
    jobs:
      - go: {name: to-prod, stage: prod, context: keys}
      - go
)"}});
  EXPECT_EQ(addresses(model), "circleci/w/to-prod") << "the other holds nothing";
  const ValueId given = model.values.find(model.resources.at(0).attributes, "given");
  EXPECT_EQ(model.values.string(model.values.find(given, "STAGE")), "prod");
  EXPECT_EQ(model.values[model.values.find(given, "COUNT")].number, 3);
  EXPECT_EQ(model.values.string(model.values.find(given, "TEXT")), "n=3");
  EXPECT_EQ(model.values.item_count(model.values.find(model.resources.at(0).attributes, "steps")), 2u);
}

TEST(Ci, CircleCommandsThatCallEachOtherEnd) {
  std::string commands, jobs;
  for (int i = 0; i < 30; ++i) {
    const std::string next = std::to_string(i + 1);
    commands += "  c" + std::to_string(i) + ": {parameters: {p: {type: string}}, steps: [c" + next + ": {p: '<< parameters.p >><< parameters.p >>'}, c" + next + ": {p: '<< parameters.p >>'}]}\n";
  }
  for (int i = 0; i < 5000; ++i) jobs += "      - j: {name: n" + std::to_string(i) + ", context: x, p: << p.p >>}\n";
  const ResourceModel model = lowered({{".circleci/config.yml",
      "commands:\n" + commands + "jobs: {j: {parameters: {p: {type: string}}, steps: [c0: {p: " + std::string(1000, 'a') + "}]}}\nworkflows:\n  w:\n    jobs:\n" + jobs}});
  EXPECT_LE(model.resources.size(), 512u);
  EXPECT_LT(model.values.bytes(), std::size_t{200} << 20);
  EXPECT_NE(said(model).find("beyond the first 16 MiB that parameters make"), std::string::npos);
}

/// Loops, wrong types, much out of little: everything ends, and what is left out is said.
TEST(Ci, HostileFilesEnd) {
  const std::filesystem::path root = std::filesystem::path(WEIR_SOURCE_DIR) / "fixtures/hostile/ci";
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    files.emplace(entry.path().lexically_relative(root).string(), std::string{std::istreambuf_iterator<char>(in), {}});
  }
  ASSERT_GE(files.size(), 6u);
  const ResourceModel model = lowered(files);
  EXPECT_LE(model.resources.size(), 512u);
  EXPECT_TRUE(std::any_of(model.diagnostics.begin(), model.diagnostics.end(), [](const Diagnostic& d) { return d.code == "budget"; }));
}

}  // namespace
}  // namespace weir::ci
