#pragma once

#include <map>
#include <utility>
#include <vector>

#include "tests/query/world.h"

namespace weir::query {

/// Kleene evaluation by definition. Guards must be "always" (see `assigned`).
class Naive {
 public:
  Naive(const World& world, const Compiled& compiled)
      : world_(world),
        queries_(compiled.queries()),
        query_(compiled.query()),
        top_(world.dfd.nodes.size()),
        frame_(query_.variables.count, kNone),
        hops_(query_.variables.count, {kNone, kNone}) {}

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

  /// The node of a name; for the end of an edge, that of the edge.
  std::size_t node_of(VariableId id) const {
    const Variable& record = queries_.variables[query_.variables.first + id];
    return record.end_of == kNoVariable ? frame_[id] : end_of(record.end_of, record.end_is_to);
  }

  std::size_t end_of(VariableId edge, bool is_to) const {
    return is_to ? hops_[edge].second : hops_[edge].first;
  }

  Truth fits(VariableId id, std::size_t node) const {
    const Range labels = queries_.variables[query_.variables.first + id].labels;
    return node == top_ || labels.empty() ? Truth::yes : bears(labels, node);
  }

  Truth bears(Range labels, std::size_t node) const {
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
      const std::size_t from = node_of(step.from), to = node_of(step.to);
      hops_[step.edge] = {from, to};
      truth = both(truth, this->step(step, from, to));
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

  /// Whether an unknown edge at `node` may have the other node at its far side. What ⊤ is asked to
  /// bear is `labels`; a hop within a path may come to anything.
  bool open(const Step& step, std::size_t node, std::size_t other, bool source,
            Range labels) const {
    if (node == top_) return false;
    for (const OpenEnd& end : world_.dfd.open_ends) {
      bool label = accepts(step, end.label);
      for (const EdgeLabelId wanted : Catalog::slice(queries_.edge_labels, step.labels))
        label |= world_.catalog.is(wanted, end.label);
      if (end.node.index() != node || !label) continue;
      if (end.other.valid() && !may_face(end.other, other, labels)) continue;
      const EdgeLabelRecord& record = world_.catalog.edges[end.label.index()];
      if (!step.data && end.outgoing == source) return true;
      if (step.data && record.relation == EdgeRelation::flow &&
          along(record.data, end.outgoing == source))
        return true;
    }
    return false;
  }

  bool may_face(LabelId label, std::size_t node, Range labels) const {
    const GraphNode* known = node == top_ ? nullptr : &world_.dfd.nodes[node];
    const auto above = [&](LabelId one) { return world_.catalog.is(one, label); };
    if (known != nullptr)
      return std::any_of(known->labels.begin(), known->labels.end(), above) ||
             std::any_of(known->possible_labels.begin(), known->possible_labels.end(), above);
    const auto wanted = Catalog::slice(queries_.node_labels, labels);
    return wanted.empty() || std::any_of(wanted.begin(), wanted.end(), [&](LabelId one) {
             return above(one) || world_.catalog.is(label, one);
           });
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
    const auto labels = [&](VariableId name) {
      if (step.repeat != Repeat::once) return Range{};
      return queries_.variables[query_.variables.first + name].labels;
    };
    return open(step, from, to, true, labels(step.to)) ||
                   open(step, to, from, false, labels(step.from))
               ? Truth::unknown
               : Truth::no;
  }

  Truth step(const Step& step, std::size_t from, std::size_t to) {
    auto& known = known_[&step];
    if (known.empty())
      for (std::size_t a = 0; a <= top_; ++a)
        for (std::size_t b = 0; b <= top_; ++b) known.push_back(walked(step, a, b));
    return known[from * (top_ + 1) + to];
  }

  /// An edge that the step's `while` lets through.
  Truth hop(const Step& step, std::size_t from, std::size_t to) {
    if (!step.while_condition.valid()) return edge(step, from, to);
    const auto before = std::exchange(hops_[step.edge], {from, to});
    const Truth truth = both(edge(step, from, to), condition(step.while_condition));
    hops_[step.edge] = before;
    return truth;
  }

  Truth walked(const Step& step, std::size_t from, std::size_t to) {
    if (step.repeat == Repeat::once) return edge(step, from, to);
    std::vector<Truth> best(top_ + 1, Truth::no);
    if (step.repeat == Repeat::any)
      best[from] = from == top_ ? Truth::unknown : Truth::yes;
    else
      for (std::size_t next = 0; next <= top_; ++next) best[next] = hop(step, from, next);
    for (std::size_t round = 0; round <= top_; ++round)
      for (std::size_t at = 0; at <= top_; ++at)
        for (std::size_t next = 0; next <= top_; ++next)
          best[next] = either(best[next], both(best[at], hop(step, at, next)));
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
      case ExprKind::labelled: {
        const std::size_t node = node_of(expr.variable);
        return node == top_ ? Truth::unknown : bears(expr.labels, node);
      }
      default:
        return comparison(expr);
    }
  }

  Truth comparison(const Expr& expr) {
    const Operand& left = queries_.operands[expr.left.first];
    const Operand& right = queries_.operands[expr.right.first];
    if (left.kind == OperandKind::count) return counted(left, expr.op, right.number);
    const std::size_t node = left.kind == OperandKind::flow_end_property
                                 ? end_of(left.variable, left.end_is_to)
                                 : node_of(left.variable);
    if (node == top_) return Truth::unknown;
    if (right.kind == OperandKind::variable) {
      const std::size_t other = node_of(right.variable);
      return other == top_ ? Truth::unknown : truth_of((node == other) == (expr.op == Op::eq));
    }
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
  std::vector<std::pair<std::size_t, std::size_t>> hops_;  ///< by edge: its ends
  std::map<const Step*, std::vector<Truth>> known_;  ///< by step: truth between every two nodes
};

}  // namespace weir::query
