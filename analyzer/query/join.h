#pragma once

#include <vector>

#include "analyzer/query/evaluator.h"

namespace weir::query {

/// Enumerates the bindings of one pattern by backtracking: names are bound step by step from the
/// most selective end, and every condition is tested as soon as its names are bound.
class Evaluator::Join {
 public:
  Join(Evaluator& evaluator, std::uint32_t pattern, Want want, const Tri* floor,
       const OnBinding& on_binding, const Answered* answered);
  void run();

 private:
  /// More edges between the same nodes are told apart only by name.
  static constexpr std::size_t kParallelEdges = 4;

  bool next(std::size_t depth, Tri so_far);
  bool bind_by_label(std::size_t depth, Tri so_far);
  std::vector<NodeRef> beside(const JoinPlan::Action& action, const StepView& view, NodeRef known) const;
  std::vector<NodeRef> choices(const JoinPlan::Action& action) const;
  bool take_step(std::size_t depth, Tri so_far);
  void merge_parallel(std::vector<Edge>& edges) const;
  bool take_path(std::size_t depth, const StepView& view, Tri so_far);
  bool take_edge(std::size_t depth, const StepView& view, const Edge& edge, Tri so_far);
  bool go_on(std::size_t depth, Tri so_far);
  bool hopeless(Tri truth) const;
  bool anchored() const;

  Evaluator& evaluator_;
  const Logic& logic_;
  const Pattern& pattern_;
  std::uint32_t index_;
  Want want_;
  Hops hops_;
  Ask ask_;  ///< of conditions
  const Tri* floor_;
  const OnBinding& on_binding_;
  const Answered* answered_;
  std::size_t answered_at_ = SIZE_MAX;  ///< the action after which all its names are bound
  const JoinPlan& plan_;
};

}  // namespace weir::query
