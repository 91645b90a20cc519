// Trust on hand-made diagrams, and against its definition on random ones.

#include <gtest/gtest.h>

#include <algorithm>

#include "analyzer/analysis/properties.h"
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
  EXPECT_EQ(trust_of("public", "workload", "public"), "workload")
      << "a later open hop lets nobody else in";
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

TEST(Trust, IsThatOfWhomAPolicyLetsIn) {
  Diagram d;
  const NodeId anyone = d.actor("internet-user", "public");
  const NodeId queue = d.node("Queue", GraphNodeKind::data_store),
               table = d.node("Table", GraphNodeKind::data_store);
  const NodeId worker = d.node("Worker"), called = d.node("Called");
  d.flow(worker, d.event, queue, DataDirection::in);
  const auto may = [&](EdgeLabelId kind, NodeId target, DataDirection data) {
    Access access;
    access.principal = anyone;
    access.target = TargetSetId(d.dfd.targets.size());
    access.kind = kind;
    access.data = data;
    access.exists = kAlways;
    d.dfd.targets.push_back({});
    d.dfd.targets.back().members = {target};
    d.dfd.access.push_back(access);
  };
  may(d.event, queue, DataDirection::out);
  may(d.read, table, DataDirection::in);
  may(d.sync, called, DataDirection::both);
  EXPECT_EQ(d.of(worker, "trust"), "public") << "anybody sends to its queue";
  EXPECT_EQ(d.of(called, "trust"), "public");
  EXPECT_EQ(d.of(table, "trust"), "workload") << "reading makes nothing act";
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

}  // namespace
}  // namespace weir::testing
