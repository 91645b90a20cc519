// Plans and states on disk: which are read, and which configuration each was made of.

#include "analyzer/driver/plans.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "analyzer/driver/analyze.h"
#include "analyzer/driver/variable_files.h"
#include "tests/driver/built_in.h"

namespace weir {
namespace {

namespace fs = std::filesystem;

/// A plan with these instances of `t.…`, and with what else it says at its top.
std::string plan_of(const std::vector<std::string>& names, const std::string& more = "") {
  std::string resources;
  for (const std::string& name : names)
    resources += std::string(resources.empty() ? "" : ",") + R"({"address":"t.)" + name +
                 R"(","mode":"managed","type":"t","name":")" + name.substr(0, name.find('[')) +
                 R"(","values":{}})";
  return R"({"format_version":"1.2","terraform_version":"1.11.4","planned_values":{"root_module":{"resources":[)" +
         resources + "]}}" + more + "}";
}
std::string plan_of(const std::string& name) { return plan_of(std::vector{name}); }
std::string block_of(const std::string& name) { return "resource \"t\" \"" + name + "\" {\n}\n"; }

class ReadPlans : public testing::Test {
 protected:
  ReadPlans() {
    std::string name = (fs::temp_directory_path() / "weir-plans-XXXXXX").string();
    folder_ = fs::canonical(mkdtemp(name.data()));
    fs::create_directories(folder_ / ".git");
  }
  ~ReadPlans() override { fs::remove_all(folder_); }

  void write(const std::string& path, const std::string& text) {
    fs::create_directories((folder_ / path).parent_path());
    std::ofstream(folder_ / path) << text;
  }

  /// `unit address @path` of each resource when `argument` (below the scratch folder) is analysed.
  std::vector<std::string> resources(const std::string& argument = "",
                                     const std::vector<std::string>& variables = {}) {
    Analysis analysis;
    AnalyzeOptions options;
    EXPECT_TRUE(read_variables(variables, analysis.sources, options.variables).ok());
    Result<Project> project = discover({{(folder_ / argument).string()}, {}, {}}, analysis.sources);
    if (!project.ok()) return {project.error().message};
    analysis.project = std::move(*project);
    infer(analysis, built_in_knowledge(), options);
    std::vector<std::string> lines;
    for (const Resource& resource : analysis.model.resources)
      lines.push_back(analysis.model.units[resource.unit.index()].path + " " + resource.address +
                      " @" + std::string(analysis.sources.path(resource.header.file)));
    said_.clear();
    reasons_.clear();
    for (const Diagnostic& diagnostic : analysis.diagnostics) {
      const std::string level = diagnostic.level == Level::error ? "error " : "";
      said_.push_back(level + diagnostic.code);
      const std::size_t reason = diagnostic.message.find(" says now: ");
      if (reason != std::string::npos) reasons_ += diagnostic.message.substr(reason + 11);
    }
    return lines;
  }

  fs::path folder_;
  std::vector<std::string> said_;  ///< codes of the diagnostics
  std::string reasons_;            ///< why plans are left out
};

using Lines = std::vector<std::string>;

TEST_F(ReadPlans, ANamedPlanBringsItsFolder) {
  write("infra/main.tf", block_of("x"));
  write("infra/plan.json", plan_of("x"));
  EXPECT_EQ(resources("infra/plan.json"), Lines{"infra/plan.json t.x @infra/main.tf"});
}

TEST_F(ReadPlans, ThePlanReplacesTheConfiguration) {
  write("infra/main.tf", block_of("x"));
  write("infra/plan.json", plan_of("x"));
  write("other/main.tf", block_of("y"));
  EXPECT_EQ(resources(), (Lines{"infra/plan.json t.x @infra/main.tf", "other t.y @other/main.tf"}));
}

TEST_F(ReadPlans, TheNearestFolderAboveThatDeclaresItIsItsConfiguration) {
  write("main.tf", block_of("x"));
  write("out/plans/plan.json", plan_of("x"));
  EXPECT_EQ(resources("out/plans/plan.json"), Lines{"out/plans/plan.json t.x @main.tf"});
  EXPECT_EQ(resources(), Lines{"out/plans/plan.json t.x @main.tf"});
}

