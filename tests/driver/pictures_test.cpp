// Pictures of whole systems: the one in README.md is what is drawn now, and Graphviz takes what is
// written for it.

#include <gmock/gmock.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "analyzer/driver/analyze.h"
#include "analyzer/driver/graphviz.h"
#include "analyzer/report/report.h"
#include "tests/driver/built_in.h"
#include "tests/rule/sample.h"

namespace weir {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::filesystem::path kRoot = WEIR_SOURCE_DIR;
const std::filesystem::path kSystems = kRoot / "fixtures/systems";

enum class Format { mermaid, dot, page };

std::string drawn(const std::filesystem::path& path, Format format) {
  Analysis analysis;
  Result<Project> project = discover({{path.string()}, {}, {}}, analysis.sources);
  EXPECT_TRUE(project.ok());
  if (!project.ok()) return {};
  analysis.project = std::move(*project);
  infer(analysis, built_in_knowledge(), {});
  evaluate_rules(analysis, built_in_knowledge(), {}, "2026-01-01");
  const Results results = results_of(analysis, built_in_knowledge());
  if (format == Format::page) return write_markdown(results);
  return format == Format::dot ? write_diagram_dot(results, {})
                               : write_diagram_mermaid(results, {});
}

std::string read(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

TEST(Pictures, TheReadmeShowsWhatIsDrawn) {
  const std::filesystem::path path = kRoot / "README.md";
  const std::string fence = "```mermaid\n";
  std::string readme = read(path);
  const std::size_t begin = readme.find(fence) + fence.size();
  const std::size_t end = readme.find("```\n", begin);
  ASSERT_NE(end, readme.npos);
  const std::string picture =
      drawn(kSystems / "patient-assistant/cloudformation-flawed", Format::mermaid);
  if (std::getenv("WEIR_UPDATE_EXPECTED") != nullptr) {
    std::ofstream(path) << readme.replace(begin, end - begin, picture);
  } else {
    EXPECT_EQ(readme.substr(begin, end - begin), picture)
        << "read the difference, then: ninja -C build/dev update-expected";
  }
}

TEST(Pictures, TheThreatModelOfTheAssistantIsAPage) {
  const std::filesystem::path path = kSystems / "patient-assistant/threat-model.md";
  const std::string page = drawn(kSystems / "patient-assistant/cloudformation-flawed", Format::page);
  if (std::getenv("WEIR_UPDATE_EXPECTED") != nullptr) {
    std::ofstream(path) << page;
  } else {
    EXPECT_TRUE(read(path) == page) << "ninja -C build/dev update-expected, then read the difference";
  }
}

/// What Graphviz makes of a text; where it is not installed, nothing but the message for people.
std::string svg_of(const std::string& dot) {
  std::signal(SIGPIPE, SIG_IGN);
  const Result<std::string> program = find_graphviz(kProgramFolders);
  if (!program.ok()) {
    EXPECT_THAT(program.error().message, HasSubstr("the package `graphviz`"));
    return {};
  }
  const Result<std::string> svg = run_graphviz(*program, dot);
  EXPECT_TRUE(svg.ok()) << svg.error().message << "\n" << dot;
  return svg.ok() ? *svg : "";
}

TEST(Pictures, GraphvizDrawsEverySystem) {
  for (const auto& system : std::filesystem::directory_iterator(kSystems)) {
    for (const auto& variant : std::filesystem::directory_iterator(system)) {
      if (!variant.is_directory()) continue;
      const std::string dot = drawn(variant, Format::dot);
      EXPECT_THAT(dot, testing::StartsWith("digraph dfd {\n")) << variant;
      svg_of(dot);
    }
  }
}

TEST(Pictures, HostileNamesReachNoFormatAlive) {
  const std::string name = "<script>x</script>\"]; click\r\n]]>&\u202e<img src='/etc/passwd'/>\\N";
  sample::Sample sample({sample::RuleText()}, name);
  const std::string dot = write_diagram_dot(sample.results(), {});
  EXPECT_THAT(dot, HasSubstr("&lt;script&gt;"));
  const std::string svg = svg_of(dot);
  for (const std::string& text : {dot, svg}) {
    EXPECT_THAT(text, Not(HasSubstr("<script")));
    EXPECT_THAT(text, Not(HasSubstr("<img")));
    EXPECT_THAT(text, Not(HasSubstr("<image")));
    EXPECT_THAT(text, Not(HasSubstr("\u202e")));
  }
}

}  // namespace
}  // namespace weir
