// Random small graphs and queries against a naive evaluator: every binding enumerated, Kleene's
// tables, no index, no memo, no guards. Guards are checked by trying every assignment, unknowns by
// random completion.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "tests/query/world.h"

namespace weir::query {
namespace {

using Random = std::mt19937;

const CatalogTables& tables() {
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
              pick(random, {"s", "t", "u", "c"}) + "\n";
  return text;
}

std::string random_step(Random& random, bool attachment_too) {
  const bool data = random() % 4 == 0;
  std::string label = pick(random, {"s", "t", "u", "s|u"});
  if (!data && attachment_too && random() % 4 == 0) label = "c";
  const std::string star = pick(random, {"", "", "+", "*"});
  const std::string edge = ":" + label + star;
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
  const auto part = [&] {
    switch (random() % 5) {
      case 0:
        return random_test(random, "x");
      case 1:
        return "not " + random_test(random, "y");
      case 2:
        return inner();
      case 3:
        return "not " + inner();
      default:
        return "count(k in (x)" + random_step(random, true) + "(k)) " +
               pick(random, {">= 2", "= 1", "< 1"});
    }
  };
  std::string text = part();
  if (random() % 2 == 0) text += pick(random, {" and ", " or "}) + part();
  return text;
}

std::string random_query(Random& random) {
  return "match (x" + pick(random, {"", ":a", ":thing"}) + ")" + random_step(random, false) + "(y" +
         pick(random, {"", ":b", ":thing"}) + ") where " + random_condition(random) +
         " report x \"x\"";
}

/// Kleene evaluation by definition. Guards must be "always" (see `assigned`).
class Naive {
 public:
  Naive(const World& world, const Compiled& compiled)
      : world_(world),
        queries_(compiled.queries()),
        query_(compiled.query()),
        top_(world.dfd.nodes.size()),
        frame_(query_.variables.count, kNone) {}

  Truth match() { return pattern(query_.pattern); }

 private:
  static constexpr std::size_t kNone = SIZE_MAX;

  Truth pattern(std::uint32_t index) {
    std::vector<VariableId> nodes;
    for (const VariableId id : names(index))
      if (!queries_.variables[query_.variables.first + id].edge) nodes.push_back(id);
    return enumerate(index, nodes, 0, [](Truth) {});
  }

  std::span<const VariableId> names(std::uint32_t index) const {
    return Catalog::slice(queries_.pattern_variables, queries_.patterns[index].variables);
  }

  template <class Each>
  Truth enumerate(std::uint32_t index, const std::vector<VariableId>& nodes, std::size_t depth,
                  const Each& each) {
    if (depth == nodes.size()) {
      const Truth truth = bound(index);
      each(truth);
      return truth;
    }
    Truth best = Truth::no;
    for (std::size_t node = 0; node <= top_; ++node) {
      frame_[nodes[depth]] = node;
      const Truth bears = fits(nodes[depth], node);
      if (bears != Truth::no)
        best = either(best, both(bears, enumerate(index, nodes, depth + 1, each)));
    }
    frame_[nodes[depth]] = kNone;
    return best;
  }

  Truth fits(VariableId id, std::size_t node) const {
    const Range labels = queries_.variables[query_.variables.first + id].labels;
    if (node == top_ || labels.empty()) return Truth::yes;
    Truth best = Truth::no;
    for (const LabelId label : Catalog::slice(queries_.node_labels, labels)) {
      if (has_label(world_.dfd, world_.catalog, NodeId(node), label)) return Truth::yes;
      for (const LabelId possible : world_.dfd.nodes[node].possible_labels)
        if (world_.catalog.is(possible, label)) best = Truth::unknown;
    }
    return best;
  }

  /// The pattern with all its nodes bound. What hangs together with unknown nodes only is not asked
  /// for.
  Truth bound(std::uint32_t index) {
    const Pattern& pattern = queries_.patterns[index];
    const auto own = names(index);
    bool any_known = false;
    for (const VariableId id : own) any_known |= frame_[id] < top_;
    bool any_outer = false;
    Truth truth = Truth::yes;
    for (const Step& step : Catalog::slice(queries_.steps, pattern.steps)) {
      for (const VariableId end : {step.from, step.to})
        any_outer |= std::find(own.begin(), own.end(), end) == own.end();
      truth = both(truth, this->step(step, frame_[step.from], frame_[step.to]));
    }
    if (!any_known && !any_outer) return Truth::no;
    return both(truth, condition(pattern.where));
  }

