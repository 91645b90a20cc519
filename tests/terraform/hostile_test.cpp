// Modules that are made to hurt: they end, in counted work, with something unknown.

#include <gtest/gtest.h>

#include <string>

#include "tests/terraform/lowering_fixture.h"

namespace weir::terraform {
namespace {

ValueKind kind_of(const Lowered& lowered, ValueId value) {
  return value.valid() ? lowered.model.values[value].kind : ValueKind::null;
}

TEST(Hostile, AChainOfLocalsIsCutOff) {
  std::string text = "locals {\n  v0 = \"x\"\n";
  for (int i = 1; i < 5000; ++i) {
    text += "  v" + std::to_string(i) + " = local.v" + std::to_string(i - 1) + "\n";
  }
  const Lowered lowered(text + "}\nresource \"t\" \"x\" {\n  a = local.v4999\n}\n");
  EXPECT_EQ(kind_of(lowered, lowered.attribute("t.x", {"a"})), ValueKind::unknown);
  EXPECT_GE(lowered.count_of("budget"), 1u);
}

TEST(Hostile, LocalsThatDoubleEndInTheBudget) {
  std::string text = "locals {\n  v0 = \"xxxxxxxx\"\n";
  for (int i = 1; i < 60; ++i) {
    const std::string last = "${local.v" + std::to_string(i - 1) + "}";
    text += "  v" + std::to_string(i) + " = \"" + last + last + "\"\n";
  }
  const Lowered lowered(text + "}\nresource \"t\" \"x\" {\n  a = local.v59\n}\n");
  EXPECT_EQ(kind_of(lowered, lowered.attribute("t.x", {"a"})), ValueKind::unknown);
}

TEST(Hostile, ListsThatMultiplyEndInTheBudget) {
  std::string text = "locals {\n  v0 = range(1000)\n";
  for (int i = 1; i < 8; ++i) {
    text += "  v" + std::to_string(i) + " = flatten([for a in range(1000) : local.v" +
            std::to_string(i - 1) + "])\n";
  }
  const Lowered lowered(text + "}\nresource \"t\" \"x\" {\n  a = length(local.v7)\n}\n");
  EXPECT_LT(lowered.model.values.size(), 60'000'000u);
}

TEST(Hostile, ACountThatIsTooLargeIsNotMade) {
  const Lowered lowered("resource \"t\" \"x\" {\n  count = 1000000000\n}\n");
  ASSERT_EQ(lowered.model.resources.size(), 1u);
  EXPECT_EQ(lowered.model.resources[0].address, "t.x[*]");
  EXPECT_EQ(lowered.count_of("budget"), 1u);
  EXPECT_EQ(lowered.count_of("wrong-type"), 0u) << "it is Weir that cannot, terraform would";
}

TEST(Hostile, ModulesThatMultiplyEndInTheBudget) {
  const std::string call = "module \"m\" {\n  source = \"./m\"\n  count = 1000\n}\n";
  const Lowered lowered({{"main.tf", call},
                         {"m/main.tf", call},
                         {"m/m/main.tf", "resource \"t\" \"x\" {\n  count = 1000\n}\n"}});
  ASSERT_LT(lowered.model.resources.size(), 1'000'000u);
  EXPECT_TRUE(lowered.model.resources.back().handed_over) << "what was not read is not absent";
  EXPECT_GE(lowered.count_of("budget"), 1u);
}

TEST(Hostile, AModuleThatCallsItselfThroughOthersIsACycle) {
  const Lowered lowered({{"main.tf", "module \"a\" {\n  source = \"./a\"\n}\n"},
                         {"a/main.tf", "module \"b\" {\n  source = \"../b\"\n}\n"},
                         {"b/main.tf", "module \"a\" {\n  source = \"../a\"\n}\n"}});
  EXPECT_EQ(lowered.count_of("cycle"), 1u);
}

TEST(Hostile, RootsThatAllReadEachOthersStatesEndInTheBudget) {
  Files files;
  std::string reads, outputs;
  for (int i = 0; i < 20; ++i) {
    const std::string n = std::to_string(i);
    reads += "data \"terraform_remote_state\" \"r" + n +
             "\" {\n  backend = \"local\"\n  config = { path = \"../r" + n +
             "/terraform.tfstate\" }\n}\n";
    outputs += "output \"o" + n + "\" { value = data.terraform_remote_state.r" + n + ".outputs }\n";
  }
  for (int i = 0; i < 20; ++i) files["r" + std::to_string(i) + "/main.tf"] = reads + outputs;
  const Lowered lowered(files, "r0");
  EXPECT_LT(lowered.model.values.size(), 20'000'000u);
}

TEST(Hostile, ManyUndecidedConditionsAreNotMultiplied) {
  std::string text, parts;
  for (int i = 0; i < 40; ++i) {
    const std::string name = "v" + std::to_string(i);
    text += "variable \"" + name + "\" {\n  type = bool\n}\n";
    parts += "${var." + name + " ? \"a\" : \"b\"}";
  }
  const Lowered lowered(text + "resource \"t\" \"x\" {\n  a = \"" + parts + "\"\n}\n");
  EXPECT_LT(lowered.model.values.size(), 20'000u);
}

TEST(Hostile, ConditionalsInsideEachOtherAreCutOff) {
  std::string text = "variable \"v\" {\n  type = number\n}\nresource \"t\" \"x\" {\n  a = ";
  for (int i = 0; i < 200; ++i)
    text += "var.v == " + std::to_string(i) + " ? " + std::to_string(i) + " : ";
  const Lowered lowered(text + "0\n}\n");
  EXPECT_EQ(lowered.model.resources.size(), 1u);
}

}  // namespace
}  // namespace weir::terraform
