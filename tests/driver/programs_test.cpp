// Programs are read below the project's root only.

#include "analyzer/driver/programs.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/driver/built_in.h"

namespace weir {
namespace {
namespace fs = std::filesystem;

class ProgramsTest : public testing::Test {
 protected:
  ProgramsTest() : top_(fs::canonical(fs::temp_directory_path()) / "weir-programs-test") {
    fs::remove_all(top_);
    fs::create_directories(top_ / "project");
  }
  ~ProgramsTest() override { fs::remove_all(top_); }

  void write(const std::string& path, const std::string& text) {
    fs::create_directories((top_ / path).parent_path());
    std::ofstream(top_ / path) << text;
  }
  std::size_t files_at(const std::string& path) {
    Project project;
    project.root = (top_ / "project").string();
    project.configs.emplace_back();
    ResourceModel model;
    CodePlace place;
    place.resource = ResourceId(0);
    place.path = path;
    const Programs programs =
        read_programs(project, model, {place}, built_in_knowledge(), sources_, 1);
    return programs.programs.empty() ? 0 : programs.programs[0].files;
  }

  fs::path top_;
  SourceMap sources_;
};

TEST_F(ProgramsTest, AFolder) {
  write("project/src/a.py", "a = 1\n");
  write("project/src/node_modules/b.js", "b");
  write("project/src/tests/test_a.py", "c");
  EXPECT_EQ(files_at("src/"), 1U);
  EXPECT_EQ(files_at("./src/a.py"), 1U);
}

TEST_F(ProgramsTest, NoLinksOut) {
  write("outside/a.py", "a = 1\n");
  fs::create_directories(top_ / "project/src");
  fs::create_symlink(top_ / "outside/a.py", top_ / "project/src/a.py");
  fs::create_directory_symlink(top_ / "outside", top_ / "project/linked");
  EXPECT_EQ(files_at("src"), 0U);
  EXPECT_EQ(files_at("linked"), 0U);
  EXPECT_EQ(files_at("../outside"), 0U);
  EXPECT_EQ(files_at((top_ / "outside").string()), 0U);
}

}  // namespace
}  // namespace weir
