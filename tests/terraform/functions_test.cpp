// Expressions and what terraform makes of them: expressions/*.txt, one a line, `EXPRESSION  ⇒
// JSON`, or `⇒  error` where terraform refuses it. Behind a `?` Weir leaves open what terraform
// knows; a `?` in the JSON is what terraform knows only when it applies. Rows with `≠` say what
// Weir makes of them instead. The answers are terraform's own (tests/tools/terraform_functions.py).

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "analyzer/model/joined_text.h"
#include "parsers/terraform/functions/numerals.h"
#include "tests/terraform/lowering_fixture.h"

namespace weir::terraform {
namespace {

constexpr std::string_view kFunctionsFolder = WEIR_SOURCE_DIR "/tests/terraform/expressions";
constexpr std::string_view kArrow = "  ⇒  ";
constexpr std::string_view kDiffers = "  ≠  ";

struct Row {
  std::size_t line = 0;
  std::string expression, expected;
  std::string weir;  ///< what Weir answers where that is something else
  bool open = false;

  bool refused() const { return weir.empty() && !open && expected == "error"; }
};

std::string file_text(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

std::vector<std::filesystem::path> tables() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(kFunctionsFolder)) {
    if (entry.path().extension() == ".txt") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<Row> rows_of(const std::filesystem::path& file) {
  std::vector<Row> all;
  std::istringstream lines(file_text(file));
  std::string line;
  for (std::size_t n = 1; std::getline(lines, line); ++n) {
    const std::size_t arrow = line.find(kArrow);
    if (line.empty() || line[0] == '#') continue;
    EXPECT_NE(arrow, std::string::npos) << file << ':' << n;
    const std::size_t begin = line.starts_with("? ") ? 2 : 0;
    const std::size_t differs = std::min(line.find(kDiffers, arrow), line.size());
    Row row{n, line.substr(begin, arrow - begin),
            line.substr(arrow + kArrow.size(), differs - arrow - kArrow.size()), "", begin > 0};
    if (differs < line.size()) row.weir = line.substr(differs + kDiffers.size());
    all.push_back(std::move(row));
  }
  return all;
}

/// What stands beside the expressions: `given.tf`, `given_unknown.tf`, and the files below `files/`
/// that they read.
Files given() {
  Files all = {{"given.tf", file_text(std::string(kFunctionsFolder) + "/given.tf")},
               {"given_unknown.tf", file_text(std::string(kFunctionsFolder) + "/given_unknown.tf")}};
  const std::filesystem::path folder = std::string(kFunctionsFolder) + "/files";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    const std::string path = "files/" + entry.path().lexically_relative(folder).generic_string();
    all[path] = file_text(entry.path());
  }
  return all;
}

/// A value as terraform's jsonencode writes it; `?` where it is not known.
class Json {
 public:
  explicit Json(const Lowered& lowered) : lowered_(lowered), guards_(lowered.model.guards) {}

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
        for (const ValueId item : values.items(id)) {
          if (may_be_absent(item)) return "?";
          parts.push_back(of(item));
        }
        return '[' + joined(parts) + ']';
      case ValueKind::map:
        for (std::size_t i = 0; i < values.item_count(id); ++i) {
          const MapEntry& entry = values.entry(id, i);
          if (may_be_absent(entry.value)) return "?";
          parts.push_back(quoted(entry.key) + ':' + of(entry.value));
        }
        std::sort(parts.begin(), parts.end());
        return '{' + joined(parts) + '}';
      default:
        return "?";
    }
  }

 private:
  bool may_be_absent(ValueId id) const {
    const ValueStore& values = lowered_.model.values;
    Guard covered = kNever;
    if (values[id].kind != ValueKind::choice) return false;
    for (std::size_t i = 0; i < values.item_count(id); ++i)
      covered = guards_.either(covered, values.alternative(id, i).guard);
    return covered != kAlways;
  }

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
  mutable GuardStore guards_;  ///< asking makes nodes
};

