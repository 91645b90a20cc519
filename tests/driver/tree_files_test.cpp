// The files that Terraform's functions may read: below the root, without links, no secrets.

#include "analyzer/driver/tree_files.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace weir {
namespace {

namespace fs = std::filesystem;
using Is = terraform::TreeFile::Is;

/// A scratch project that goes with the test; `outside` lies beside it.
class TreeFilesOf : public testing::Test {
 protected:
  TreeFilesOf() {
    std::string name = (fs::temp_directory_path() / "weir-tree-files-XXXXXX").string();
    folder_ = fs::canonical(mkdtemp(name.data()));
    write("root/main.tf", "");
    write("outside/secret.txt", "secret");
    project_.root = (folder_ / "root").string();
    project_.configs.emplace_back();
  }
  ~TreeFilesOf() override { fs::remove_all(folder_); }

  void write(const std::string& path, const std::string& text) {
    fs::create_directories((folder_ / path).parent_path());
    std::ofstream(folder_ / path) << text;
  }
  void link(const std::string& path, const std::string& to) {
    fs::create_directories((folder_ / path).parent_path());
    fs::create_symlink(folder_ / to, folder_ / path);
  }
  terraform::TreeFiles files() { return tree_files(project_, 0, sources_); }

  fs::path folder_;
  Project project_;
  SourceMap sources_;
};

TEST_F(TreeFilesOf, AreReadOnceByTheirPathsBelowTheRoot) {
  write("root/policies/a.json", "{}");
  const terraform::TreeFiles tree = files();
  const terraform::TreeFile first = tree.read("policies/a.json");
  ASSERT_EQ(first.is, Is::read);
  EXPECT_EQ(sources_.text(first.file), "{}");
  EXPECT_EQ(sources_.path(first.file), "policies/a.json");
  EXPECT_EQ(tree.read("policies/a.json").file, first.file);
}

TEST_F(TreeFilesOf, AreAbsentOrRefused) {
  write("root/prod.tfstate", "{}");
  write("root/terraform.tfstate.backup", "{}");
  write("root/.env", "KEY=1");
  write("root/.env.prod", "KEY=1");
  write("root/server.key", "x");
  write("root/generated/a.txt", "x");
  link("root/link.txt", "outside/secret.txt");
  link("root/folder", "outside");
  link("root/dangling.txt", "outside/nope.txt");
  project_.exclude = {"generated"};
  const terraform::TreeFiles tree = files();
  EXPECT_EQ(tree.read("nope.txt").is, Is::absent);
  EXPECT_EQ(tree.read("policies/nope.txt").is, Is::absent);
  for (const std::string path : {"prod.tfstate", "terraform.tfstate.backup", ".env", ".env.prod",
                                 "server.key", "generated/a.txt", "link.txt", "folder/secret.txt",
                                 "dangling.txt", "../outside/secret.txt", "generated"}) {
    EXPECT_EQ(tree.read(path).is, Is::refused) << path;
  }
}

TEST_F(TreeFilesOf, AreListedInOrderWithoutLinksAndToolFolders) {
  write("root/a/two.txt", "");
  write("root/a/b/one.txt", "");
  write("root/a/.hidden", "");
  write("root/a/.terraform/modules/x.tf", "");
  link("root/a/link.txt", "outside/secret.txt");
  link("root/a/folder", "outside");
  const auto listed = files().list("a");
  ASSERT_TRUE(listed.has_value());
  EXPECT_EQ(*listed, (std::vector<std::string>{"a/.hidden", "a/b/one.txt", "a/two.txt"}));
  EXPECT_EQ(files().list("nope"), std::vector<std::string>{});
}

TEST_F(TreeFilesOf, OfAProjectInMemoryAreItsTexts) {
  project_.root.clear();
  const FileId text = sources_.add_file("a/x.txt", "x");
  project_.texts.emplace("a/x.txt", text);
  const terraform::TreeFiles tree = files();
  EXPECT_EQ(tree.read("a/x.txt").file, text);
  EXPECT_EQ(tree.read("a/y.txt").is, Is::absent);
  EXPECT_EQ(tree.list("a"), std::vector<std::string>{"a/x.txt"});
}

}  // namespace
}  // namespace weir
