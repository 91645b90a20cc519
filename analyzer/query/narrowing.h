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
  /// Leaves the nodes for which all conditions can hold, which mention no other name. Those that
  /// others have asked of all that is left come first, as they cost nothing.
  void keep_where(std::span<const ExprId> conditions);
  /// The nodes that are left, in their order.
  std::vector<NodeRef> left() const;

 private:
  /// A condition, whether it shall hold or not, and what is known of it.
  struct Question {
    ExprId condition;
    bool holds;
    Answers& answers;
  };

  Answers& answers_to(std::string wording) const;
  Question question_of(ExprId condition) const;
  bool is_known(Answers& answers) const;
  Index::Impl::Bits all_places() const;
  void keep_where(const Question& question);
  void begin(const Question& question);
  bool asks_stored_only(ExprId condition, std::vector<PropertyId>& asked) const;
  std::optional<Tri> answer(ExprId condition, NodeRef node);
  template <class Answer>
  void keep(Answers& answers, bool holds, const Answer& answer);
  bool has_edge(const StepView& view, NodeRef node, bool source, Range other_labels) const;

  Evaluator& evaluator_;
  VariableId name_;
  bool certain_;
  const std::vector<NodeRef>& nodes_;
  Index::Impl::Bits left_;  ///< by place in `nodes_`
};

}  // namespace weir::query
