#include "analyzer/base/guard.h"

#include <gtest/gtest.h>

#include <functional>
#include <random>

#include "analyzer/base/limits.h"

namespace weir {
namespace {

const std::vector<std::string> kBoolean = {"true", "false"};

class Guards : public testing::Test {
 protected:
  GuardStore store;
  AtomId environment = store.atom("parameter Environment", {"prod", "dev", "another value"});
  AtomId vpc = store.atom("condition UseVpc", kBoolean);
  Guard prod = store.is(environment, 0), dev = store.is(environment, 1);
  Guard in_vpc = store.is(vpc, 0);
};

TEST_F(Guards, EqualSetsAreEqualNodes) {
  EXPECT_EQ(store.both(prod, in_vpc), store.both(in_vpc, prod));
  EXPECT_EQ(store.both(prod, dev), kNever);
  EXPECT_EQ(store.either(store.either(prod, dev), store.is(environment, 2)), kAlways);
  EXPECT_EQ(store.negate(store.negate(prod)), prod);
  EXPECT_EQ(store.minus(prod, prod), kNever);
  EXPECT_EQ(store.atom("condition UseVpc", kBoolean), vpc);
}

TEST_F(Guards, Implication) {
  EXPECT_TRUE(store.implies(store.both(prod, in_vpc), prod));
  EXPECT_FALSE(store.implies(prod, store.both(prod, in_vpc)));
  EXPECT_TRUE(store.implies(kNever, prod));
  EXPECT_FALSE(store.implies(kUndecided, kAlways));
  EXPECT_FALSE(store.implies(kNever, kUndecided));
}

TEST_F(Guards, UndecidedIsDecidedOnlyByWhatAbsorbsIt) {
  EXPECT_EQ(store.both(kNever, kUndecided), kNever);
  EXPECT_EQ(store.either(kAlways, kUndecided), kAlways);
  EXPECT_EQ(store.both(prod, kUndecided), kUndecided);
  EXPECT_EQ(store.either(prod, kUndecided), kUndecided);
  EXPECT_EQ(store.negate(kUndecided), kUndecided);
  EXPECT_TRUE(store.satisfiable(kUndecided));
  EXPECT_FALSE(store.always(kUndecided));
}

TEST_F(Guards, SayWhatTheyMean) {
  EXPECT_EQ(store.describe(kAlways), "");
  EXPECT_EQ(store.describe(kNever), "never");
  EXPECT_EQ(store.describe(prod), "parameter Environment is \"prod\"");
  EXPECT_EQ(store.describe(store.negate(prod)), "parameter Environment is not \"prod\"");
  EXPECT_EQ(store.describe(in_vpc), "condition UseVpc is true");
  EXPECT_EQ(store.describe(store.negate(in_vpc)), "condition UseVpc is false");
  EXPECT_EQ(store.describe(store.both(in_vpc, store.negate(dev))),
            "parameter Environment is not \"dev\" and condition UseVpc is true");
  EXPECT_EQ(store.describe(store.either(in_vpc, prod)),
            "parameter Environment is \"prod\" or condition UseVpc is true")
      << "not the diagram's path, which also says what does not matter";
}

TEST_F(Guards, SayOnlyTheSubjectsWhenThereAreManyCases) {
  Guard parity = kNever;
  for (int i = 0; i < 8; ++i) {
    const Guard bit = store.is(store.atom("condition C" + std::to_string(i), kBoolean), 0);
    parity = store.either(store.minus(parity, bit), store.minus(bit, parity));
  }
  EXPECT_EQ(
      store.describe(parity),
      "some combinations of condition C0, condition C1, condition C2, condition C3 and 4 more");
}

TEST_F(Guards, ImportMatchesAtomsByNameWhateverTheirOrder) {
  GuardStore other;
  const AtomId theirs_vpc = other.atom("condition UseVpc", kBoolean);
  const AtomId theirs_env = other.atom("parameter Environment", {"prod", "dev", "another value"});
  const Guard both = other.both(other.is(theirs_vpc, 0), other.is(theirs_env, 0));
  EXPECT_EQ(store.import(other, both), store.both(prod, in_vpc));
  EXPECT_EQ(store.describe(store.import(other, other.is(theirs_vpc, 0), "stack Web: ")),
            "stack Web: condition UseVpc is true");
}

TEST_F(Guards, ImportDoesNotMixUpOutcomes) {
  GuardStore other;
  const AtomId theirs = other.atom("parameter Environment", {"blue", "green"});
  EXPECT_EQ(store.import(other, other.is(theirs, 0)), kUndecided);
}

/// Every operation against truth tables over all assignments.
TEST(GuardsAgainstTables, RandomFormulas) {
  std::mt19937 random(7);
  GuardStore store;
  std::vector<AtomId> atoms;
  const std::vector<std::size_t> sizes = {2, 3, 2, 4};
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    std::vector<std::string> outcomes;
    for (std::size_t k = 0; k < sizes[i]; ++k) outcomes.push_back(std::to_string(k));
    atoms.push_back(store.atom("a" + std::to_string(i), outcomes));
  }
  using Table = std::vector<bool>;  // one entry per assignment: 2·3·2·4
  const auto table_of = [&](std::size_t atom, std::size_t outcome) {
    Table table;
    for (std::size_t n = 0; n < 48; ++n) {
      std::size_t rest = n;
      for (std::size_t i = 0; i < atom; ++i) rest /= sizes[i];
      table.push_back(rest % sizes[atom] == outcome);
    }
    return table;
  };
  std::vector<std::pair<Guard, Table>> known;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    for (std::size_t k = 0; k < sizes[i]; ++k)
      known.emplace_back(store.is(atoms[i], k), table_of(i, k));
  }
  for (int round = 0; round < 2000; ++round) {
    const auto [a, ta] = known[random() % known.size()];
    const auto [b, tb] = known[random() % known.size()];
    Table conjunction, disjunction, negation;
    bool subset = true;
    for (std::size_t n = 0; n < 48; ++n) {
      conjunction.push_back(ta[n] && tb[n]);
      disjunction.push_back(ta[n] || tb[n]);
      negation.push_back(!ta[n]);
      subset = subset && (!ta[n] || tb[n]);
    }
    EXPECT_EQ(store.implies(a, b), subset);
    EXPECT_EQ(a == b, ta == tb) << "canonical";
    known.emplace_back(store.both(a, b), conjunction);
    known.emplace_back(store.either(a, b), disjunction);
    known.emplace_back(store.negate(a), negation);
    EXPECT_EQ(known.back().first == kNever, negation == Table(48, false));
  }
}

