#include <algorithm>
#include <limits>
#include <map>

#include "analyzer/query/evaluator.h"

namespace weir::query {
namespace {

constexpr std::string_view kWhyUnknownEdge = "what is connected here is not known";
constexpr std::string_view kWhyBudget = "the step budget is spent";

}  // namespace

Tri Evaluator::evaluate(ExprId id, Ask ask) {
  if (!id.valid()) return kTrue;
  if (!spend()) return kUnknown;
  const Expr& expr = queries_.exprs[id.index()];
  const auto children = Catalog::slice(queries_.children, expr.children);
  switch (expr.kind) {
    case ExprKind::conjunction: {
      Tri result = kTrue;
      for (const ExprId child : children)
        if (result.no != kAlways && (ask != Ask::yes || result.yes != kNever))
          result = logic_.both(result, evaluate(child, ask));
      return result;
    }
    case ExprKind::disjunction: {
      Tri result = kFalse;
      for (const ExprId child : children)
        if (result.yes != kAlways && (ask != Ask::no || result.no != kNever))
          result = logic_.either(result, evaluate(child, ask));
      return result;
    }
    case ExprKind::negation:
      return logic_.negate(evaluate(children.front(), opposite(ask)));
    case ExprKind::exists:
      return exists(expr.pattern, ask);
    case ExprKind::labelled:
      return labelled(expr);
    case ExprKind::compare:
      return comparison(expr);
  }
  return kUnknown;
}

const Evaluator::OuterNames& Evaluator::outer_names(std::uint32_t pattern) {
  const auto [known, is_new] = outer_.try_emplace(pattern);
  if (is_new) known->second = names_.outer(pattern);
  return known->second;
}

/// Whether a pattern has a path over any number of hops.
bool Evaluator::seeks_path(std::uint32_t pattern) const {
  const auto steps = Catalog::slice(queries_.steps, queries_.patterns[pattern].steps);
  return std::any_of(steps.begin(), steps.end(), [](const Step& step) { return step.repeat != Repeat::once; });
}

/// Of a denied path what is certain is looked for first: nothing unknown leads on from there.
Tri Evaluator::exists(std::uint32_t pattern, Ask ask) {
  Key key = {pattern, static_cast<std::uint32_t>(ask)};
  for (const Names::Mention& one : outer_names(pattern)) append(key, one.name, one.source);
  if (const auto known = exists_memo_.find(key); known != exists_memo_.end()) return known->second;
  Tri result = kFalse;
  const auto look = [&](Want want) {
    result = kFalse;
    join(pattern, want, &result, [&](const Tri& truth) {
      result = logic_.either(result, truth);
      return want == Want::possible ? result.no != kNever : result.yes != kAlways;
    });
  };
  if (ask == Ask::yes || (ask == Ask::no && seeks_path(pattern))) look(Want::certain);
  if (ask != Ask::yes && result.yes != kAlways) look(ask == Ask::no ? Want::possible : Want::all);
  if (exhausted_ && result.yes != kAlways) return kUnknown;
  if (ask == Ask::yes) result.no = kNever;  // what is only possible was not looked for
  exists_memo_.emplace(std::move(key), result);
  return result;
}

Tri Evaluator::labelled(const Expr& expr) const {
  const NodeRef node = node_of(expr.variable);
  return node == kTop ? kUnknown : one_of(expr.labels, node);
}

Tri Evaluator::comparison(const Expr& expr) {
  const Comparison compare{logic_, graph_.catalog, expr.op, expr.quantifier, expr.enumeration};
  if (expr.left.count == 1 && expr.right.count == 1) {
    const std::optional<Comparand> left = comparand_behind(queries_.operands[expr.left.first]);
    const std::optional<Comparand> right =
        left ? comparand_behind(queries_.operands[expr.right.first]) : std::nullopt;
    const std::optional<Tri> known =
        right ? compare.comparands(*left, *right, queries_) : std::nullopt;
    if (known) return *known;
  }
  if (plain_only_) {
    beyond_plain_ = true;
    return kUnknown;
  }
  return compare(sum(expr.left), sum(expr.right));
}

/// What an operand stands for, if no Value is needed to say it. Alternatives mostly ask for the same
/// property one after another, so the last one is kept.
std::optional<Comparand> Evaluator::comparand_behind(const Operand& operand) {
  if (is_literal(operand.kind)) return comparand_of(operand, queries_);
  if (operand.kind == OperandKind::count) return std::nullopt;
  const bool of_edge = operand.kind == OperandKind::property && is_edge(operand.variable);
  const NodeRef node = of_edge || !operand.property.valid() ? kNoNode : node_behind(operand);
  const Read read{node, operand.property, operand.factor};
  if (node != kNoNode && read == last_read_) return last_comparand_;
  if (node != kNoNode && node != kTop) {
    last_read_ = read;
    return last_comparand_ = comparand_of(graph_.properties.value(NodeId(node), operand.property), operand.factor);
  }
  if (const PropertyValue* property = property_behind(operand))
    return comparand_of(StoredValue(*property), operand.factor);
  Comparand comparand;
  comparand.value.kind =
      of_edge || operand.property.valid() ? Atom::Kind::unknown : Atom::Kind::node;
  if (comparand.value.kind == Atom::Kind::node) comparand.value.node = node_behind(operand);
  return comparand;
}

/// The property that an operand asks of what is bound; nullptr if it asks none, or of something
/// unknown.
const PropertyValue* Evaluator::property_behind(const Operand& operand) const {
  const bool of_end = operand.kind == OperandKind::flow_end_property;
  if ((!of_end && operand.kind != OperandKind::property) || !operand.property.valid())
    return nullptr;
  if (!of_end && is_edge(operand.variable)) {
    const Edge& edge = frame_[operand.variable].edge;
    return edge.ref.relation != EdgeRef::Relation::none ? &property_of(edge, operand.property)
                                                        : nullptr;
  }
  const NodeRef node = node_behind(operand);
  return node != kTop ? &graph_.properties.of(NodeId(node), operand.property) : nullptr;
}

/// The node whose property an operand is, or which it is itself.
NodeRef Evaluator::node_behind(const Operand& operand) const {
  if (operand.kind != OperandKind::flow_end_property) return node_of(operand.variable);
  const Edge& edge = frame_[operand.variable].edge;
  return operand.end_is_to ? edge.to : edge.from;
}

Value Evaluator::sum(Range operands) {
  const auto terms = Catalog::slice(queries_.operands, operands);
  Value total = operand_value(terms.front());
  for (const Operand& term : terms.subspan(1)) total = add(total, operand_value(term), logic_);
  return total;
}

Value Evaluator::operand_value(const Operand& operand) {
  Atom atom;
  switch (operand.kind) {
    case OperandKind::absent:
      break;
    case OperandKind::boolean:
      atom.kind = Atom::Kind::boolean;
      atom.boolean = operand.boolean;
      break;
    case OperandKind::number:
      atom.kind = Atom::Kind::number;
      atom.low = atom.high = operand.number * operand.factor;
      break;
    case OperandKind::text:
      atom.kind = Atom::Kind::text;
      atom.text = queries_.text(operand.text);
      break;
    case OperandKind::list:
      atom.kind = Atom::Kind::list;
      for (const Operand& item : Catalog::slice(queries_.operands, operand.items))
        atom.items.push_back(operand_value(item));
      break;
    case OperandKind::count:
      return times(count(operand), operand.factor);
    case OperandKind::variable:
      atom.kind = Atom::Kind::node;
      atom.node = node_of(operand.variable);
      break;
    case OperandKind::property:
    case OperandKind::flow_end_property:
      if (const PropertyValue* value = property_behind(operand))
        return times(value_of(*value, logic_), operand.factor);
      if (operand.kind == OperandKind::property && is_edge(operand.variable))
        return single(unknown_atom(kWhyUnknownEdge, span_of(frame_[operand.variable].edge)));
      if (operand.property.valid()) return single(unknown_atom(kWhyUnknownEdge));
      atom.kind = Atom::Kind::node;
      atom.node = node_behind(operand);
      break;
  }
  return single(std::move(atom));
}

/// The interval [certain, certain + unknown] of distinct things counted, per guard.
Value Evaluator::count(const Operand& operand) {
  constexpr std::size_t kIntervals = 64;
  Key key = {operand.pattern, operand.counted};
  for (const Names::Mention& one : outer_names(operand.pattern)) append(key, one.name, one.source);
  if (const auto known = count_memo_.find(key); known != count_memo_.end()) return known->second;

  std::map<Key, std::pair<Tri, bool>>
      found;  // by what is counted: when it counts, and whether it stands for any number
  join(operand.pattern, Want::all, nullptr, [&](const Tri& truth) {
    Key counted;
    append(counted, operand.counted);
    const Bound& bound = frame_[operand.counted];
    const bool endless = bound.kind == Bound::Kind::edge
                             ? bound.edge.ref.relation == EdgeRef::Relation::none
                             : bound.node == kTop;
    auto& entry = found.try_emplace(std::move(counted), kFalse, endless).first->second;
    entry.first = logic_.either(entry.first, truth);
    return true;
  });
  std::map<std::pair<double, double>, Guard> intervals = {{{0, 0}, kAlways}};
  for (const auto& [counted, entry] : found) {
    const auto& [truth, endless] = entry;
    const double more = endless ? std::numeric_limits<double>::infinity() : 1;
    std::map<std::pair<double, double>, Guard> next;
    const auto put = [&](double low, double high, Guard guard) {
      if (guard == kNever) return;
      Guard& at = next.try_emplace({low, high}, kNever).first->second;
      at = logic_.either(at, guard);
    };
    const Guard open = logic_.undecided(truth);
    for (const auto& [interval, guard] : intervals) {
      put(interval.first + 1, interval.second + 1, logic_.both(guard, truth.yes));
      put(interval.first, interval.second, logic_.both(guard, truth.no));
      put(interval.first, interval.second + more, logic_.both(guard, open));
    }
    intervals = std::move(next);
    if (intervals.size() > kIntervals) break;
  }
  if (exhausted_ || intervals.size() > kIntervals) return single(unknown_atom(kWhyBudget));
  Value value;
  for (const auto& [interval, guard] : intervals) {
    Atom atom;
    atom.kind = Atom::Kind::number;
    atom.low = interval.first;
    atom.high = interval.second;
    value.push_back({guard, atom});
  }
  count_memo_.emplace(std::move(key), value);
  return value;
}

}  // namespace weir::query
