// How values came to their use, as the diagram keeps it.
#include "analyzer/graph/passages.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "analyzer/model/passing.h"

namespace weir {
namespace {

Span at(std::uint32_t begin) { return {FileId(0), begin, begin + 1}; }

class PassagesTest : public testing::Test {
 protected:
  OriginId origin(ValueId value) const { return values_[value].origin; }

  /// "what@begin" of each place, the use first.
  static std::vector<std::string> way(const std::vector<Passage>& passages, PassageId id) {
    std::vector<std::string> places;
    for (; id.valid(); id = passages[id.index()].outer) {
      const Passage& one = passages[id.index()];
      places.insert(places.begin(), one.what + "@" + std::to_string(one.span.begin));
    }
    return places;
  }

  ValueStore values_;
  Passages passages_;
};

using Way = std::vector<std::string>;

TEST_F(PassagesTest, AreKeptFromTheUseToTheLiteral) {
  const ValueId literal = values_.add_string("LOW", at(1));
  const ValueId given = passed(values_, literal, at(2), "local.strength");
  const ValueId used = passed(values_, given, at(3), "var.strength");
  const PassageId id = passages_.within(values_, {}, origin(used));
  EXPECT_FALSE(passages_.within(values_, {}, origin(literal)).valid());
  EXPECT_EQ(way(passages_.take(), id), (Way{"var.strength@3", "local.strength@2"}));
}

TEST_F(PassagesTest, AreSharedByWhatCameTheSameWay) {
  const ValueId item = values_.add_string("s3:*", at(1));
  const ValueId list = passed(values_, values_.add_list({item, item}, at(1)), at(2), "var.actions");
  const std::vector<ValueId> items = items_as_used(values_, list);
  const PassageId whole = passages_.within(values_, {}, origin(list));
  EXPECT_EQ(passages_.within(values_, whole, origin(items[0])), whole);
  EXPECT_EQ(passages_.within(values_, whole, origin(items[1])), whole);
  EXPECT_EQ(passages_.within(values_, {}, origin(list)), whole);
  EXPECT_EQ(passages_.take().size(), 1u);
}

TEST_F(PassagesTest, OfWhatLiesInSomethingPassedBeginWithThat) {
  const ValueId inner = passed(values_, values_.add_string("s3:*", at(1)), at(2), "local.action");
  const ValueId outer = passed(values_, values_.add_list({inner}, at(3)), at(4), "var.actions");
  const PassageId whole = passages_.within(values_, {}, origin(outer));
  const PassageId part = passages_.within(values_, whole, origin(inner));
  EXPECT_EQ(way(passages_.take(), part), (Way{"var.actions@4", "local.action@2"}));
}

TEST_F(PassagesTest, OfALongWayEndSomewhere) {
  ValueId value = values_.add_string("x", at(0));
  for (std::uint32_t i = 1; i <= 1000; ++i) value = passed(values_, value, at(i), "local.x");
  const PassageId id = passages_.within(values_, {}, origin(value));
  const Way places = way(passages_.take(), id);
  EXPECT_LT(places.size(), 100u);
  EXPECT_EQ(places.front(), "local.x@1000");
}

}  // namespace
}  // namespace weir
