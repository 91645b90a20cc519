// Folders that terragrunt runs: which ones, and files that are made to hurt.

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "parsers/syntax/syntax.h"
#include "tests/terraform/lowering_fixture.h"

namespace weir::terraform {
namespace {

/// Folders with the files of modules and terragrunt.hcl.
class Tree {
 public:
  explicit Tree(const Files& files) {
    for (const auto& [path, text] : files) {
      parsed_.push_back(
          std::make_unique<Parsed>(parse_hcl(sources_, sources_.add_file(path, text))));
      if (parsed_.back()->documents.empty()) continue;
      const Document* document = &parsed_.back()->documents.front();
      const std::size_t slash = path.rfind('/');
      Folder& in = configuration_.folders[slash == std::string::npos ? "" : path.substr(0, slash)];
      if (is_terragrunt_file(path)) {
        in.terragrunt = document;
      } else {
        in.files.push_back(document);
      }
    }
  }

  std::string units() {
    std::string all;
    for (const TerragruntUnit& unit : terragrunt_units(configuration_, sources_, small_catalog())) {
      all += unit.folder + (unit.module ? " runs " + *unit.module : " runs nothing here") + "\n";
    }
    return all;
  }
  std::vector<std::string> roots() {
    return terraform::roots(configuration_.folders,
                            terragrunt_units(configuration_, sources_, small_catalog()));
  }
  ResourceModel lowered(const std::string& unit) {
    return lower(unit, configuration_, sources_, small_catalog());
  }

