// Derived properties on hand-made diagrams; trust also against its definition on random ones.

#include "analyzer/analysis/properties.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/analysis/diagram.h"
#include "tests/analysis/random_graph.h"

namespace weir::testing {
namespace {

TEST(Trust, IsThatOfTheLeastTrustedCaller) {
  Diagram d;
  const NodeId anyone = d.actor("internet-user", "public");
  const NodeId staff = d.actor("operator", "organisation");
  const NodeId web = d.node("Web"), admin = d.node("Admin"), shared = d.node("Shared"),
               alone = d.node("Alone");
  d.flow(anyone, d.entry, web);
  d.flow(staff, d.entry, admin);
  d.flow(web, d.sync, shared);
  d.flow(admin, d.sync, shared);
  EXPECT_EQ(d.of(web, "trust"), "public");
  EXPECT_EQ(d.of(admin, "trust"), "organisation");
  EXPECT_EQ(d.of(shared, "trust"), "public");
  EXPECT_EQ(d.of(alone, "trust"), "workload") << "nobody makes it act but itself";
}

TEST(Trust, IsRaisedByAHopThatAsksWhoCalls) {
  Diagram d;
  const NodeId anyone = d.actor("internet-user", "public");
  const NodeId api = d.node("Api"), open = d.node("Open"), closed = d.node("Closed");
  d.flow(anyone, d.entry, api);
  d.flow(api, d.sync, open);
  const FlowId guarded = d.flow(api, d.sync, closed);
  d.set(d.dfd.flows[guarded.index()].properties, "admits", Diagram::text("tenant"));
  EXPECT_EQ(d.of(open, "trust"), "public");
  EXPECT_EQ(d.of(closed, "trust"), "tenant");
}

TEST(Trust, FollowsTheDataOfEventsAndNotReads) {
  Diagram d;
  const NodeId anyone = d.actor("internet-user", "public");
  const NodeId web = d.node("Web"), worker = d.node("Worker"), other = d.node("Other");
  const NodeId queue = d.node("Queue", GraphNodeKind::data_store),
               table = d.node("Table", GraphNodeKind::data_store);
  d.flow(anyone, d.entry, web);
  d.flow(web, d.event, queue, DataDirection::out);
  d.flow(worker, d.event, queue, DataDirection::in);  // a consumer that polls
  d.flow(web, d.sync, table, DataDirection::in);      // only reads
  d.flow(table, d.event, other, DataDirection::out);
  EXPECT_EQ(d.of(worker, "trust"), "public");
  EXPECT_EQ(d.of(table, "trust"), "workload");
  EXPECT_EQ(d.of(other, "trust"), "workload");
}

TEST(Trust, IsUnknownWhereCallersMayBeMissing) {
  Diagram d;
  const NodeId f = d.node("F"), g = d.node("G");
  const NodeId anyone = d.actor("internet-user", "public");
  d.dfd.open_ends.push_back({f, {}, false, {}, "handed to a macro", {}, kAlways});
  d.dfd.open_ends.push_back({g, {}, false, {}, "handed to a macro", {}, kAlways});
  d.flow(anyone, d.entry, g);
  EXPECT_EQ(d.of(f, "trust"), "unknown");
  EXPECT_EQ(d.of(g, "trust"), "public") << "nothing unknown can make it less trusted";
}

// Ten cases by hand, beside the first ones above: who can make the target act.
TEST(Trust, OfTenSituations) {
  const auto trust_of = [](const char* actor, const char* first, const char* second) {
    Diagram d;
    const NodeId who = d.actor("who", actor), api = d.node("Api"), f = d.node("F");
    const auto hop = [&](NodeId from, EdgeLabelId kind, NodeId to, const char* admits) {
      const FlowId flow = d.flow(from, kind, to);
      if (std::string(admits) == "?")
        d.set(flow, "admits", Diagram::unknown());
      else if (*admits != 0)
        d.set(flow, "admits", Diagram::text(admits));
    };
    hop(who, d.entry, api, first);
    hop(api, d.sync, f, second);
    return d.of(f, "trust");
  };
  EXPECT_EQ(trust_of("public", "", ""), "public") << "nobody asks";
  EXPECT_EQ(trust_of("public", "tenant", ""), "tenant") << "asked at the entry";
  EXPECT_EQ(trust_of("public", "", "tenant"), "tenant") << "asked by the API's route";
  EXPECT_EQ(trust_of("public", "tenant", "workload"), "workload") << "the strictest hop counts";
  EXPECT_EQ(trust_of("public", "workload", "public"), "workload") << "a later open hop lets nobody else in";
  EXPECT_EQ(trust_of("organisation", "tenant", ""), "organisation") << "a hop never lowers";
  EXPECT_EQ(trust_of("public", "?", ""), "unknown") << "an authoriser that is not known";
  EXPECT_EQ(trust_of("organisation", "?", ""), "unknown");
  EXPECT_EQ(trust_of("workload", "?", ""), "workload") << "nothing can be higher";
  EXPECT_EQ(trust_of("tenant", "public", "public"), "tenant");
}

TEST(Trust, OfAnotherAccountIsAPartners) {
  Diagram d;
  const NodeId third = d.boundary("third_party"), internet = d.boundary("internet");
  const NodeId account = d.node("aws:111122223333", GraphNodeKind::external_entity),
               host = d.node("web:example.com", GraphNodeKind::external_entity);
  const NodeId f = d.node("F"), g = d.node("G"), h = d.node("H");
  d.attach(account, "within", third);
  d.attach(host, "within", third);
  d.attach(host, "within", internet);
  d.flow(account, d.sync, f);
  d.flow(host, d.sync, g);
  d.flow(f, d.sync, h);
  d.flow(d.actor("internet-user", "public"), d.entry, h);
  EXPECT_EQ(d.of(account, "trust"), "partner");
  EXPECT_EQ(d.of(f, "trust"), "partner");
  EXPECT_EQ(d.of(g, "trust"), "unknown") << "nobody says who is behind a host";
  EXPECT_EQ(d.of(h, "trust"), "public") << "one open path is enough";
}

TEST(Trust, IsUnknownWhereAPollersSourceIs) {
  Diagram d;
  const EdgeLabelId poll = d.edge("poll", {d.event});
  d.tables.edges[poll.index()].data = DataDirection::in;
  const NodeId poller = d.node("Poller"), publisher = d.node("Publisher");
  d.open(poller, "poll", true);
  d.open(publisher, "event", true);
  EXPECT_EQ(d.of(poller, "trust"), "unknown");
  EXPECT_EQ(d.of(publisher, "trust"), "workload") << "where it sends to makes nobody act on it";
}

TEST(Trust, IgnoresWhatOnlyAPermissionAllows) {
  Diagram d;
  const NodeId anyone = d.actor("internet-user", "public");
  const NodeId web = d.node("Web"), f = d.node("F");
  d.flow(anyone, d.entry, web);
  d.flow(web, d.sync, f, DataDirection::both, Confidence::possible);
  EXPECT_EQ(d.of(f, "trust"), "workload");
}

TEST(Trust, AgreesWithTheMinimumOverAllPaths) {
  const std::vector<std::string> levels = {"public", "tenant", "partner", "organisation",
                                           "workload"};
  std::mt19937 random(4);
  for (int round = 0; round < 100; ++round) {
    Diagram d;
    const std::uint32_t n = 2 + random() % 6;
    std::vector<std::size_t> best(n, 4);
    for (std::uint32_t i = 0; i < n; ++i) {
      const bool is_actor = random() % 3 == 0;
      if (is_actor) best[i] = random() % 5;
      is_actor ? d.actor("n" + std::to_string(i), levels[best[i]].c_str())
               : d.node("n" + std::to_string(i));
    }
    struct Hop {
      std::uint32_t a, b;
      std::size_t admits;
    };
    std::vector<Hop> hops;
    for (std::uint32_t i = 0; i < random() % 12; ++i) {
      const Hop hop{static_cast<std::uint32_t>(random() % n),
                    static_cast<std::uint32_t>(random() % n), random() % 5};
      hops.push_back(hop);
      const FlowId id = d.flow(NodeId(hop.a), d.sync, NodeId(hop.b));
      d.set(d.dfd.flows[id.index()].properties, "admits", Diagram::text(levels[hop.admits]));
    }
    for (std::uint32_t pass = 0; pass < n; ++pass)  // Bellman and Ford
      for (const Hop& hop : hops)
        if (d.dfd.nodes[hop.b].properties.empty())
          best[hop.b] = std::min(best[hop.b], std::max(best[hop.a], hop.admits));
    for (std::uint32_t i = 0; i < n; ++i)
      EXPECT_EQ(d.of(NodeId(i), "trust"), levels[best[i]]) << "round " << round;
  }
}

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
  const auto scope = [&](std::vector<std::string> principals, std::vector<std::string> keys = {}) {
    const NodeId id = d.node("s", GraphNodeKind::item);
    d.set(d.dfd.nodes[id.index()].properties, "principals", Diagram::texts(principals));
    if (!keys.empty())
      d.set(d.dfd.nodes[id.index()].properties, "condition_keys", Diagram::texts(keys));
    return d.of(id, "principal_scope");
  };
  EXPECT_EQ(scope({"*"}), "everyone");
  EXPECT_EQ(scope({"*"}, {"aws:PrincipalOrgID"}), "organisation");
  EXPECT_EQ(scope({"*"}, {"aws:SourceArn"}), "own_account");
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
