// Pictures by Graphviz: where it is looked for, and how it is held to its limits. The programs here
// are scripts that behave as badly as one can.

#include "analyzer/driver/graphviz.h"

#include <gmock/gmock.h>

#include <csignal>
#include <filesystem>
#include <fstream>

namespace weir {
namespace {

using testing::HasSubstr;

class Graphviz : public testing::Test {
 protected:
  Graphviz() : folder_(std::filesystem::path(testing::TempDir()) / "weir-graphviz") {
    std::signal(SIGPIPE, SIG_IGN);  // as the product does
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  ~Graphviz() override { std::filesystem::remove_all(folder_); }

  /// A `dot` that is this shell script.
  Result<std::string> draw(const std::string& script, std::string_view dot = "digraph {}",
                           ProgramLimits limits = {}) {
    const std::filesystem::path program = folder_ / "dot";
    std::ofstream(program) << "#!/bin/sh\n" << script;
    std::filesystem::permissions(program, std::filesystem::perms::owner_all);
    return run_graphviz(program.string(), dot, limits);
  }

  std::filesystem::path folder_;
};

TEST_F(Graphviz, WithoutItTheMessageSaysWhatToDo) {
  const std::string folder = folder_.string();
  const std::string_view folders[] = {folder};
  const Result<std::string> found = find_graphviz(folders);
  ASSERT_FALSE(found.ok());
  EXPECT_EQ(found.error().message,
            "-f svg needs Graphviz (the package `graphviz`): no `dot` in " + folder +
                ". Without it, -f mermaid and -f dot write the same picture as text");
}

TEST_F(Graphviz, IsLookedForInAbsoluteFoldersOnly) {
  for (const std::string_view folder : kProgramFolders) EXPECT_TRUE(folder.starts_with("/"));
  ASSERT_TRUE(draw("echo '</svg>'").ok());
  const std::string folder = folder_.string();
  const std::string_view folders[] = {"/nowhere", folder};
  const Result<std::string> found = find_graphviz(folders);
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(*found, folder + "/dot");
}

TEST_F(Graphviz, GetsThePictureOnItsInputAndNothingElse) {
  const Result<std::string> svg =
      draw("/bin/cat; echo; echo \"$0 $*\"; pwd; /usr/bin/env; echo '</svg>'", "digraph dfd {}");
  ASSERT_TRUE(svg.ok()) << svg.error().message;
  EXPECT_THAT(*svg, testing::StartsWith("digraph dfd {}\n"));
  EXPECT_THAT(*svg, HasSubstr("dot -Tsvg\n/\n"));
  EXPECT_EQ(svg->find("PATH=/"), svg->npos);
  EXPECT_EQ(svg->find("HOME"), svg->npos);
}

TEST_F(Graphviz, MuchInputAndOutputAtOnce) {
  const std::string dot(3u << 20, 'x');
  const Result<std::string> svg = draw("/bin/cat; echo '</svg>'", dot);
  ASSERT_TRUE(svg.ok()) << svg.error().message;
  EXPECT_EQ(svg->size(), dot.size() + 7);
}

TEST_F(Graphviz, WhatItSaysWhenItFails) {
  const Result<std::string> svg = draw("echo 'syntax error in line 1' >&2; exit 1");
  ASSERT_FALSE(svg.ok());
  EXPECT_THAT(svg.error().message, HasSubstr("/dot made no picture: syntax error in line 1"));
}

TEST_F(Graphviz, HalfAPictureIsNone) {
  EXPECT_FALSE(draw("echo '<svg>'").ok());
  EXPECT_FALSE(draw("exit 0", std::string(1u << 20, 'x')).ok()) << "it reads nothing";
}

TEST_F(Graphviz, IsEndedAtTheLimits) {
  const Result<std::string> slow = draw("exec /bin/sleep 600", "digraph {}", {1, 1000});
  ASSERT_FALSE(slow.ok());
  EXPECT_THAT(slow.error().message, HasSubstr("did not end within 1 s"));
  const Result<std::string> hidden =
      draw("exec >&- 2>&-; exec /bin/sleep 600", "digraph {}", {1, 1000});
  ASSERT_FALSE(hidden.ok());
  EXPECT_THAT(hidden.error().message, HasSubstr("did not end within 1 s"));
  const Result<std::string> wide = draw("exec /usr/bin/yes", "digraph {}", {30, 1000});
  ASSERT_FALSE(wide.ok());
  EXPECT_THAT(wide.error().message, HasSubstr("wrote more than 1000 bytes"));
}

TEST_F(Graphviz, AProgramThatCannotBeStarted) {
  const Result<std::string> svg = run_graphviz((folder_ / "dot").string(), "digraph {}");
  ASSERT_FALSE(svg.ok());
  EXPECT_THAT(svg.error().message, HasSubstr("/dot cannot be started: No such file"));
}

}  // namespace
}  // namespace weir
