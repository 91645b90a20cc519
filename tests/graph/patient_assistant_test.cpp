// The real catalogue on a real template: the flows that the talk's threat follows.

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "analyzer/graph/build.h"
#include "analyzer/knowledge/knowledge.h"
#include "parsers/cloudformation/cloudformation.h"
#include "parsers/syntax/syntax.h"

namespace weir::graph_test {
namespace {

class PatientAssistant : public ::testing::Test {
 protected:
  void SetUp() override {
    auto files = read_knowledge_files(WEIR_SOURCE_DIR "/rules");
    ASSERT_TRUE(files.ok());
    std::erase_if(*files, [](const KnowledgeFile& f) { return !f.path.starts_with("catalog/"); });
    const auto compiled = compile_knowledge(std::move(*files), nullptr);
    ASSERT_FALSE(compiled->blob.empty()) << describe_faults(*compiled, "rules");
    auto opened = open_knowledge(compiled->blob);
    ASSERT_TRUE(opened.ok());
    knowledge_ = std::move(*opened);
    std::ifstream in(WEIR_SOURCE_DIR "/fixtures/systems/patient-assistant/cloudformation-flawed/template.yaml");
    const FileId file = sources_.add_file("template.yaml", std::string(std::istreambuf_iterator<char>(in), {}));
    const Parsed parsed = parse_yaml(sources_, file);
    ASSERT_TRUE(parsed.ok());
    std::vector<ResourceModel> units;
    units.push_back(cloudformation::lower(parsed.documents.at(0), sources_, knowledge_.catalog, {}, {}));
    const ResourceModel model = link(std::move(units));
    dfd_ = build_dfd(model, knowledge_.catalog, sources_);
  }

  bool flows(const std::string& from, const std::string& kind, const std::string& to) const {
    return std::any_of(dfd_.flows.begin(), dfd_.flows.end(), [&](const Flow& f) {
      return f.confidence != Confidence::possible && dfd_[f.from].address == from && dfd_[f.to].address == to &&
             knowledge_.catalog.name(f.kind) == kind && !f.evidence.empty();
    });
  }

  Knowledge knowledge_;
  SourceMap sources_;
  Dfd dfd_;
};

TEST_F(PatientAssistant, FromThePublicToTheModelAndTheRecords) {
  EXPECT_TRUE(flows("internet-user", "entry", "AssistantApi"));
  EXPECT_TRUE(flows("AssistantApi", "route", "ChatFunction"));
  EXPECT_TRUE(flows("ChatFunction", "invoke", "AssistantAgent")) << dump(dfd_, knowledge_.catalog, sources_);
  EXPECT_TRUE(flows("ChatFunction", "read", "PatientRecordsTable"));
  EXPECT_TRUE(flows("IngestFunction", "write", "DocumentsBucket"));
  EXPECT_FALSE(flows("ChatFunction", "read", "AppointmentsTable"));
}

}  // namespace
}  // namespace weir::graph_test
