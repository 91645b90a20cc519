// Small files, and no folder that collects what belongs nowhere.

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "tests/architecture/source_tree.h"

namespace weir::architecture {
namespace {

constexpr std::size_t kMaxLines = 450;
const std::set<std::string> kForbiddenNames = {"util",   "utils",   "helper",  "helpers",
                                               "common", "manager", "managers"};

TEST(Size, NoFileIsLong) {
  const auto files = source_files({".h", ".cpp", ".S", ".py", ".mjs", ".sh", ".txt"});
  EXPECT_FALSE(files.empty());
  for (const SourceFile& file : files) {
    EXPECT_LE(file.lines.size(), kMaxLines) << file.path << ": split it by responsibility";
  }
}

TEST(Size, NoFolderIsADumpingGround) {
  for (const std::string& folder : source_folders()) {
    const std::string name = folder.substr(folder.rfind('/') + 1);
    EXPECT_EQ(kForbiddenNames.count(name), 0u) << folder;
  }
}

}  // namespace
}  // namespace weir::architecture
