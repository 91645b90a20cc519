// The diagram: what is drawn, under which ids, and how names are escaped in each format.

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "analyzer/report/report.h"
#include "tests/rule/sample.h"

namespace weir {
namespace {

using nlohmann::json;
using sample::RuleText;
using sample::Sample;
using testing::HasSubstr;
using testing::Not;

const DiagramOptions kAll{"", 1, "0.1.0"};

json diagram_of(const Sample& sample, const DiagramOptions& options = kAll) {
  return json::parse(
      write_diagram_json(sample.system.dfd, sample.catalog, sample.system.sources, 7, options));
}

json addresses(const json& diagram) {
  json list = json::array();
  for (const json& element : diagram["elements"]) list.push_back(element["address"]);
  return list;
}

TEST(Diagram, DrawsElementsAndFlows) {
  Sample sample;
  const json diagram = diagram_of(sample);
  EXPECT_EQ(addresses(diagram),
            (json{"internet-user", "Api", "Chat", "Letters", "Records", "m-1"}));
  EXPECT_EQ(diagram["version"], 1);
  EXPECT_EQ(diagram["coverage"]["unresolved"], 7);
  const json& flow = diagram["flows"][1];
  EXPECT_EQ(flow["id"], "Chat -> m-1 prompt");
  EXPECT_EQ(flow["data"], "both");
  EXPECT_EQ(flow["confidence"], "declared");
  EXPECT_EQ(flow["evidence"][0]["why"], "the model it is given");
  EXPECT_EQ(flow["evidence"][0]["location"]["startLine"], 4);
}

TEST(Diagram, AControlIsDrawnWhenItIsAttached) {
  Sample sample;
  EXPECT_THAT(addresses(diagram_of(sample)).dump(), Not(HasSubstr("Guardrail")));
  sample.system.protect(sample.system.model);
  const json diagram = diagram_of(sample);
  EXPECT_THAT(addresses(diagram).dump(), HasSubstr("Guardrail"));
  EXPECT_EQ(diagram["attachments"],
            (json::array({{{"source", "Guardrail"}, {"target", "m-1"}, {"kind", "protects"}}})));
}

TEST(Diagram, PermissionsAreGrouped) {
  Sample sample;
  sample.system.grant();
  const json permissions = diagram_of(sample)["permissions"];
  ASSERT_EQ(permissions.size(), 2u);
  EXPECT_EQ(permissions[0]["principal"], "Chat");
  EXPECT_EQ(permissions[0]["target"], "Letters");
  EXPECT_EQ(permissions[0]["actions"], (json{"read"}));
  EXPECT_EQ(permissions[0]["evidence"].size(), 1u) << "the same evidence is said once";
}

TEST(Diagram, BoundariesAndWhatCrossesThem) {
  Sample sample;
  auto& system = sample.system;
  const NodeId internet = system.add(GraphNodeKind::boundary, "internet", "internet", {});
  system.dfd.nodes[internet.index()].boundary_kind = "internet";
  system.dfd.nodes[internet.index()].dimension = "network";
  system.dfd.attachments.push_back(
      {system.user, internet, {}, sample.catalog.edge("within"), {}, {}, kAlways});
  const json diagram = diagram_of(sample);
  EXPECT_EQ(diagram["boundaries"][0]["id"], "internet");
  EXPECT_EQ(diagram["boundaries"][0]["dimension"], "network");
  for (const json& flow : diagram["flows"]) {
    const bool entry = flow["kind"] == "entry";
    EXPECT_EQ(flow["crosses"], entry ? json{"internet"} : json::array()) << flow;
  }
  const std::string mermaid = write_diagram_mermaid(system.dfd, sample.catalog, kAll);
  EXPECT_THAT(mermaid,
              HasSubstr("  subgraph b1[\"internet\"]\n    n1[\"internet-user\"]\n  end\n"));
}

TEST(Diagram, FocusKeepsWhatIsNear) {
  Sample sample;
  EXPECT_EQ(addresses(diagram_of(sample, {"Chat", 1, "0.1.0"})), (json{"Api", "Chat", "m-1"}));
  EXPECT_EQ(addresses(diagram_of(sample, {"Chat", 2, "0.1.0"})),
            (json{"internet-user", "Api", "Chat", "m-1"}));
  EXPECT_EQ(addresses(diagram_of(sample, {"Nobody", 1, "0.1.0"})), json::array());
}

TEST(Diagram, EqualAddressesHaveDifferentIds) {
  Sample sample;
  sample.system.add(GraphNodeKind::process, "process", "Chat", sample.system.at("Records:"));
  const json diagram = diagram_of(sample);
  EXPECT_EQ(diagram["elements"][2]["id"], "Chat");
  EXPECT_EQ(diagram["elements"][3]["id"], "Chat~2");
}

TEST(Diagram, MermaidShapesAndPossibleFlows) {
  Sample sample;
  const FlowId read = sample.system.flow(sample.system.chat, sample.system.records, "read",
                                         "allowed", sample.system.at("read"));
  sample.system.dfd.flows[read.index()].confidence = Confidence::possible;
  EXPECT_EQ(write_diagram_mermaid(sample.system.dfd, sample.catalog, kAll), R"(flowchart LR
  n1["internet-user"]
  n2(["Api"])
  n3(["Chat"])
  n4[("Letters")]
  n5[("Records")]
  n6(["m-1"])
  n2 -->|"invoke"| n3
  n3 -.->|"read"| n5
  n3 -->|"prompt"| n6
  n1 -->|"entry"| n2
)");
}

TEST(Diagram, NamesCannotLeaveTheirLabels) {
  Sample sample({RuleText()}, "a\"]; click n1 \"javascript:x\"");
  const auto& dfd = sample.system.dfd;
  EXPECT_THAT(write_diagram_mermaid(dfd, sample.catalog, kAll), Not(HasSubstr("a\"]; click")));
  EXPECT_THAT(write_diagram_dot(dfd, sample.catalog, kAll), HasSubstr("label=\"a\\\"]; click"));
}

TEST(Diagram, DotHasShapesAndDirection) {
  Sample sample;
  const std::string dot = write_diagram_dot(sample.system.dfd, sample.catalog, kAll);
  EXPECT_TRUE(dot.starts_with("digraph dfd {\n  rankdir=LR;\n")) << dot;
  EXPECT_THAT(dot, HasSubstr("  n5 [shape=cylinder, label=\"Records\"];\n"));
  EXPECT_THAT(dot, HasSubstr("  n3 -> n6 [label=\"prompt\"];\n"));
}

}  // namespace
}  // namespace weir
