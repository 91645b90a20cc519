// Configurations of terraform_data, compared with what terraform planned of them: the addresses of
// all instances, and the values of their `input`. tests/checks/terraform_instances.py made the
// recordings and compares them with terraform again.

#include <gtest/gtest.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/terraform/lowering_fixture.h"

namespace weir::terraform {
namespace {

namespace fs = std::filesystem;

const fs::path kConfigurations = fs::path(WEIR_SOURCE_DIR) / "tests/terraform/configurations";
constexpr std::string_view kUnknown = "\"<unknown>\"";

std::string read(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::string json_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
    } else if (c == '\r') {
      out += "\\r";
    } else if (c == '\t') {
      out += "\\t";
    } else {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
  }
  return out + "\"";
}

std::string number(double value) {
  char text[32];
  const auto end = value == std::floor(value) && std::fabs(value) < 1e15
                       ? std::to_chars(text, text + sizeof text, static_cast<long long>(value))
                       : std::to_chars(text, text + sizeof text, value);
  return {text, end.ptr};
}

/// Values as the recordings write them: JSON with sorted keys, unknown ones as "<unknown>".
class Writer {
 public:
  explicit Writer(const ResourceModel& model) : model_(model), values_(model.values) {}

  std::string operator()(ValueId value) const {
    if (!value.valid()) return "null";
    const Value& v = values_[value];
    switch (v.kind) {
      case ValueKind::null:
        return "null";
      case ValueKind::boolean:
        return v.boolean ? "true" : "false";
      case ValueKind::number:
        return number(v.number);
      case ValueKind::string:
        return json_text(values_.string(value));
      case ValueKind::text:
        return text(value);
      case ValueKind::list:
        return list(value);
      case ValueKind::map:
        return map(value);
      case ValueKind::reference:
        return reference(values_.reference(value));
      case ValueKind::unknown:
        return std::string(kUnknown);
      case ValueKind::choice:
        return "\"<choice>\"";
    }
    return {};
  }

 private:
  std::string text(ValueId value) const {
    std::string whole = "\"";
    for (const ValueId part : values_.items(value)) {
      const std::string own = (*this)(part);
      if (own == kUnknown) return own;
      whole += own.starts_with('"') ? own.substr(1, own.size() - 2) : own;
    }
    return whole + "\"";
  }

  std::string list(ValueId value) const {
    std::string out;
    for (const ValueId item : values_.items(value))
      out += (out.empty() ? "" : ", ") + (*this)(item);
    return "[" + out + "]";
  }

  std::string map(ValueId value) const {
    std::map<std::string, std::string> entries;
    for (std::size_t i = 0; i < values_.item_count(value); ++i) {
      entries[values_.entry(value, i).key] = (*this)(values_.entry(value, i).value);
    }
    std::string out;
    for (const auto& [key, own] : entries)
      out += (out.empty() ? "" : ", ") + json_text(key) + ": " + own;
    return "{" + out + "}";
  }

  std::string reference(const Reference& reference) const {
    if (!reference.target.valid() || reference.attribute != "input") return std::string(kUnknown);
    return (*this)(values_.find(model_[reference.target].attributes, "input"));
  }

  const ResourceModel& model_;
  const ValueStore& values_;
};

class Instances : public testing::TestWithParam<std::string> {};

std::vector<std::string> configurations() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(kConfigurations))
    names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  return names;
}

TEST_P(Instances, AreThoseOfThePlan) {
  const fs::path folder = kConfigurations / GetParam();
  Files files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file() || entry.path().extension() == ".txt") continue;
    files[fs::relative(entry.path(), folder).generic_string()] = read(entry.path());
  }
  const PlanArguments arguments{lines_of(read(folder / "arguments.txt"))};
  const Lowered lowered(files, "", arguments);
  const std::string expected = read(folder / "expected.txt");
  const bool said = std::any_of(lowered.model.diagnostics.begin(), lowered.model.diagnostics.end(),
                                [](const Diagnostic& one) { return one.level >= Level::warning; });
  if (expected.starts_with("refused: ")) {
    EXPECT_TRUE(said) << expected;
    return;
  }
  for (const Diagnostic& one : lowered.model.diagnostics) {
    EXPECT_LT(one.level, Level::warning) << one.message;
  }
  const Writer written(lowered.model);
  std::vector<std::string> found;
  for (const Resource& resource : lowered.model.resources) {
    if (resource.exists == kNever) continue;
    const std::string certain = resource.exists == kAlways ? "" : " when something is open";
    found.push_back(resource.address + certain + " " +
                    written(lowered.model.values.find(resource.attributes, "input")));
  }
  std::vector<std::string> planned = lines_of(expected);
  std::sort(found.begin(), found.end());
  std::sort(planned.begin(), planned.end());
  EXPECT_EQ(found, planned);
}

INSTANTIATE_TEST_SUITE_P(Configurations, Instances, testing::ValuesIn(configurations()),
                         [](const auto& configuration) { return configuration.param; });

}  // namespace
}  // namespace weir::terraform