/// Whether `found` says what terraform does: the same where that is known, and open somewhere where
/// terraform's answer is a `?`. Both are JSON with `?` as a value.
bool agrees(std::string_view found, std::string_view expected) {
  std::size_t at = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (expected[i] == '"') {
      std::size_t end = i + 1;
      while (end < expected.size() && expected[end] != '"') end += expected[end] == '\\' ? 2 : 1;
      const std::string_view text = expected.substr(i, end + 1 - i);
      if (found.substr(at, text.size()) != text) return false;
      at += text.size();
      i = end;
    } else if (expected[i] == '?') {
      const std::size_t begin = at;
      bool quoted = false;
      bool open = false;
      for (int depth = 0; at < found.size(); ++at) {
        const char c = found[at];
        if (quoted && c == '\\') ++at;
        if (c == '"') quoted = !quoted;
        if (quoted) continue;
        const bool closes = c == ']' || c == '}';
        if (depth == 0 && (closes || c == ',') && at > begin) break;
        depth += c == '[' || c == '{' ? 1 : closes ? -1 : 0;
        open = open || c == '?';
      }
      if (!open) return false;
    } else if (at >= found.size() || found[at++] != expected[i]) {
      return false;
    }
  }
  return at == found.size();
}

void expect_answer(const Json& json, ValueId value, const Row& row, const std::string& where) {
  const std::string found = json.of(value);
  if (!row.weir.empty()) {
    EXPECT_EQ(found, row.weir) << where;
    EXPECT_FALSE(agrees(found, row.expected)) << where << " is no difference any more";
  } else if (row.open) {
    EXPECT_NE(found.find('?'), std::string::npos) << where << " is known now: " << found;
  } else {
    EXPECT_TRUE(agrees(found, row.expected))
        << where << "\n  is " << found << "\n  expected " << row.expected;
  }
}

/// All rows that have values, as the attributes of one resource.
void expect_values(const std::string& file, const std::vector<Row>& rows) {
  Files files = given();
  std::string& text = files["main.tf"] = "resource \"t\" \"x\" {\n";
  for (const Row& row : rows)
    text += "  a" + std::to_string(row.line) + " = " + row.expression + "\n";
  text += "}\n";
  const Lowered lowered(files);
  const Json json(lowered);
  for (const Row& row : rows) {
    expect_answer(json, lowered.attribute("t.x", {"a" + std::to_string(row.line)}), row,
                  file + ':' + std::to_string(row.line) + ": " + row.expression);
  }
  for (const Diagnostic& diagnostic : lowered.model.diagnostics) {
    const Span where = lowered.sources.in_host(diagnostic.span);
    const Position at = lowered.sources.position(where.file, where.begin);
    const Row* row = at.line >= 2 && at.line < rows.size() + 2 ? &rows[at.line - 2] : nullptr;
    const bool allowed = row != nullptr && (row->open || !row->weir.empty());
    EXPECT_TRUE(allowed) << file << ": "
                         << (row == nullptr ? std::string() : row->expression + ": ")
                         << diagnostic.message;
  }
}

/// Whether a part of a value is one that terraform refuses.
bool holds_fault(const ValueStore& values, ValueId id) {
  if (!id.valid()) return false;
  const Value& v = values[id];
  if (v.kind == ValueKind::unknown) return v.unknown == UnknownKind::invalid;
  for (std::size_t i = 0; i < v.range.count; ++i) {
    const ValueId part = v.kind == ValueKind::map      ? values.entry(id, i).value
                         : v.kind == ValueKind::list   ? values.item(id, i)
                         : v.kind == ValueKind::choice ? values.alternative(id, i).value
                                                       : ValueId{};
    if (holds_fault(values, part)) return true;
  }
  return false;
}

/// A row that terraform refuses by itself, as diagnostics of one kind are said once in a module.
void expect_refused(const std::string& where, const Row& row) {
  const auto names = [&](std::string_view what) {
    return row.expression.find(what) != std::string::npos;
  };
  const bool by_itself = !names("var.") && !names("local.") && !names("files/");
  Files files = by_itself ? Files{} : given();
  files["main.tf"] = "resource \"t\" \"x\" {\n  a = " + row.expression + "\n}\n";
  const Lowered lowered(files);
  const ValueId value = lowered.attribute("t.x", {"a"});
  EXPECT_TRUE(holds_fault(lowered.model.values, value)) << where << ": " << Json(lowered).of(value);
  EXPECT_FALSE(lowered.model.diagnostics.empty()) << where;
}

TEST(Functions, AgreeWithTerraform) {
  std::size_t count = 0;
  for (const std::filesystem::path& path : tables()) {
    const std::string file = path.filename().string();
    std::vector<Row> valued;
    for (Row& row : rows_of(path)) {
      ++count;
      if (row.refused()) {
        expect_refused(file + ':' + std::to_string(row.line) + ": " + row.expression, row);
      } else {
        valued.push_back(std::move(row));
      }
    }
    expect_values(file, valued);
  }
  EXPECT_GE(count, 1500u);
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
