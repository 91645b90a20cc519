// Parameter files: their forms, and what one or several of them decide.

#include <gtest/gtest.h>

#include "parsers/syntax/syntax.h"
#include "tests/cloudformation/lowering_fixture.h"

namespace weir::cloudformation {
namespace {

/// What a file gives, `name=text text;`, or its error with the place.
std::string read(std::string text, bool json = true) {
  SourceMap sources;
  const FileId file = sources.add_file("given", std::move(text));
  const Parsed parsed = json ? parse_json(sources, file) : parse_yaml(sources, file);
  if (parsed.documents.size() != 1) return "does not parse";
  const Result<ParameterFile> given = read_parameter_file(parsed.documents.front(), sources);
  if (!given.ok()) {
    const std::uint32_t begin = given.error().span.value_or(Span{}).begin;
    return std::to_string(begin) + ": " + given.error().message;
  }
  std::string out;
  for (const auto& [name, value] : given->values) {
    out += name + (value.is_list ? "=[" : "=");
    for (const GivenText& one : value.texts) {
      EXPECT_EQ(sources.text(one.span), one.text) << "a value stands where it is written";
      out += one.text + (value.is_list ? "," : "");
    }
    out += value.is_list ? "];" : ";";
  }
  return out;
}

TEST(ParameterFiles, TheFormsOfTheCommandLine) {
  EXPECT_EQ(read(R"([{"ParameterKey": "A", "ParameterValue": "x"},
                     {"ParameterKey": "B", "UsePreviousValue": true},
                     {"ParameterKey": "C", "ParameterValue": "y", "UsePreviousValue": false,
                      "ResolvedValue": "z"}])"),
            "A=x;C=y;");
  EXPECT_EQ(read(R"(["A=x", "B=a=b", "C="])"), "A=x;B=a=b;C=;");
  EXPECT_EQ(read("[]"), "");
}

TEST(ParameterFiles, MapsByThemselvesOrAsParameters) {
  EXPECT_EQ(read(R"({"Parameters": {"A": "x", "B": ["y", 2]}, "Tags": {"T": "t"}})"),
            "A=x;B=[y,2,];");
  EXPECT_EQ(read(R"({"A": "x", "Parameters": "p"})"), "A=x;Parameters=p;");
  EXPECT_EQ(read("A: x\nB: 0123\nC: true\n", false), "A=x;B=0123;C=true;");
  EXPECT_EQ(read("Parameters:\n", false), "") << "an empty section gives nothing";
}

TEST(ParameterFiles, FaultsAreSaidWithTheirPlace) {
  const std::string forms =
      "expected a list of {ParameterKey, ParameterValue} or of \"Name=value\", or a map from names "
      "to values, by itself or as Parameters";
  EXPECT_EQ(read("3"), "0: " + forms);
  EXPECT_EQ(read(R"(["A=x", 3])"), "8: " + forms);
  EXPECT_EQ(read(R"(["=x"])"), "1: " + forms);
  EXPECT_EQ(read(R"([{"Key": "A"}])"), "1: " + forms);
  EXPECT_EQ(read(R"([{"ParameterKey": "A"}])"), "1: expected a ParameterValue for A");
  EXPECT_EQ(read(R"(["A=x", "A=y"])"), "8: parameter A is given twice");
  EXPECT_EQ(read(R"({"A": {"B": 1}})"),
            "6: the value of A must be a text, a number, true or false, or a list of them");
  EXPECT_EQ(read(R"({"A": null})"),
            "6: the value of A must be a text, a number, true or false, or a list of them");
}

ParameterFile file_of(std::string name, const std::map<std::string, std::string>& values) {
  ParameterFile file;
  file.name = std::move(name);
  for (const auto& [parameter, text] : values) file.values[parameter].texts.push_back({text, {}});
  return file;
}

constexpr const char* kSizes = R"(
Parameters:
  Env: {Type: String, Default: dev, AllowedValues: [dev, prod]}
  Size: {Type: Number, Default: 1}
  Mail: {Type: String}
  Zones: {Type: CommaDelimitedList, Default: 'a,b'}
Conditions:
  Prod: !Equals [!Ref Env, prod]
  Large: !Equals [!Ref Size, 9]
  Same: !And [!Condition Prod, !Not [!Condition Large]]
  NoMail: !Equals [!Ref Mail, '']
Resources:
  X:
    Type: T::T::T
    Properties:
      Env: !Ref Env
      Size: !Ref Size
      Mail: !Ref Mail
      Zones: !Ref Zones
      Prod: !If [Prod, yes-prod, no-prod]
      Same: !If [Same, yes, never]
      NoMail: !If [NoMail, none, some]
)";