  bool accepts(const Step& step, EdgeLabelId kind) const {
    for (const EdgeLabelId label : Catalog::slice(queries_.edge_labels, step.labels))
      if (world_.catalog.is(kind, label)) return true;
    return false;
  }

  static bool along(DataDirection data, bool forward) {
    return data == DataDirection::both ||
           data == (forward ? DataDirection::out : DataDirection::in);
  }

  bool open(const Step& step, std::size_t node, bool source) const {
    if (node == top_) return false;
    for (const OpenEnd& end : world_.dfd.open_ends) {
      bool label = accepts(step, end.label);
      for (const EdgeLabelId wanted : Catalog::slice(queries_.edge_labels, step.labels))
        label |= world_.catalog.is(wanted, end.label);
      if (end.node.index() != node || !label) continue;
      const EdgeLabelRecord& record = world_.catalog.edges[end.label.index()];
      if (!step.data && end.outgoing == source) return true;
      if (step.data && record.relation == EdgeRelation::flow &&
          along(record.data, end.outgoing == source))
        return true;
    }
    return false;
  }

  Truth edge(const Step& step, std::size_t from, std::size_t to) const {
    if (from == top_ && to == top_) return Truth::unknown;
    for (const Flow& flow : world_.dfd.flows) {
      if (!accepts(step, flow.kind)) continue;
      if (flow.from.value == from && flow.to.value == to && (!step.data || along(flow.data, true)))
        return Truth::yes;
      if (step.data && flow.to.value == from && flow.from.value == to && along(flow.data, false))
        return Truth::yes;
    }
    if (!step.data)
      for (const Attachment& one : world_.dfd.attachments)
        if (accepts(step, one.kind) && one.source.value == from && one.target.value == to)
          return Truth::yes;
    return open(step, from, true) || open(step, to, false) ? Truth::unknown : Truth::no;
  }

  Truth step(const Step& step, std::size_t from, std::size_t to) {
    auto& known = known_[&step];
    if (known.empty())
      for (std::size_t a = 0; a <= top_; ++a)
        for (std::size_t b = 0; b <= top_; ++b) known.push_back(walked(step, a, b));
    return known[from * (top_ + 1) + to];
  }

  Truth walked(const Step& step, std::size_t from, std::size_t to) const {
    if (step.repeat == Repeat::once) return edge(step, from, to);
    std::vector<Truth> best(top_ + 1, Truth::no);
    if (step.repeat == Repeat::any)
      best[from] = from == top_ ? Truth::unknown : Truth::yes;
    else
      for (std::size_t next = 0; next <= top_; ++next) best[next] = edge(step, from, next);
    for (std::size_t round = 0; round <= top_; ++round)
      for (std::size_t at = 0; at <= top_; ++at)
        for (std::size_t next = 0; next <= top_; ++next)
          best[next] = either(best[next], both(best[at], edge(step, at, next)));
    return best[to];
  }

  Truth condition(ExprId id) {
    if (!id.valid()) return Truth::yes;
    const Expr& expr = queries_.exprs[id.index()];
    const auto children = Catalog::slice(queries_.children, expr.children);
    Truth truth = expr.kind == ExprKind::conjunction ? Truth::yes : Truth::no;
    switch (expr.kind) {
      case ExprKind::conjunction:
        for (const ExprId child : children) truth = both(truth, condition(child));
        return truth;
      case ExprKind::disjunction:
        for (const ExprId child : children) truth = either(truth, condition(child));
        return truth;
      case ExprKind::negation:
        return negate(condition(children.front()));
      case ExprKind::exists:
        return pattern(expr.pattern);
      default:
        return comparison(expr);
    }
  }

