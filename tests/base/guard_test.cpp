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

TEST_F(Guards, AssumptionsMakeGuardsNeverOrAlways) {
  EXPECT_TRUE(store.assume(store.negate(store.both(prod, store.negate(in_vpc)))));
  EXPECT_EQ(store.both(prod, store.negate(in_vpc)), kNever);
  EXPECT_EQ(store.either(store.negate(prod), in_vpc), kAlways);
  EXPECT_TRUE(store.implies(prod, in_vpc));
  EXPECT_FALSE(store.implies(in_vpc, prod));
  EXPECT_EQ(store.describe(store.both(prod, in_vpc)), "parameter Environment is \"prod\"");
  EXPECT_FALSE(store.assume(store.both(prod, store.negate(in_vpc)))) << "nothing would be left";
  EXPECT_EQ(store.both(prod, in_vpc), store.both(in_vpc, prod));
}

TEST_F(Guards, AssumptionsOverTheSameAtomsAreOne) {
  EXPECT_TRUE(store.assume(store.negate(prod)));
  EXPECT_TRUE(store.assume(store.either(prod, in_vpc)));
  EXPECT_EQ(store.both(kAlways, store.negate(in_vpc)), kNever) << "only together do they say so";
  EXPECT_EQ(store.describe(store.both(dev, in_vpc)), "parameter Environment is \"dev\"");
}

TEST_F(Guards, ImportKeepsDefaultsAndAssumptions) {
  AtomTraits traits;
  traits.by_default = 1;
  GuardStore other;
  const AtomId size = other.atom("parameter Size", {"large", "small"}, traits);
  const AtomId theirs = other.atom("condition Own", kBoolean);
  EXPECT_TRUE(other.assume(other.negate(other.is(theirs, 0))));
  store.import_assumptions(other, "web: ");
  EXPECT_EQ(store.import(other, other.negate(other.is(theirs, 0)), "web: "), kAlways);
  const Guard large = store.import(other, other.is(size, 0), "web: ");
  EXPECT_EQ(store.describe(large, true),
            "web: parameter Size is \"large\" (its default is \"small\")");
  EXPECT_FALSE(store.possible_by_default(large));
}

TEST_F(Guards, SharedAtomsAreOneForAllUnits) {
  AtomTraits traits;
  traits.shared = true;
  GuardStore one, two, odd;
  const Guard a = one.is(one.atom("parameter file", {"a", "b"}, traits), 0);
  const Guard b = two.is(two.atom("parameter file", {"a", "b"}, traits), 1);
  const Guard c = odd.is(odd.atom("parameter file", {"c", "d"}, traits), 0);
  EXPECT_EQ(store.both(store.import(one, a, "one: "), store.import(two, b, "two: ")), kNever);
  EXPECT_EQ(store.describe(store.import(odd, c, "odd: ")), "odd: parameter file is \"c\"");
}

TEST_F(Guards, ByDefault) {
  AtomTraits traits;
  traits.by_default = 0;
  const AtomId size = store.atom("parameter Size", {"small", "large", "huge"}, traits);
  const AtomId loud = store.atom("parameter Loud", {"false", "true"}, traits);
  const Guard small = store.is(size, 0), large = store.is(size, 1);
  EXPECT_TRUE(store.possible_by_default(small));
  EXPECT_TRUE(store.possible_by_default(store.either(large, in_vpc)));
  EXPECT_TRUE(store.possible_by_default(kUndecided));
  EXPECT_FALSE(store.possible_by_default(kNever));
  EXPECT_FALSE(store.possible_by_default(store.both(large, in_vpc)));
  EXPECT_EQ(store.describe(store.both(large, in_vpc), true),
            "condition UseVpc is true and parameter Size is \"large\" (its default is \"small\")");
  EXPECT_EQ(store.describe(store.negate(small), true),
            "parameter Size is not \"small\" (its default)");
  EXPECT_EQ(store.describe(store.is(loud, 1), true),
            "parameter Loud is true (its default is false)");
  EXPECT_EQ(store.describe(large), "parameter Size is \"large\"");
  // what the assumptions tie to the default counts, unless they forbid the defaults themselves
  EXPECT_TRUE(store.assume(store.either(store.negate(small), store.negate(in_vpc))));
  EXPECT_FALSE(store.possible_by_default(in_vpc));
  EXPECT_TRUE(store.assume(store.negate(small)));
  EXPECT_TRUE(store.possible_by_default(in_vpc));
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

TEST(GuardBudget, ManyAssumptionsCostWhatTheySay) {
  GuardStore store;
  for (int i = 0; i < 5'000; ++i) {
    const std::string number = std::to_string(i);
    const Guard a = store.is(store.atom("a" + number, kBoolean), 0);
    const Guard b = store.is(store.atom("b" + number, kBoolean), 0);
    store.assume(store.either(store.negate(a), b));
  }
  const Guard a = store.is(store.atom("a7", kBoolean), 0);
  EXPECT_TRUE(store.implies(a, store.is(store.atom("b7", kBoolean), 0)));
}

TEST(GuardRewind, AnswersAsIfNobodyHadAsked) {
  GuardStore store;
  const Guard a = store.is(store.atom("a", kBoolean), 0);
  const Guard b = store.is(store.atom("b", kBoolean), 0);
  const std::size_t before = store.size();
  const GuardStore::Mark mark = store.mark();
  for (int round = 0; round < 2; ++round) {
    const Guard neither = store.both(store.negate(a), store.negate(b));
    EXPECT_GT(store.size(), before);
    EXPECT_EQ(store.describe(neither), "a is false and b is false");
    store.rewind(mark);
    EXPECT_EQ(store.size(), before);
  }
  EXPECT_EQ(store.both(a, store.negate(a)), kNever);
}

}  // namespace
}  // namespace weir
