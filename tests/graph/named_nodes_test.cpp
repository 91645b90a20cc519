#include "analyzer/graph/named_nodes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weir {
namespace {

using testing::UnorderedElementsAre;

std::vector<std::string> like(const NamedNodes& nodes, std::string_view begin) {
  std::vector<std::string> names;
  nodes.for_each_like(begin, [&](const std::string& name, NodeId) { names.push_back(name); });
  return names;
}

TEST(NamedNodes, OnlyNamesThatBeginAlikeAreCompared) {
  NamedNodes nodes;
  nodes.add(NodeId(0), {"orders"});
  nodes.add(NodeId(1), {"orders-archive", "old"});
  nodes.add(NodeId(2), {"*-archive"});
  nodes.add(NodeId(3), {"ord*"});
  nodes.add(NodeId(4), {});
  EXPECT_THAT(like(nodes, "orders"),
              UnorderedElementsAre("*-archive", "ord*", "orders", "orders-archive"));
  EXPECT_THAT(like(nodes, "orders/index/"), UnorderedElementsAre("*-archive", "ord*", "orders"));
  EXPECT_THAT(like(nodes, "users"), UnorderedElementsAre("*-archive"));
  EXPECT_THAT(like(nodes, ""),
              UnorderedElementsAre("*-archive", "ord*", "orders", "orders-archive", "old"));
  EXPECT_THAT(nodes.nameless, UnorderedElementsAre(NodeId(4)));
}

}  // namespace
}  // namespace weir
