// A provider is a folder of the catalogue: data alone makes its types elements.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>

#include "analyzer/driver/analyze.h"
#include "tests/driver/built_in.h"

namespace weir {
namespace {

namespace fs = std::filesystem;

constexpr const char* kWidget = R"(concept: acme.widget
names: {terraform: [acme_widget]}
kind: process
name: {terraform: name}
properties:
  polished: {type: boolean, terraform: polish.enabled, default: false}
flows:
  - {kind: write, from: self, to: {terraform: store, as: aws.s3.bucket}, why: where it keeps its work}
)";

constexpr const char* kModule = R"(resource "acme_widget" "one" {
  name  = "one"
  store = aws_s3_bucket.letters.id

  polish {
    enabled = true
  }
}

resource "aws_s3_bucket" "letters" {
  bucket = "letters"
}
)";

class ProviderFolder : public testing::Test {
 protected:
  ProviderFolder() : root_(fs::path(testing::TempDir()) / "weir_provider_folder") {
    fs::remove_all(root_);
    write("rules/catalog/acme/widget.yaml", kWidget);
    write("project/main.tf", kModule);
  }
  ~ProviderFolder() override { fs::remove_all(root_); }

  void write(const std::string& path, const char* text) {
    fs::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path) << text;
  }

  std::string folder(const char* name) const { return (root_ / name).string(); }

 private:
  fs::path root_;
};

TEST_F(ProviderFolder, MakesItsTypesElementsWithFlows) {
  auto files = read_knowledge_files(folder("rules"));
  ASSERT_TRUE(files.ok()) << files.error().message;
  const auto compiled = compile_knowledge(std::move(*files), &built_in_knowledge());
  ASSERT_EQ(describe_faults(*compiled, "rules"), "");
  const Result<Knowledge> knowledge = open_knowledge(std::move(compiled->blob));
  ASSERT_TRUE(knowledge.ok());

  Analysis analysis;
  Result<Project> project = discover({{folder("project")}, {}, {}}, analysis.sources);
  ASSERT_TRUE(project.ok()) << project.error().message;
  analysis.project = std::move(*project);
  infer(analysis, *knowledge, {});

  const auto named = [&](std::string_view address) {
    const auto at = std::find_if(analysis.dfd.nodes.begin(), analysis.dfd.nodes.end(),
                                 [&](const GraphNode& node) { return node.address == address; });
    return NodeId(static_cast<std::size_t>(at - analysis.dfd.nodes.begin()));
  };
  const NodeId widget = named("acme_widget.one");
  ASSERT_LT(widget.index(), analysis.dfd.nodes.size());
  EXPECT_EQ(analysis.dfd[widget].kind, GraphNodeKind::process);
  const NodeId bucket = named("aws_s3_bucket.letters");
  EXPECT_TRUE(
      std::any_of(analysis.dfd.flows.begin(), analysis.dfd.flows.end(), [&](const Flow& flow) {
        return flow.from == widget && flow.to == bucket &&
               knowledge->catalog.name(flow.kind) == "write";
      }));
}

}  // namespace
}  // namespace weir
