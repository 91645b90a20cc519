// Plans and states: how they are recognised, and that they say what the configuration says.
// tests/terraform/plans holds configurations with what terraform 1.11 planned for them.

#include "parsers/terraform/plan/plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "parsers/syntax/syntax.h"
#include "parsers/terraform/plan/addresses.h"
#include "tests/terraform/lowering_fixture.h"

namespace weir::terraform {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;

std::string plan_text(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// A plan, and what else its folder holds.
struct Recorded {
  SourceMap sources;
  std::vector<Parsed> parsed;
  Parsed plan_text;
  Configuration configuration;
  std::optional<Plan> plan;

  explicit Recorded(std::string json, const Files& files = {}) {
    parsed.reserve(files.size());
    for (const auto& [path, text] : files) {
      parsed.push_back(parse_hcl(sources, sources.add_file(path, text)));
      const std::size_t slash = path.rfind('/');
      const std::string folder = slash == std::string::npos ? "" : path.substr(0, slash);
      configuration.folders[folder].files.push_back(&parsed.back().documents.front());
    }
    plan_text = parse_json(sources, sources.add_file("plan.json", std::move(json)));
    if (plan_text.ok()) plan = read_plan(plan_text.documents.front());
  }

  ResourceModel alone() {
    return lower_plan(*plan, "plan.json", {}, sources, small_catalog());
  }
  ResourceModel beside() {
    const Beside beside{"", &configuration};
    return lower_plan(*plan, "plan.json", lower_beside(*plan, beside, sources, small_catalog()),
                      sources, small_catalog());
  }
  std::string difference() {
    const Beside beside{"", &configuration};
    return terraform::difference(*plan, beside,
                                 lower_beside(*plan, beside, sources, small_catalog()), sources);
  }
};

Recorded recorded(const fs::path& folder) {
  Files files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.path().extension() == ".tf")
      files[entry.path().lexically_relative(folder).generic_string()] = plan_text(entry.path());
  return Recorded(plan_text(folder / "plan.json"), files);
}

std::vector<std::string> addresses_of(const ResourceModel& model) {
  std::vector<std::string> addresses;
  for (const Resource& resource : model.resources)
    if (resource.exists != kNever) addresses.push_back(resource.address);
  std::sort(addresses.begin(), addresses.end());
  return addresses;
}

std::vector<fs::path> recorded_plans() {
  std::vector<fs::path> folders;
  for (const auto& entry :
       fs::directory_iterator(fs::path(WEIR_SOURCE_DIR) / "tests/terraform/plans"))
    folders.push_back(entry.path());
  std::sort(folders.begin(), folders.end());
  return folders;
}

TEST(Plans, HaveTheAddressesOfTheirConfiguration) {
  for (const fs::path& folder : recorded_plans()) {
    Recorded one = recorded(folder);
    ASSERT_TRUE(one.plan) << folder;
    const ResourceModel written = lower("", one.configuration, one.sources, small_catalog());
    EXPECT_EQ(addresses_of(one.alone()), addresses_of(written)) << folder;
    EXPECT_EQ(addresses_of(one.beside()), addresses_of(written)) << folder;
    EXPECT_EQ(one.difference(), "") << folder;
    EXPECT_EQ(fit_of(*one.plan, "", one.configuration.folders[""], one.sources), Fit::whole)
        << folder;
  }
}

TEST(Plans, PointIntoTheConfigurationBesideThem) {
  for (const fs::path& folder : recorded_plans()) {
    Recorded one = recorded(folder);
    for (const Resource& resource : one.beside().resources)
      EXPECT_TRUE(one.sources.path(resource.header.file).ends_with("main.tf"))
          << folder << " " << resource.address;
  }
}

TEST(Plans, KeepSecretValuesOutOfTheModel) {
  Recorded one = recorded(recorded_plans().back());  // "repeated", with the token hunter22
  ASSERT_THAT(plan_text(recorded_plans().back() / "plan.json"), ::testing::HasSubstr("hunter22"));
  EXPECT_THAT(dump(one.alone(), one.sources), ::testing::Not(::testing::HasSubstr("hunter22")));
  EXPECT_THAT(dump(one.beside(), one.sources), ::testing::Not(::testing::HasSubstr("hunter22")));
}

TEST(Plans, AreRecognisedByTheirBeginning) {
  EXPECT_EQ(form_of(R"({"format_version":"1.2","terraform_version":"1.11.4","planned_v)"),
            ShownForm::shown);
  EXPECT_EQ(
      form_of("\xEF\xBB\xBF\n{\n  \"terraform_version\" : \"1\",\n \"format_version\": \"1\""),
      ShownForm::shown);
  EXPECT_EQ(form_of(R"({"configuration":{"provider_config":{},"root_module":{})"), ShownForm::shown)
      << "sorted keys";
  EXPECT_EQ(form_of(R"({"format_version":"1.0","provider_schemas":{}})"), ShownForm::none);
  EXPECT_EQ(form_of(R"({"terraform_version":"1.11.4","platform":"linux"})"), ShownForm::none);
  EXPECT_EQ(form_of(R"(["format_version", "terraform_version"])"), ShownForm::none);
  EXPECT_EQ(form_of(R"({"version":4,"terraform_version":"1","serial":1,"lineage":"x"})"),
            ShownForm::raw_state);
  EXPECT_TRUE(is_state_file("a/terraform.tfstate.backup"));
}

TEST(Addresses, KeysMayHoldAnything) {
  const std::vector<AddressStep> steps = steps_of(R"(module.a["x.y\"]"].t.n[0])");
  ASSERT_EQ(steps.size(), 4u);
  EXPECT_EQ(steps[1].key, R"(["x.y\"]"])");
  EXPECT_EQ(steps[3].key, "[0]");
  EXPECT_EQ(without_keys(R"(module.a["x.y\"]"].t.n[0])"), "module.a.t.n");
  EXPECT_TRUE(covers("module.a[*].t.n[0]", R"(module.a["]"].t.n[0])"));
  EXPECT_FALSE(covers("module.a[*].t.n[0]", R"(module.a["]"].t.n[1])"));
  EXPECT_FALSE(covers("t.n[*]", "t.n["));
  EXPECT_EQ(steps_of("t.n[\"").back().key, "[\"");
}

