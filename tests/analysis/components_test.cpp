// Graph algorithms against their definitions (and Boost's dominator tree) on small random graphs,
// and on chains that would overflow a recursive walk.

#include "analyzer/analysis/components.h"

#include <gtest/gtest.h>

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/dominator_tree.hpp>

#include "tests/analysis/random_graph.h"

namespace weir::testing {
namespace {

TEST(Components, NodesThatReachEachOtherAndNoOthers) {
  std::mt19937 random(1);
  for (int round = 0; round < 200; ++round) {
    const std::uint32_t n = 1 + random() % 9;
    const Graph next = random_graph(random, n, random() % 20);
    const auto component = strong_components(next);
    for (std::uint32_t a = 0; a < n; ++a)
      for (std::uint32_t b = 0; b < n; ++b)
        EXPECT_EQ(component[a] == component[b], reached(next, a)[b] && reached(next, b)[a])
            << "round " << round;
  }
}

TEST(Dominators, WhatEveryPathPasses) {
  std::mt19937 random(2);
  for (int round = 0; round < 200; ++round) {
    const std::uint32_t n = 2 + random() % 8;
    const Graph next = random_graph(random, n, random() % 20);
    const auto dominator = immediate_dominators(next, 0);
    const auto reachable = reached(next, 0);
    for (std::uint32_t node = 1; node < n; ++node) {
      ASSERT_EQ(dominator[node] != UINT32_MAX, reachable[node]);
      if (!reachable[node]) continue;
      std::vector<bool> above(n);
      for (std::uint32_t at = dominator[node]; at != 0; at = dominator[at]) above[at] = true;
      for (std::uint32_t other = 1; other < n; ++other)
        if (other != node) {
          EXPECT_EQ(above[other], !reached(next, 0, other)[node]) << "round " << round;
        }
    }
  }
}

TEST(Dominators, AgreeWithBoost) {
  using Boost = boost::adjacency_list<boost::vecS, boost::vecS, boost::bidirectionalS>;
  std::mt19937 random(3);
  for (int round = 0; round < 100; ++round) {
    const std::uint32_t n = 2 + random() % 10;
    const Graph next = random_graph(random, n, random() % 25);
    Boost graph(n);
    for (std::uint32_t a = 0; a < n; ++a)
      for (const std::uint32_t b : next[a]) boost::add_edge(a, b, graph);
    std::vector<Boost::vertex_descriptor> expected(n, boost::graph_traits<Boost>::null_vertex());
    boost::lengauer_tarjan_dominator_tree(graph, 0, expected.data());
    const auto dominator = immediate_dominators(next, 0);
    for (std::uint32_t node = 1; node < n; ++node)
      if (expected[node] != boost::graph_traits<Boost>::null_vertex()) {
        EXPECT_EQ(dominator[node], expected[node]);
      }
  }
}

TEST(Components, AChainOfAMillionNodes) {
  Graph next(1'000'000);
  for (std::uint32_t i = 0; i + 1 < next.size(); ++i) next[i].push_back(i + 1);
  EXPECT_NE(strong_components(next)[0], strong_components(next)[1]);
  EXPECT_EQ(immediate_dominators(next, 0)[999'999], 999'998u);
}

}  // namespace
}  // namespace weir::testing
