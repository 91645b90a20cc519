#include "analyzer/document/document.h"

#include <gtest/gtest.h>

#include "analyzer/base/source_map.h"

namespace weir {
namespace {

/// {a: 1, a: 2, b} with the source `a 1 a 2 b`, built by hand: this folder knows no parser.
class SmallMap : public testing::Test {
 protected:
  SmallMap() {
    document.file = sources.add_file("f", "a 1 a 2 b");
    add(NodeKind::map, 0, 9, "", 9);
    add(NodeKind::entry, 0, 3, "", 4);
    add(NodeKind::string, 0, 1, "a", 3);
    add(NodeKind::number, 2, 3, "1", 4);
    add(NodeKind::entry, 4, 7, "", 7);
    add(NodeKind::string, 4, 5, "a", 6);
    add(NodeKind::number, 6, 7, "2", 7);
    add(NodeKind::entry, 8, 9, "", 9);
    add(NodeKind::string, 8, 9, "b", 9);
  }

  void add(NodeKind kind, std::uint32_t begin, std::uint32_t end, std::string_view text,
           NodeIndex subtree_end) {
    SyntaxNode node;
    node.kind = kind;
    node.begin = begin;
    node.end = end;
    node.subtree_end = subtree_end;
    node.text = {static_cast<std::uint32_t>(document.strings.size()),
                 static_cast<std::uint32_t>(text.size())};
    document.strings += text;
    document.nodes.push_back(node);
  }

  SourceMap sources;
  Document document;
};

TEST_F(SmallMap, FirstOfTwoEqualKeysCounts) {
  EXPECT_EQ(find_entry(document, 0, "a"), 3u);
  EXPECT_EQ(find_entry_node(document, 0, "a"), 1u);
}

TEST_F(SmallMap, WhatIsNotThereIsNoNode) {
  EXPECT_EQ(find_entry(document, 0, "c"), kNoNode);
  EXPECT_EQ(find_entry(document, 0, "b"), kNoNode) << "a key without a value (broken input)";
  EXPECT_EQ(find_entry(document, 3, "a"), kNoNode) << "a number has no entries";
  EXPECT_EQ(find_entry(document, kNoNode, "a"), kNoNode);
}

TEST_F(SmallMap, ChildrenAreTheDirectOnes) {
  std::vector<NodeIndex> found;
  for (const NodeIndex child : children(document, 0)) found.push_back(child);
  EXPECT_EQ(found, (std::vector<NodeIndex>{1, 4, 7}));
}

TEST_F(SmallMap, Dump) {
  document.nodes[0].tag = {0, 1};
  EXPECT_EQ(dump(document, sources),
            "map a @1:1-1:10\n"
            "  entry @1:1-1:4\n"
            "    string \"a\" @1:1-1:2\n"
            "    number \"1\" @1:3-1:4\n"
            "  entry @1:5-1:8\n"
            "    string \"a\" @1:5-1:6\n"
            "    number \"2\" @1:7-1:8\n"
            "  entry @1:9-1:10\n"
            "    string \"b\" @1:9-1:10\n");
}

}  // namespace
}  // namespace weir