TEST(GuardBudget, ManyConditionsEndInUndecidedNotInATimeOut) {
  // (a0 and b0) or (a1 and b1) or … with all a before all b: exponential in any such diagram.
  GuardStore store;
  std::vector<Guard> left, right;
  for (int i = 0; i < 40; ++i)
    left.push_back(store.is(store.atom("a" + std::to_string(i), kBoolean), 0));
  for (int i = 0; i < 40; ++i)
    right.push_back(store.is(store.atom("b" + std::to_string(i), kBoolean), 0));
  Guard any = kNever;
  for (std::size_t i = 0; i < left.size(); ++i)
    any = store.either(any, store.both(left[i], right[i]));
  EXPECT_EQ(any, kUndecided);
  EXPECT_LE(store.size(), limits::kGuardSteps);
}

TEST(GuardBudget, DeepDiagramsDoNotUseTheStack) {
  GuardStore store;
  std::vector<Guard> bits;
  for (int i = 0; i < 20'000; ++i)
    bits.push_back(store.is(store.atom("c" + std::to_string(i), kBoolean), 0));
  Guard all = kAlways;
  for (std::size_t i = bits.size(); i-- > 0;) all = store.both(bits[i], all);
  EXPECT_NE(all, kUndecided);
  EXPECT_EQ(store.both(all, store.negate(all)), kNever);
}

}  // namespace
}  // namespace weir
