// Which files are templates: first by a look at their bytes, then by their tree.

#include <gtest/gtest.h>

#include "parsers/cloudformation/cloudformation.h"
#include "parsers/syntax/syntax.h"

namespace weir::cloudformation {
namespace {

bool is_template_text(const std::string& text) {
  SourceMap sources;
  const FileId file = sources.add_file("x", text);
  const bool json =
      text.find_first_not_of(" \n") != text.npos && text[text.find_first_not_of(" \n")] == '{';
  const Parsed parsed = json ? parse_json(sources, file) : parse_yaml(sources, file);
  return !parsed.documents.empty() && is_template(parsed.documents.front());
}

struct Case {
  const char* what;
  const char* text;
  bool recognised;
  bool is_template;
};

const Case kCases[] = {
    {"versioned", "AWSTemplateFormatVersion: 2010-09-09\nResources: {}\n", true, true},
    {"version behind a comment", "---\n# x\nAWSTemplateFormatVersion: '2010-09-09'\n", true, true},
    {"no version", "Resources:\n  Q:\n    Type: AWS::SQS::Queue\n", true, true},
    {"custom resource", "Resources:\n  Q:\n    Type: Custom::Thing\n", true, true},
    {"SAM",
     "Transform: AWS::Serverless-2016-10-31\nResources:\n  F:\n    Type: "
     "AWS::Serverless::Function\n",
     true, true},
    {"JSON", R"({"Resources": {"Q": {"Type": "AWS::SQS::Queue"}}})", true, true},
    {"JSON over lines", "\n{\n \"Resources\" : {\n  \"Q\": {\n \"Type\" :\n \"AWS::SQS::Queue\"}}}",
     true, true},
    {"malformed but marked", "AWSTemplateFormatVersion: x\nResources: [1]\n", true, true},
    {"serverless", "service: x\nresources:\n  Resources:\n    Q:\n      Type: AWS::SQS::Queue\n",
     false, false},
    {"kubernetes", "apiVersion: v1\nkind: Pod\nspec:\n  resources: {}\n", false, false},
    {"a template inside a ConfigMap",
     "apiVersion: v1\nkind: ConfigMap\ndata:\n  t: |\n    AWSTemplateFormatVersion: x\n", false,
     false},
    {"compose", "services:\n  web: {image: x}\n", false, false},
    {"openapi", "openapi: 3.0.0\npaths: {}\ncomponents: {schemas: {Resources: {Type: object}}}\n",
     false, false},
    {"resources of something else", "Resources:\n  a:\n    Type: simple\n", false, false},
    {"policy", R"({"Version": "2012-10-17", "Statement": []})", false, false},
    {"JSON whose Resources are deeper",
     R"({"x": {"Resources": {"Q": {"Type": "AWS::SQS::Queue"}}}})", true, false},
    {"list", "- Resources\n", false, false},
    {"empty", "", false, false},
};

TEST(Recognise, ByBytesAndByTree) {
  for (const Case& c : kCases) {
    EXPECT_EQ(recognises(c.text), c.recognised) << c.what;
    EXPECT_EQ(is_template_text(c.text), c.is_template) << c.what;
  }
}

TEST(Recognise, MarksInsideTemplateDelimitersDoNotCount) {
  EXPECT_FALSE(recognises("{% AWSTemplateFormatVersion: x\n%}\na: b\n"));
  EXPECT_FALSE(recognises("a: {{\nAWSTemplateFormatVersion: x\n}}\n"));
  EXPECT_TRUE(recognises("{% raw %}\nAWSTemplateFormatVersion: x\n"));
}

}  // namespace
}  // namespace weir::cloudformation
