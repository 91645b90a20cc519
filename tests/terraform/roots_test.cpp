// Which folders are units of their own, and which files belong to them.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <list>
#include <map>
#include <string>
#include <vector>

#include "parsers/syntax/syntax.h"
#include "parsers/terraform/terraform.h"

namespace weir::terraform {
namespace {

using testing::ElementsAre;

/// Files by path, as the driver groups them.
class Project {
 public:
  explicit Project(const std::map<std::string, std::string>& files) {
    for (const auto& [path, text] : files) {
      parsed_.push_back(parse_hcl_or_json(sources_, sources_.add_file(path, text)));
      const std::size_t slash = path.rfind('/');
      Folder& folder = folders_[slash == std::string::npos ? "" : path.substr(0, slash)];
      const Document* document = &parsed_.back().documents.front();
      (is_values_file(path) ? folder.values : folder.files).push_back(document);
    }
  }

  std::vector<std::string> roots() const { return terraform::roots(folders_); }

 private:
  SourceMap sources_;
  std::list<Parsed> parsed_;
  Folders folders_;
};

std::string calls(const std::string& source) {
  return "module \"m\" {\n  source = \"" + source + "\"\n}\n";
}

TEST(Roots, AFolderThatNoOtherCalls) {
  EXPECT_THAT(Project({{"app/main.tf", calls("../lib")}, {"lib/main.tf", ""}}).roots(),
              ElementsAre("app"));
}

TEST(Roots, AFolderWithABackendAProviderOrValuesIsOneEvenIfItIsCalled) {
  // one file calls them all by one name; every source counts
  EXPECT_THAT(Project({{"main.tf", calls("./a") + calls("./b") + calls("./c") + calls("./d")},
                       {"a/main.tf", "terraform {\n  backend \"s3\" {}\n}\n"},
                       {"b/main.tf", "provider \"aws\" {}\n"},
                       {"c/main.tf", ""},
                       {"c/terraform.tfvars", "x = 1\n"},
                       {"d/main.tf", "terraform {\n  required_version = \"1\"\n}\n"}})
                  .roots(),
              ElementsAre("", "a", "b", "c"));
}

TEST(Roots, FoldersThatOnlyCallEachOtherHaveTheFirstOfThem) {
  EXPECT_THAT(
      Project({{"a/main.tf", calls("../b")}, {"b/main.tf", calls("../a")}, {"c/main.tf", ""}})
          .roots(),
      ElementsAre("a", "c"));
}

TEST(Roots, AnExampleThatCallsItsModule) {
  EXPECT_THAT(Project({{"main.tf", ""}, {"examples/small/main.tf", calls("../..")}}).roots(),
              ElementsAre("examples/small"));
}

TEST(Roots, AFolderThatIsCalledByItsNameIsNone) {
  EXPECT_THAT(Project({{"main.tf", calls("acme/vpc/aws") + calls("acme/queue/aws//inner") +
                                       calls("git::https://x.org/terraform-acme-log.git?ref=1") +
                                       calls("acme/two/aws") + calls("github.com/acme/bus")},
                       {"terraform-aws-vpc/main.tf", ""},
                       {"modules/queue/inner/main.tf", ""},
                       {"terraform-acme-log/main.tf", ""},
                       {"modules/bus/main.tf", ""},
                       {"a/modules/two/main.tf", ""},
                       {"b/modules/two/main.tf", ""}})
                  .roots(),
              ElementsAre("", "a/modules/two", "b/modules/two"))
      << "of two with the name, none is meant";
}

TEST(Roots, WhatTerraformInitInstalledIsNone) {
  EXPECT_THAT(
      Project({{"main.tf", ""}, {".terraform/modules/m/main.tf", "provider \"aws\" {}\n"}}).roots(),
      ElementsAre(""));
}

TEST(Files, OfAModule) {
  for (const char* path : {"a.tf", "x/a.tf.json", "a.tofu", "a.tofu.json"})
    EXPECT_TRUE(is_module_file(path)) << path;
  for (const char* path : {"a.json", "x/.a.tf", "a.tfvars", "a.tf.yaml"})
    EXPECT_FALSE(is_module_file(path)) << path;
  EXPECT_EQ(read_instead_of("x/a.tf"), "x/a.tofu");
  EXPECT_EQ(read_instead_of("a.tf.json"), "a.tofu.json");
  EXPECT_EQ(read_instead_of("a.tofu"), "");
}

TEST(Roots, AFolderOfValuesAloneIsNone) {
  const std::map<std::string, std::string> files = {{"env/terraform.tfvars", "x = 1\n"}};
  EXPECT_THAT(Project(files).roots(), ElementsAre());
}

TEST(LocalModules, LeadOutOfTheRootOnlyInTheirNames) {
  SourceMap sources;
  const FileId file = sources.add_file(
      "app/main.tf", calls("../../secret") + calls("./x/../y/") + calls("git::https://host/m") +
                         "module \"v\" {\n  source = var.source\n}\n");
  const Parsed parsed = parse_hcl(sources, file);
  EXPECT_THAT(local_modules(parsed.documents.front(), "app"), ElementsAre("../secret", "app/y"));
}

}  // namespace
}  // namespace weir::terraform