TEST_F(ReadPlans, ElsewhereOnlyOneThatDeclaresJustThatIs) {
  write("a/main.tf", block_of("x"));
  write("b/main.tf", block_of("x") + block_of("y"));
  write("out/plan.json", plan_of("x"));
  EXPECT_EQ(resources(),
            (Lines{"b t.x @b/main.tf", "b t.y @b/main.tf", "out/plan.json t.x @a/main.tf"}));
  write("c/main.tf", block_of("x"));
  EXPECT_EQ(resources(), (Lines{"a t.x @a/main.tf", "b t.x @b/main.tf", "b t.y @b/main.tf",
                                "c t.x @c/main.tf", "out/plan.json t.x @out/plan.json"}));
}

/// What stands above a plan is read for it alone.
TEST_F(ReadPlans, AFolderThatDeclaresSomethingElseIsNotAnalysedForThePlan) {
  write("main.tf", block_of("y"));
  write("out/plan.json", plan_of("x"));
  EXPECT_EQ(resources("out/plan.json"), Lines{"out/plan.json t.x @out/plan.json"});
}

TEST_F(ReadPlans, EachOfSeveralPlansIsAUnit) {
  write("main.tf", block_of("x"));
  write("dev.json", plan_of("x"));
  write("prod.json", plan_of("x"));
  EXPECT_EQ(resources(), (Lines{"dev.json t.x @main.tf", "prod.json t.x @main.tf"}));
}

TEST_F(ReadPlans, HalfAPlanIsNone) {
  write("main.tf", block_of("x"));
  write("plan.json", plan_of("x").substr(0, 150));
  EXPECT_EQ(resources(), Lines{". t.x @main.tf"});
  EXPECT_EQ(said_, Lines{"error syntax-error"});
}

TEST_F(ReadPlans, AStateAsTerraformKeepsItIsNotRead) {
  const std::string state =
      R"({"version":4,"terraform_version":"1.11.4","serial":1,"lineage":"x","resources":[]})";
  write("terraform.tfstate", state);
  write("state.json", state);
  EXPECT_EQ(resources(), Lines{});
  EXPECT_EQ(said_, Lines{});
  EXPECT_EQ(resources("terraform.tfstate"), Lines{});
  EXPECT_EQ(said_, Lines{"error not-read"});
  EXPECT_EQ(resources("state.json"), Lines{});
  EXPECT_EQ(said_, Lines{"error not-read"});
}

TEST_F(ReadPlans, OtherJsonOfTerraformIsPassedOver) {
  write("schema.json", R"({"format_version":"1.0","provider_schemas":{}})");
  write("wrong.json", R"({"format_version":"1.0","terraform_version":"1","values":3})");
  EXPECT_EQ(resources(), Lines{});
  EXPECT_EQ(said_, Lines{});
  EXPECT_EQ(resources("wrong.json"), Lines{});
  EXPECT_EQ(said_, Lines{"error not-recognised"});
}

TEST_F(ReadPlans, AFileOfValuesIsNoInput) {
  write("main.tf", "variable \"a\" {}\n" + block_of("x"));
  write("prod.tfvars", "a = 1\n");
  EXPECT_EQ(resources(), Lines{". t.x @main.tf"});
  EXPECT_EQ(said_, Lines{});
  EXPECT_EQ(resources("prod.tfvars"), Lines{});
  EXPECT_EQ(said_, Lines{"error not-read"});
}

TEST_F(ReadPlans, APartialPlanHidesNothing) {
  write("main.tf", block_of("x"));
  for (const std::string more :
       {R"(,"complete":false)", R"(,"errored":true)",
        R"(,"resource_changes":[{"address":"t.x","change":{"actions":["delete"]}}])"}) {
    write("plan.json", plan_of({"x"}, more));
    EXPECT_EQ(resources(), Lines{". t.x @main.tf"}) << more;
    EXPECT_EQ(said_, Lines{"stale-plan"}) << more;
    EXPECT_EQ(resources("plan.json"), Lines{". t.x @main.tf"}) << more;
  }
}

TEST_F(ReadPlans, AnOlderPlanHidesNothing) {
  write("main.tf", block_of("x") + block_of("y"));
  write("plan.json", plan_of("x"));
  EXPECT_EQ(resources(), (Lines{". t.x @main.tf", ". t.y @main.tf"}));
  EXPECT_EQ(reasons_, "the configuration has t.y and the plan has not");
  write("plan.json", plan_of({"x", "y", "z"}));
  EXPECT_EQ(resources(), (Lines{". t.x @main.tf", ". t.y @main.tf"}));
  EXPECT_EQ(reasons_, "the plan has t.z and the configuration has not");
}

