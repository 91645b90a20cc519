// Random small graphs and queries against a naive evaluator: every binding enumerated, Kleene's
// tables, no index, no memo, no guards. Guards are checked by trying every assignment, unknowns by
// random completion.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <random>
#include <sstream>

#include "tests/query/naive.h"
#include "tests/query/world.h"

namespace weir::query {
namespace {

using Random = std::mt19937;

const CatalogTables& generated_tables() {
  static const CatalogTables kTables = vocabulary(R"(
label thing
label a < thing
label b < thing
label g
edge s flow both
edge t flow out < s
edge u flow in
edge c attachment
property p: boolean on thing|g
property q: number on thing|g
property d: boolean on thing|g
)");
  return kTables;
}

std::string pick(Random& random, std::vector<std::string> choices) {
  return choices[random() % choices.size()];
}

struct Options {
  bool unknowns = true;
  bool guards = false;
};

std::string random_graph(Random& random, Options options) {
  std::string text;
  const auto when = [&] {
    if (!options.guards || random() % 2 == 0) return std::string();
    return pick(random, {" when x", " when not x", " when y", " when not y"});
  };
  const std::vector<std::string> names = {"n0", "n1", "n2", "n3"};
  for (const std::string& name : names) {
    text += "node " + name + ":" + pick(random, {"a", "b", "g", "a"});
    if (options.unknowns && random() % 4 == 0) text += pick(random, {"|a?", "|b?", "|g?"});
    text += when() + "\n";
    if (random() % 3 != 0) {
      std::vector<std::string> values = {"true", "false"};
      if (options.unknowns) values.push_back("?");
      if (options.guards) values.push_back("x ? true : false");
      text += name + ".p = " + pick(random, values) + "\n";
    }
    if (random() % 3 != 0) {
      std::vector<std::string> values = {"1", "2", "3"};
      if (options.unknowns) values.push_back("?");
      if (options.guards) values.push_back("y ? 1 : 3");
      text += name + ".q = " + pick(random, values) + "\n";
    }
  }
  for (int i = 0; i < 5; ++i)
    text += pick(random, names) + " -" + pick(random, {"s", "t", "u", "c"}) + "-> " +
            pick(random, names) + when() + "\n";
  if (options.unknowns)
    for (unsigned i = random() % 3; i > 0; --i)
      text += "open " + pick(random, names) + pick(random, {" out ", " in "}) +
              pick(random, {"s", "t", "u", "c"}) + pick(random, {"", "", " a", " b", " g"}) + "\n";
  return text;
}

/// What `d` is on things; on others it is absent.
const std::vector<std::string> kDefines = {
    "define thing.d = exists ((self)-[:u|c]->(other) where other.p = true)"};

std::string random_end_test(Random& random, const std::string& edge) {
  return edge + pick(random, {".from", ".to"}) +
         pick(random, {".d = true", ".d != true", ".d = false", ".p = true", ".q < 2"});
}

/// The step's `while` speaks of the ends of its hops.
std::string random_step(Random& random, bool attachment_too, const std::string& name = "") {
  const bool data = random() % 4 == 0;
  std::string label = pick(random, {"s", "t", "u", "s|u"});
  if (!data && attachment_too && random() % 4 == 0) label = "c";
  const std::string star = name.empty() ? pick(random, {"", "", "+", "*"}) : "+";
  std::string edge = name + ":" + label + star;
  if (!name.empty()) edge += " while " + random_end_test(random, name);
  return data ? "=[" + edge + "]=>" : "-[" + edge + "]->";
}

std::string random_test(Random& random, const std::string& name) {
  return name +
         pick(random, {".p = true", ".p != true", ".q < 2", ".q >= 2", ".q = 2", ".p = absent"});
}

std::string random_condition(Random& random) {
  const auto inner = [&] {
    std::string text =
        "exists ((x)" + random_step(random, true) + "(z" + pick(random, {"", ":a", ":g"}) + ")";
    if (random() % 3 == 0) text += random_step(random, false) + "(y)";
    if (random() % 2 == 0) text += " where " + random_test(random, "z");
    return text + ")";
  };
  const auto same = [&] {  // one node under two names
    return "exists ((w" + pick(random, {":a", ":b", ":thing"}) + ") where w = " + pick(random, {"x", "y"}) +
           pick(random, {"", " and " + random_test(random, "w")}) + ")";
  };
  const auto part = [&] {
    switch (random() % 7) {
      case 0:
        return random_test(random, "x");
      case 1:
        return "not " + random_test(random, "y");
      case 2:
        return inner();
      case 3:
        return "not " + inner();
      case 4:
        return same();
      case 5:
        return "not " + same();
      default:
        return "count(k in (x)" + random_step(random, true) + "(k)) " +
               pick(random, {">= 2", "= 1", "< 1"});
    }
  };
  std::string text = part();
  if (random() % 2 == 0) text += pick(random, {" and ", " or "}) + part();
  if (random() % 4 == 0) text += " and (" + random_test(random, "x") + " and " + same() + ")";
  return text;
}

/// `x` and `y` joined by a plain edge whose ends are tested, or by a path each of whose hops is.
std::string random_query_of_ends(Random& random) {
  const std::string nodes[] = {"(x" + pick(random, {"", ":a", ":thing"}) + ")",
                               "(y" + pick(random, {"", ":b", ":thing"}) + ")"};
  if (random() % 2 == 0)
    return "match " + nodes[0] + random_step(random, false, "h") + nodes[1] + " report x \"x\"";
  return "match " + nodes[0] + "-[h:" + pick(random, {"s", "u", "s|u"}) + "]->" + nodes[1] +
         " where " + random_end_test(random, "h") + pick(random, {" and ", " or "}) +
         random_condition(random) + " report x \"x\"";
}

std::string random_query(Random& random) {
  return "match (x" + pick(random, {"", ":a", ":thing"}) + ")" + random_step(random, false) + "(y" +
         pick(random, {"", ":b", ":thing"}) + ") where " + random_condition(random) +
         " report x \"x\"";
}

Truth truth_of_outcome(const Outcome& outcome) {
  if (!outcome.matches.empty()) return Truth::yes;
  return outcome.undecided_matches != 0 ? Truth::unknown : Truth::no;
}

Truth run(const Compiled& compiled, const World& world) {
  GuardStore guards = world.dfd.guards;
  return truth_of_outcome(compiled.run(world, guards));
}

void agrees(Random& random, const std::function<std::string(Random&)>& make_query) {
  int seen[3] = {};
  for (int round = 0; round < 2500; ++round) {
    const std::string graph = random_graph(random, {});
    const std::string query = make_query(random);
    const Compiled compiled(generated_tables(), query, {}, kDefines);
    ASSERT_TRUE(compiled.errors.empty()) << query << ": " << compiled.errors[0].message;
    const World world(generated_tables(), graph);
    const Truth expected = Naive(world, compiled).match();
    ASSERT_EQ(static_cast<int>(run(compiled, world)), static_cast<int>(expected)) << graph << query;
    ++seen[static_cast<int>(expected)];
  }
  for (const int count : seen) EXPECT_GT(count, 100);
}

TEST(Random, AgreesWithTheNaiveEvaluator) {
  Random random(20261125);
  agrees(random, random_query);
}

TEST(Random, DefinitionsOnEndsAgreeWithTheNaiveEvaluator) {
  Random random(42);
  agrees(random, random_query_of_ends);
}

/// The graph under one assignment of its atoms: guarded parts kept or dropped, choices resolved.
std::string assigned(const std::string& graph, bool x, bool y) {
  std::string result;
  std::size_t at = 0;
  const auto holds = [&](const std::string& guard) {
    const bool negated = guard.starts_with("not ");
    return (guard.back() == 'x' ? x : y) != negated;
  };
  std::vector<std::string> gone;
  while (at < graph.size()) {
    std::string line = graph.substr(at, graph.find('\n', at) - at);
    at += line.size() + 1;
    if (const auto when = line.find(" when "); when != std::string::npos) {
      const bool kept = holds(line.substr(when + 6));
      line = line.substr(0, when);
      if (!kept && line.starts_with("node ")) {
        gone.push_back(line.substr(5, 2));
        result += line.substr(0, 8) + "gone\n";
        continue;
      }
      if (!kept) continue;
    }
    if (const auto choice = line.find(" ? "); choice != std::string::npos) {
      const bool first = holds(line.substr(choice - 1, 1));
      const auto colon = line.find(" : ");
      line = line.substr(0, choice - 1) +
             (first ? line.substr(choice + 3, colon - choice - 3) : line.substr(colon + 3));
    }
    bool touches = false;
    for (const std::string& name : gone) touches |= line.find(name) != std::string::npos;
    if (!touches) result += line + "\n";
  }
  std::string cleaned;
  for (std::size_t i = 0; i < result.size();) {
    const std::string line = result.substr(i, result.find('\n', i) - i);
    i += line.size() + 1;
    if (line.find("gone") == std::string::npos) cleaned += line + "\n";
  }
  return cleaned;
}

TEST(Random, GuardsAgreeWithEveryAssignment) {
  Random random(7);
  for (int round = 0; round < 600; ++round) {
    const std::string graph = random_graph(random, {false, true});
    const std::string query = round % 3 == 0 ? random_query_of_ends(random) : random_query(random);
    const Compiled compiled(generated_tables(), query, {}, kDefines);
    ASSERT_TRUE(compiled.errors.empty()) << query;
    const World world(generated_tables(), graph);
    GuardStore guards = world.dfd.guards;
    Guard holds = kNever;
    for (const Match& match : compiled.run(world, guards).matches)
      holds = guards.either(holds, match.holds);
    const AtomId atoms[2] = {guards.atom("x", {"true", "false"}),
                             guards.atom("y", {"true", "false"})};
    for (const bool x : {true, false})
      for (const bool y : {true, false}) {
        const Guard here =
            guards.both(guards.is(atoms[0], x ? 0 : 1), guards.is(atoms[1], y ? 0 : 1));
        const World fixed(generated_tables(), assigned(graph, x, y));
        const bool expected = Naive(fixed, compiled).match() == Truth::yes;
        ASSERT_EQ(guards.both(holds, here) != kNever, expected)
            << graph << query << " x=" << x << " y=" << y;
      }
  }
}

/// A graph with its unknowns decided at random.
std::string completed(Random& random, const std::string& graph) {
  std::string result;
  for (std::size_t i = 0; i < graph.size();) {
    std::string line = graph.substr(i, graph.find('\n', i) - i);
    i += line.size() + 1;
    if (const auto perhaps = line.find('|'); perhaps != std::string::npos)
      line = random() % 2 == 0 ? line.substr(0, perhaps) : line.substr(0, line.size() - 1);
    if (line.starts_with("open ")) {
      const bool out = line.find(" out ") != std::string::npos;
      std::istringstream words(line);
      std::string open, node, side, label, only;
      words >> open >> node >> side >> label >> only;
      for (unsigned n = random() % 3; n > 0; --n) {
        std::string other = pick(random, {"n0", "n1", "n2", "n3", "new:a", "new:g"});
        if (!only.empty()) other = "new" + only + ":" + only;
        result += out ? node + " -" + label + "-> " + other + "\n"
                      : other + " -" + label + "-> " + node + "\n";
      }
      continue;
    }
    if (line.ends_with("= ?"))
      line = line.substr(0, line.size() - 1) + (line.find(".p") != std::string::npos
                                                    ? pick(random, {"true", "false"})
                                                    : pick(random, {"1", "2", "3"}));
    result += line + "\n";
  }
  return result;
}

TEST(Random, WhatIsTrueStaysTrueHoweverTheUnknownsTurnOut) {
  Random random(99);
  int tried = 0;
  for (int round = 0; round < 1500; ++round) {
    const std::string graph = random_graph(random, {});
    const std::string query = round % 3 == 0 ? random_query_of_ends(random) : random_query(random);
    const Compiled compiled(generated_tables(), query, {}, kDefines);
    if (run(compiled, World(generated_tables(), graph)) != Truth::yes) continue;
    for (int i = 0; i < 4; ++i, ++tried) {
      const std::string certain = completed(random, graph);
      ASSERT_EQ(static_cast<int>(run(compiled, World(generated_tables(), certain))), 2)
          << graph << query << "\n"
          << certain;
    }
  }
  EXPECT_GT(tried, 500);
}

TEST(Random, HopMitigationsAgreeWithBruteForce) {
  Random random(5);
  const std::string query = "match (x:a)-[h:s+]->(y:b) report y \"x\"";
  for (int round = 0; round < 500; ++round) {
    const std::string graph = random_graph(random, {});
    const Compiled rule(generated_tables(), query, {{"m", "exists ((g:g)-[:c]->(h))", true}});
    ASSERT_TRUE(rule.errors.empty());
    const Compiled plain(
        generated_tables(), "match (x:a)-[h:s+ while not exists ((g:g)-[:c]->(h))]->(y:b) report y \"x\"");
    ASSERT_TRUE(plain.errors.empty());
    const World world(generated_tables(), graph);
    GuardStore guards = world.dfd.guards;
    ASSERT_EQ(rule.run(world, guards).matches.size(), plain.run(world, guards).matches.size())
        << graph;
  }
}

/// Less is looked for where only matches are told; they and when they hold must not move by it.
TEST(Random, MatchesAreTheSameWhereOnlyTheyAreTold) {
  Random random(11);
  std::size_t seen = 0;
  for (int round = 0; round < 2000; ++round) {
    const std::string graph = random_graph(random, {false, round % 2 == 0});
    const bool hops = round % 4 == 0;
    const std::string query = hops ? "match (x:a)-[h:s+]->(y:b) report y \"x\""
                              : round % 4 == 1 ? random_query_of_ends(random)
                                               : random_query(random);
    std::vector<MitigationSource> mitigations;
    if (hops) mitigations = {{"m", "exists ((g:g)-[:c]->(h))", true}};
    const Compiled compiled(generated_tables(), query, mitigations, kDefines);
    ASSERT_TRUE(compiled.errors.empty()) << query;
    const World world(generated_tables(), graph);
    GuardStore guards = world.dfd.guards;
    const Outcome counted = compiled.run(world, guards);
    const Outcome told = compiled.run(world, guards, Undecideds::left_out);
    ASSERT_EQ(told.matches.size(), counted.matches.size()) << graph << query;
    for (std::size_t i = 0; i < told.matches.size(); ++i)
      ASSERT_EQ(told.matches[i].holds, counted.matches[i].holds) << graph << query;
    EXPECT_EQ(told.undecided_matches + told.mitigated.size(), 0u);
    seen += told.matches.size();
  }
  EXPECT_GT(seen, 500u);
}

}  // namespace
}  // namespace weir::query
