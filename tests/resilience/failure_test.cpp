// What stops if something fails, and how availabilities add up: by the stage's own algorithms and
// by brute force.

#include "analyzer/resilience/failure.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "analyzer/resilience/availability.h"
#include "analyzer/resilience/path.h"

namespace weir::resilience {
namespace {

constexpr int kGraphs = 400;

Dependency on(std::uint32_t node, DependencyKind kind, std::uint32_t group = 0) {
  Dependency one;
  one.on = NodeId(node);
  one.kind = kind;
  one.group = group;
  return one;
}

/// Hard, soft and alternative dependencies at random, each pair once.
DependencyGraph random_dependencies(std::mt19937& random, std::uint32_t nodes) {
  DependencyGraph graph(nodes);
  for (std::uint32_t i = 0; i < nodes; ++i)
    for (std::uint32_t j = 0; j < nodes; ++j) {
      if (i == j || random() % 4 != 0) continue;
      const std::uint32_t what = random() % 6;
      if (what < 3)
        graph[i].push_back(on(j, DependencyKind::hard));
      else if (what == 3)
        graph[i].push_back(on(j, DependencyKind::soft));
      else
        graph[i].push_back(on(j, DependencyKind::alternative, 1 + what % 2));
    }
  return graph;
}

/// Nodes that can be reached from `from`: over hard dependencies, and of each group of alternatives
/// the chosen one.
bool reaches(const DependencyGraph& graph,
             const std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t>& chosen,
             std::uint32_t from, std::uint32_t to) {
  std::vector<bool> seen(graph.size());
  std::vector<std::uint32_t> pending{from};
  while (!pending.empty()) {
    const std::uint32_t node = pending.back();
    pending.pop_back();
    if (node == to) return true;
    if (seen[node]) continue;
    seen[node] = true;
    for (const Dependency& one : graph[node])
      if (one.kind == DependencyKind::hard ||
          (one.kind == DependencyKind::alternative && chosen.at({node, one.group}) == one.on.value))
        pending.push_back(one.on.value);
  }
  return false;
}

/// By brute force: a node runs without `failed` if some choice among alternatives does not lead it
/// there.
bool runs_without(const DependencyGraph& graph, std::uint32_t node, std::uint32_t failed) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<std::uint32_t>> groups;
  for (std::uint32_t i = 0; i < graph.size(); ++i)
    for (const Dependency& one : graph[i])
      if (one.kind == DependencyKind::alternative) groups[{i, one.group}].push_back(one.on.value);
  std::size_t choices = 1;
  for (const auto& [group, members] : groups) choices *= members.size();
  for (std::size_t choice = 0; choice < choices; ++choice) {
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> chosen;
    std::size_t rest = choice;
    for (const auto& [group, members] : groups) {
      chosen[group] = members[rest % members.size()];
      rest /= members.size();
    }
    if (!reaches(graph, chosen, node, failed)) return true;
  }
  return false;
}

TEST(Failure, AgreesWithTakingTheNodeAwayAndLookingAgain) {
  std::mt19937 random(7);  // the same graphs every time
  std::size_t stopped = 0;
  for (int i = 0; i < kGraphs; ++i) {
    const std::uint32_t nodes = 2 + random() % 5;
    const DependencyGraph graph = random_dependencies(random, nodes);
    const Failures failures(graph);
    for (std::uint32_t failed = 0; failed < nodes; ++failed) {
      const std::vector<bool> stops = failures.stopped_by({NodeId(failed)});
      for (std::uint32_t node = 0; node < nodes; ++node) {
        EXPECT_EQ(stops[node], !runs_without(graph, node, failed))
            << "graph " << i << ": " << node << " without " << failed;
        stopped += stops[node] ? 1 : 0;
      }
    }
  }
  EXPECT_GT(stopped, 1000u) << "nothing stops: the test looks at nothing";
}

TEST(Failure, WithoutAlternativesItIsReachability) {
  std::mt19937 random(11);
  for (int i = 0; i < kGraphs; ++i) {
    const std::uint32_t nodes = 2 + random() % 30;
    DependencyGraph graph(nodes);
    for (std::uint32_t edge = 0; edge < nodes; ++edge)
      graph[random() % nodes].push_back(on(random() % nodes, DependencyKind::hard));
    const Failures failures(graph);
    const std::uint32_t failed = random() % nodes;
    const std::vector<bool> stops = failures.stopped_by({NodeId(failed)});
    for (std::uint32_t node = 0; node < nodes; ++node)
      EXPECT_EQ(stops[node], reaches(graph, {}, node, failed));
  }
}

TEST(Failure, ACircleRunsUntilSomethingOfItFails) {
  DependencyGraph graph(3);
  graph[0] = {on(1, DependencyKind::hard)};
  graph[1] = {on(0, DependencyKind::hard)};
  const Failures failures(graph);
  EXPECT_EQ(failures.stopped_by({NodeId(2)}), (std::vector<bool>{false, false, true}));
  EXPECT_EQ(failures.stopped_by({NodeId(0)}), (std::vector<bool>{true, true, false}));
}

TEST(Availability, SeriesMultiplyAndCopiesFailTogether) {
  EXPECT_NEAR(in_parallel({99.5, 99.5}), 99.9975, 1e-9);
  EXPECT_NEAR(in_parallel({99}), 99, 1e-9);
  AvailabilityPart a, b, unknown;
  a.percent = 99.9;
  b.percent = 99.95;
  EXPECT_NEAR(in_series({a, b}), 99.85005, 1e-9);
  EXPECT_NEAR(in_series({a, unknown}), 99.9, 1e-9) << "what is not known is left out";
}

/// Elements e0, e1, … without anything in them.
Dfd elements(std::size_t count) {
  Dfd dfd;
  for (std::size_t i = 0; i < count; ++i) {
    GraphNode node;
    node.address = node.name = "e" + std::to_string(i);
    node.exists = kAlways;
    dfd.nodes.push_back(node);
  }
  return dfd;
}

TEST(Path, ChoicesStandBesideWhatIsNeededAnyway) {
  const Dfd dfd = elements(6);
  DependencyGraph graph(6);  // 0 needs 1, and 2 or 3; 3 needs 4 and 1; 1 goes on without 5
  graph[0] = {on(1, DependencyKind::hard), on(2, DependencyKind::alternative, 1),
              on(3, DependencyKind::alternative, 1)};
  graph[1] = {on(5, DependencyKind::soft)};
  graph[3] = {on(4, DependencyKind::hard), on(1, DependencyKind::hard)};
  const Path path = path_of(dfd, graph, {NodeId(0)}, {});
  EXPECT_EQ(path.series, (std::vector<NodeId>{NodeId(0), NodeId(1)}));
  ASSERT_EQ(path.choices.size(), 1u);
  EXPECT_EQ(path.choices[0],
            (std::vector<std::vector<NodeId>>{{NodeId(2)}, {NodeId(3), NodeId(4)}}));
  EXPECT_EQ(path.soft, std::vector<NodeId>{NodeId(5)});
  EXPECT_EQ(path.unclear, "");
}

TEST(Path, WaysThatShareSomethingAreNotReckoned) {
  const Dfd dfd = elements(4);
  DependencyGraph graph(4);
  graph[0] = {on(1, DependencyKind::alternative, 1), on(2, DependencyKind::alternative, 1)};
  graph[1] = graph[2] = {on(3, DependencyKind::hard)};
  EXPECT_EQ(path_of(dfd, graph, {NodeId(0)}, {}).unclear,
            "ways that may take each other's place share e3");
}

TEST(Path, AJourneyIsAboutWhatLiesOnItsWay) {
  const Dfd dfd = elements(5);
  DependencyGraph graph(5);  // 0 hands on to 1 and 2; 1 reads 3, 2 reads 4
  graph[0] = {on(1, DependencyKind::hard), on(2, DependencyKind::hard)};
  graph[1] = {on(3, DependencyKind::hard)};
  graph[2] = {on(4, DependencyKind::hard)};
  EXPECT_EQ(path_of(dfd, graph, {NodeId(0)}, {NodeId(3)}).series,
            (std::vector<NodeId>{NodeId(0), NodeId(1), NodeId(3)}));
}

TEST(Path, AnEntryThatDoesNotLeadThereIsNoWay) {
  const Dfd dfd = elements(3);
  DependencyGraph graph(3);  // 0 reads 2, 1 does not
  graph[0] = {on(2, DependencyKind::hard)};
  const Path path = path_of(dfd, graph, {NodeId(0), NodeId(1)}, {NodeId(2)});
  EXPECT_EQ(path.series, (std::vector<NodeId>{NodeId(0), NodeId(2)}));
  EXPECT_TRUE(path.choices.empty());
}

TEST(Path, WhatIsNeededInSomeConfigurationsIsSaid) {
  const Dfd dfd = elements(3);
  DependencyGraph graph(3);
  graph[0] = {on(1, DependencyKind::hard), on(2, DependencyKind::hard)};
  graph[0][1].certain = false;
  const Path path = path_of(dfd, graph, {NodeId(0)}, {});
  EXPECT_EQ(path.conditional, std::set<NodeId>{NodeId(2)});
}

TEST(Path, EntriesThatAreAlternativesAreAChoice) {
  const Dfd dfd = elements(3);
  DependencyGraph graph(3);
  graph[0] = {on(2, DependencyKind::hard)};
  graph[1] = {on(2, DependencyKind::hard)};
  const Path path = path_of(dfd, graph, {NodeId(0), NodeId(1)}, {});
  EXPECT_EQ(path.series, std::vector<NodeId>{NodeId(2)});
  EXPECT_EQ(path.choices.at(0), (std::vector<std::vector<NodeId>>{{NodeId(0)}, {NodeId(1)}}));
}

}  // namespace
}  // namespace weir::resilience
