#include "analyzer/driver/command_line.h"

#include <gtest/gtest.h>

namespace weir {
namespace {

std::variant<CommandLine, Exit> read(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "weir");
  return read_command_line(static_cast<int>(arguments.size()), arguments.data());
}

CommandLine line(std::vector<const char*> arguments) {
  const auto result = read(std::move(arguments));
  const auto* exit = std::get_if<Exit>(&result);
  EXPECT_EQ(exit, nullptr) << (exit != nullptr ? exit->text : "");
  return exit == nullptr ? *std::get_if<CommandLine>(&result) : CommandLine{};
}

int status(std::vector<const char*> arguments) {
  const auto result = read(std::move(arguments));
  const auto* exit = std::get_if<Exit>(&result);
  return exit == nullptr ? -1 : exit->status;
}

TEST(CommandLine, ScanTakesPathsAndOptionsInAnyOrder) {
  const CommandLine read = line({"scan", "-f", "sarif", "a", "-o", "out.sarif", "b", "--exclude", "x", "--exclude", "y", "c"});
  EXPECT_EQ(read.command, Command::scan);
  EXPECT_EQ(read.format, Format::sarif);
  EXPECT_EQ(read.output, "out.sarif");
  EXPECT_EQ(read.paths, (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_EQ(read.exclude, (std::vector<std::string>{"x", "y"}));
  EXPECT_EQ(read.fail_on, "high");
}

TEST(CommandLine, WithoutAPathItIsTheCurrentFolder) {
  EXPECT_EQ(line({"scan"}).paths, std::vector<std::string>{"."});
  EXPECT_EQ(line({"diagram", "-f", "dot"}).format, Format::dot);
  EXPECT_EQ(line({"explain", "some-rule", "Element"}).element, "Element");
  EXPECT_EQ(line({"resilience", "infra", "--fail", "zone:a"}).fail, "zone:a");
  EXPECT_EQ(line({"rules", "list", "-f", "json"}).command, Command::rules_list);
  EXPECT_EQ(line({"rules", "test", "dir"}).rules_folder, "dir");
}

TEST(CommandLine, WrongUsageIsStatusTwo) {
  EXPECT_EQ(status({"diagram", "--focus", ""}), 2);
  EXPECT_EQ(status({}), 2);
  EXPECT_EQ(status({"scam"}), 2);
  EXPECT_EQ(status({"scan", "--no-such-option"}), 2);
  EXPECT_EQ(status({"scan", "-f", "pdf"}), 2);
  EXPECT_EQ(status({"scan", "--fail-on", "sometimes"}), 2);
  EXPECT_EQ(status({"scan", "--jobs", "0"}), 2);
  EXPECT_EQ(status({"explain"}), 2);
  EXPECT_EQ(status({"resilience", "-f", "sarif"}), 2);
  EXPECT_EQ(status({"rules"}), 2);
}

TEST(CommandLine, WhatIsStagedIsComparedWithHead) {
  EXPECT_EQ(line({"scan", "--staged"}).changed_since, "HEAD");
  EXPECT_EQ(line({"scan", "--staged", "--changed-since", "main"}).changed_since, "main");
  EXPECT_EQ(line({"scan"}).changed_since, "");
  EXPECT_EQ(status({"scan", "--staged", "--list-files"}), 2);
}

TEST(CommandLine, ADifferenceHasAPrecision) {
  EXPECT_EQ(line({"diff", "main"}).min_precision, "high");
  EXPECT_EQ(line({"diff", "main", "--min-precision", "low"}).min_precision, "low");
}

TEST(CommandLine, HelpAndVersionAreStatusZero) {
  EXPECT_EQ(status({"--help"}), 0);
  EXPECT_EQ(status({"scan", "--help"}), 0);
  EXPECT_EQ(status({"--version"}), 0);
}

}  // namespace
}  // namespace weir