std::string resources_of(const Lowered& lowered) {
  return lowered.dump().substr(lowered.dump().find("X T::T::T"));
}

TEST(ParameterFiles, OneFileDecides) {
  const Lowered lowered({file_of("prod.json", {{"Env", "prod"}, {"Size", "9"}, {"Mail", ""}})},
                        kSizes);
  EXPECT_EQ(resources_of(lowered), R"(X T::T::T @13:3
  Env: "prod"
  Size: "9"
  Mail: ""
  Zones:
    - "a"
    - "b"
  Prod: "yes-prod"
  Same: "never"
  NoMail: "none"
)");
}

TEST(ParameterFiles, OfSeveralEachIsAnAssignment) {
  const Lowered lowered({file_of("dev.json", {{"Mail", ""}}),
                         file_of("prod.json", {{"Env", "prod"}, {"Size", "9"}, {"Zones", "c"}}),
                         file_of("other.json", {{"Unrelated", "1"}})},
                        kSizes);
  EXPECT_EQ(resources_of(lowered), R"(X T::T::T @13:3
  Env: choice{
    when the parameter file is "dev.json": "dev"
    when the parameter file is "prod.json": "prod"
    }
  Size: choice{
    when the parameter file is "dev.json": 1
    when the parameter file is "prod.json": "9"
    }
  Mail: choice{
    when the parameter file is "dev.json": ""
    when the parameter file is "prod.json": unknown(parameter Mail: given at deployment)
    }
  Zones: choice{
    when the parameter file is "dev.json":
      - "a"
      - "b"
    when the parameter file is "prod.json":
      - "c"
    }
  Prod: choice{
    when the parameter file is "prod.json": "yes-prod"
    when the parameter file is "dev.json": "no-prod"
    }
  Same: "never"
  NoMail: choice{
    when the parameter file is "dev.json" or parameter Mail is "": "none"
    when the parameter file is "prod.json" and parameter Mail is "another value": "some"
    }
)");
  EXPECT_TRUE(lowered.model.diagnostics.empty());
}

TEST(ParameterFiles, AValueThatIsNotAllowedIsSaid) {
  const Lowered lowered({file_of("x.json", {{"Env", "staging"}})}, kSizes);
  ASSERT_EQ(lowered.model.diagnostics.size(), 1u);
  EXPECT_EQ(lowered.model.diagnostics[0].level, Level::warning);
  EXPECT_EQ(lowered.model.diagnostics[0].message,
            "\"staging\" is not among the AllowedValues of parameter Env");
}

TEST(ParameterFiles, SecretsDecideUnseenAlsoInSeveral) {
  const Lowered lowered({file_of("a", {{"Pw", "hunter4"}}), file_of("b", {{"Pw", ""}})}, R"(
Parameters:
  Pw: {Type: String, NoEcho: true, Default: hunter2, AllowedValues: [hunter2, '']}
Conditions:
  Empty: !Equals [!Ref Pw, '']
Resources:
  X: {Type: T::T::T, Properties: {Size: !If [Empty, 1, 2], Url: !Sub 'https://${Pw}/'}}
)");
  EXPECT_EQ(lowered.dump(),
            R"(  parameter Pw: secret unknown(parameter Pw: a secret given at deployment)
X T::T::T @7:3
  Size: choice{
    when the parameter file is "b": 1
    when the parameter file is "a": 2
    }
  Url: "https://" + secret unknown(parameter Pw: a secret given at deployment) + "/"
warning parameter-value @3:3: the value that is given is not among the AllowedValues of parameter Pw
)");
}

TEST(ParameterFiles, AStoredParameterIsGivenByItsKey) {
  const Lowered lowered({file_of("a", {{"Image", "/images/newest"}})}, R"(
Parameters: {Image: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /images/old}}
Resources:
  X: {Type: T::T::T, Properties: {Image: !Ref Image}}
)");
  const ValueId image = lowered.attribute("X", {"Image"});
  EXPECT_EQ(lowered.model.values[image].unknown, UnknownKind::outside);
  EXPECT_EQ(lowered.model.values.subject(image), "/images/newest");
}

}  // namespace
}  // namespace weir::cloudformation
