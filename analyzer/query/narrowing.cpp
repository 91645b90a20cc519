#include "analyzer/query/narrowing.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace weir::query {
namespace {

/// What is asked of nodes as all rules write it alike, whatever they call the name.
class Wording {
 public:
  explicit Wording(const Queries& queries) : queries_(queries) {}

  std::string of(const Expr& condition) {
    add(condition);
    return std::move(text_);
  }

  std::string of(const StepView& view, bool source, Range other_labels) {
    text_ = view.step.data ? "data " : "edge ";
    add(source);
    add(view.any);
    for (const EdgeLabelId label : view.labels) add(label.value);
    text_ += "to ";
    add_labels(other_labels);
    return std::move(text_);
  }

 private:
  void add(std::uint64_t number) { text_ += std::to_string(number) + ' '; }
  template <class Enum>
  void add_kind(Enum kind) { add(static_cast<std::uint64_t>(kind)); }

  void add_labels(Range labels) {
    for (const LabelId label : Catalog::slice(queries_.node_labels, labels)) add(label.value);
  }

  void add(const Expr& condition) {
    add_kind(condition.kind);
    add_kind(condition.op);
    add_kind(condition.quantifier);
    add(condition.enumeration.value);
    add_labels(condition.labels);
    add(condition.children.count);
    for (const ExprId part : Catalog::slice(queries_.children, condition.children))
      add(queries_.exprs[part.index()]);
    add(condition.left);
    add(condition.right);
  }

  void add(Range operands) {
    add(operands.count);
    for (const Operand& operand : Catalog::slice(queries_.operands, operands)) add(operand);
  }

  void add(const Operand& operand) {
    add_kind(operand.kind);
    add(operand.property.value);
    add(std::bit_cast<std::uint64_t>(operand.factor));
    add(std::bit_cast<std::uint64_t>(operand.number));
    add(operand.boolean);
    const std::string_view text = queries_.text(operand.text);
    add(text.size());
    text_ += text;
    add(operand.items);
  }

  const Queries& queries_;
  std::string text_;
};

}  // namespace

Evaluator::Narrowing::Narrowing(Evaluator& evaluator, VariableId name, bool certain)
    : evaluator_(evaluator), name_(name), certain_(certain), nodes_(evaluator.candidates(name)) {
  left_ = all_places();
}

Index::Impl::Bits Evaluator::Narrowing::all_places() const {
  Index::Impl::Bits all((nodes_.size() + 63) / 64, ~std::uint64_t{0});
  if (nodes_.size() % 64 != 0) all.back() = (std::uint64_t{1} << (nodes_.size() % 64)) - 1;
  return all;
}

std::vector<NodeRef> Evaluator::Narrowing::left() const {
  std::vector<NodeRef> nodes;
  for (std::size_t word = 0; word < left_.size(); ++word)
    for (std::uint64_t bits = left_[word]; bits != 0; bits &= bits - 1)
      nodes.push_back(nodes_[word * 64 + static_cast<std::size_t>(std::countr_zero(bits))]);
  return nodes;
}

Answers& Evaluator::Narrowing::answers_to(std::string wording) const {
  const auto labels = Catalog::slice(evaluator_.queries_.node_labels, evaluator_.labels_of(name_));
  return evaluator_.graph_.answers(labels, std::move(wording));
}

/// `holds`: where the answer can be true; else where it can be false. `answer` is asked of nodes
/// that nobody has asked yet, and must say the same whichever rule asks.
template <class Answer>
Index::Impl::Bits Evaluator::Narrowing::keep(Answers& answers, bool holds, Bits among, const Answer& answer) {
  const std::lock_guard lock(answers.mutex);
  answers.resize(nodes_.size());
  const auto& held = certain_ ? (holds ? answers.can_be_true : answers.can_be_false)
                              : (holds ? answers.may_be_true : answers.may_be_false);
  for (std::size_t word = 0; word < among.size(); ++word) {
    for (std::uint64_t bits = among[word] & ~answers.known[word]; bits != 0; bits &= bits - 1) {
      const std::size_t at = word * 64 + static_cast<std::size_t>(std::countr_zero(bits));
      answers.put(at, answer(nodes_[at]));
    }
    among[word] &= held[word];
  }
  return among;
}

void Evaluator::Narrowing::keep_where(std::span<const ExprId> conditions) {
  evaluator_.frame_[name_].kind = Bound::Kind::node;
  evaluator_.plain_only_ = true;
  left_ = where_all(conditions, true, std::move(left_));
  evaluator_.plain_only_ = false;
  evaluator_.frame_[name_] = {};
}

/// What is put together is taken apart, so that rules share what they ask in common however they go on.
Index::Impl::Bits Evaluator::Narrowing::where(ExprId condition, bool holds, Bits among) {
  const Expr& expr = evaluator_.queries_.exprs[condition.index()];
  const auto parts = Catalog::slice(evaluator_.queries_.children, expr.children);
  if (expr.kind == ExprKind::negation) return where(parts.front(), !holds, std::move(among));
  const ExprKind all = holds ? ExprKind::conjunction : ExprKind::disjunction;
  const ExprKind any = holds ? ExprKind::disjunction : ExprKind::conjunction;
  if (expr.kind == all) return where_all(parts, holds, std::move(among));
  if (expr.kind == any) return where_any(parts, holds, among);
  return where_comparison(condition, holds, std::move(among));
}

