// functions.txt: what the configuration language can call, a line for each: name, least and most
// arguments, and whether Weir evaluates it or why not. tests/checks/terraform_functions.py compares
// the list with terraform's. Every function has rows in expressions/*.txt.

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "parsers/terraform/functions/functions.h"

namespace weir::terraform {
namespace {

constexpr std::string_view kFolder = WEIR_SOURCE_DIR "/tests/terraform/";
constexpr std::size_t kRows = 3;  // of each function

std::string text_of(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

std::string line_of(const FunctionEntry& entry) {
  std::string line(entry.name);
  line += " " + std::to_string(entry.least);
  line += " " + (entry.most == kAnyNumber ? std::string("any") : std::to_string(entry.most));
  return line + (entry.open.empty() ? " evaluated" : " open: " + std::string(entry.open));
}

std::string table() {
  std::vector<std::string> lines;
  for (const std::span<const FunctionEntry> functions : all_functions()) {
    for (const FunctionEntry& entry : functions) lines.push_back(line_of(entry));
  }
  std::sort(lines.begin(), lines.end());
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

TEST(FunctionTable, IsTheCommittedOne) {
  const std::filesystem::path path = std::string(kFolder) + "functions.txt";
  if (std::getenv("WEIR_UPDATE_EXPECTED") != nullptr) std::ofstream(path) << table();
  EXPECT_EQ(text_of(path), table()) << "run with WEIR_UPDATE_EXPECTED=1 and read the difference";
}

TEST(FunctionTable, HasNoFunctionTwice) {
  std::map<std::string_view, int> names;
  for (const std::span<const FunctionEntry> functions : all_functions()) {
    for (const FunctionEntry& entry : functions) EXPECT_EQ(++names[entry.name], 1) << entry.name;
  }
}

TEST(FunctionTable, EveryFunctionHasRows) {
  std::string rows;
  const std::filesystem::path folder = std::string(kFolder) + "expressions";
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    if (file.path().extension() == ".txt") rows += text_of(file.path());
  }
  const auto is_name = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == ':';
  };
  for (const std::span<const FunctionEntry> functions : all_functions()) {
    for (const FunctionEntry& entry : functions) {
      const std::string call = std::string(entry.name) + "(";
      std::size_t found = 0;
      for (std::size_t at = rows.find(call); at != std::string::npos;
           at = rows.find(call, at + 1)) {
        found += at == 0 || !is_name(rows[at - 1]) ? 1 : 0;
      }
      if (!entry.open.empty()) continue;
      EXPECT_GE(found, kRows) << entry.name;
    }
  }
}

TEST(FunctionTable, FindsNamesOfTheCore) {
  EXPECT_EQ(find_function("core::upper"), find_function("upper"));
  EXPECT_EQ(find_function("core::core::upper"), nullptr);
  EXPECT_EQ(find_function("provider::terraform::nope"), nullptr);
}

}  // namespace
}  // namespace weir::terraform
