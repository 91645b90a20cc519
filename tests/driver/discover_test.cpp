#include "analyzer/driver/discover.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "analyzer/driver/modules.h"

namespace weir {
namespace {

namespace fs = std::filesystem;

constexpr const char* kTemplate = "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  T: {Type: 'AWS::SNS::Topic'}\n";

/// A scratch folder that goes with the test.
class Discover : public testing::Test {
 protected:
  Discover() {
    std::string name = (fs::temp_directory_path() / "weir-discover-XXXXXX").string();
    folder_ = fs::canonical(mkdtemp(name.data()));
  }
  ~Discover() override { fs::remove_all(folder_); }

  void write(const std::string& path, const std::string& text) {
    fs::create_directories((folder_ / path).parent_path());
    std::ofstream(folder_ / path) << text;
  }
  /// Paths found below `arguments`, or the error.
  std::vector<std::string> found(std::vector<std::string> arguments = {""}, std::vector<std::string> exclude = {}) {
    for (std::string& argument : arguments) argument = (folder_ / argument).string();
    SourceMap sources;
    const Result<Project> project = discover({arguments, std::move(exclude), {}}, sources);
    if (!project.ok()) return {"error: " + project.error().message};
    std::vector<std::string> paths;
    for (const ProjectFile& file : project->files) paths.emplace_back(sources.path(file.file));
    diagnostics_ = project->diagnostics;
    return paths;
  }

  fs::path folder_;
  Diagnostics diagnostics_;
};

using Paths = std::vector<std::string>;

TEST_F(Discover, FindsTemplatesInTheOrderOfTheirPaths) {
  write("b.yaml", kTemplate);
  write("a/t.yaml", kTemplate);
  write("a/other.yaml", "name: not a template\n");
  write("a/readme.md", kTemplate);
  EXPECT_EQ(found(), (Paths{"a/t.yaml", "b.yaml"}));
}

TEST_F(Discover, ServicesAreFoundByTheirNames) {
  const std::string service = "service: s\nprovider: {name: aws}\n";
  write("serverless.yml", service);
  write("a/serverless.prod.yaml", service);
  write("a/other.yml", service);
  write("b/serverless.ts", "module.exports = {};\n");
  EXPECT_EQ(found(), (Paths{"a/serverless.prod.yaml", "serverless.yml"}));
  ASSERT_EQ(diagnostics_.size(), 1u);
  EXPECT_EQ(diagnostics_[0].message, "b/serverless.ts: a service that is a program is not read; expected serverless.yml");
}

TEST_F(Discover, LeavesOutIgnoredVendoredAndExcludedFiles) {
  write(".gitignore", "local/\n*.tmp.yaml\n");
  write("local/t.yaml", kTemplate);
  write("x.tmp.yaml", kTemplate);
  write("node_modules/p/t.yaml", kTemplate);
  write("old/t.yaml", kTemplate);
  write("t.yaml", kTemplate);
  EXPECT_EQ(found({""}, {"old"}), Paths{"t.yaml"});
}

TEST_F(Discover, ReadsIgnoreFilesAboveTheArgumentInARepository) {
  fs::create_directories(folder_ / ".git/info");
  write(".git/info/exclude", "secret.yaml\n");
  write(".gitignore", "generated\n");
  write("sub/generated/t.yaml", kTemplate);
  write("sub/secret.yaml", kTemplate);
  write("sub/t.yaml", kTemplate);
  EXPECT_EQ(found({"sub"}), Paths{"sub/t.yaml"});
}

TEST_F(Discover, ANamedFileIsReadWhateverItLooksLike) {
  write("notes.txt", "hello\n");
  EXPECT_EQ(found({"notes.txt"}), Paths{"notes.txt"});
}

TEST_F(Discover, AMissingArgumentIsAnError) {
  ASSERT_EQ(found({"nothing"}).size(), 1u);
  EXPECT_NE(found({"nothing"})[0].find("expected a file or folder to analyse"), std::string::npos);
}

TEST_F(Discover, LinksOutOfTheRootAreNotFollowed) {
  fs::create_directories(folder_ / "root/.git");
  write("outside.yaml", kTemplate);
  write("root/t.yaml", kTemplate);
  fs::create_symlink(folder_ / "outside.yaml", folder_ / "root/out.yaml");
  fs::create_symlink(folder_ / "root/t.yaml", folder_ / "root/again.yaml");
  fs::create_directory_symlink(folder_, folder_ / "root/up");
  EXPECT_EQ(found({"root"}), Paths{"t.yaml"});
  ASSERT_EQ(diagnostics_.size(), 1u);
  EXPECT_EQ(diagnostics_[0].message, "out.yaml: leads out of the root and is not followed");
}

TEST_F(Discover, PipesAreNotWaitedFor) {
  ASSERT_EQ(::mkfifo((folder_ / "p.yaml").c_str(), 0600), 0);
  EXPECT_EQ(found(), Paths{});
  EXPECT_EQ(found({"p.yaml"}), Paths{});
  ASSERT_EQ(diagnostics_.size(), 1u);
  EXPECT_EQ(diagnostics_[0].message, "p.yaml: is not a regular file");
  EXPECT_EQ(diagnostics_[0].level, Level::error);
}

TEST_F(Discover, TheNearestConfigurationApplies) {
  write(".weir.yaml", "exclude: [sub]\n");
  write("sub/.weir.yaml", "exclude: [drafts]\n");
  write("sub/drafts/t.yaml", kTemplate);
  write("sub/t.yaml", kTemplate);
  EXPECT_EQ(found({""}), Paths{});
  EXPECT_EQ(found({"sub"}), Paths{"t.yaml"});
}

TEST_F(Discover, AFaultyConfigurationIsAnError) {
  write(".weir.yaml", "exlude: [a]\n");
  EXPECT_EQ(found(), Paths{"error: .weir.yaml:1:1: unknown key \"exlude\" in the configuration; expected one of exclude, "
                           "systems, suppress, data, objectives, journeys, dependencies, figures, practices"});
}

TEST_F(Discover, TerraformIsFoundByItsNames) {
  write("main.tf", "");
  write("terraform.tfvars", "");
  write("a.auto.tfvars", "");
  write("prod.tfvars", "");
  EXPECT_EQ(found(), (Paths{"a.auto.tfvars", "main.tf", "terraform.tfvars"})) << "prod.tfvars is not loaded by itself";
}

TEST_F(Discover, FormsOfTerragruntThatAreNotReadAreSaidToBeLeftOut) {
  write("live/terragrunt.stack.hcl", "unit \"a\" {}\n");
  write("app/terragrunt.hcl.json", "{}\n");
  EXPECT_EQ(found(), Paths{});
  ASSERT_EQ(diagnostics_.size(), 2u);
  EXPECT_EQ(diagnostics_[0].message, "app/terragrunt.hcl.json: this form of Terragrunt is not read; the file was left out");
  EXPECT_EQ(diagnostics_[1].level, Level::warning);
}

TEST_F(Discover, TerraformInJsonAndOpenTofuAreFoundByTheirNames) {
  write("a.tf.json", "{}");
  write("b.tofu", "");
  write("c.tofu.json", "{}");
  write(".hidden.tf", "");
  EXPECT_EQ(found(), (Paths{"a.tf.json", "b.tofu", "c.tofu.json"}));
}

/// Modules whose folders the arguments do not name as a whole.
class ModuleFolders : public Discover {
 protected:
  /// What is read in the end when only `argument` is named.
  Paths read(const std::string& argument, std::vector<std::string> exclude = {}) {
    fs::create_directories(folder_ / ".git");
    SourceMap sources;
    Result<Project> project = discover({{(folder_ / argument).string()}, std::move(exclude), {}}, sources);
    EXPECT_TRUE(project.ok());
    read_modules(*project, sources, Catalog{}, 1);
    Paths paths;
    for (const ProjectFile& file : project->files) paths.emplace_back(sources.path(file.file));
    std::sort(paths.begin(), paths.end());
    return paths;
  }
  const std::string call_ = "module \"m\" {\n  source = \"../m\"\n}\n";
};

TEST_F(ModuleFolders, WhatTerraformInitInstalledIsReadWhereItsListSays) {
  write("app/main.tf", "module \"m\" {\n  source = \"a/m/aws\"\n}\n");
  write("app/.terraform/modules/m/main.tf", "");
  write("app/.terraform/modules/other/main.tf", "");
  write("app/.terraform/modules/modules.json",
        R"({"Modules": [{"Key": "m", "Dir": ".terraform/modules/m"}, {"Key": "out", "Dir": "../../.."},
                        {"Key": "abs", "Dir": "/etc"}, {"Key": "self", "Dir": "."}, 7]})");
  EXPECT_EQ(read("app"), (Paths{"app/.terraform/modules/m/main.tf", "app/main.tf"}));
}

