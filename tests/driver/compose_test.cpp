// Compose projects on disk: which files of theirs are read, and what hostile ones come to.

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "analyzer/driver/analyze.h"
#include "analyzer/driver/compose_files.h"
#include "tests/driver/built_in.h"

namespace weir {
namespace {

namespace fs = std::filesystem;
using Is = app_config::BesideFile::Is;

/// A scratch project that goes with the test; `outside` lies beside it.
class ComposeOnDisk : public testing::Test {
 protected:
  ComposeOnDisk() {
    std::string name = (fs::temp_directory_path() / "weir-compose-XXXXXX").string();
    folder_ = fs::canonical(mkdtemp(name.data()));
    fs::create_directories(folder_ / "root");
    project_.root = (folder_ / "root").string();
    project_.configs.emplace_back();
  }
  ~ComposeOnDisk() override { fs::remove_all(folder_); }

  void write(const std::string& path, const std::string& text) {
    fs::create_directories((folder_ / path).parent_path());
    std::ofstream(folder_ / path) << text;
  }

  fs::path folder_;
  Project project_;
  SourceMap sources_;
};

TEST_F(ComposeOnDisk, ReadsSettingsBelowTheRootThatGitKnows) {
  write("root/.env", "A=1");
  write("root/.gitignore", "local.env\n");
  write("root/local.env", "A=2");
  write("root/left/out.env", "A=3");
  write("outside/secret.env", "A=4");
  fs::create_symlink(folder_ / "outside/secret.env", folder_ / "root/link.env");
  project_.exclude = {"left"};
  const app_config::Beside beside = files_beside(project_, 0, sources_);
  ASSERT_EQ(beside(".env").is, Is::read);
  EXPECT_EQ(sources_.text(beside(".env").file), "A=1");
  EXPECT_EQ(beside(".env").file, beside(".env").file);
  EXPECT_EQ(beside("none.env").is, Is::absent);
  for (const std::string path : {"local.env", "left/out.env", "link.env", "../outside/secret.env"})
    EXPECT_EQ(beside(path).is, Is::refused) << path;
}

TEST_F(ComposeOnDisk, FoldersBehindLinksAreNotListed) {
  write("root/own/a.yaml", "");
  write("outside/inner/secret.yaml", "");
  fs::create_directory_symlink(folder_ / "outside", folder_ / "root/link");
  const app_config::Beside beside = files_beside(project_, 0, sources_);
  EXPECT_EQ(beside("own").files, std::vector<std::string>{"a.yaml"});
  EXPECT_EQ(beside("link").is, Is::refused);
  EXPECT_EQ(beside("link/inner").is, Is::refused);
}

/// Loops, wrong types, much out of little: everything is read in an instant, and said within the text.
TEST(Compose, HostileProjectsAreRead) {
  for (const std::string name : {"loops", "shapes", "amounts", "applications", "settings"}) {
    Analysis analysis;
    DiscoverOptions options;
    options.paths = {std::string(WEIR_SOURCE_DIR) + "/fixtures/hostile/compose/" + name};
    Result<Project> project = discover(options, analysis.sources);
    ASSERT_TRUE(project.ok()) << name;
    analysis.project = std::move(*project);
    const Knowledge& knowledge = built_in_knowledge();
    infer(analysis, knowledge, {});
    EXPECT_GE(analysis.model.resources.size(), 5u) << name;
    EXPECT_FALSE(analysis.diagnostics.empty()) << name;
    for (const Diagnostic& diagnostic : analysis.diagnostics) {
      if (!diagnostic.span.valid()) continue;
      EXPECT_LE(diagnostic.span.begin, diagnostic.span.end) << name;
      EXPECT_LE(diagnostic.span.end, analysis.sources.text(diagnostic.span.file).size()) << name;
    }
  }
}

/// Of more applications than are read the rest is said to be left out, and those that are read count as files.
TEST_F(ComposeOnDisk, LoneApplicationsHaveALimit) {
  for (int i = 0; i < 52; ++i) write("root/a" + std::to_string(100 + i) + "/appsettings.json", "{}");
  Analysis analysis;
  DiscoverOptions options;
  options.paths = {(folder_ / "root").string()};
  Result<Project> project = discover(options, analysis.sources);
  ASSERT_TRUE(project.ok());
  analysis.project = std::move(*project);
  infer(analysis, built_in_knowledge(), {});
  ASSERT_EQ(analysis.diagnostics.size(), 1u);
  EXPECT_EQ(analysis.diagnostics.front().message,
            "52 applications were found that nothing says how to run; the settings of 50 are read, which is the limit, those from this one "
            "on were left out");
  EXPECT_EQ(results_of(analysis, built_in_knowledge()).files_read, 50u);
}

/// Sixty copies of what holds all earlier copies: the first ones are made, then the patch is said to fit nothing.
TEST(Kustomize, CopiesOfCopiesEnd) {
  Analysis analysis;
  DiscoverOptions options;
  options.paths = {WEIR_SOURCE_DIR "/fixtures/hostile/kubernetes/copies"};
  Result<Project> project = discover(options, analysis.sources);
  ASSERT_TRUE(project.ok());
  analysis.project = std::move(*project);
  infer(analysis, built_in_knowledge(), {});
  ASSERT_FALSE(analysis.diagnostics.empty());
  EXPECT_TRUE(analysis.diagnostics.front().message.starts_with("the operation fits nothing: copy /metadata/x"))
      << analysis.diagnostics.front().message;
}

}  // namespace
}  // namespace weir
