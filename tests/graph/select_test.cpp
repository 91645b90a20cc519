// Selectors: where something stands in a resource, and under which conditions.

#include "analyzer/graph/select.h"

#include <gtest/gtest.h>

#include "tests/graph/small_catalog.h"

namespace weir::graph_test {
namespace {

class SelectTest : public ::testing::Test {
 protected:
  /// What a path leads to, as texts; unknown hits as "?", keys as "key:…".
  std::vector<std::string> hits(std::string_view path) {
    return texts(select_from(catalog_.path(path)));
  }

  Selection select_from(const SelectorRecord& selector) {
    const Catalog view = catalog_.view();
    SelectSource source{m_.model, view, m_.model.guards, {}};
    return select(source, selector, scope_of(m_.model, ResourceId(0u)));
  }

  std::vector<std::string> texts(const Selection& selection) {
    std::vector<std::string> out;
    for (const Hit& hit : selection.hits) {
      if (hit.unknown)
        out.push_back("?");
      else if (hit.key)
        out.push_back("key:" + *hit.key);
      else
        out.emplace_back(m_.model.values.string(hit.value));
    }
    return out;
  }

  SmallCatalog catalog_;
  SmallModel m_;
};

using Texts = std::vector<std::string>;

TEST_F(SelectTest, KeysListsAndConditionsOnItems) {
  const auto filter = [&](const char* type, const char* strength) {
    return m_.map({{"Type", m_.text(type)}, {"Strength", m_.text(strength)}});
  };
  m_.resource("G", "T",
              m_.map({{"Config", m_.map({{"Filters", m_.list({filter("HATE", "LOW"),
                                                              filter("ATTACK", "HIGH")})}})}}));
  EXPECT_EQ(hits("Config.Filters[*].Type"), (Texts{"HATE", "ATTACK"}));
  EXPECT_EQ(hits("Config.Filters[Type=ATTACK].Strength"), (Texts{"HIGH"}));
  EXPECT_EQ(hits("Config.Filters[1].Type"), (Texts{"ATTACK"}));
  EXPECT_EQ(hits("Config.Filters[7].Type"), (Texts{}));
  EXPECT_EQ(hits("Config.Words[*]"), (Texts{}));
}

TEST_F(SelectTest, EntriesOfAMapHaveKeyAndValue) {
  m_.resource(
      "F", "T",
      m_.map({{"Variables", m_.map({{"TABLE", m_.text("orders")}, {"LEVEL", m_.text("info")}})}}));
  EXPECT_EQ(hits("Variables[*]"), (Texts{"orders", "info"}));
  EXPECT_EQ(hits("Variables[*].$key"), (Texts{"key:TABLE", "key:LEVEL"}));
  EXPECT_EQ(hits("Variables[*].$value"), (Texts{"orders", "info"}));
}

TEST_F(SelectTest, AnEntryOfUnknownValueHasItsKey) {
  m_.resource("F", "T",
              m_.map({{"Variables", m_.map({{"TABLE", m_.parameter("P")}})},
                      {"Others", m_.parameter("Q")}}));
  EXPECT_EQ(hits("Variables[*].$key"), (Texts{"key:TABLE"}));
  EXPECT_EQ(hits("Variables[*].$value"), (Texts{"?"}));
  const Selection entries = select_from(catalog_.path("Variables[*]"));
  ASSERT_EQ(entries.hits.size(), 1u);
  EXPECT_TRUE(entries.hits[0].unknown && entries.hits[0].entry);
  EXPECT_FALSE(select_from(catalog_.path("Variables[*].Name")).hits[0].entry) << "what is in it";
  EXPECT_FALSE(select_from(catalog_.path("Others[*]")).hits[0].entry) << "which entries there are";
  EXPECT_EQ(hits("Others[*].$key"), (Texts{"?"}));
}

TEST_F(SelectTest, FromInsideAnItemBackToTheResource) {
  m_.resource(
      "F", "T",
      m_.map({{"Name", m_.text("n")}, {"Rules", m_.list({m_.map({{"A", m_.text("a")}})})}}));
  EXPECT_EQ(hits("Rules[*].A"), (Texts{"a"}));
  EXPECT_EQ(hits("^Name"), (Texts{"n"}));
}

TEST_F(SelectTest, TheFirstPathThatIsPresentCounts) {
  m_.resource("F", "T", m_.map({{"New", m_.text("n")}, {"Old", m_.text("o")}}));
  EXPECT_EQ(texts(select_from(catalog_.paths({"New", "Old"}))), (Texts{"n"}));
  EXPECT_EQ(texts(select_from(catalog_.paths({"Newest", "Old"}))), (Texts{"o"}));
}

TEST_F(SelectTest, TheInnermostBlockOfTheFirstPathThatHasOneWouldHoldWhatIsMissing) {
  const Span config{FileId(0u), 5, 11};
  m_.resource("F", "T", m_.model.values.add_map({{"Config", config, m_.map({})}}, {}));
  EXPECT_EQ(select_from(catalog_.path("Level")).header, m_.model.resources[0].header);
  EXPECT_EQ(select_from(catalog_.path("Config.Level")).header, config);
  EXPECT_EQ(select_from(catalog_.paths({"Config.Level", "Level"})).header, config);
  EXPECT_EQ(select_from(catalog_.paths({"Level", "Config.Level"})).header, config);
}

TEST_F(SelectTest, PathsThatAreReadTogetherAllCount) {
  const AtomId use = m_.model.guards.atom("condition Use", {"true", "false"});
  const Guard yes = m_.model.guards.is(use, 0);
  m_.resource("F", "T",
              m_.map({{"A", m_.list({m_.text("a"), m_.text("b")})},
                      {"C", m_.choice({{yes, m_.text("c")}})}}));
  LanguagePath together;
  together.together = true;
  EXPECT_EQ(texts(select_from(catalog_.paths({"C", "Newest", "A[*]"}, together))),
            (Texts{"c", "a", "b"}));
  const Selection some = select_from(catalog_.paths({"C", "Newest"}, together));
  EXPECT_EQ(some.absent, m_.model.guards.negate(yes));
}

TEST_F(SelectTest, ChoicesAreDistributedAndLeaveTheRestAbsent) {
  const AtomId use = m_.model.guards.atom("condition Use", {"true", "false"});
  const Guard yes = m_.model.guards.is(use, 0);
  const ValueId inner = m_.choice({{yes, m_.map({{"Name", m_.text("x")}})}});
  m_.resource("F", "T", m_.map({{"A", inner}, {"B", m_.text("b")}}));
  const Selection one = select_from(catalog_.path("A.Name"));
  ASSERT_EQ(one.hits.size(), 1u);
  EXPECT_EQ(one.hits[0].guard, yes);
  EXPECT_EQ(one.absent, m_.model.guards.negate(yes));
  // where the first path is missing, the second one counts
  const Selection two = select_from(catalog_.paths({"A.Name", "B"}));
  ASSERT_EQ(two.hits.size(), 2u);
  EXPECT_EQ(two.hits[1].guard, m_.model.guards.negate(yes));
  EXPECT_EQ(two.absent, kNever);
}

TEST_F(SelectTest, AnUnknownOnTheWayIsAnUnknownHit) {
  m_.resource("F", "T",
              m_.map({{"A", m_.parameter("P")},
                      {"L", m_.list({m_.text("x"), m_.parameter("Q")})},
                      {"N", m_.model.values.add_null({})}}));
  EXPECT_EQ(hits("A.B.C"), (Texts{"?"}));
  EXPECT_TRUE(select_from(catalog_.path("A.B")).hits[0].above) << "P holds B, and is not it";
  EXPECT_FALSE(select_from(catalog_.path("L[*]")).hits[1].above);
  EXPECT_EQ(hits("L[*]"), (Texts{"x", "?"})) << "known items stay known";
  EXPECT_EQ(hits("N"), (Texts{})) << "null is as good as none";
}

}  // namespace
}  // namespace weir::graph_test
