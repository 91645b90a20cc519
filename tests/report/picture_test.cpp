// The diagram as pictures: shapes, arrows, boundaries, marks of findings, and what becomes of a
// system that is too large for a picture.

#include "analyzer/report/picture/picture.h"

#include <gmock/gmock.h>

#include "tests/rule/sample.h"

namespace weir {
namespace {

using report::Frame;
using report::Picture;
using report::Shape;
using report::ShapeKind;
using sample::RuleText;
using sample::Sample;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const DiagramOptions kWhole{"", 1, "0.1.0"};

/// Nothing is found in it.
Results quiet(Sample& sample) {
  Results results = sample.results();
  results.findings.clear();
  return results;
}

std::string mermaid(Sample& sample) { return write_diagram_mermaid(quiet(sample), kWhole); }
std::string dot(Sample& sample) { return write_diagram_dot(quiet(sample), kWhole); }

NodeId boundary(Sample& sample, const char* name, const char* kind, const char* dimension) {
  const NodeId id = sample.system.add(GraphNodeKind::boundary, "internet", name, {});
  GraphNode& node = sample.system.dfd.nodes[id.index()];
  node.boundary_kind = kind;
  node.dimension = dimension;
  return id;
}

void put(Sample& sample, NodeId inner, NodeId outer) {
  sample.system.dfd.attachments.push_back(
      {inner, outer, {}, sample.catalog.edge("within"), {}, {}, kAlways});
}

TEST(Mermaid, ShapesAndArrows) {
  Sample sample;
  auto& system = sample.system;
  const auto flow = [&](NodeId from, NodeId to, DataDirection data, Confidence confidence) {
    const FlowId id = system.flow(from, to, "read", "allowed", system.at("read"));
    system.dfd.flows[id.index()].data = data;
    system.dfd.flows[id.index()].confidence = confidence;
  };
  flow(system.chat, system.records, DataDirection::in, Confidence::declared);
  flow(system.chat, system.letters, DataDirection::in, Confidence::possible);
  flow(system.chat, system.letters, DataDirection::out, Confidence::possible);
  EXPECT_EQ(mermaid(sample), R"mmd(flowchart LR
  Internet_user["internet-user"]
  Api(["Api"])
  Chat(["Chat"])
  Letters[("Letters")]
  Records[("Records")]
  M_1(["m-1"])
  Api -->|"invoke"| Chat
  Chat <-.->|"read ×2"| Letters
  Chat -->|"prompt"| M_1
  Records -->|"read"| Chat
  Internet_user -->|"entry"| Api
)mmd");
}

TEST(Mermaid, FlowsOfAPairAreOneArrow) {
  Sample sample;
  auto& system = sample.system;
  const FlowId read = system.flow(system.chat, system.model, "read", "allowed", system.at("read"));
  system.dfd.flows[read.index()].confidence = Confidence::possible;
  EXPECT_THAT(mermaid(sample), HasSubstr("Chat -->|\"prompt, possibly read\"| M_1\n"));
}

TEST(Mermaid, AnElementMoreChangesNoOtherLine) {
  Sample one, two;
  two.system.add(GraphNodeKind::process, "process", "Added", two.system.at("Api:"));
  std::string text = mermaid(two);
  const std::string added = "  Added([\"Added\"])\n";
  ASSERT_NE(text.find(added), text.npos);
  EXPECT_EQ(text.erase(text.find(added), added.size()), mermaid(one));
}

TEST(Mermaid, ControlsAreNotedAtWhatTheyAreOn) {
  Sample sample;
  sample.system.protect(sample.system.model);
  EXPECT_THAT(mermaid(sample), HasSubstr("M_1([\"m-1<br/>#9671; protects: Guardrail\"])\n"));
  EXPECT_THAT(dot(sample), HasSubstr("&#9671; protects: Guardrail"));
  const DiagramOptions focus{"Guardrail", 1, "0.1.0"};
  const std::string asked = write_diagram_mermaid(quiet(sample), focus);
  EXPECT_THAT(asked, HasSubstr("  Guardrail{{\"Guardrail\"}}\n"));
  EXPECT_THAT(asked, HasSubstr("  Guardrail -.-|\"protects\"| M_1\n"));
}

TEST(Mermaid, TrustBoundariesAroundWhatLiesInThem) {
  Sample sample;
  const NodeId account = boundary(sample, "the account", "account", "ownership");
  const NodeId region = boundary(sample, "the Region", "region", "place");
  const NodeId vpc = boundary(sample, "Main", "vpc", "network");
  const NodeId left = boundary(sample, "Left", "subnet", "network");
  const NodeId right = boundary(sample, "Right", "subnet", "network");
  put(sample, region, account);
  put(sample, vpc, region);
  put(sample, left, vpc);
  put(sample, right, vpc);
  put(sample, sample.system.api, left);
  put(sample, sample.system.chat, left);
  put(sample, sample.system.chat, right);
  put(sample, sample.system.records, region);
  put(sample, sample.system.user, account);
  EXPECT_THAT(mermaid(sample), HasSubstr(R"mmd(flowchart LR
  Internet_user["internet-user"]
  Letters[("Letters")]
  M_1(["m-1"])
  subgraph In_the_account["The account"]
    Records[("Records")]
    subgraph In_Main["vpc Main"]
      Chat(["Chat"])
      subgraph In_Left["subnet Left"]
        Api(["Api"])
      end
    end
  end
)mmd"))
      << "two subnets: their VPC; one Region alone is no box; external entities stand outside";
  EXPECT_THAT(mermaid(sample), HasSubstr("class In_the_account,In_Main,In_Left boundary\n"));
}

TEST(Mermaid, BoundariesInACircleNestOnce) {
  Sample sample;
  const NodeId one = boundary(sample, "One", "vpc", "network");
  const NodeId two = boundary(sample, "Two", "vpc", "network");
  put(sample, one, two);
  put(sample, two, one);
  put(sample, sample.system.api, one);
  EXPECT_THAT(mermaid(sample), HasSubstr("      Api([\"Api\"])\n    end\n  end\n"));
}

TEST(Mermaid, FindingsAreMarkedAndListed) {
  Sample sample;
  const std::string text = write_diagram_mermaid(sample.results(), kWhole);
  EXPECT_THAT(text, HasSubstr("  Chat([\"Chat<br/>#9888; 1\"])\n"));
  EXPECT_THAT(text, HasSubstr("Chat -->|\"prompt #9888; 1\"| M_1\n"));
  EXPECT_THAT(text, HasSubstr("  class Chat high\n  linkStyle 1 stroke:#d9480f"));
  EXPECT_THAT(text, HasSubstr("_legend[\"#9888; 1 Prompts reach records · high\"]\n"));
  EXPECT_THAT(write_diagram_dot(sample.results(), kWhole),
              HasSubstr("&#9888; 1</b></font> Prompts reach records"));
}

TEST(Mermaid, EqualNamesSayWhereTheyAre) {
  Sample sample;
  auto& system = sample.system;
  system.dfd.units.push_back(system.dfd.units[0]);
  system.dfd.units[1].path = "other/template.yaml";
  const NodeId other = system.add(GraphNodeKind::process, "process", "Chat", system.at("Chat:"));
  system.dfd.nodes[other.index()].unit = UnitId(1);
  const NodeId inner = system.add(GraphNodeKind::process, "process", "Api", system.at("Api:"));
  system.dfd.nodes[inner.index()].address = "Stack/Api";
  const std::string text = mermaid(sample);
  EXPECT_THAT(text, HasSubstr("([\"Chat<br/>#40;app/template.yaml#41;\"])"));
  EXPECT_THAT(text, HasSubstr("([\"Chat<br/>#40;other/template.yaml#41;\"])"));
  EXPECT_THAT(text, HasSubstr("([\"Stack/Api\"])"));
}

TEST(Mermaid, WhatTwoUnitsUseOutsideIsOneShape) {
  Sample sample;
  auto& system = sample.system;
  system.dfd.units.push_back(system.dfd.units[0]);
  for (const char* address : {"web:host", "web:host", "param:Name", "param:Name"}) {
    const NodeId node = system.add(GraphNodeKind::external_entity, "external_entity", address, {});
    system.dfd.nodes[node.index()].outside = true;
    system.dfd.nodes[node.index()].unit = UnitId(system.dfd.nodes.size() % 2);
    system.flow(system.chat, node, "invoke", "a call", system.at("Chat:"));
  }
  const std::string text = mermaid(sample);
  EXPECT_THAT(text, HasSubstr("Chat -->|\"invoke ×2\"| Web_host\n"));
  EXPECT_THAT(text, HasSubstr("Param_Name_2[")) << "a parameter is its unit's own";
}

TEST(Dot, ShapesAndDirections) {
  Sample sample;
  auto& system = sample.system;
  const FlowId read =
      system.flow(system.chat, system.records, "read", "allowed", system.at("read"));
  system.dfd.flows[read.index()].data = DataDirection::in;
  EXPECT_THAT(
      dot(sample),
      HasSubstr("  \"Records\" [shape=cylinder, margin=\"0.12,0.12\", label=<<b>Records</b>>];\n"));
  EXPECT_THAT(dot(sample), HasSubstr("  \"Chat\" -> \"M_1\" [label=<prompt>];\n"));
  EXPECT_THAT(dot(sample), HasSubstr("\"Chat\" -> \"Records\" [label=<read>, dir=back];\n"));
}

TEST(Dot, WhatNoLineTouchesStandsInRows) {
  Sample sample;
  for (const char* name : {"A", "B", "C", "D", "E"})
    sample.system.add(GraphNodeKind::process, "process", name, sample.system.at("Records:"));
  EXPECT_THAT(dot(sample), HasSubstr("  \"A\" -> \"B\" [style=invis];\n"));
}

/// Names are attacker's text: whatever they hold, they stay within their labels.
class HostileName : public testing::TestWithParam<std::string> {};

TEST_P(HostileName, StaysInItsLabel) {
  Sample sample({RuleText()}, GetParam());
  for (const std::string& text : {mermaid(sample), dot(sample)}) {
    EXPECT_LT(text.size(), 3000u) << "long names are shortened";
    for (const char* active : {"\n  click", "\nclick", "<script", "<img", "\u202e", "\u2066"}) {
      EXPECT_THAT(text, Not(HasSubstr(active)));
    }
  }
  const std::string text = mermaid(sample);
  for (const char* active : {"%%{", "]]", "direction TB", "@{", "|y|"})
    EXPECT_THAT(text, Not(HasSubstr(active)));
  const std::size_t open = text.find("[(\"") + 3;
  EXPECT_EQ(text.find('"', open), text.find("\")]", open));
}

INSTANTIATE_TEST_SUITE_P(Names, HostileName,
                         testing::Values("a\"]; click n1 \"javascript:x\"",
                                         "a\")]\n  click Chat \"javascript:x\"",
                                         "%%{init: {\"securityLevel\": \"loose\"}}%%",
                                         "<script>x</script>", "<img src=/etc/passwd>", "a]] [[b",
                                         "\u202eevil\u2066", "x direction TB y", "\r\nend\nclick",
                                         std::string("\0<b>", 4), std::string(10'000, 'x'),
                                         "<b><i></b>&amp;&#60;", "--> {{}} |y| @{shape: x}",
                                         "`# head`", "::add-mask::x", "\xff\xfe"));

TEST(PictureWords, NamesAreShort) {
  GraphNode node;
  node.name = "module.booking.some_type.this";
  node.type = "some_type";
  EXPECT_EQ(report::short_name(node), "booking.this");
  node.name = "module.a.module.b.some_type.module.x";
  EXPECT_EQ(report::short_name(node), "a.b.module.x");
  EXPECT_EQ(report::shortened(std::string(100, 'a') + "end"),
            std::string(24, 'a') + "\u2026" + std::string(16, 'a') + "end");
}

TEST(PictureWords, FramesSayTheirKindOnce) {
  Sample sample;
  GraphNode node;
  node.boundary_kind = "subnet";
  node.name = "PrivateSubnetA";
  EXPECT_EQ(report::frame_title(sample.catalog, node), "PrivateSubnetA");
  node.name = "A";
  EXPECT_EQ(report::frame_title(sample.catalog, node), "subnet A");
  node.name = "PrivateSubnetIds";
  node.address = "param:PrivateSubnetIds";
  node.outside = true;
  EXPECT_EQ(report::frame_title(sample.catalog, node), "Subnet given by PrivateSubnetIds");
}

Shape shape(std::string id, std::size_t frame, std::vector<std::string> parts, std::string sort) {
  Shape made;
  made.id = made.name = std::move(id);
  made.frame = frame;
  made.parts = std::move(parts);
  made.sort = std::move(sort);
  return made;
}

std::vector<std::string> said(const Picture& picture) {
  std::vector<std::string> texts;
  for (const Shape& drawn : picture.shapes) {
    const std::string contents = drawn.contents.empty() ? "" : ": " + report::contents_of(drawn);
    texts.push_back(drawn.name + contents);
  }
  return texts;
}

/// Two nested stacks in one account, a stack in a stack, and users outside.
Picture stacks() {
  Picture picture;
  picture.frames = {{}, {"In_account", "The account", {}, {}, 0}};
  picture.shapes = {shape("User", 0, {}, ""),
                    shape("A1", 1, {"A"}, "Function"),
                    shape("A2", 1, {"A"}, "Function"),
                    shape("A3", 1, {"A"}, "Table"),
                    shape("B1", 1, {"B"}, "Function"),
                    shape("BC1", 1, {"B", "B/C"}, "Queue"),
                    shape("BC2", 1, {"B", "B/C"}, "Queue"),
                    shape("Own", 1, {}, "Function")};
  const auto line = [&](std::size_t from, std::size_t to, std::string kind) {
    picture.lines.emplace_back();
    picture.lines.back().from = from;
    picture.lines.back().to = to;
    picture.lines.back().kinds[std::move(kind)] = 1;
  };
  line(0, 1, "entry");
  line(1, 3, "read");
  line(1, 5, "send");
  line(2, 6, "send");
  return picture;
}

TEST(Collapse, DeepestPartsFirstAndNoMoreThanNeeded) {
  Picture picture = stacks();
  report::collapse(picture, 7);
  EXPECT_THAT(said(picture), ElementsAre("User", "A1", "A2", "A3", "B1", "B/C: 2 Queues", "Own"));
  picture = stacks();
  report::collapse(picture, 5);
  EXPECT_THAT(said(picture),
              ElementsAre("User", "A: 2 Functions, 1 Table", "B1", "B/C: 2 Queues", "Own"));
  picture = stacks();
  report::collapse(picture, 4);
  EXPECT_THAT(said(picture),
              ElementsAre("User", "A: 2 Functions, 1 Table", "B: 2 Queues, 1 Function", "Own"));
}

TEST(Collapse, FlowsBetweenGroupsAreCounted) {
  Picture picture = stacks();
  report::collapse(picture, 4);
  ASSERT_EQ(picture.lines.size(), 2u) << "what stays within a group is not drawn";
  EXPECT_EQ(report::label_of(picture.lines[0]), "entry");
  EXPECT_EQ(report::label_of(picture.lines[1]), "send ×2");
}

TEST(Collapse, ThenBySortAndKind) {
  Picture picture = stacks();
  for (Shape& drawn : picture.shapes) drawn.parts.clear();
  report::collapse(picture, 6);
  EXPECT_THAT(said(picture), ElementsAre("User", ": 4 Functions", "A3", "BC1", "BC2"));
  report::collapse(picture, 2);
  EXPECT_THAT(said(picture), ElementsAre("User", ": 4 Functions, 2 Queues, 1 Table"));
}

/// Functions in an account, and stores in a boundary within it that they use.
Picture services() {
  Picture picture;
  picture.frames = {
      {}, {"In_account", "The account", {}, {}, 0}, {"In_data", "Data services", {}, {}, 1}};
  picture.shapes = {shape("F1", 1, {}, "Function"), shape("F2", 1, {}, "Function"),
                    shape("F3", 1, {}, "Function"), shape("B1", 2, {}, "Bucket"),
                    shape("B2", 2, {}, "Bucket"),   shape("B3", 2, {}, "Bucket"),
                    shape("T1", 2, {}, "Table"),    shape("T2", 2, {}, "Table")};
  const auto line = [&](std::size_t from, std::size_t to, std::string kind) {
    picture.lines.emplace_back();
    picture.lines.back().from = from;
    picture.lines.back().to = to;
    picture.lines.back().kinds[std::move(kind)] = 1;
  };
  line(0, 3, "read");
  line(1, 4, "read");
  line(2, 5, "write");
  line(2, 6, "write");
  return picture;
}

TEST(Collapse, AnInnerBoundaryKeepsItsSortsApart) {
  Picture picture = services();
  report::collapse(picture, 5);
  EXPECT_THAT(said(picture), ElementsAre("F1", "F2", "F3", ": 3 Buckets", ": 2 Tables"));
}

TEST(Collapse, ThenWhatHasTheSameLinesToTheSameOthers) {
  Picture picture = services();
  report::collapse(picture, 4);
  EXPECT_THAT(said(picture), ElementsAre(": 2 Functions", "F3", ": 3 Buckets", ": 2 Tables"));
}

TEST(Collapse, ABoundaryAsAWholeLast) {
  Picture picture = services();
  report::collapse(picture, 2);
  EXPECT_THAT(said(picture), ElementsAre(": 3 Functions", "Data services: 3 Buckets, 2 Tables"));
}

TEST(Collapse, LoneShapesOfManyBoundariesAreOneInWhatIsAround) {
  Picture picture;
  picture.frames = {{}, {"In_account", "The account", {}, {}, 0}};
  picture.shapes = {shape("F", 1, {}, "Function")};
  for (std::size_t i = 0; i < 5; ++i) {
    picture.frames.push_back({"In_s" + std::to_string(i), "Subnet", {}, {}, 1});
    picture.shapes.push_back(shape("I" + std::to_string(i), 2 + i, {}, "Instance"));
  }
  report::collapse(picture, 2);
  EXPECT_THAT(said(picture), ElementsAre("F", ": 5 Instances"));
  EXPECT_EQ(picture.shapes[1].frame, 1u);
}

TEST(Collapse, TheFocusStaysOpen) {
  Picture picture = stacks();
  picture.shapes[5].focus = true;
  report::collapse(picture, 3);
  EXPECT_THAT(said(picture), testing::Contains("BC1"));
}

TEST(Collapse, TenThousandShapesInOneBoundary) {
  Picture picture;
  picture.frames = {{}, {"In_account", "The account", {}, {}, 0}};
  for (int i = 0; i < 10'000; ++i) {
    const std::string name = "n" + std::to_string(i);
    picture.shapes.push_back(shape(name, 1, {"S" + std::to_string(i / 2)}, name));
  }
  report::collapse(picture, 60);
  EXPECT_LE(picture.shapes.size(), 60u);
}

}  // namespace
}  // namespace weir
