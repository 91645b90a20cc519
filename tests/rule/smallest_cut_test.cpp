// The fewest places that stop all ways, against trying every set of places.

#include "analyzer/rule/smallest_cut.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <bit>
#include <random>

namespace weir {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Optional;

/// user 0 → api 1 → chat 2 → model 3, with a second way in by 4.
CutNetwork two_doors() {
  return {5, {{0, 1}, {1, 2}, {0, 4}, {4, 2}, {2, 3}}, {0}, {3}, {false, true, true, false, true}};
}

TEST(SmallestCut, StopsAllWaysWhereTheyMeet) {
  EXPECT_THAT(smallest_cut(two_doors()), Optional(ElementsAre(2)));
}

TEST(SmallestCut, TakesEachDoorWhereTheyMeetNowhere) {
  CutNetwork network = two_doors();
  network.may_cut[2] = false;
  EXPECT_THAT(smallest_cut(network), Optional(ElementsAre(1, 4)));
}

TEST(SmallestCut, TheEndCanBeStoppedOnItsWayIn) {
  CutNetwork network = two_doors();
  network.may_cut = {false, false, false, true, false};
  EXPECT_THAT(smallest_cut(network), Optional(ElementsAre(3)));
}

TEST(SmallestCut, TheStartIsBeyondReach) {
  CutNetwork network = two_doors();
  network.may_cut = {true, false, false, false, false};
  EXPECT_EQ(smallest_cut(network), std::nullopt);
}

TEST(SmallestCut, OfSeveralTheOneNearestToTheStart) {
  CutNetwork chain{4, {{0, 1}, {1, 2}, {2, 3}}, {0}, {3}, {false, true, true, true}};
  EXPECT_THAT(smallest_cut(chain), Optional(ElementsAre(1)));
}

TEST(SmallestCut, NothingWhereThereIsNoWay) {
  CutNetwork network = two_doors();
  network.hops.pop_back();
  EXPECT_THAT(smallest_cut(network), Optional(IsEmpty()));
}

TEST(SmallestCut, WhatStartsAtItsEndCannotBeStopped) {
  CutNetwork network = two_doors();
  network.ends = {0};
  EXPECT_EQ(smallest_cut(network), std::nullopt);
}

/// Whether some way is left when the hops into the nodes of `cut` (bits) are stopped.
bool is_open(const CutNetwork& network, unsigned cut) {
  std::vector<bool> reached(network.nodes);
  std::vector<std::size_t> waiting = network.starts;
  for (const std::size_t start : waiting) reached[start] = true;
  for (std::size_t next = 0; next < waiting.size(); ++next)
    for (const auto& [from, to] : network.hops) {
      if (from != waiting[next] || (cut >> to & 1U) != 0 || reached[to]) continue;
      reached[to] = true;
      waiting.push_back(to);
    }
  return std::any_of(network.ends.begin(), network.ends.end(),
                     [&](std::size_t end) { return reached[end]; });
}

TEST(SmallestCut, AgreesWithTryingEverySet) {
  std::mt19937 random(20261126);
  const auto below = [&](std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random); };
  std::size_t with_answer = 0, of_several = 0;
  for (int round = 0; round < 3000; ++round) {
    CutNetwork network;
    network.nodes = 3 + below(6);
    for (std::size_t i = 0; i < 2 * network.nodes; ++i) network.hops.emplace_back(below(network.nodes), below(network.nodes));
    network.starts = {0};
    if (below(3) == 0) network.starts.push_back(1);
    network.ends = {network.nodes - 1};
    for (std::size_t node = 0; node < network.nodes; ++node) network.may_cut.push_back(below(4) != 0);
    int fewest = -1;
    for (unsigned set = 0; set < 1U << network.nodes; ++set) {
      bool allowed = true;
      for (std::size_t node = 0; node < network.nodes; ++node) allowed = allowed && ((set >> node & 1U) == 0 || network.may_cut[node]);
      if (allowed && !is_open(network, set) && (fewest < 0 || std::popcount(set) < fewest)) fewest = std::popcount(set);
    }
    const auto found = smallest_cut(network);
    ASSERT_EQ(found.has_value(), fewest >= 0) << "round " << round;
    if (!found) continue;
    ++with_answer;
    of_several += found->size() > 1 ? 1 : 0;
    EXPECT_EQ(static_cast<int>(found->size()), fewest) << "round " << round;
    unsigned set = 0;
    for (const std::size_t node : *found) set |= 1U << node;
    EXPECT_FALSE(is_open(network, set)) << "round " << round;
  }
  EXPECT_GT(with_answer, 300u);
  EXPECT_GT(of_several, 10u);
}

}  // namespace
}  // namespace weir
