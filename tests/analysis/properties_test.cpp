// Derived properties on hand-made diagrams.

#include "analyzer/analysis/properties.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/analysis/diagram.h"

namespace weir::testing {
namespace {

TEST(CycleHead, IsTheFirstProcessOfALoopThroughAStore) {
  Diagram d;
  const NodeId bucket = d.node("Bucket", GraphNodeKind::data_store);
  const NodeId resize = d.node("Resize"), index = d.node("Index");
  d.flow(bucket, d.event, resize, DataDirection::out);
  d.flow(bucket, d.event, index, DataDirection::out);
  d.flow(resize, d.sync, bucket, DataDirection::out);  // writes what it is notified of
  d.flow(index, d.sync, bucket, DataDirection::in);    // only reads it
  EXPECT_EQ(d.of(resize, "cycle_head"), "true");
  EXPECT_EQ(d.of(index, "cycle_head"), "false");
  EXPECT_EQ(d.of(bucket, "cycle_head"), "false") << "a rule is about the process";
}

TEST(Dominates, NamesWhatEveryEntryMustPass) {
  Diagram d;
  const NodeId anyone = d.actor("internet-user", "public");
  const NodeId api = d.node("Api"), a = d.node("A"), b = d.node("B"),
               store = d.node("Store", GraphNodeKind::data_store);
  d.flow(anyone, d.entry, api);
  d.flow(api, d.sync, a);
  d.flow(api, d.sync, b);
  d.flow(a, d.sync, store);
  d.flow(b, d.sync, store);
  const Properties properties(d.dfd, view(d.tables));
  const auto& edges = properties.edges(view(d.tables).edge("dominates"));
  ASSERT_EQ(edges.size(), 1u);
  EXPECT_EQ(edges[0].source, api);
  EXPECT_EQ(edges[0].target, store);
}

TEST(Crosses, KindsOfBoundaryThatOnlyOneEndLiesIn) {
  Diagram d;
  const auto boundary = [&](const char* kind, const char* dimension) {
    const NodeId id = d.node(kind, GraphNodeKind::boundary);
    d.dfd.nodes[id.index()].boundary_kind = kind;
    d.dfd.nodes[id.index()].dimension = dimension;
    return id;
  };
  const auto lies = [&](NodeId inner, NodeId outer) {
    d.dfd.attachments.push_back({inner, outer, {}, d.within, {}, {}, kAlways});
  };
  const NodeId internet = boundary("internet", "network"), vpc = boundary("vpc", "network"),
               region = boundary("region", "place");
  const NodeId anyone = d.actor("internet-user", "public"), f = d.node("F"), db = d.node("Db");
  lies(anyone, internet);
  lies(f, region);
  lies(db, vpc);
  lies(vpc, region);
  EXPECT_EQ(d.of(d.flow(anyone, d.entry, f), "crosses"), "internet");
  EXPECT_EQ(d.of(d.flow(f, d.sync, db), "crosses"), "vpc");
  EXPECT_EQ(d.of(d.flow(f, d.sync, f), "crosses"), "");
}

/// A diagram with boundaries, for what flows cross.
struct Places : Diagram {
  NodeId boundary(const char* name, const char* kind, const char* dimension, NodeId outer = {}) {
    const NodeId id = node(name, GraphNodeKind::boundary);
    dfd.nodes[id.index()].boundary_kind = kind;
    dfd.nodes[id.index()].dimension = dimension;
    if (outer.valid()) lies(id, outer);
    return id;
  }
  void lies(NodeId inner, NodeId outer, Guard when = kAlways) {
    dfd.attachments.push_back({inner, outer, {}, within, {}, {}, when});
  }
};

TEST(Crosses, ConditionsLeaveItUnknownUnlessBothEndsShareThem) {
  Places d;
  const NodeId vpc = d.boundary("Vpc", "vpc", "network"),
               subnet = d.boundary("Subnet", "subnet", "network", vpc);
  const Guard chosen = d.dfd.guards.is(d.dfd.guards.atom("UseVpc", {"true", "false"}), 0);
  const NodeId perhaps = d.node("Perhaps"), too = d.node("Too"), inside = d.node("Inside"),
               outside = d.node("Outside"), made = d.node("MadeThen");
  d.lies(perhaps, subnet, chosen);
  d.lies(too, subnet, chosen);
  d.lies(inside, subnet);
  d.lies(made, subnet, chosen);
  d.dfd.nodes[made.index()].exists = chosen;
  EXPECT_EQ(d.of(d.flow(inside, d.sync, outside), "crosses"), "subnet vpc");
  EXPECT_EQ(d.of(d.flow(perhaps, d.sync, outside), "crosses"), "? ?");
  EXPECT_EQ(d.of(d.flow(perhaps, d.sync, inside), "crosses"), "? ?");
  EXPECT_EQ(d.of(d.flow(perhaps, d.sync, too), "crosses"), "");
  EXPECT_EQ(d.of(d.flow(made, d.sync, outside), "crosses"), "subnet vpc") << "only there then";
}

TEST(Crosses, ABoundaryThatOnlyAParameterKnowsMayBeTheOthers) {
  Places d;
  const NodeId vpc = d.boundary("Vpc", "vpc", "network"),
               subnet = d.boundary("Subnet", "subnet", "network", vpc),
               given = d.boundary("param:Subnets", "subnet", "network");
  d.dfd.nodes[given.index()].outside = true;
  const NodeId a = d.node("A"), b = d.node("B"), c = d.node("C");
  d.lies(a, given);
  d.lies(b, subnet);
  EXPECT_EQ(d.of(d.flow(a, d.sync, b), "crosses"), "? ?");
  EXPECT_EQ(d.of(d.flow(a, d.sync, c), "crosses"), "subnet");
}

TEST(Crosses, WhoseAThingIsCountsBeforeWhereItRuns) {
  Places d;
  const NodeId account = d.boundary("account", "account", "ownership"),
               region = d.boundary("region", "region", "place", account),
               provider = d.boundary("provider", "model_provider", "ownership");
  const NodeId f = d.node("F"), model = d.node("Model");
  d.lies(f, region);
  d.lies(model, region);
  d.lies(model, provider);
  EXPECT_EQ(d.of(d.flow(f, d.sync, model), "crosses"), "model_provider");
}

TEST(Crosses, ATenantIsOnlyComparedWithAnother) {
  Places d;
  const NodeId one = d.boundary("one", "tenant", "tenancy"),
               two = d.boundary("two", "tenant", "tenancy");
  const NodeId a = d.node("A"), b = d.node("B"), c = d.node("C");
  d.lies(a, one);
  d.lies(b, two);
  EXPECT_EQ(d.of(d.flow(a, d.sync, b), "crosses"), "tenant");
  EXPECT_EQ(d.of(d.flow(a, d.sync, c), "crosses"), "");
}

TEST(Crosses, AnUnknownSubnetLeavesOnlyDeclaredNetworksUnknown) {
  Places d;
  const NodeId internet = d.boundary("internet", "internet", "network"),
               subnet = d.boundary("Subnet", "subnet", "network");
  d.dfd.nodes[subnet.index()].concept_id = ConceptId(0);
  const NodeId anyone = d.actor("internet-user", "public"), balancer = d.node("Balancer"),
               f = d.node("F");
  d.lies(anyone, internet);
  d.lies(f, subnet);
  d.dfd.open_ends.push_back(
      {balancer, d.within, true, {}, "the subnets are not known", {}, kAlways});
  EXPECT_EQ(d.of(d.flow(anyone, d.entry, balancer), "crosses"), "internet ?");
  EXPECT_EQ(d.of(d.flow(balancer, d.sync, f), "crosses"), "? ?");
}

TEST(Mutating, FollowsTheVerb) {
  Diagram d;
  const auto tool = [&](const char* name) {
    const NodeId id = d.node(name, GraphNodeKind::item);
    d.dfd.nodes[id.index()].labels = {view(d.tables).label("tool_function")};
    return d.of(id, "mutating");
  };
  EXPECT_EQ(tool("bookAppointment"), "true");
  EXPECT_EQ(tool("find_slots"), "false");
  EXPECT_EQ(tool("frobnicate"), "unknown");
}

TEST(PrincipalScope, IsTheWidestPrincipalLessItsConditions) {
  Diagram d;
  const auto scope = [&](std::vector<std::string> principals, const char* strangers = "") {
    const NodeId id = d.node("s", GraphNodeKind::item);
    d.set(id, "principals", Diagram::texts(principals));
    if (*strangers != '\0') d.set(id, "strangers", Diagram::text(strangers));
    return d.of(id, "principal_scope");
  };
  EXPECT_EQ(scope({"*"}), "everyone");
  EXPECT_EQ(scope({"*"}, "organisation"), "organisation");
  EXPECT_EQ(scope({"*"}, "none"), "own_account");
  EXPECT_EQ(scope({"*"}, "some"), "everyone");
  const NodeId open = d.node("open", GraphNodeKind::item);
  d.set(open, "principals", Diagram::texts({"*"}));
  d.set(open, "strangers", Diagram::unknown());
  EXPECT_EQ(d.of(open, "principal_scope"), "unknown");
  EXPECT_EQ(scope({"mail.example.com"}), "service");
  EXPECT_EQ(scope({"arn:aws:iam::123456789012:root", "mail.example.com"}), "foreign_account");
  EXPECT_EQ(scope({"arn:aws:iam::${Account}:root"}), "own_account");
  EXPECT_EQ(d.of(d.node("identity", GraphNodeKind::item), "principal_scope"), "absent");
}

/// Roles, what they may do, and the table of ways from one to another.
class EscalationTest : public ::testing::Test {
 protected:
  EscalationTest() {
    for (const char* name : {"role", "trust_statement"}) {
      const LabelId id(d.tables.labels.size());
      d.tables.labels.push_back({d.tables.pool.add(name), {}});
      d.tables.labels[id.index()].ancestors = {
          static_cast<std::uint32_t>(d.tables.label_refs.size()), 1};
      d.tables.label_refs.push_back(id);
    }
    for (const char* name : {"has", "runs_as", "pass", "administer", "escalates_to"})
      d.edge(name, {});
    const auto row = [this](const char* method, std::vector<const char*> actions, Obtained obtains,
                            const char* service) {
      EscalationRecord record;
      record.method = d.tables.pool.add(method);
      record.actions.first = static_cast<std::uint32_t>(d.tables.texts.size());
      for (const char* action : actions) d.tables.texts.push_back(d.tables.pool.add(action));
      record.actions.count = static_cast<std::uint32_t>(actions.size());
      record.obtains = obtains;
      record.service = d.tables.pool.add(service);
      d.tables.escalations.push_back(record);
    };
    for (const char* action : {"a:Make", "a:Pass", "a:Grant", "a:Change"}) {
      ActionRecord record;
      record.action = d.tables.pool.add(action);
      d.tables.actions.push_back(record);
    }
    row("new thing", {"a:Pass", "a:Make"}, Obtained::passed, "x.example");
    row("policy", {"a:Grant"}, Obtained::itself, "");
    row("other code", {"a:Change"}, Obtained::held_by, "");
  }