TEST_F(ReadPlans, InstancesCount) {
  write("main.tf", "resource \"t\" \"x\" {\n  count = 2\n}\n");
  write("plan.json", plan_of(std::vector<std::string>{"x[0]"}));
  resources();
  EXPECT_EQ(reasons_, "the configuration has t.x[1] and the plan has not");
  write("plan.json", plan_of({"x[0]", "x[1]", "x[2]"}));
  resources();
  EXPECT_EQ(reasons_, "the plan has t.x[2] and the configuration has not");
  write("plan.json", plan_of(std::vector<std::string>{"x[0]", "x[1]"}));
  resources();
  EXPECT_EQ(said_, Lines{"planned"});
}

TEST_F(ReadPlans, InstancesThatNobodyKnowsMayBeMissing) {
  write(
      "main.tf",
      "data \"external\" \"e\" {}\nresource \"t\" \"x\" {\n  for_each = data.external.e.result\n}\n"
      "resource \"t\" \"y\" {\n  count = data.external.e.result.a ? 1 : 0\n}\n" +
          block_of("z"));
  write("plan.json", plan_of("z"));
  resources();
  EXPECT_EQ(said_, Lines{"planned"});
}

TEST_F(ReadPlans, ModulesCount) {
  write("main.tf", "module \"m\" {\n  source = \"./m\"\n}\n");
  write("m/main.tf", block_of("x") + block_of("y"));
  write(
      "plan.json",
      R"({"format_version":"1.2","planned_values":{"root_module":{"child_modules":[{"address":"module.m","resources":[)"
      R"({"address":"module.m.t.x","mode":"managed","type":"t","name":"x","values":{}}]}]}}})");
  EXPECT_EQ(resources(), (Lines{". module.m.t.x @m/main.tf", ". module.m.t.y @m/main.tf"}));
  EXPECT_EQ(reasons_, "the configuration has module.m.t.y and the plan has not");
}

/// `,"configuration":…` of one resource t.x with these expressions.
std::string saying(const std::string& expressions, const std::string& more = "") {
  return R"(,"configuration":{"root_module":{"resources":[{"mode":"managed","type":"t","name":"x","expressions":{)" +
         expressions + "}}]" + more + "}}";
}

TEST_F(ReadPlans, AnotherConstantIsAnOlderPlan) {
  const std::string changed = " is not what it was when the plan was made";
  const auto reason = [&](const std::string& body, const std::string& expressions) {
    write("main.tf", "resource \"t\" \"x\" {\n" + body + "\n}\n");
    write("plan.json", plan_of({"x"}, saying(expressions)));
    resources();
    return reasons_;
  };
  EXPECT_EQ(reason("a = 30", R"("a":{"constant_value":30})"), "");
  EXPECT_EQ(reason("a = 30", R"("a":{"constant_value":200})"), "t.x.a" + changed);
  EXPECT_EQ(reason("a = true", R"("a":{"constant_value":"true"})"), "");
  EXPECT_EQ(reason("a = 1.0", R"("a":{"constant_value":1})"), "");
  EXPECT_EQ(reason("a = 30", R"("a":{"references":["var.a"]})"), "t.x.a" + changed);
  EXPECT_EQ(reason("a = var.a", R"("a":{"constant_value":30})"), "t.x.a" + changed);
  EXPECT_EQ(reason("a = jsonencode({})", R"("a":{})"), "");
  EXPECT_EQ(reason("a = 1", ""), "t.x.a" + changed);
  EXPECT_EQ(reason("", R"("a":{"constant_value":1})"), "t.x.a" + changed);
  EXPECT_EQ(reason("a = [\"10.0.0.0/8\", 2]", R"("a":{"constant_value":["10.0.0.0/8",2]})"), "");
  EXPECT_EQ(reason("a = [\"0.0.0.0/0\"]", R"("a":{"constant_value":["10.0.0.0/8"]})"),
            "t.x.a" + changed);
  EXPECT_EQ(reason("a = { k = \"v\" }", R"("a":{"constant_value":{"k":"v"}})"), "");
  EXPECT_EQ(reason("a = { k = \"v\" }", R"("a":{"constant_value":{"k":"w"}})"), "t.x.a" + changed);
  EXPECT_EQ(reason("b {\n c = 1\n}", R"("b":[{"c":{"constant_value":1}}])"), "");
  EXPECT_EQ(reason("b {\n c = 1\n}", R"("b":[{"c":{"constant_value":2}}])"), "t.x.b.c" + changed);
  EXPECT_EQ(reason("b {\n}\nb {\n}", R"("b":[{}])"), "t.x.b" + changed);
  EXPECT_EQ(
      reason("count = 1\nlifecycle {\n}\na = <<-X\n  y\n  X\n", R"("a":{"constant_value":"y\n"})"),
      "the configuration has t.x[0] and the plan has not");
}

