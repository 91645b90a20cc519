// Loops and includes written out: where things stand, and what is made to hurt.

#include "parsers/cloudformation/rewriting/rewritten.h"

#include <gtest/gtest.h>

#include <utility>

#include "parsers/syntax/syntax.h"

namespace weir::cloudformation {
namespace {

class Template {
 public:
  explicit Template(std::string text) {
    parsed_ = parse_yaml(sources, sources.add_file("template.yaml", std::move(text)));
    EXPECT_TRUE(parsed_.ok());
  }
  /// A file beside it.
  void file(const std::string& path, std::string text) {
    files.emplace(path, sources.add_file(path, std::move(text)));
  }
  const Document& original() const { return parsed_.documents.front(); }
  Rewritten rewrite() { return rewritten(original(), sources, files, {}, {}); }

  SourceMap sources;
  LocalFiles files;

 private:
  Parsed parsed_;
};

NodeIndex find(const Document& document, std::initializer_list<std::string_view> path) {
  NodeIndex node = 0;
  for (const std::string_view key : path) {
    node = node == kNoNode ? kNoNode : find_entry(document, node, key);
  }
  return node;
}

/// What a node's place covers in the file that is on disk.
std::string_view written(const Template& t, const Document& document, NodeIndex node) {
  return t.sources.text(t.sources.in_host(document.span(node)));
}

bool mentions(const Rewritten& result, std::string_view code) {
  for (const Diagnostic& diagnostic : result.diagnostics) {
    if (diagnostic.code == code) return true;
  }
  return false;
}

TEST(Rewritten, ATemplateWithNeitherIsNotCopied) {
  Template t("Transform: AWS::LanguageExtensions\nResources: {A: {Type: T::T::T}}\n");
  EXPECT_FALSE(t.rewrite().document);
}

TEST(Rewritten, AnItemStandsInTheCollectionAndTheRestInTheBody) {
  Template t(R"(Transform: AWS::LanguageExtensions
Resources:
  Fn::ForEach::L:
    - Id
    - [first, 'second']
    - 'R${Id}':
        Type: T::T::T
        Properties:
          Alone: ${Id}
          Ref: !Ref Id
          Mixed: "pre-${Id}-post"
          Block: |
            a ${Id}
            b
)");
  const Rewritten result = t.rewrite();
  ASSERT_TRUE(result.document);
  EXPECT_TRUE(result.diagnostics.empty());
  const Document& document = *result.document;
  const NodeIndex entry = find_entry_node(document, find(document, {"Resources"}), "Rsecond");
  ASSERT_NE(entry, kNoNode);
  EXPECT_EQ(written(t, document, document.first_child(entry)), "R${Id}");
  const auto property = [&](std::string_view name) {
    return find(document, {"Resources", "Rsecond", "Properties", name});
  };
  EXPECT_EQ(written(t, document, property("Alone")), "second");
  EXPECT_EQ(written(t, document, property("Ref")), "second");
  EXPECT_EQ(written(t, document, property("Mixed")), "pre-${Id}-post");
  EXPECT_EQ(document.text(property("Mixed")), "pre-second-post");
  EXPECT_EQ(document.text(property("Block")), "a second\nb\n");
  const Span block = t.sources.in_host(document.span(property("Block")));
  EXPECT_EQ(t.sources.position(block.file, block.begin).line, 13u);
  EXPECT_TRUE(t.sources.text(document.span(property("Block"))) == "a second\nb\n");
}

TEST(Rewritten, AnEmptyItemHasItsPlaceToo) {
  Template t(R"(Transform: AWS::LanguageExtensions
Resources:
  Fn::ForEach::L: [Id, ['', x], {'R${Id}': {Type: T::T::T, P: ['${Id}', !Ref Id, '${Id}']}}]
)");
  const Rewritten result = t.rewrite();
  ASSERT_TRUE(result.document);
  const NodeIndex list = find(*result.document, {"Resources", "R", "P"});
  ASSERT_NE(list, kNoNode);
  for (const NodeIndex item : children(*result.document, list)) {
    const Span place = t.sources.in_host(result.document->span(item));
    EXPECT_EQ(t.sources.position(place.file, place.begin).column, 25u);
  }
}

TEST(Rewritten, WhatIsIncludedStandsInItsFile) {
  Template t(R"(Resources:
  Fn::Transform: {Name: AWS::Include, Parameters: {Location: parts.yaml}}
)");
  t.file("parts.yaml", "# weir:ignore x -- y\nTopic: {Type: T::T::T}\n");
  const Rewritten result = t.rewrite();
  ASSERT_TRUE(result.document);
  EXPECT_EQ(result.included, std::vector<FileId>{t.files.at("parts.yaml")});
  const Document& document = *result.document;
  EXPECT_EQ(t.sources.path(document.file), "template.yaml");
  const Span topic = t.sources.in_host(document.span(find(document, {"Resources", "Topic"})));
  EXPECT_EQ(t.sources.path(topic.file), "parts.yaml");
  EXPECT_EQ(t.sources.text(topic), "{Type: T::T::T}");
  ASSERT_EQ(document.comments.size(), 1u);
  const Comment& comment = document.comments.front();
  const Span place = t.sources.in_host({document.file, comment.begin, comment.end});
  EXPECT_EQ(t.sources.text(place), "# weir:ignore x -- y");
}

TEST(Rewritten, ALoopOverAnIncludedListLeadsToThatFile) {
  Template t(R"(Transform: AWS::LanguageExtensions
Resources:
  Fn::ForEach::L:
    - Id
    - Fn::Transform: {Name: AWS::Include, Parameters: {Location: names.yaml}}
    - '${Id}': {Type: T::T::T, Name: !Ref Id}
)");
  t.file("names.yaml", "- one\n- two\n");
  const Rewritten result = t.rewrite();
  ASSERT_TRUE(result.document);
  const Span name = t.sources.in_host(
      result.document->span(find(*result.document, {"Resources", "two", "Name"})));
  EXPECT_EQ(t.sources.path(name.file), "names.yaml");
  EXPECT_EQ(t.sources.text(name), "two");
}

std::string nested_loops(int levels, int items) {
  std::string text = "Transform: AWS::LanguageExtensions\nResources:\n";
  std::string indent = "  ", key = "R";
  std::string list = "[i0";
  for (int i = 1; i < items; ++i) list += ",i" + std::to_string(i);
  list += "]";
  for (int level = 0; level < levels; ++level) {
    const std::string id = "I" + std::to_string(level);
    text += indent + "Fn::ForEach::L" + std::to_string(level) + ":\n";
    text += indent + "- " + id + "\n" + indent + "- " + list + "\n" + indent + "-\n";
    indent += "  ";
    key += "${" + id + "}";
  }
  return text + indent + "'" + key + "': {Type: T::T::T}\n";
}

TEST(HostileLoops, ProductsAreCountedBeforeTheyAreMade) {
  for (const int levels : {2, 6, 40}) {
    Template t(nested_loops(levels, 1000));
    const Rewritten result = t.rewrite();
    ASSERT_TRUE(result.document);
    EXPECT_TRUE(mentions(result, "budget"));
    EXPECT_EQ(result.document->nodes.size(), t.original().nodes.size());
    EXPECT_NE(find(*result.document, {"Resources", "Fn::ForEach::L0"}), kNoNode);
  }
}

TEST(HostileLoops, TextsThatMultiplyEndInTheBudget) {
  std::string text =
      "Transform: AWS::LanguageExtensions\nResources:\n  Fn::ForEach::L:\n    - I\n    - [";
  for (int i = 0; i < 1000; ++i) text += "i" + std::to_string(i) + ",";
  text += "x]\n    - 'R${I}': {Type: T::T::T, A: '" + std::string(200'000, 'x') + "', B: '";
  for (int i = 0; i < 1000; ++i) text += "${I}";
  Template t(text + "'}\n");
  const Rewritten result = t.rewrite();
  EXPECT_TRUE(mentions(result, "budget"));
  EXPECT_LT(t.sources.text(result.document->file).size(), 1u << 20);
}

TEST(HostileLoops, ManyLoopsShareTheBudget) {
  std::string text = "Transform: AWS::LanguageExtensions\nResources:\n";
  std::string list = "[i0";
  for (int i = 1; i < 1000; ++i) list += ",i" + std::to_string(i);
  for (int i = 0; i < 200; ++i) {
    const std::string n = std::to_string(i);
    text += "  Fn::ForEach::L" + n + ": [I, " + list + "], {'R" + n +
            "${I}': {Type: T::T::T, A: [a, b, c, d, e, f]}}]\n";
  }
  Template t(text);
  const Rewritten result = t.rewrite();
  EXPECT_TRUE(mentions(result, "budget"));
  EXPECT_LT(result.document->nodes.size(), 2'000'000u);
}

TEST(HostileLoops, ItemsThatLookLikeMarksAreTexts) {
  Template t(R"(Transform: AWS::LanguageExtensions
Resources:
  Fn::ForEach::L: [I, ['${I}', '&{', '${', "'", '!Ref x'], {'R${I}': {Type: T::T::T, A: !Sub 'x${I}'}}]
)");
  const Rewritten result = t.rewrite();
  const NodeIndex first = find(*result.document, {"Resources", "R${I}", "A"});
  ASSERT_NE(first, kNoNode);
  EXPECT_EQ(result.document->text(first), "x${I}");
  EXPECT_NE(find(*result.document, {"Resources", "R'"}), kNoNode);
}

TEST(HostileIncludes, FilesThatIncludeEachOtherEnd) {
  Template t("Resources:\n  Fn::Transform: {Name: AWS::Include, Parameters: {Location: a.yaml}}\n");
  std::string body;
  for (const std::string next : {"a", "b", "c"}) {
    body += next + ": {Fn::Transform: {Name: AWS::Include, Parameters: {Location: " + next +
            ".yaml}}}\n";
  }
  for (const std::string name : {"a", "b", "c"}) t.file(name + ".yaml", body);
  const Rewritten result = t.rewrite();
  ASSERT_TRUE(result.document);
  EXPECT_TRUE(mentions(result, "malformed-template"));
}

TEST(HostileIncludes, ManyIncludesOfOneFileAreCounted) {
  std::string text = "Resources:\n";
  for (int i = 0; i < 3000; ++i) {
    text += "  R" + std::to_string(i) +
            ": {Fn::Transform: {Name: AWS::Include, Parameters: {Location: a.yaml}}}\n";
  }
  Template t(text);
  std::string list;
  for (int i = 0; i < 500; ++i) list += "- x\n";
  t.file("a.yaml", list);
  const Rewritten result = t.rewrite();
  EXPECT_TRUE(mentions(result, "malformed-template"));
  EXPECT_LT(result.document->nodes.size(), 1'100'000u);
}

TEST(HostileIncludes, DepthsAddUp) {
  std::string deep(200, '[');
  deep += "{Fn::Transform: {Name: AWS::Include, Parameters: {Location: a.yaml}}}";
  deep += std::string(200, ']') + "\n";
  Template t("Resources: {A: {Type: T::T::T, P: " + deep + "}}\n");
  t.file("a.yaml", std::string(100, '[') + std::string(100, ']') + "\n");
  const Rewritten result = t.rewrite();
  EXPECT_TRUE(mentions(result, "malformed-template"));
  EXPECT_EQ(result.document->nodes.size(), t.original().nodes.size());
}

}  // namespace
}  // namespace weir::cloudformation
