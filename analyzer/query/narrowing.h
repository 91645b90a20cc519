#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analyzer/query/evaluator.h"

namespace weir::query {

/// Which of the nodes with the labels of a name can be it, as far as can be said without binding
/// another. What nodes answer is kept for all rules that ask the same (Index::Impl::answers).
class Evaluator::Narrowing {
 public:
  /// `name` is not bound yet. `certain`: only what can be certain is kept, else also what is
  /// undecided.
  Narrowing(Evaluator& evaluator, VariableId name, bool certain);
  /// Leaves the nodes from which (or, without `source`, to which) an edge can be certain that a step
  /// takes, with a node at its other end that may bear the labels asked for there. Edges that are
  /// not listed at nodes are taken to be everywhere.
  void keep_with_edge(const StepView& view, bool source);
  /// Leaves the nodes for which all conditions can hold, which mention no other name.
  void keep_where(std::span<const ExprId> conditions);
  /// The nodes that are left, in their order.
  std::vector<NodeRef> left() const;

 private:
  using Bits = Index::Impl::Bits;  ///< a set of places in `nodes_`

  Answers& answers_to(std::string wording) const;
  Bits all_places() const;
  /// Of `among`, where a condition can hold, or without `holds` where it can fail.
  Bits where(ExprId condition, bool holds, Bits among);
  Bits where_all(std::span<const ExprId> parts, bool holds, Bits among);
  Bits where_any(std::span<const ExprId> parts, bool holds, const Bits& among);
  Bits where_comparison(ExprId condition, bool holds, Bits among);
  void begin(ExprId condition, Answers& answers);
  bool asks_stored_only(ExprId condition, std::vector<PropertyId>& asked) const;
  std::optional<Tri> answer(ExprId condition, NodeRef node);
  template <class Answer>
  Bits keep(Answers& answers, bool holds, Bits among, const Answer& answer);
  bool has_edge(const StepView& view, NodeRef node, bool source, Range other_labels) const;

  Evaluator& evaluator_;
  VariableId name_;
  bool certain_;
  const std::vector<NodeRef>& nodes_;
  Bits left_;
};

}  // namespace weir::query
