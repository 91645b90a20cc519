#include <gtest/gtest.h>

#include "tests/syntax/parse.h"

namespace weir {
namespace {

using syntax_test::Reading;

Reading hcl(std::string text) { return Reading(parse_hcl, std::move(text)); }

/// Shape of the expression in `x = …`, without the two lines around it.
std::string expression(const std::string& text) {
  const Reading reading = hcl("x = " + text + "\n");
  EXPECT_TRUE(reading.parsed.ok()) << text << ": " << reading.said();
  const std::string shape = reading.shape();
  return shape.substr(shape.find('\n', shape.find('\n') + 1) + 1);
}

TEST(Hcl, BlocksAttributesComments) {
  EXPECT_EQ(hcl("# top\nresource \"a\\u00e9\" b {\n  x = 1 // one\n  y {\n  }\n}\n").tree(),
            "body @1:1-7:1\n"
            "  block \"resource\" @2:1-6:2\n"
            "    label \"a\xC3\xA9\" @2:10-2:19\n"
            "    label \"b\" @2:20-2:21\n"
            "    body @2:22-6:2\n"
            "      attribute \"x\" @3:3-3:8\n"
            "        number \"1\" @3:7-3:8\n"
            "      block \"y\" @4:3-5:4\n"
            "        body @4:5-5:4\n"
            "comment \"top\" @1:1-1:6\n"
            "comment-behind \"one\" @3:9-3:15\n");
}

TEST(Hcl, TraversalsAndSplats) {
  EXPECT_EQ(expression("a.b[0].c"),
            "    get_attr \"c\"\n      index\n        get_attr \"b\"\n          variable \"a\"\n   "
            "     number \"0\"\n");
  EXPECT_EQ(expression("a[*].b.c"),
            "    splat \"[*]\"\n      variable \"a\"\n      get_attr \"c\"\n        get_attr "
            "\"b\"\n          variable\n");
  // brackets behind `.*` ask the whole list
  EXPECT_EQ(expression("a.*.b[0]"),
            "    index\n      splat \".*\"\n        variable \"a\"\n        get_attr \"b\"\n          "
            "variable\n      number \"0\"\n");
}

TEST(Hcl, OperatorsBindAsInTerraform) {
  EXPECT_EQ(expression("1 + 2 * 3 == 7 && !b"),
            "    binary \"&&\"\n      binary \"==\"\n        binary \"+\"\n          number \"1\"\n"
            "          binary \"*\"\n            number \"2\"\n            number \"3\"\n        "
            "number \"7\"\n"
            "      unary \"!\"\n        variable \"b\"\n");
  EXPECT_EQ(expression("(1 - 2) - 3"),
            "    binary \"-\"\n      binary \"-\"\n        number \"1\"\n        number \"2\"\n    "
            "  number \"3\"\n");
  EXPECT_EQ(expression("a ? \"\" : null"),
            "    conditional\n      variable \"a\"\n      string \"\"\n      null\n");
}

TEST(Hcl, ConditionalsBindToTheRight) {  // the grammar binds them to the left
  EXPECT_EQ(expression("a ? 1 : b ? 2 : 3"),
            "    conditional\n      variable \"a\"\n      number \"1\"\n      conditional\n        "
            "variable \"b\"\n        number \"2\"\n        number \"3\"\n");
  EXPECT_EQ(expression("(a ? 1 : b) ? 2 : 3"),
            "    conditional\n      conditional\n        variable \"a\"\n        number \"1\"\n     "
            "   variable \"b\"\n      number \"2\"\n      number \"3\"\n");
  EXPECT_EQ(expression("a ? b ? 1 : 2 : 3"),
            "    conditional\n      variable \"a\"\n      conditional\n        variable \"b\"\n      "
            "  number \"1\"\n        number \"2\"\n      number \"3\"\n");
}

TEST(Hcl, ExponentsWithoutAFraction) {  // the grammar rejects them
  EXPECT_EQ(expression("[1e10, 2E+3, 1.5e-3]"),
            "    tuple\n      number \"1e10\"\n      number \"2E+3\"\n      number \"1.5e-3\"\n");
  EXPECT_EQ(expression("\"1e10 ${1e2}\""),
            "    template\n      string \"1e10 \"\n      number \"1e2\"\n");
}

TEST(Hcl, CollectionsCallsAndLoops) {
  EXPECT_EQ(expression("{ a = 1, \"b\" : 2, (c) = 3 }"),
            "    object\n      entry\n        string \"a\"\n        number \"1\"\n"
            "      entry\n        string \"b\"\n        number \"2\"\n"
            "      entry\n        variable \"c\"\n        number \"3\"\n");
  EXPECT_EQ(expression("f(a, b...)"),
            "    call \"f\" ...\n      variable \"a\"\n      variable \"b\"\n");
  EXPECT_EQ(
      expression("[for k, v in m : v if k]"),
      "    for_list \"k,v\"\n      variable \"m\"\n      variable \"v\"\n      variable \"k\"\n");
  EXPECT_EQ(
      expression("{for v in m : v => v...}"),
      "    for_map \"v\" ...\n      variable \"m\"\n      variable \"v\"\n      variable \"v\"\n");
}

TEST(Hcl, TemplatesKeepTheirText) {
  EXPECT_EQ(expression("\"  $${a} \\\"${b}\\n ${~ c ~} d\""),
            "    template\n      string \"  ${a} \\\"\"\n      variable \"b\"\n      variable "
            "\"c\"\n      string \"d\"\n");
  EXPECT_EQ(expression("\"%{ if a }x%{ else }${y}%{ endif }%{ for k, v in m }z%{ endfor }\""),
            "    template\n      template_if\n        variable \"a\"\n        template\n          "
            "string \"x\"\n"
            "        template\n          variable \"y\"\n      template_for \"k,v\"\n        "
            "variable \"m\"\n"
            "        template\n          string \"z\"\n");
}

TEST(Hcl, Heredocs) {
  EXPECT_EQ(expression("<<E\n  a\\n\n$${b}\nE"), "    string \"  a\\\\n\\n${b}\\n\"\n");
  EXPECT_EQ(expression("<<-E\n    a\n\n      b ${c}\n    d\n  E"),
            "    template\n      string \"a\\n\\n  b \"\n      variable \"c\"\n      string "
            "\"\\nd\\n\"\n");
  EXPECT_EQ(expression("<<E\nE"), "    string \"\"\n");
}

TEST(Hcl, DecodedTextLeadsBackToItsBytes) {
  Reading reading = hcl("a = \"x\\u00e9 $${y}\"\nb = <<-E\n    one\n      two\n  E\n");
  EXPECT_EQ(reading.written("\xC3\xA9"), "\\u00e9");
  EXPECT_EQ(reading.written("${y}"), "$${y}");
  EXPECT_EQ(reading.written("two"), "two");
}

TEST(HclErrors, AreReportedAndTheRestIsRead) {
  const Reading broken = hcl("a = 1\nb {\n  x = ]\n}\nc = 3\n");
  EXPECT_FALSE(broken.parsed.ok());
  EXPECT_NE(broken.said().find("3:7 syntax-error: not HCL: found \"]\""), std::string::npos)
      << broken.said();
  EXPECT_NE(broken.shape().find("attribute \"a\""), std::string::npos);
  EXPECT_NE(broken.shape().find("attribute \"c\""), std::string::npos);
  EXPECT_EQ(hcl("x = 1\nx = 2\n").said(),
            "2:1 duplicate-key: the attribute \"x\" is set more than once in this block; the first "
            "counts\n");
}

}  // namespace
}  // namespace weir
