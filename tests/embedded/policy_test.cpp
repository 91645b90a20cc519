// JSON inside texts, and the one form of IAM policies.

#include "parsers/embedded/policy.h"

#include <gtest/gtest.h>

#include "analyzer/model/choice.h"
#include "tests/embedded/sandbox.h"

namespace weir {
namespace {

TEST(EmbeddedJson, HolesComeBackWhereTheyStood) {
  Sandbox s;
  const ValueId value =
      s.model.values.add_text({s.text(R"({"a": "x-)"), s.hole("P"), s.text(R"(-y", "b": ")"),
                               s.hole("Q"), s.text(R"(", "c": [)"), s.hole("R"),
                               s.text(R"(, 1], "k-)"), s.hole("S"), s.text(R"(": null})")},
                              {});
  EXPECT_EQ(s.dumped(parse_embedded_json(s.model, s.sources, value)), R"(  V:
    a: "x-" + unknown(parameter P: open) + "-y"
    b: unknown(parameter Q: open)
    c:
      - unknown(parameter R: open)
      - 1
    k-${S}: null
)");
}

TEST(EmbeddedJson, AQuoteEscapedBeforeAHoleDoesNotEndTheString) {
  Sandbox s;
  const ValueId value =
      s.model.values.add_text({s.text(R"({"a": "say \")"), s.hole("P"), s.text(R"(\""})")}, {});
  EXPECT_EQ(s.dumped(parse_embedded_json(s.model, s.sources, value)), R"(  V:
    a: "say \"" + unknown(parameter P: open) + "\""
)");
}

TEST(EmbeddedJson, YamlTextsToo) {
  Sandbox s;
  const ValueId value =
      s.model.values.add_text({s.text("a:\n  - b: "), s.hole("P"), s.text("-c\n")}, {});
  EXPECT_EQ(s.dumped(parse_embedded_json(s.model, s.sources, value)), R"(  V:
    a:
      -
        b: unknown(parameter P: open) + "-c"
)");
}

TEST(EmbeddedJson, ATextThatDoesNotParseIsUnknownAndSaid) {
  for (const char* broken : {"{\"a\": ", "just words", "", "{\"a\": \xEE\x80\x80}"}) {
    Sandbox s;
    const ValueId value = parse_embedded_json(s.model, s.sources, s.text(broken));
    EXPECT_EQ(s.model.values[value].kind, ValueKind::unknown) << broken;
  }
  Sandbox s;
  parse_embedded_json(s.model, s.sources, s.text("{\"a\": "));
  ASSERT_EQ(s.model.diagnostics.size(), 1u);
  EXPECT_EQ(s.model.diagnostics[0].code, "embedded-syntax");
}

TEST(EmbeddedJson, OtherValuesAreUnchanged) {
  Sandbox s;
  const ValueId map = s.model.values.add_map({}, {});
  EXPECT_EQ(parse_embedded_json(s.model, s.sources, map), map);
  EXPECT_FALSE(parse_embedded_json(s.model, s.sources, ValueId{}).valid());
}

TEST(Policy, ShorthandsBecomeLists) {
  Sandbox s;
  const ValueId value = s.text(R"({"Version": "2012-10-17", "Statement": {
    "Sid": "All", "Effect": "Allow", "NotPrincipal": "*", "Action": "s3:*",
    "NotResource": ["a", "b"],
    "Condition": {"StringEquals": {"aws:x": "1", "aws:y": ["2", "3"]}, "Null": {"aws:z": true}}}})");
  EXPECT_EQ(s.dumped(normalise_policy(s.model, s.sources, value)), R"(  V:
    Statement:
      -
        Sid: "All"
        Effect: "allow"
        NotPrincipal:
          -
            type: "*"
            value: "*"
        Action:
          - "s3:*"
        NotResource:
          - "a"
          - "b"
        Condition:
          -
            operator: "StringEquals"
            key: "aws:x"
            values:
              - "1"
          -
            operator: "StringEquals"
            key: "aws:y"
            values:
              - "2"
              - "3"
          -
            operator: "Null"
            key: "aws:z"
            values:
              - true
)");
}

TEST(Policy, PrincipalsByKind) {
  Sandbox s;
  const ValueId value = s.text(R"({"Statement": [{"Effect": "Deny",
    "Principal": {"AWS": ["1", "*"], "Service": "x.amazonaws.com"}}]})");
  EXPECT_EQ(s.dumped(normalise_policy(s.model, s.sources, value)), R"(  V:
    Statement:
      -
        Effect: "deny"
        Principal:
          -
            type: "AWS"
            value: "1"
          -
            type: "AWS"
            value: "*"
          -
            type: "Service"
            value: "x.amazonaws.com"
)");
}

TEST(Policy, UnknownPartsStayInTheirPlace) {
  Sandbox s;
  const ValueId value = s.model.values.add_text(
      {s.text(R"({"Statement": [)"), s.hole("Statement"),
       s.text(R"(, {"Effect": "Allow", "Action": )"), s.hole("Actions"),
       s.text(R"(, "Principal": )"), s.hole("Who"), s.text(R"(, "Condition": {"StringLike": )"),
       s.hole("Test"), s.text("}}]}")},
      {});
  EXPECT_EQ(s.dumped(normalise_policy(s.model, s.sources, value)), R"(  V:
    Statement:
      - unknown(parameter Statement: open)
      -
        Effect: "allow"
        Action:
          - unknown(parameter Actions: open)
        Principal:
          - unknown(parameter Who: open)
        Condition:
          -
            operator: "StringLike"
            key: unknown(parameter Test: open)
            values:
              - unknown(parameter Test: open)
)");
}

TEST(Policy, ChoicesOfListsBecomeItemsThatMayBeAbsent) {
  Sandbox s;
  ValueStore& values = s.model.values;
  const Guard prod = s.model.guards.is(s.model.guards.atom("condition Prod", {"true", "false"}), 0);
  const ValueId list = values.add_list({s.text("a"), s.text("b")}, {});
  const ValueId actions =
      values.add_choice({{prod, list}, {s.model.guards.negate(prod), s.text("c")}}, {});
  const ValueId statement =
      values.add_map({{"Effect", {}, s.text("Allow")}, {"Action", {}, actions}}, {});
  const ValueId optional = only_when(s.model, prod, statement);
  const ValueId policy = values.add_map({{"Statement", {}, values.add_list({optional}, {})}}, {});
  EXPECT_EQ(s.dumped(normalise_policy(s.model, s.sources, policy)), R"(  V:
    Statement:
      - choice{
        when condition Prod is true:
          Effect: "allow"
          Action:
            - choice{
              when condition Prod is true: "a"
              }
            - choice{
              when condition Prod is true: "b"
              }
            - choice{
              when condition Prod is false: "c"
              }
        }
)");
}

TEST(Policy, WhatIsNoPolicyIsLeftAlone) {
  Sandbox s;
  const ValueId unknown = s.hole("Policy");
  EXPECT_EQ(normalise_policy(s.model, s.sources, unknown), unknown);
}

}  // namespace
}  // namespace weir
