// Expressions and what terraform makes of them: expressions/*.txt, one a line, `EXPRESSION  ⇒
// JSON`, or `⇒  error` where terraform refuses it. Behind a `?` Weir leaves open what terraform
// knows. The right sides are terraform's own (tests/tools/terraform_functions.py).

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "analyzer/model/joined_text.h"
#include "parsers/terraform/numerals.h"
#include "tests/terraform/lowering_fixture.h"

namespace weir::terraform {
namespace {

constexpr std::string_view kFolder = WEIR_SOURCE_DIR "/tests/terraform/expressions";
constexpr std::string_view kArrow = "  ⇒  ";

struct Row {
  std::string file;
  std::size_t line = 0;
  std::string expression, expected;
  bool open = false;
};

std::string text_of(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

std::vector<Row> rows() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
    if (entry.path().extension() == ".txt") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::vector<Row> all;
  for (const std::filesystem::path& file : files) {
    std::istringstream lines(text_of(file));
    std::string line;
    for (std::size_t n = 1; std::getline(lines, line); ++n) {
      const std::size_t arrow = line.find(kArrow);
      if (line.empty() || line[0] == '#') continue;
      EXPECT_NE(arrow, std::string::npos) << file << ':' << n;
      const bool open = line.starts_with("? ");
      all.push_back({file.filename().string(), n, line.substr(open ? 2 : 0, arrow - (open ? 2 : 0)),
                     line.substr(arrow + kArrow.size()), open});
    }
  }
  return all;
}

/// A value as terraform's jsonencode writes it; `?` where it is not known.
class Json {
 public:
  explicit Json(const Lowered& lowered) : lowered_(lowered) {}

  std::string of(ValueId id) const {
    const ValueStore& values = lowered_.model.values;
    if (!id.valid()) return "absent";
    std::vector<std::string> parts;
    switch (values[id].kind) {
      case ValueKind::null:
        return "null";
      case ValueKind::string:
        return quoted(values.string(id));
      case ValueKind::boolean:
        return values[id].boolean ? "true" : "false";
      case ValueKind::number: {
        std::string text;
        scalar_text(values, lowered_.sources, id, text);
        return plain_number(text);
      }
      case ValueKind::list:
        for (const ValueId item : values.items(id)) parts.push_back(of(item));
        return '[' + joined(parts) + ']';
      case ValueKind::map:
        for (std::size_t i = 0; i < values.item_count(id); ++i) {
          const MapEntry& entry = values.entry(id, i);
          parts.push_back(quoted(entry.key) + ':' + of(entry.value));
        }
        std::sort(parts.begin(), parts.end());
        return '{' + joined(parts) + '}';
      default:
        return "?";
    }
  }

 private:
  static std::string joined(const std::vector<std::string>& parts) {
    std::string out;
    for (const std::string& part : parts) out += (out.empty() ? "" : ",") + part;
    return out;
  }

  static std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
      if (c == '\n' || c == '\r' || c == '\t') {
        out += {'\\', c == '\n' ? 'n' : c == '\r' ? 'r' : 't'};
      } else if (c == '<' || c == '>' || c == '&') {
        char escape[8];
        std::snprintf(escape, sizeof escape, "\\u%04x", c);
        out += escape;
      } else {
        out += c == '"' || c == '\\' ? std::string{'\\', c} : std::string{c};
      }
    }
    return out + '"';
  }

  const Lowered& lowered_;
};

TEST(Functions, AgreeWithTerraform) {
  const std::string given = text_of(std::string(kFolder) + "/given.tf");
  const std::vector<Row> all = rows();
  EXPECT_GT(all.size(), 500u);
  for (const Row& row : all) {
    const std::string where = row.file + ':' + std::to_string(row.line) + ": " + row.expression;
    const Lowered lowered(
        Files{{"given.tf", given},
              {"main.tf", "resource \"t\" \"x\" {\n  a = " + row.expression + "\n}\n"}});
    const ValueId value = lowered.attribute("t.x", {"a"});
    const std::string found = Json(lowered).of(value);
    if (row.open) {
      EXPECT_NE(found.find('?'), std::string::npos) << where << " is known now: " << found;
    } else if (row.expected == "error") {
      EXPECT_EQ(found, "?") << where;
      ASSERT_TRUE(value.valid()) << where;
      EXPECT_EQ(lowered.model.values[value].unknown, UnknownKind::invalid) << where;
      EXPECT_FALSE(lowered.model.diagnostics.empty()) << where;
    } else {
      EXPECT_EQ(found, row.expected) << where;
      EXPECT_TRUE(lowered.model.diagnostics.empty())
          << where << ": " << lowered.model.diagnostics.front().message;
    }
  }
}

TEST(Functions, OfUnknownsAreUnknownAndOfNamesStillNameTheResource) {
  const Lowered lowered(R"(
variable "name" {}

resource "test_thing" "y" {}

resource "test_thing" "x" {
  upper    = upper(var.name)
  prefixed = format("%s-jobs", var.name)
  address  = replace(test_thing.y.endpoint, "https://", "")
  file     = filesha256("code.zip")
}
)");
  EXPECT_NE(lowered.dump().find("upper: unknown(parameter name in upper()"), std::string::npos)
      << lowered.dump();
  EXPECT_NE(
      lowered.dump().find("prefixed: unknown(parameter name: given at deployment) + \"-jobs\""),
      std::string::npos)
      << lowered.dump();
  EXPECT_NE(lowered.dump().find("address: ref(test_thing.y.endpoint)"), std::string::npos)
      << lowered.dump();
  EXPECT_EQ(lowered.count_of("unknown-function"), 0u);
}

}  // namespace
}  // namespace weir::terraform