  Truth comparison(const Expr& expr) {
    const Operand& left = queries_.operands[expr.left.first];
    const Operand& right = queries_.operands[expr.right.first];
    if (left.kind == OperandKind::count) return counted(left, expr.op, right.number);
    const std::size_t node = frame_[left.variable];
    if (node == top_) return Truth::unknown;
    const PropertyValue* value = find_property(world_.dfd.nodes[node].properties, left.property);
    if (value != nullptr && value->state == PropertyState::unknown) return Truth::unknown;
    const bool absent = value == nullptr || value->state == PropertyState::absent;
    if (expr.op == Op::eq || expr.op == Op::ne) {
      bool same = absent;
      if (right.kind == OperandKind::boolean) same = !absent && value->boolean == right.boolean;
      if (right.kind == OperandKind::number) same = !absent && value->number == right.number;
      return truth_of(same == (expr.op == Op::eq));
    }
    if (absent) return Truth::unknown;
    return truth_of(expr.op == Op::lt ? value->number < right.number
                                      : value->number >= right.number);
  }

  Truth counted(const Operand& left, Op op, double wanted) {
    double low = 0, high = 0;
    const VariableId name = left.counted;
    for (std::size_t node = 0; node <= top_; ++node) {
      frame_[name] = node;
      const Truth truth = both(fits(name, node), bound(left.pattern));
      low += truth == Truth::yes ? 1 : 0;
      high += truth == Truth::no ? 0 : node == top_ ? 1e9 : 1;
    }
    frame_[name] = kNone;
    if (op == Op::ge)
      return low >= wanted ? Truth::yes : high < wanted ? Truth::no : Truth::unknown;
    if (op == Op::lt)
      return high < wanted ? Truth::yes : low >= wanted ? Truth::no : Truth::unknown;
    if (low == high) return truth_of(low == wanted);
    return wanted < low || wanted > high ? Truth::no : Truth::unknown;
  }

  const World& world_;
  Queries queries_;
  const Query& query_;
  std::size_t top_;
  std::vector<std::size_t> frame_;
  std::map<const Step*, std::vector<Truth>> known_;  ///< by step: truth between every two nodes
};

Truth truth_of_outcome(const Outcome& outcome) {
  if (!outcome.matches.empty()) return Truth::yes;
  return outcome.undecided_matches != 0 ? Truth::unknown : Truth::no;
}

Truth run(const Compiled& compiled, const World& world) {
  GuardStore guards = world.dfd.guards;
  return truth_of_outcome(compiled.run(world, guards));
}

TEST(Random, AgreesWithTheNaiveEvaluator) {
  Random random(20261125);
  int seen[3] = {};
  for (int round = 0; round < 2500; ++round) {
    const std::string graph = random_graph(random, {});
    const std::string query = random_query(random);
    const Compiled compiled(tables(), query);
    ASSERT_TRUE(compiled.errors.empty()) << query << ": " << compiled.errors[0].message;
    const World world(tables(), graph);
    const Truth expected = Naive(world, compiled).match();
    ASSERT_EQ(static_cast<int>(run(compiled, world)), static_cast<int>(expected)) << graph << query;
    ++seen[static_cast<int>(expected)];
  }
  for (const int count : seen) EXPECT_GT(count, 100);
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
    const std::string query = random_query(random);
    const Compiled compiled(tables(), query);
    ASSERT_TRUE(compiled.errors.empty()) << query;
    const World world(tables(), graph);
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
        const World fixed(tables(), assigned(graph, x, y));
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
      const std::string node = line.substr(5, 2), label = line.substr(line.rfind(' ') + 1);
      for (unsigned n = random() % 3; n > 0; --n) {
        const std::string other = pick(random, {"n0", "n1", "n2", "n3", "new:a", "new:g"});
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
    const std::string query = random_query(random);
    const Compiled compiled(tables(), query);
    if (run(compiled, World(tables(), graph)) != Truth::yes) continue;
    for (int i = 0; i < 4; ++i, ++tried) {
      const std::string certain = completed(random, graph);
      ASSERT_EQ(static_cast<int>(run(compiled, World(tables(), certain))), 2)
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
    const Compiled rule(tables(), query, {{"m", "exists ((g:g)-[:c]->(h))", true}});
    ASSERT_TRUE(rule.errors.empty());
    const Compiled plain(
        tables(), "match (x:a)-[h:s+ while not exists ((g:g)-[:c]->(h))]->(y:b) report y \"x\"");
    ASSERT_TRUE(plain.errors.empty());
    const World world(tables(), graph);
    GuardStore guards = world.dfd.guards;
    ASSERT_EQ(rule.run(world, guards).matches.size(), plain.run(world, guards).matches.size())
        << graph;
  }
}

}  // namespace
}  // namespace weir::query
