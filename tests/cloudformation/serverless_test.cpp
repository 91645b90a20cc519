// What is made to hurt the reading of a serverless.yml: values of every form, variables that go
// round or multiply.

#include "parsers/cloudformation/serverless/serverless.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "parsers/cloudformation/serverless/variables/expression.h"
#include "parsers/syntax/syntax.h"

namespace weir::cloudformation {
namespace {

struct WrittenService {
  explicit WrittenService(const std::string& name) {
    std::ifstream file(std::string(WEIR_SOURCE_DIR) + "/fixtures/hostile/serverless/" + name);
    const FileId id = sources.add_file(name, {std::istreambuf_iterator<char>(file), {}});
    const Parsed parsed = parse_yaml_or_json(sources, id);
    std::vector<FileId> included;
    if (!parsed.documents.empty())
      document = with_service_written(parsed.documents.front(), sources, {}, included, diagnostics);
  }
  bool said(std::string_view code) const {
    for (const Diagnostic& one : diagnostics)
      if (one.code == code) return true;
    return false;
  }
  SourceMap sources;
  std::optional<Document> document;
  Diagnostics diagnostics;
};

TEST(Serverless, ValuesOfEveryFormAreSurvived) {
  const WrittenService service("serverless.odd.yml");
  ASSERT_TRUE(service.document);
  EXPECT_NE(find_entry(*service.document, 0, "Resources"), kNoNode);
  EXPECT_TRUE(service.said("malformed-template"));
}

TEST(Serverless, VariablesThatMultiplyEndInTheBudget) {
  const WrittenService service("serverless.doubling.yml");
  EXPECT_TRUE(service.said("budget"));
}

TEST(Serverless, WhatSubReadsIsNoVariable) {
  EXPECT_FALSE(serverless::has_variables("${AWS::Region} ${Table} ${Table.Arn} $ {x:y} ${"));
  EXPECT_TRUE(serverless::has_variables("a-${self:x}"));
  EXPECT_TRUE(serverless::has_variables("#{AWS::Region}"));
  const auto ways = serverless::ways_of("opt:a, ${self:b, 'c,d'}, file(./x, y.yml):k");
  ASSERT_EQ(ways.size(), 3u);
  EXPECT_EQ(ways[1], "${self:b, 'c,d'}");
  EXPECT_EQ(serverless::address_in("file(./x.yml):a.b").path, "a.b");
}

}  // namespace
}  // namespace weir::cloudformation
