#pragma once

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
  /// Leaves the nodes for which the condition can hold. It mentions no other name.
  void keep_where(ExprId condition);
  /// The nodes that are left, in their order.
  std::vector<NodeRef> left() const;

 private:
  template <class Answer>
  void keep(std::string wording, bool holds, const Answer& answer);
  bool has_edge(const StepView& view, NodeRef node, bool source, Range other_labels) const;

  Evaluator& evaluator_;
  VariableId name_;
  bool certain_;
  const std::vector<NodeRef>& nodes_;
  Index::Impl::Bits left_;  ///< by place in `nodes_`
};

}  // namespace weir::query