Index::Impl::Bits Evaluator::Narrowing::where_all(std::span<const ExprId> parts, bool holds, Bits among) {
  for (const ExprId part : parts) among = where(part, holds, std::move(among));
  return among;
}

Index::Impl::Bits Evaluator::Narrowing::where_any(std::span<const ExprId> parts, bool holds, const Bits& among) {
  Bits found(among.size()), left = among;
  for (const ExprId part : parts) {
    const Bits more = where(part, holds, left);
    for (std::size_t word = 0; word < found.size(); ++word) {
      found[word] |= more[word];
      left[word] &= ~more[word];
    }
  }
  return found;
}

Index::Impl::Bits Evaluator::Narrowing::where_comparison(ExprId condition, bool holds, Bits among) {
  const auto some = [](std::uint64_t word) { return word != 0; };
  if (std::none_of(among.begin(), among.end(), some)) return among;
  Answers& answers = answers_to(Wording(evaluator_.queries_).of(evaluator_.queries_.exprs[condition.index()]));
  begin(condition, answers);
  return keep(answers, holds, std::move(among), [&](NodeRef node) { return answer(condition, node); });
}

/// None: what depends on guards.
std::optional<Tri> Evaluator::Narrowing::answer(ExprId condition, NodeRef node) {
  evaluator_.frame_[name_].node = node;
  evaluator_.beyond_plain_ = false;
  const Tri truth = evaluator_.evaluate(condition);
  return evaluator_.beyond_plain_ ? std::nullopt : std::optional(truth);
}

/// Most nodes store nothing of what is asked. What one of them answers, all of them do.
void Evaluator::Narrowing::begin(ExprId condition, Answers& answers) {
  const std::lock_guard lock(answers.mutex);
  if (std::exchange(answers.begun, true)) return;
  answers.resize(nodes_.size());
  std::vector<PropertyId> asked;
  if (!asks_stored_only(condition, asked)) return;
  Bits bare = all_places();
  const auto labels = Catalog::slice(evaluator_.queries_.node_labels, evaluator_.labels_of(name_));
  for (const PropertyId property : asked) {
    const Index::Impl::Bits& storing = evaluator_.graph_.storing(labels, property);
    for (std::size_t word = 0; word < bare.size(); ++word) bare[word] &= ~storing[word];
  }
  const auto some = std::find_if(bare.begin(), bare.end(), [](std::uint64_t bits) { return bits != 0; });
  if (some == bare.end()) return;
  const auto at = static_cast<std::size_t>(some - bare.begin()) * 64 +
                  static_cast<std::size_t>(std::countr_zero(*some));
  answers.put_all(bare, answer(condition, nodes_[at]));
}

/// Whether a condition is about nothing but stored properties; which ones is added to `asked`.
bool Evaluator::Narrowing::asks_stored_only(ExprId condition, std::vector<PropertyId>& asked) const {
  const Queries& queries = evaluator_.queries_;
  const Expr& expr = queries.exprs[condition.index()];
  if (expr.kind == ExprKind::exists || expr.kind == ExprKind::labelled) return false;
  for (const Range operands : {expr.left, expr.right})
    for (const Operand& operand : Catalog::slice(queries.operands, operands)) {
      if (is_literal(operand.kind)) continue;
      const bool stored = operand.kind == OperandKind::property && operand.property.valid() &&
                          !evaluator_.graph_.properties.derives_of_nodes(operand.property);
      if (!stored) return false;
      if (std::find(asked.begin(), asked.end(), operand.property) == asked.end()) asked.push_back(operand.property);
    }
  const auto parts = Catalog::slice(queries.children, expr.children);
  return std::all_of(parts.begin(), parts.end(), [&](ExprId part) { return asks_stored_only(part, asked); });
}

void Evaluator::Narrowing::keep_with_edge(const StepView& view, bool source) {
  const bool elsewhere = view.step.may || !view.derived.empty() ||
                         (view.attaches && !evaluator_.graph_.attached_to_boundaries.empty());
  if (elsewhere) return;
  const VariableId other = source ? view.step.to : view.step.from;
  const bool by_label = view.step.repeat == Repeat::once && evaluator_.is_bound_by_label(other);
  const Range labels = by_label ? evaluator_.labels_of(other) : Range();
  Answers& answers = answers_to(Wording(evaluator_.queries_).of(view, source, labels));
  left_ = keep(answers, true, std::move(left_), [&](NodeRef node) {
    return std::optional(has_edge(view, node, source, labels) ? kTrue : kFalse);
  });
}

bool Evaluator::Narrowing::has_edge(const StepView& view, NodeRef node, bool source,
                                    Range other_labels) const {
  const Index::Impl& graph = evaluator_.graph_;
  const auto takes = [&](const Incident& edge) {
    return view.accepts[edge.kind.index()] &&
           (other_labels.empty() || !edge.to_node() ||
            evaluator_.one_of(other_labels, edge.other) != kFalse);
  };
  const auto among = [&](const std::vector<Incident>& edges) {
    return std::any_of(edges.begin(), edges.end(), takes);
  };
  const auto on_side = [&](bool leaving) {
    return graph.has_edge(node, view.bits, leaving) &&
           (leaving ? among(graph.flows_out[node]) || among(graph.attached_out[node])
                    : among(graph.flows_in[node]) || among(graph.attached_in[node]));
  };
  return on_side(source) || (view.step.data && on_side(!source));
}

}  // namespace weir::query