 private:
  SourceMap sources_;
  std::vector<std::unique_ptr<Parsed>> parsed_;
  Configuration configuration_;
};

std::string source(const std::string& text) {
  return "terraform {\n  source = \"" + text + "\"\n}\n";
}

std::size_t count_of(const ResourceModel& model, std::string_view code) {
  std::size_t count = 0;
  for (const Diagnostic& diagnostic : model.diagnostics) {
    count += diagnostic.code == code ? 1u : 0u;
  }
  return count;
}

TEST(Terragrunt, AModuleThatAUnitRunsIsNoRootOfItsOwn) {
  Tree tree({{"live/a/terragrunt.hcl", source("../../modules//app")},
             {"modules/app/main.tf", "terraform {\n  backend \"s3\" {}\n}\n"},
             {"alone/main.tf", "locals {}\n"}});
  EXPECT_EQ(tree.units(), "live/a runs modules/app\n");
  EXPECT_EQ(tree.roots(), (std::vector<std::string>{"alone", "live/a"}));
}

TEST(Terragrunt, AFileThatOthersIncludeIsNoUnit) {
  const std::string child = "include {\n  path = find_in_parent_folders()\n}\n";
  Tree tree({{"live/terragrunt.hcl", source("../../modules/${path_relative_to_include()}")},
             {"live/app/terragrunt.hcl", child},
             {"modules/app/main.tf", "locals {}\n"}});
  EXPECT_EQ(tree.units(), "live/app runs modules/app\n");
}

TEST(Terragrunt, SourcesThatAreNoFoldersOfTheTree) {
  Tree tree({{"a/terragrunt.hcl", source("tfr:///terraform-aws-modules/vpc/aws?version=5.0.0")},
             {"b/terragrunt.hcl", source("git::https://example.com/x.git//b")},
             {"c/terragrunt.hcl", source("../../outside")},
             {"d/terragrunt.hcl", source("${run_cmd(\"pwd\")}")},
             {"e/terragrunt.hcl", "skip = true\n" + source("../modules")},
             {"f/terragrunt.hcl", "locals {}\n"}});
  EXPECT_EQ(tree.units(),
            "a runs nothing here\nb runs nothing here\nc runs nothing here\nd runs nothing here\n");
}

TEST(Terragrunt, AModuleOfARegistryMayBeInTheTreeUnderItsName) {
  Tree tree({{"a/terragrunt.hcl", source("tfr:///acme/vpc/aws?version=5.0.0")},
             {"modules/vpc/main.tf", "locals {}\n"}});
  EXPECT_EQ(tree.units(), "a runs modules/vpc\n");
}

TEST(Terragrunt, UnitsThatDependOnEachOther) {
  const auto unit = [](const std::string& on) {
    return "dependency \"d\" {\n  config_path = \"../" + on +
           "\"\n}\ninputs = {\n  v = dependency.d.outputs.v\n}\n";
  };
  const std::string module =
      "variable \"v\" {}\noutput \"v\" {\n  value = var.v\n}\nresource \"t\" \"x\" {\n  a = "
      "var.v\n}\n";
  Tree tree({{"a/terragrunt.hcl", unit("b")},
             {"a/main.tf", module},
             {"b/terragrunt.hcl", unit("a")},
             {"b/main.tf", module}});
  const ResourceModel model = tree.lowered("a");
  ASSERT_EQ(model.resources.size(), 1u);
  const ValueId value = model.values.find(model.resources[0].attributes, "a");
  EXPECT_EQ(model.values[value].kind, ValueKind::unknown);
  EXPECT_EQ(count_of(model, "cycle"), 1u);
}

TEST(Terragrunt, AChainOfDependenciesIsCutOff) {
  Files files;
  for (int i = 0; i < 200; ++i) {
    const std::string folder = "u" + std::to_string(i);
    files[folder + "/terragrunt.hcl"] = "dependency \"d\" {\n  config_path = \"../u" +
                                        std::to_string(i + 1) +
                                        "\"\n}\ninputs = {\n  v = dependency.d.outputs.v\n}\n";
    files[folder + "/main.tf"] = "variable \"v\" {}\noutput \"v\" {\n  value = var.v\n}\n";
  }
  Tree tree(files);
  EXPECT_GE(tree.lowered("u190").units.size(), 1u);
  EXPECT_GE(tree.lowered("u0").units.size(), 1u);
}

TEST(Terragrunt, DependenciesThatDoubleAreReadOnce) {
  Files files;
  for (int i = 0; i < 25; ++i) {
    const std::string folder = "u" + std::to_string(i);
    const std::string next = "\"../u" + std::to_string(i + 1) + "\"";
    files[folder + "/terragrunt.hcl"] =
        "dependency \"a\" {\n  config_path = " + next +
        "\n}\ndependency \"b\" {\n  config_path = " + next +
        "\n}\ninputs = {\n  v = dependency.a.outputs.v\n  w = dependency.b.outputs.v\n}\n";
    files[folder + "/main.tf"] =
        "variable \"v\" {}\nvariable \"w\" {}\noutput \"v\" {\n  value = \"x\"\n}\n";
  }
  Tree tree(files);
  const ResourceModel model = tree.lowered("u0");
  EXPECT_EQ(count_of(model, "budget"), 0u);
  EXPECT_LT(model.values.size(), 1000u);
}

TEST(Terragrunt, AFileThatReadsItselfEnds) {
  Tree tree({{"a/terragrunt.hcl",
              "locals {\n  me = read_terragrunt_config(\"terragrunt.hcl\")\n  x  = "
              "local.me.locals.x\n}\ninputs = merge(local.me.inputs, { v = local.x })\n"},
             {"a/main.tf", "variable \"v\" {}\nresource \"t\" \"x\" {\n  a = var.v\n}\n"}});
  const ResourceModel model = tree.lowered("a");
  ASSERT_EQ(model.resources.size(), 1u);
  const ValueId value = model.values.find(model.resources[0].attributes, "a");
  EXPECT_EQ(model.values[value].kind, ValueKind::unknown);
}

TEST(Terragrunt, DeepMergesThatMultiplyEndInTheBudget) {
  std::string inputs = "locals {\n  v0 = { l = [0] }\n";
  for (int i = 1; i < 60; ++i) {
    const std::string last = "local.v" + std::to_string(i - 1);
    inputs += "  v" + std::to_string(i) + " = deep_merge(" + last + ", " + last + ")\n";
  }
  Tree tree({{"a/terragrunt.hcl", inputs + "}\ninputs = local.v59\n"},
             {"a/main.tf", "variable \"l\" {}\nresource \"t\" \"x\" {\n  a = length(var.l)\n}\n"}});
  EXPECT_GE(count_of(tree.lowered("a"), "budget"), 1u);
}

}  // namespace
}  // namespace weir::terraform