  NodeId role(const std::string& address, const char* trusted = nullptr) {
    const NodeId id = d.node(address, GraphNodeKind::identity);
    d.dfd.nodes[id.index()].labels = {LabelId(d.tables.labels.size() - 2)};
    const NodeId item = d.node(address + "/trust", GraphNodeKind::item);
    d.dfd.nodes[item.index()].labels = {LabelId(d.tables.labels.size() - 1)};
    if (trusted != nullptr)
      d.set(d.dfd.nodes[item.index()].properties, "principals", Diagram::texts({trusted}));
    attach(id, "has", item);
    return id;
  }
  void attach(NodeId source, const char* kind, NodeId target) {
    d.dfd.attachments.push_back(
        {source, target, {}, view(d.tables).edge(kind), {}, {{"test", {}}}, kAlways});
  }
  void may(NodeId role, std::uint32_t action, std::vector<NodeId> targets) {
    Access access;
    access.principal = role;
    access.statement = role;
    access.target = TargetSetId(d.dfd.targets.size());
    access.allowed = {action};
    access.exists = kAlways;
    d.dfd.targets.push_back({std::move(targets), {}, false, kAlways});
    d.dfd.access.push_back(access);
  }
  std::string edges() {
    const Catalog catalog = view(d.tables);
    const Properties properties(d.dfd, catalog);
    std::string out;
    for (const Attachment& edge : properties.edges(catalog.edge("escalates_to")))
      out += d.dfd[edge.source].name + ">" + d.dfd[edge.target].name + " ";
    return out;
  }

