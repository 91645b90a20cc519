// Expressions and what they give: each value on the right is what `terraform console` prints.

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>

#include "tests/terraform/lowering_fixture.h"

namespace weir::terraform {
namespace {

struct Row {
  std::string_view expression, value;
};

constexpr std::array kRows = {
    Row{"1 + 2 * 3", "7"},
    Row{"(1 + 2) * 3 % 4", "1"},
    Row{"true ? \"a\" : true ? \"b\" : \"c\"", "\"a\""},
    Row{"false ? \"a\" : false ? \"b\" : \"c\"", "\"c\""},
    Row{"!(1 > 2) && \"a\" == \"a\"", "true"},
    Row{"\"${1 + 1}-${true}\"", "\"2-true\""},
    Row{"\"%{ if 1 > 2 }yes%{ else }no%{ endif }\"", "\"no\""},
    Row{"\"%{ for x in [1, 2] }<${x}>%{ endfor }\"", "\"<1><2>\""},
    Row{"join(\"-\", [for x in [1, 2, 3] : x * 2 if x != 2])", "\"2-6\""},
    Row{"join(\",\", keys({ for k in [\"b\", \"a\"] : k => 1 }))", "\"a,b\""},
    Row{"[{ a = [5, 6] }][*].a[1]", "\n    - 6"},
    Row{"[{ a = 5 }, { a = 2 }].*.a[0]", "5"},
    Row{"lower(\"AbC\")", "\"abc\""},
    Row{"upper(\"abc\")", "\"ABC\""},
    Row{"replace(\"a-b-c\", \"-\", \"+\")", "\"a+b+c\""},
    Row{"substr(\"hello\", 1, 3)", "\"ell\""},
    Row{"substr(\"hello\", -3, -1)", "\"llo\""},
    Row{"split(\",\", \"a,b\")[1]", "\"b\""},
    Row{"trimprefix(\"abc\", \"a\")", "\"bc\""},
    Row{"trimsuffix(\"abc\", \"c\")", "\"ab\""},
    Row{"trimspace(\"  a b \")", "\"a b\""},
    Row{"format(\"%s-%d-%%\", \"a\", 3)", "\"a-3-%\""},
    Row{"startswith(\"abc\", \"ab\")", "true"},
    Row{"regex(\"[a-z]+\", \"12ab3\")", "\"ab\""},
    Row{"length([1, 2, 3])", "3"},
    Row{"length({ a = 1 })", "1"},
    Row{"element([\"a\", \"b\", \"c\"], 4)", "\"b\""},
    Row{"contains([\"a\", \"b\"], \"b\")", "true"},
    Row{"concat([1], [2])[1]", "2"},
    Row{"merge({ a = 1 }, { a = 2, b = 3 }).a", "2"},
    Row{"lookup({ a = 1 }, \"b\", 7)", "7"},
    Row{"flatten([[1], [2, [3]]])[2]", "3"},
    Row{"distinct([\"a\", \"a\", \"b\"])[1]", "\"b\""},
    Row{"toset([\"b\", \"a\", \"b\"])", "\n    - \"a\"\n    - \"b\""},
    Row{"compact([\"\", \"a\"])[0]", "\"a\""},
    Row{"coalesce(\"\", \"a\")", "\"a\""},
    Row{"one([])", "null"},
    Row{"zipmap([\"a\"], [1]).a", "1"},
    Row{"range(3)[2]", "2"},
    Row{"reverse([1, 2])[0]", "2"},
    Row{"setsubtract([\"a\", \"b\"], [\"a\"])", "\n    - \"b\""},
    Row{"max(1, 3, 2)", "3"},
    Row{"ceil(1.2)", "2"},
    Row{"tonumber(\"5\") + 1", "6"},
    Row{"try({ a = 1 }.b, \"none\")", "\"none\""},
    Row{"can({ a = 1 }.b)", "false"},
    Row{"jsondecode(\"{\\\"a\\\": [1, 2]}\").a[1]", "2"},
};

TEST(Functions, GiveWhatTerraformGives) {
  for (const Row& row : kRows) {
    const Lowered lowered("resource \"test_thing\" \"x\" {\n  a = " + std::string(row.expression) +
                          "\n}\n");
    const std::string dump = lowered.dump();
    const std::size_t begin = dump.find("  a:");
    ASSERT_NE(begin, std::string::npos) << row.expression << "\n" << dump;
    std::string value = dump.substr(begin + 4);
    if (value.starts_with(' ')) value.erase(0, 1);
    while (value.ends_with('\n')) value.pop_back();
    EXPECT_EQ(value, row.value) << row.expression;
  }
}

TEST(Functions, OfUnknownsAreUnknownAndOfNamesStillNameTheResource) {
  const Lowered lowered(R"(
variable "name" {}

resource "test_thing" "y" {}

resource "test_thing" "x" {
  upper    = upper(var.name)
  prefixed = format("%s-jobs", var.name)
  address  = replace(test_thing.y.endpoint, "https://", "")
  file     = filesha256("code.zip")
}
)");
  EXPECT_NE(lowered.dump().find("upper: unknown(parameter name in upper()"), std::string::npos)
      << lowered.dump();
  EXPECT_NE(
      lowered.dump().find("prefixed: unknown(parameter name: given at deployment) + \"-jobs\""),
      std::string::npos)
      << lowered.dump();
  EXPECT_NE(lowered.dump().find("address: ref(test_thing.y.endpoint)"), std::string::npos)
      << lowered.dump();
  EXPECT_EQ(lowered.count_of("unknown-function"), 0u);
}

}  // namespace
}  // namespace weir::terraform
