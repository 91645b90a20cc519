// Which files are templates: first by a look at their bytes, then by their tree.

#include <gtest/gtest.h>

#include <optional>

#include "parsers/cloudformation/cloudformation.h"
#include "parsers/cloudformation/files/templated.h"
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

/// The templating language of a text and the code that shows it; "" if it is none.
std::string templating(const std::string& text) {
  SourceMap sources;
  const FileId file = sources.add_file("x", text);
  const bool json = text.starts_with('{') && !text.starts_with("{{") && !text.starts_with("{%");
  const Parsed parsed = json ? parse_json(sources, file) : parse_yaml(sources, file);
  const std::optional<Templating> found =
      templating_of(sources, file, parsed.documents, parsed.diagnostics);
  if (!found) return "";
  const Position at = sources.position(file, found->span.begin);
  return std::string(found->language) + " at " + std::to_string(at.line) + ":" +
         std::to_string(at.column);
}

TEST(Templating, CodeOutsideStringsTellsWhichLanguage) {
  const std::string mark = "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n";
  EXPECT_EQ(templating(mark +
                       "{% for q in queues %}\n  {{ q }}: {Type: AWS::SQS::Queue}\n{% endfor %}\n"),
            "Jinja at 3:1");
  EXPECT_EQ(templating(mark + "  Q:\n    Type: {{ type }}\n"), "Jinja or Mustache at 4:11");
  EXPECT_EQ(
      templating(mark + "  Q:\n    Type: AWS::SQS::Queue\n    {{- if .Values.fifo }}\n    A: 1\n"),
      "Helm at 5:5");
  EXPECT_EQ(templating(mark + "  {{cookiecutter.name}}:\n    Type: AWS::SQS::Queue\n"),
            "cookiecutter at 3:3");
  EXPECT_EQ(
      templating(mark + "<% queues.each do |q| %>\n  Q: {Type: AWS::SQS::Queue}\n<% end %>\n"),
      "ERB at 3:1");
  EXPECT_EQ(templating(mark + "{{#queues}}\n  Q: {Type: AWS::SQS::Queue}\n{{/queues}}\n"),
            "Mustache at 3:1");
  EXPECT_EQ(templating("{\"Resources\": {\"Q\": {\"Type\": {{ type }} } } }"),
            "Jinja or Mustache at 1:30");
}

TEST(Templating, DelimitersInStringsAndCommentsAreNone) {
  const std::string mark = "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  Q:\n";
  EXPECT_EQ(templating(mark + "    # {% for %} {{ x }}\n    A: '{{ x }}'\n    B: a {{ x }}\n"), "");
  EXPECT_EQ(templating(mark + "    A: |\n      {% if x %}\n      {{ x }}\n      <%= y %>\n"), "");
  EXPECT_EQ(templating(mark + "    A: {{resolve:ssm:name}}\n"), "")
      << "a reference that should stand in quotes";
  EXPECT_EQ(templating(mark + "    A: [1\n    B: '{{ x }}'\n"), "") << "not what is wrong with it";
  EXPECT_EQ(templating(mark + "    A: ]\n    B: {{ x }}\n"), "") << "the fault is before it";
  EXPECT_EQ(templating(""), "");
}

}  // namespace
}  // namespace weir::cloudformation