/// One value of a plan after another, replaced by one of another kind.
TEST(HostilePlans, WrongTypesAnywhereAreSurvived) {
  constexpr std::array<std::string_view, 5> kOthers = {"7", "null", "[{}]", "{}", "\"[\""};
  const fs::path folder = recorded_plans().front();
  const std::string text = plan_text(folder / "plan.json");
  const Recorded whole = recorded(folder);
  const Document& document = whole.plan_text.documents.front();
  for (NodeIndex node = 1; node < document.nodes.size(); ++node) {
    const SyntaxNode& at = document[node];
    const bool is_key = document[node - 1].kind == NodeKind::entry;
    if (at.kind == NodeKind::entry || is_key) continue;
    std::string changed = text;
    changed.replace(at.begin, at.end - at.begin, kOthers[node % kOthers.size()]);
    Recorded one(std::move(changed));
    const std::size_t made = one.plan ? one.alone().resources.size() : 0;
    EXPECT_LE(made, whole.plan->resources.size());
  }
}

TEST(HostilePlans, ModulesNestedTooDeepAreNoPlan) {
  std::string text = R"({"format_version":"1.2","planned_values":{"root_module":)";
  for (int i = 0; i < 10'000; ++i) text += R"({"child_modules":[)";
  Recorded one(std::move(text));
  EXPECT_FALSE(one.plan);
  ASSERT_FALSE(one.plan_text.diagnostics.empty());
  EXPECT_EQ(one.plan_text.diagnostics.front().code, "too-deep");
}

/// Work is linear in the plan: what many expressions share is looked at once.
TEST(HostilePlans, SharedReferencesAreReadOnce) {
  std::string references, resources, blocks;
  for (int i = 0; i < 20'000; ++i) references += "\"t.x\",";
  for (int i = 0; i < 20'000; ++i) {
    const std::string name = "r" + std::to_string(i);
    const std::string comma = i == 0 ? "" : ",";
    resources += comma + R"({"address":"module.m.t.)" + name + R"(","type":"t","name":")" + name +
                 R"(","values":{"a":"b"}})";
    blocks += comma + R"({"type":"t","name":")" + name +
              R"(","expressions":{"a":{"references":["var.v"]}}})";
  }
  Recorded one(
      R"({"planned_values":{"root_module":{"child_modules":[{"address":"module.m","resources":[)" +
      resources +
      R"(]}]}},"configuration":{"root_module":{"module_calls":{"m":{"expressions":{"v":{"references":[)" +
      references + R"("t.x"]}},"module":{"resources":[)" + blocks + "]}}}}}}");
  ASSERT_TRUE(one.plan);
  EXPECT_EQ(one.alone().resources.size(), 20'000u);
}

/// A reference that comes back to itself through modules ends.
TEST(HostilePlans, CirclesEnd) {
  Recorded one(
      R"({"planned_values":{"root_module":{"child_modules":[{"address":"module.m","resources":[
    {"address":"module.m.t.x","type":"t","name":"x","values":{"a":"b"}}]}]}},
    "resource_changes":[{"address":"module.m.t.x","change":{"after_unknown":{"b":true}}}],
    "configuration":{"root_module":{"module_calls":{"m":{
      "expressions":{"v":{"references":["module.m.o"]}},
      "module":{"outputs":{"o":{"expression":{"references":["var.v"]}}},
        "resources":[{"type":"t","name":"x","expressions":{"b":{"references":["var.v"]}}}]}}}}}})");
  ASSERT_TRUE(one.plan);
  EXPECT_THAT(dump(one.alone(), one.sources), ::testing::HasSubstr("b: unknown(computed"));
}

}  // namespace
}  // namespace weir::terraform
