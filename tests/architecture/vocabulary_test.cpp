// Code and knowledge never share a folder: no name of a resource type or a service's action in C++.

#include <gtest/gtest.h>

#include <array>
#include <cctype>
#include <set>
#include <string>
#include <string_view>

#include "tests/architecture/source_tree.h"

namespace weir::architecture {
namespace {

/// Formats know their own keywords; tests are examples.
constexpr std::array kExempt = {"parsers/cloudformation/", "parsers/terraform/",
                                "parsers/embedded/",       "parsers/app_config/",
                                "parsers/app_source/",     "tests/"};

constexpr std::array kTypeMarks = {"AWS::", "aws_", "awscc_", "azurerm_", "google_", "alicloud_"};

constexpr std::array kServices = {
    "aoss",        "apigateway", "athena", "bedrock", "cloudwatch", "cognito-idp",
    "dynamodb",    "ec2",        "ecr",    "ecs",     "eks",        "events",
    "execute-api", "firehose",   "glue",   "iam",     "kinesis",    "kms",
    "lambda",      "logs",       "rds",    "s3",      "sagemaker",  "secretsmanager",
    "ses",         "sns",        "sqs",    "ssm",     "states",     "sts"};

/// The address schemes of the design's "Element addresses", whole literals, where addresses are
/// made.
const std::set<std::string> kSchemes = {"bedrock:", "bedrock:*", "s3:", "ecr:"};
constexpr std::string_view kSchemesFolder = "analyzer/graph";

bool is_exempt(const std::string& path) {
  for (const std::string_view folder : kExempt) {
    if (path.starts_with(folder)) return true;
  }
  return false;
}

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_';
}

/// `service:` as an action or an address begins: not inside a word, and followed by a name, a
/// wildcard or nothing.
bool names_service(std::string_view text, std::string_view service) {
  for (std::size_t at = text.find(service); at != text.npos; at = text.find(service, at + 1)) {
    const std::size_t colon = at + service.size();
    if (colon >= text.size() || text[colon] != ':' || (at > 0 && is_word(text[at - 1]))) continue;
    if (colon + 1 == text.size()) return true;
    const char next = text[colon + 1];
    if (next == '*' || std::isalpha(static_cast<unsigned char>(next)) != 0) return true;
  }
  return false;
}

/// The mark of knowledge that a literal has; empty if none.
std::string knowledge_in(std::string_view text) {
  for (const std::string_view mark : kTypeMarks) {
    if (text.find(mark) != text.npos) return std::string(mark);
  }
  for (const std::string_view service : kServices) {
    if (names_service(text, service)) return std::string(service) + ":";
  }
  return "";
}

TEST(Vocabulary, KnowledgeIsRecognised) {
  EXPECT_EQ(knowledge_in("AWS::S3::Bucket"), "AWS::");
  EXPECT_EQ(knowledge_in("data.aws_iam_role"), "aws_");
  EXPECT_EQ(knowledge_in("s3:GetObject"), "s3:");
  EXPECT_EQ(knowledge_in("lambda:*"), "lambda:");
  EXPECT_EQ(knowledge_in("iam:"), "iam:");
  EXPECT_EQ(knowledge_in("three states: open, closed"), "");
  EXPECT_EQ(knowledge_in("weir::iam::Policy"), "") << "a scope is not an action";
}

TEST(Vocabulary, LiteralsAreFoundAndCommentsAreNot) {
  const SourceFile file{
      "x.cpp", "", {"// \"AWS::A\"", "f(\"a\\\"b\", 'c', 1'000);", "R\"x(aws_b", "c)x\""}};
  const auto literals = string_literals(file);
  ASSERT_EQ(literals.size(), 2u);
  EXPECT_EQ(literals[0].text, "a\\\"b");
  EXPECT_EQ(literals[1].text, "aws_b\nc");
  EXPECT_EQ(literals[1].line, 3);
}

TEST(Vocabulary, NoResourceTypeOrServiceInTheCode) {
  for (const SourceFile& file : source_files({".h", ".cpp"})) {
    if (is_exempt(file.path)) continue;
    for (const Literal& literal : string_literals(file)) {
      if (file.folder == kSchemesFolder && kSchemes.count(literal.text) != 0) continue;
      EXPECT_EQ(knowledge_in(literal.text), "")
          << file.path << ":" << literal.line << ": \"" << literal.text
          << "\": names of types and services belong in rules/";
    }
  }
}

}  // namespace
}  // namespace weir::architecture
