// What is made to hurt the expansion of SAM: values of every form, and templates that multiply.

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "tests/cloudformation/lowering_fixture.h"

namespace weir::cloudformation {
namespace {

std::string hostile(const std::string& name) {
  std::ifstream file(std::string(WEIR_SOURCE_DIR) + "/fixtures/hostile/" + name);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(Sam, ValuesOfEveryFormAreSurvivedAndTheRestIsExpanded) {
  const Lowered lowered(hostile("sam/odd-values.yaml"));
  const std::string found = lowered.dump();
  EXPECT_NE(found.find("F AWS::Lambda::Function"), found.npos);
  EXPECT_NE(found.find("T AWS::DynamoDB::Table"), found.npos);
  EXPECT_NE(found.find("U AWS::Serverless::Unheard"), found.npos);
}

/// `count` functions that share as many settings.
std::string multiplied(int count) {
  std::string text =
      "Transform: AWS::Serverless-2016-10-31\nGlobals:\n  Function:\n    Environment:\n      "
      "Variables:\n";
  for (int i = 0; i < count; ++i) text += "        V" + std::to_string(i) + ": x\n";
  text += "Resources:\n";
  for (int i = 0; i < count; ++i)
    text += "  F" + std::to_string(i) +
            ": {Type: AWS::Serverless::Function, Properties: {Environment: {Variables: {A: b}}}}\n";
  return text;
}

TEST(Sam, WhatBecomesTooLargeIsLeftAndSaid) {
  const std::string found = Lowered(multiplied(1500)).dump();
  EXPECT_NE(found.find("F0 AWS::Serverless::Function"), found.npos);
  EXPECT_NE(found.find("warning budget"), found.npos);
  EXPECT_EQ(Lowered(multiplied(10)).dump().find("budget"), std::string::npos);
}

}  // namespace
}  // namespace weir::cloudformation
