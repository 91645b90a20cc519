// The diagram: what is drawn, and under which ids.

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "analyzer/report/focus.h"
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
}

TEST(Diagram, WhatAConditionDecidesMayBeCrossed) {
  Sample sample;
  auto& system = sample.system;
  const NodeId vpc = system.add(GraphNodeKind::boundary, "vpc", "Vpc", {});
  system.dfd.nodes[vpc.index()].boundary_kind = "vpc";
  system.dfd.nodes[vpc.index()].dimension = "network";
  GuardStore& guards = system.dfd.guards;
  const Guard chosen = guards.is(guards.atom("UseVpc", {"true", "false"}), 0);
  system.dfd.attachments.push_back(
      {system.chat, vpc, {}, sample.catalog.edge("within"), {}, {}, chosen});
  const json diagram = diagram_of(sample);
  EXPECT_EQ(diagram["elements"][2]["boundaries"], json{"Vpc"});
  EXPECT_THAT(diagram["elements"][2]["boundaries_when"]["Vpc"].dump(), HasSubstr("UseVpc"));
  EXPECT_EQ(diagram["flows"][1]["crosses"], json::array());
  EXPECT_EQ(diagram["flows"][1]["may_cross"], json{"Vpc"});
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

TEST(Diagram, AFocusMayBeWhatHoldsElements) {
  Sample sample;
  auto& system = sample.system;
  system.dfd.nodes[system.chat.index()].address = "Assistant/Chat";
  system.dfd.nodes[system.api.index()].address = "module.edge[\"a/b\"].thing.Api";
  EXPECT_EQ(addresses(diagram_of(sample, {"Assistant", 0, "0.1.0"})), (json{"Assistant/Chat"}));
  EXPECT_EQ(addresses(diagram_of(sample, {"module.edge[\"a/b\"]", 0, "0.1.0"})),
            (json{"module.edge[\"a/b\"].thing.Api"}));
  EXPECT_TRUE(has_focus(system.dfd, sample.catalog, "Assistant"));
  EXPECT_FALSE(has_focus(system.dfd, sample.catalog, "Assist"));
  EXPECT_THAT(focus_names(system.dfd), testing::IsSupersetOf({"Assistant", "Assistant/Chat"}));
}

}  // namespace
}  // namespace weir
