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

TEST(Ci, FilesAreToldByTheirPlace) {
  EXPECT_TRUE(recognises(".github/workflows/a.yml"));
  EXPECT_TRUE(recognises("shop/.github/workflows/a.yaml"));
  EXPECT_TRUE(recognises(".github/actions/deep/in/action.yml"));
  EXPECT_TRUE(recognises("a/.gitlab-ci.yml"));
  EXPECT_TRUE(recognises(".gitlab/jobs/test.yml"));
  EXPECT_TRUE(recognises("bitbucket-pipelines.yml"));
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