TEST_F(ReadPlans, DefaultsCount) {
  const auto reason = [&](const std::string& body, const std::string& said) {
    write("main.tf", "variable \"v\" {\n" + body + "\n}\n" + block_of("x"));
    write("plan.json", plan_of({"x"}, saying("", R"(,"variables":{"v":{)" + said + "}}")));
    resources();
    return reasons_;
  };
  const std::string changed = "the default of var.v is not what it was when the plan was made";
  EXPECT_EQ(reason("default = 3", R"("default":3)"), "");
  EXPECT_EQ(reason("default = 3", R"("default":4)"), changed);
  EXPECT_EQ(reason("default = 3", ""), changed);
  EXPECT_EQ(reason("type = set(string)\ndefault = [\"b\", \"a\"]", R"("default":["a","b"])"), "");
  EXPECT_EQ(reason("default = [\"b\"]", R"("default":["a"])"), changed);
}

/// Not all that counts is a constant.
TEST_F(ReadPlans, AValueThatLocalsMakeIsCompared) {
  const auto reason = [&](const std::string& value, const std::string& known,
                          const std::string& more = "") {
    write("main.tf", "locals {\n  l = " + value + "\n}\nresource \"t\" \"x\" {\n  a = local.l\n" +
                         more + "}\n");
    std::string plan = plan_of({"x"}, saying(R"("a":{"references":["local.l"]})"));
    const std::string values = R"("values":{)";
    plan.insert(plan.find(values) + values.size(), "\"a\":" + known);
    write("plan.json", plan);
    resources();
    return reasons_;
  };
  EXPECT_EQ(reason("30", "30"), "");
  EXPECT_EQ(reason("30", "200"), "t.x.a is not what the plan has");
  EXPECT_EQ(reason("true", "false"), "t.x.a is not what the plan has");
  EXPECT_EQ(reason("\"public\"", "\"private\""), "t.x.a is not what the plan has");
  EXPECT_EQ(reason("\"Example.COM.\"", "\"example.com\""), "");
  EXPECT_EQ(reason("\"{}\"", "\"[]\""), "");
  EXPECT_EQ(reason("30", "200", "lifecycle {\n ignore_changes = [a]\n}\n"), "");
}

TEST_F(ReadPlans, AStateOfSomethingElseHidesNothing) {
  const auto state = [&](const std::string& value) {
    return R"({"format_version":"1.0","terraform_version":"1","values":{"root_module":{"resources":[)"
           R"({"address":"t.x","mode":"managed","type":"t","name":"x","values":{"a":)" +
           value + "}}]}}}";
  };
  write("main.tf", "resource \"t\" \"x\" {\n  a = 30\n}\n");
  write("state.json", state("30"));
  EXPECT_EQ(resources(), Lines{"state.json t.x @main.tf"});
  write("state.json", state("200"));
  EXPECT_EQ(resources(), Lines{". t.x @main.tf"});
  EXPECT_EQ(reasons_, "t.x.a is not what the state has");
  write("state.json", state("30"));
  write("more.tf", block_of("y"));
  EXPECT_EQ(resources(), (Lines{". t.x @main.tf", ". t.y @more.tf"}));
}

TEST_F(ReadPlans, VariablesThatAreGivenAreThePlans) {
  write("main.tf", "variable \"v\" {}\n" + block_of("x"));
  write("plan.json", plan_of("x"));
  EXPECT_EQ(resources("", {"v=1"}), Lines{"plan.json t.x @main.tf"});
  EXPECT_EQ(said_, (Lines{"planned", "unused-parameter"}));
}

TEST_F(ReadPlans, AUnitOfTerragruntIsAnalysedItself) {
  write("live/terragrunt.hcl", "terraform {\n  source = \"../module\"\n}\n");
  write("module/main.tf", block_of("x"));
  write("live/plan.json", plan_of("x"));
  EXPECT_EQ(resources(), Lines{"live t.x @module/main.tf"});
  EXPECT_EQ(said_, Lines{"planned"});
  EXPECT_EQ(resources("live/plan.json"), Lines{"live t.x @module/main.tf"});
}

}  // namespace
}  // namespace weir