TEST_F(ModuleFolders, ANamedFileBringsItsModule) {
  write("app/main.tf", "");
  write("app/other.tf", "");
  write("app/terraform.tfvars", "");
  write("else/main.tf", "");
  EXPECT_EQ(read("app/main.tf"), (Paths{"app/main.tf", "app/other.tf", "app/terraform.tfvars"}));
}

TEST_F(ModuleFolders, ACalledModuleIsReadWhereverItLiesBelowTheRoot) {
  write("app/main.tf", call_);
  write("m/main.tf", "module \"n\" {\n  source = \"./n\"\n}\n");
  write("m/n/main.tf", "");
  EXPECT_EQ(read("app"), (Paths{"app/main.tf", "m/main.tf", "m/n/main.tf"}));
}

TEST_F(ModuleFolders, NothingIsReadOutsideOfTheRootOrBehindALink) {
  write("app/main.tf", "module \"m\" {\n  source = \"../../../../../../etc\"\n}\n" +
                           std::string("module \"l\" {\n  source = \"../link\"\n}\n"));
  write("target/main.tf", "");
  fs::create_directory_symlink(folder_ / "target", folder_ / "link");
  EXPECT_EQ(read("app"), (Paths{"app/main.tf"}));
}

TEST_F(ModuleFolders, WhatIsExcludedIsNotReadForACallEither) {
  write("app/main.tf", call_);
  write("m/main.tf", "");
  EXPECT_EQ(read("app", {"m"}), (Paths{"app/main.tf"}));
}

}  // namespace
}  // namespace weir