  static constexpr std::uint32_t kMake = 0, kPass = 1, kGrant = 2, kChange = 3;
  Diagram d;
};

TEST_F(EscalationTest, PassingARoleNeedsSomethingToMakeAndItsTrust) {
  const NodeId a = role("a"), b = role("b", "x.example"), c = role("c", "y.example");
  may(a, kPass, {b, c});
  EXPECT_EQ(edges(), "");
  may(a, kMake, {});
  EXPECT_EQ(edges(), "a>b ");
}

TEST_F(EscalationTest, WhatCanBeChangedLendsItsRoleAndSoOn) {
  const NodeId a = role("a"), b = role("b"), f = d.node("f");
  attach(f, "runs_as", b);
  may(a, kChange, {f});
  may(b, kGrant, {});
  EXPECT_EQ(edges(), "a>b b>b ");
}

TEST_F(EscalationTest, CyclesAmongManyRolesAreBounded) {
  std::vector<NodeId> roles;
  for (int i = 0; i < 500; ++i) roles.push_back(role("r" + std::to_string(i)));
  for (std::size_t i = 0; i < roles.size(); ++i) {
    const NodeId f = d.node("f");
    attach(f, "runs_as", roles[(i + 1) % roles.size()]);
    may(roles[i], kChange, {f});
  }
  const Catalog catalog = view(d.tables);
  const Properties properties(d.dfd, catalog);
  EXPECT_EQ(properties.edges(catalog.edge("escalates_to")).size(), 100'000);
}

}  // namespace
}  // namespace weir::testing
