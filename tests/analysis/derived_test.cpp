// Derived properties on hand-made diagrams: each true, false or absent, and unknown.
#include <gtest/gtest.h>

#include "tests/analysis/diagram.h"

namespace weir::testing {
namespace {

ConceptId concept_of(Diagram& d, NodeId node, std::uint32_t number) {
  d.dfd.nodes[node.index()].concept_id = ConceptId(number);
  return ConceptId(number);
}

TEST(Timeout, OfAnElementIsItsOwnElseItsQuota) {
  Diagram d;
  const NodeId own = d.node("Own"), quota = d.node("Quota"), none = d.node("None"),
               hidden = d.node("Hidden");
  d.tables.limits.push_back({concept_of(d, quota, 0), false, 900'000, {}, {}});
  d.set(own, "timeout", Diagram::number(3000));
  d.set(hidden, "timeout", Diagram::unknown());
  EXPECT_EQ(d.of(own, "timeout"), "3000");
  EXPECT_EQ(d.of(quota, "timeout"), "900000");
  EXPECT_EQ(d.of(none, "timeout"), "absent");
  EXPECT_EQ(d.of(hidden, "timeout"), "unknown");
}

TEST(Timeout, OfACallIsTheLeastOfSettingCallerAndTarget) {
  Diagram d;
  const NodeId api = d.node("Api"), slow = d.node("Slow"), quick = d.node("Quick"),
               hidden = d.node("Hidden"), other = d.node("Other");
  d.tables.limits.push_back({concept_of(d, api, 0), true, 29'000, {}, {}});
  d.set(slow, "timeout", Diagram::number(900'000));
  d.set(quick, "timeout", Diagram::number(3000));
  d.set(hidden, "timeout", Diagram::unknown());
  EXPECT_EQ(d.of(d.flow(api, d.sync, slow), "timeout"), "29000");
  EXPECT_EQ(d.of(d.flow(api, d.sync, quick), "timeout"), "3000");
  const FlowId set = d.flow(api, d.sync, slow);
  d.set(set, "call_timeout", Diagram::number(5000));
  EXPECT_EQ(d.of(set, "timeout"), "5000");
  EXPECT_EQ(d.of(d.flow(api, d.sync, hidden), "timeout"), "unknown");
  EXPECT_EQ(d.of(d.flow(slow, d.sync, other), "timeout"), "absent");
  EXPECT_EQ(d.of(d.flow(api, d.event, slow), "timeout"), "absent") << "nobody waits for an event";
}

TEST(Redundancy, CountsZonesThenInstances) {
  Diagram d;
  const auto subnet = [&](const char* zone) {
    const NodeId id = d.boundary("subnet", zone);
    if (*zone != '?') d.set(id, "zone_name", Diagram::text(zone));
    return id;
  };
  const NodeId a = subnet("eu-a"), b = subnet("eu-b"), unwritten = subnet("?"), too = subnet("?2");
  const auto with = [&](double count, std::vector<NodeId> subnets) {
    const NodeId id = d.node("S");
    d.set(id, "desired_count", Diagram::number(count));
    for (const NodeId one : subnets) d.attach(id, "within", one);
    return id;
  };
  EXPECT_EQ(d.of(with(3, {a, b}), "redundancy"), "2");
  EXPECT_EQ(d.of(with(1, {a, b}), "redundancy"), "1");
  EXPECT_EQ(d.of(with(3, {a}), "redundancy"), "1") << "they fail with their zone";
  EXPECT_EQ(d.of(with(3, {unwritten, too}), "redundancy"), "unknown") << "they may share a zone";
  EXPECT_EQ(d.of(with(3, {unwritten}), "redundancy"), "1");
  const NodeId parameter = subnet("?3");
  d.dfd.nodes[parameter.index()].outside = true;
  EXPECT_EQ(d.of(with(3, {parameter}), "redundancy"), "unknown") << "it may stand for several";
  EXPECT_EQ(d.of(with(1, {parameter}), "redundancy"), "1");

  const NodeId database = d.node("Db", GraphNodeKind::data_store),
               chosen = d.node("Chosen", GraphNodeKind::data_store), plain = d.node("Plain");
  d.set(database, "multi_zone", Diagram::boolean(true));
  d.set(chosen, "multi_zone", Diagram::unknown());
  EXPECT_EQ(d.of(database, "redundancy"), "2");
  EXPECT_EQ(d.of(chosen, "redundancy"), "unknown");
  EXPECT_EQ(d.of(plain, "redundancy"), "unknown");
}

TEST(Redundancy, OfWhatTheProviderSpreadsIsInfiniteUnlessTiedToSubnets) {
  Diagram d;
  const NodeId free = d.node("Free"), tied = d.node("Tied"), single = d.node("Single");
  d.tables.copies.push_back({concept_of(d, free, 0), std::numeric_limits<double>::infinity()});
  concept_of(d, tied, 0);
  d.tables.copies.push_back({concept_of(d, single, 1), 1});
  const NodeId subnet = d.boundary("subnet");
  d.set(subnet, "zone_name", Diagram::text("eu-a"));
  d.attach(tied, "within", subnet);
  EXPECT_EQ(d.of(free, "redundancy"), "infinite");
  EXPECT_EQ(d.of(tied, "redundancy"), "1");
  EXPECT_EQ(d.of(single, "redundancy"), "1");
  d.open(tied, "within", true);
  EXPECT_EQ(d.of(tied, "redundancy"), "unknown") << "there may be further subnets";
}

TEST(Region, IsTheOneThatZonesGiveAway) {
  Diagram d;
  const NodeId here = d.boundary("region", "r1"), there = d.boundary("region", "r2"),
               subnet = d.boundary("subnet");
  d.attach(subnet, "within", here);
  d.set(subnet, "zone_name", Diagram::text("eu-west-1a"));
  const NodeId f = d.node("F"), g = d.node("G"), global = d.node("Global");
  d.attach(f, "within", here);
  d.attach(g, "within", there);
  EXPECT_EQ(d.of(f, "region"), "eu-west-1");
  EXPECT_EQ(d.of(g, "region"), "unknown");
  EXPECT_EQ(d.of(global, "region"), "absent");
}

TEST(Account, IsKnownByItsNumbersAndAddresses) {
  Diagram d;
  const NodeId mine = d.boundary("account"), f = d.node("F"), nowhere = d.node("Nowhere");
  d.attach(f, "within", mine);
  const NodeId other = d.node("aws:111122223333", GraphNodeKind::external_entity);
  d.dfd.nodes[other.index()].outside = true;
  EXPECT_EQ(d.of(other, "account"), "111122223333");
  EXPECT_EQ(d.of(f, "account"), "unknown");
  d.set(mine, "numbers", Diagram::texts({"444455556666"}));
  EXPECT_EQ(d.of(f, "account"), "444455556666");
  EXPECT_EQ(d.of(nowhere, "account"), "absent");
}

TEST(ScansContent, IsTrueUnderAScannerAndUnknownOfCode) {
  Diagram d;
  const NodeId bucket = d.node("Bucket", GraphNodeKind::data_store),
               bare = d.node("Bare", GraphNodeKind::data_store),
               open = d.node("Open", GraphNodeKind::data_store),
               plan = d.node("Plan", GraphNodeKind::control), code = d.node("Resize"),
               scanner = d.node("VirusScanFunction");
  d.tables.words.push_back({d.tables.pool.add("virus-scan"), d.tables.pool.add("scanner")});
  d.bears(plan, "malware_scanner");
  d.bears(code, "compute");
  d.bears(scanner, "compute");
  d.attach(plan, "protects", bucket);
  d.open(open, "protects", false);
  EXPECT_EQ(d.of(bucket, "scans_content"), "true");
  EXPECT_EQ(d.of(bare, "scans_content"), "false");
  EXPECT_EQ(d.of(open, "scans_content"), "unknown");
  EXPECT_EQ(d.of(code, "scans_content"), "unknown");
  EXPECT_EQ(d.of(scanner, "scans_content"), "true");
}

TEST(ReviewsContent, IsTrueWhereAStepWaitsForAReviewer) {
  Diagram d;
  d.tables.words.push_back({d.tables.pool.add("approval"), d.tables.pool.add("reviewer")});
  const auto workflow = [&](const char* state, bool waits) {
    const NodeId flow = d.node("Flow"), step = d.node(state, GraphNodeKind::item);
    d.set(step, "callback", Diagram::boolean(waits));
    d.attach(flow, "has", step);
    return flow;
  };
  EXPECT_EQ(d.of(workflow("WaitForApproval", true), "reviews_content"), "true");
  EXPECT_EQ(d.of(workflow("WaitForPayment", true), "reviews_content"), "unknown");
  EXPECT_EQ(d.of(workflow("SendApproval", false), "reviews_content"), "false");
  const NodeId code = d.node("F"), unread = d.node("Unread");
  d.bears(code, "compute");
  d.open(unread, "has", true);
  EXPECT_EQ(d.of(code, "reviews_content"), "unknown");
  EXPECT_EQ(d.of(unread, "reviews_content"), "unknown");
}

/// A caller, its role, a table and what the role may do to it.
struct Reading {
  explicit Reading(const char* caller_label = "") {
    caller = d.node("Caller");
    role = d.node("Role", GraphNodeKind::identity);
    table = d.node("Table", GraphNodeKind::data_store);
    if (*caller_label != 0) d.bears(caller, caller_label);
    d.attach(caller, "runs_as", role);
    flow = d.flow(caller, d.read, table, DataDirection::in);
  }
  void may(const char* property, std::vector<std::string> texts) {
    const NodeId statement = d.node("statement", GraphNodeKind::item);
    if (*property != 0) d.set(statement, property, Diagram::texts(texts));
    TargetSet targets;
    targets.members = {table};
    d.dfd.targets.push_back(targets);
    Access access;
    access.principal = role;
    access.target = TargetSetId(d.dfd.targets.size() - 1);
    access.kind = d.read;
    access.data = DataDirection::in;
    access.statement = statement;
    access.exists = kAlways;
    d.dfd.access.push_back(access);
  }
  Diagram d;
  NodeId caller, role, table;
  FlowId flow;
};

TEST(TenantFilter, IsTrueWherePermissionsKeepEachToTheirOwn) {
  Reading leading("compute");
  leading.may("condition_keys", {"cloud:LeadingKeys"});
  EXPECT_EQ(leading.d.of(leading.flow, "tenant_filter"), "true");
  Reading named("compute");
  named.may("resources", {"bucket/${pool:sub}/*"});
  EXPECT_EQ(named.d.of(named.flow, "tenant_filter"), "true");
  Reading half("compute");
  half.may("condition_keys", {"cloud:LeadingKeys"});
  half.may("", {});
  EXPECT_EQ(half.d.of(half.flow, "tenant_filter"), "unknown");
  Reading code("compute");
  code.may("", {});
  EXPECT_EQ(code.d.of(code.flow, "tenant_filter"), "absent")
      << "what its code filters by is not read";
  Reading workflow;
  workflow.may("", {});
  EXPECT_EQ(workflow.d.of(workflow.flow, "tenant_filter"), "false");
  EXPECT_EQ(workflow.d.of(workflow.d.flow(workflow.caller, workflow.d.event, workflow.table),
                          "tenant_filter"),
            "absent");
}

TEST(Tenancy, IsIsolatedByPermissionsAndSharedByKeys) {
  Reading kept("compute");
  kept.may("condition_keys", {"cloud:LeadingKeys"});
  EXPECT_EQ(kept.d.of(kept.table, "tenancy"), "isolated");

  Reading shared;
  shared.d.tables.words.push_back(
      {shared.d.tables.pool.add("tenant-id"), shared.d.tables.pool.add("tenant")});
  shared.d.set(shared.table, "keys", Diagram::texts({"tenantId", "sk"}));
  shared.may("", {});
  EXPECT_EQ(shared.d.of(shared.table, "tenancy"), "shared");

  Reading own;
  EXPECT_EQ(own.d.of(own.table, "tenancy"), "single") << "only the system itself uses it";
  own.d.flow(own.d.actor("internet-user", "public"), own.d.entry, own.caller);
  EXPECT_EQ(own.d.of(own.table, "tenancy"), "unknown");
  EXPECT_EQ(own.d.of(own.caller, "tenancy"), "absent");
}

TEST(Tenancy, OfAMemoryHangsOnWhereItsStrategiesKeepThings) {
  Diagram d;
  const auto memory = [&](PropertyValue namespaces) {
    const NodeId id = d.node("Memory", GraphNodeKind::data_store),
                 strategy = d.node("strategy", GraphNodeKind::item);
    d.dfd.nodes[strategy.index()].owner = id;
    d.bears(strategy, "memory_strategy");
    d.set(strategy, "namespaces", std::move(namespaces));
    return d.of(id, "tenancy");
  };
  EXPECT_EQ(memory(Diagram::texts({"facts/{actorId}"})), "isolated");
  EXPECT_EQ(memory(Diagram::texts({"facts/{actorId}", "all"})), "shared");
  EXPECT_EQ(memory(Diagram::unknown()), "unknown");
}

TEST(RecordsPrompts, LeadsFromTheLogToItsRegion) {
  Diagram d;
  const NodeId log = d.node("Log", GraphNodeKind::control), other = d.node("Other"),
               region = d.boundary("region");
  d.bears(log, "invocation_logging");
  d.attach(log, "within", region);
  d.attach(other, "within", region);
  const Properties properties(d.dfd, view(d.tables));
  const auto& edges = properties.edges(view(d.tables).edge("records_prompts"));
  ASSERT_EQ(edges.size(), 1u);
  EXPECT_EQ(edges[0].source, log);
  EXPECT_EQ(edges[0].target, region);
}

TEST(Serves, LeadsFromANatGatewayToTheSubnetsRoutedToIt) {
  Diagram d;
  const NodeId nat = d.node("Nat"), entry = d.node("route", GraphNodeKind::item),
               table = d.boundary("table"), here = d.boundary("subnet", "Here"),
               isolated = d.boundary("subnet", "Isolated"), other = d.boundary("table", "Other");
  d.bears(nat, "nat_gateway");
  d.attach(table, "has", entry);
  d.attach(entry, "leads_to", nat);
  d.attach(table, "routes", here);
  d.attach(other, "routes", isolated);
  const Properties properties(d.dfd, view(d.tables));
  const auto& edges = properties.edges(view(d.tables).edge("serves"));
  ASSERT_EQ(edges.size(), 1u);
  EXPECT_EQ(edges[0].source, nat);
  EXPECT_EQ(edges[0].target, here);
}

TEST(DataClasses, OfAFlowAreWhatInferenceFoundAndUnknownWhereAStoreIs) {
  Diagram d;
  const NodeId f = d.node("F"), known = d.node("Known", GraphNodeKind::data_store),
               dark = d.node("Dark", GraphNodeKind::data_store);
  d.dfd.nodes[known.index()].data = {"phi"};
  d.set(dark, "sensitivity", Diagram::unknown());
  const FlowId reads = d.flow(f, d.read, known, DataDirection::in);
  d.dfd.flows[reads.index()].carries = {{"phi", "Known: the name Known", {}}};
  EXPECT_EQ(d.of(reads, "data_classes"), "phi");
  EXPECT_EQ(d.of(d.flow(f, d.read, dark, DataDirection::in), "data_classes"), "?");
  EXPECT_EQ(d.of(d.flow(f, d.sync, f), "data_classes"), "");
}

}  // namespace
}  // namespace weir::testing
