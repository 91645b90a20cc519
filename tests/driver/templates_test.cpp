// Templates that name files beside them: what is read, and which are units of their own.

#include "analyzer/driver/templates.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include "tests/driver/built_in.h"

namespace weir {
namespace {

namespace fs = std::filesystem;

std::string nesting(const std::string& url) {
  return "Resources:\n  Child:\n    Type: AWS::CloudFormation::Stack\n    Properties: {TemplateURL: " + url + "}\n";
}
constexpr const char* kTopicTemplate = "Resources:\n  T: {Type: 'AWS::SNS::Topic'}\n";

class ReadTemplates : public testing::Test {
 protected:
  ReadTemplates() {
    std::string name = (fs::temp_directory_path() / "weir-templates-XXXXXX").string();
    folder_ = fs::canonical(mkdtemp(name.data()));
  }
  ~ReadTemplates() override { fs::remove_all(folder_); }

  void write(const std::string& path, const std::string& text) {
    fs::create_directories((folder_ / path).parent_path());
    std::ofstream(folder_ / path) << text;
  }

  struct Read {
    std::vector<std::string> files, roots, beside;
  };
  /// What is read when `argument` (below the scratch folder) is analysed.
  Read read(const std::string& argument, std::vector<std::string> exclude = {}) {
    SourceMap sources;
    const Result<Project> project = discover({{(folder_ / argument).string()}, std::move(exclude), {}}, sources);
    EXPECT_TRUE(project.ok());
    const TemplateFiles templates = read_templates(*project, built_in_knowledge().catalog, {}, sources, 2);
    Read result;
    for (const auto& file : templates.files) result.files.push_back(file->path);
    for (const auto& [path, file] : templates.around.files) result.beside.push_back(path);
    result.roots = templates.roots;
    return result;
  }

  fs::path folder_;
};

using Paths = std::vector<std::string>;

TEST_F(ReadTemplates, AnArgumentBringsTheTemplatesThatItNests) {
  write(".git/HEAD", "");
  write("main.yaml", nesting("nested/middle.yaml"));
  write("nested/middle.yaml", nesting("https://s3.amazonaws.com/bucket/nested/leaf.yaml"));
  write("nested/leaf.yaml", kTopicTemplate);
  write("other.yaml", kTopicTemplate);
  const Read result = read("main.yaml");
  EXPECT_EQ(result.files, (Paths{"main.yaml", "nested/leaf.yaml", "nested/middle.yaml"}));
  EXPECT_EQ(result.roots, Paths{"main.yaml"});
}

TEST_F(ReadTemplates, OfAFolderThoseThatNoOtherNestsAreRoots) {
  write("main.yaml", nesting("leaf.yaml"));
  write("leaf.yaml", kTopicTemplate);
  write("alone.yaml", kTopicTemplate);
  EXPECT_EQ(read("").roots, (Paths{"alone.yaml", "main.yaml"}));
}

TEST_F(ReadTemplates, OfTemplatesThatOnlyNestEachOtherTheFirstIsTheRoot) {
  write("b.yaml", nesting("c.yaml"));
  write("c.yaml", nesting("b.yaml"));
  write("a.yaml", kTopicTemplate);
  EXPECT_EQ(read("").roots, (Paths{"a.yaml", "b.yaml"}));
}

TEST_F(ReadTemplates, ANamedTemplateIsARootThoughOneThatItNestsNestsIt) {
  write(".git/HEAD", "");
  write("a.yaml", nesting("b.yaml"));
  write("b.yaml", nesting("a.yaml"));
  EXPECT_EQ(read("b.yaml").roots, Paths{"b.yaml"});
}

TEST_F(ReadTemplates, NothingIsReadThatIsExcludedOrBehindALinkOrAboveTheRoot) {
  write(".git/HEAD", "");
  write("hidden/leaf.yaml", kTopicTemplate);
  write("real/leaf.yaml", kTopicTemplate);
  fs::create_directory_symlink(folder_ / "real", folder_ / "linked");
  write("excluded.yaml", nesting("hidden/leaf.yaml"));
  write("linked.yaml", nesting("linked/leaf.yaml"));
  write("above.yaml", nesting("../../etc/passwd.yaml"));
  EXPECT_EQ(read("excluded.yaml", {"hidden"}).files, Paths{"excluded.yaml"});
  EXPECT_EQ(read("linked.yaml").files, Paths{"linked.yaml"});
  EXPECT_EQ(read("above.yaml").files, Paths{"above.yaml"});
}

TEST_F(ReadTemplates, AFileThatIsNoTemplateIsReadForThoseWhoIncludeIt) {
  write(".git/HEAD", "");
  write("main.yaml", std::string(kTopicTemplate) + "  Fn::Transform: {Name: 'AWS::Include', Parameters: {Location: snippets/more.yaml}}\n");
  write("snippets/more.yaml", "Fn::Transform: {Name: 'AWS::Include', Parameters: {Location: queue.yaml}}\n");
  write("snippets/queue.yaml", "Queue: {Type: 'AWS::SQS::Queue'}\n");
  const Read result = read("main.yaml");
  EXPECT_EQ(result.files, Paths{"main.yaml"});
  EXPECT_EQ(result.beside, (Paths{"main.yaml", "snippets/more.yaml", "snippets/queue.yaml"}));
}

}  // namespace
}  // namespace weir
