#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>

#include "analyzer/query/evaluator.h"

namespace weir::query {

/// Decides how a pattern is matched: from the most selective end, checks and plain steps first.
class Evaluator::Planner {
 public:
  Planner(Evaluator& evaluator, std::uint32_t pattern)
      : evaluator_(evaluator), pattern_(evaluator.queries_.patterns[pattern]), index_(pattern) {}
  JoinPlan run();

 private:
  bool local(VariableId variable) const;
  bool ready(const StepView& view) const;
  std::size_t cost(const StepView& view) const;
  void order();
  bool in_plain_step(VariableId name) const;
  VariableId start() const;
  void place_tests();
  void place_needs();
  void group_names();

  Evaluator& evaluator_;
  const Pattern& pattern_;
  std::uint32_t index_;
  JoinPlan plan_;
  std::vector<bool> bound_;  ///< by variable
};

/// Names from outside are always bound, so one plan serves all calls.
const JoinPlan& Evaluator::plan_of(std::uint32_t pattern) {
  const auto known = plans_.find(pattern);
  if (known != plans_.end()) return known->second;
  return plans_.emplace(pattern, Planner(*this, pattern).run()).first->second;
}

JoinPlan Evaluator::Planner::run() {
  order();
  if (plan_.actions.empty()) return std::move(plan_);
  place_tests();
  place_needs();
  group_names();
  return std::move(plan_);
}

bool Evaluator::Planner::local(VariableId variable) const {
  const auto own = evaluator_.names_in(index_);
  return std::find(own.begin(), own.end(), variable) != own.end();
}

bool Evaluator::Planner::ready(const StepView& view) const {
  const Step& step = view.step;
  if (evaluator_.is_edge(step.to) ? !bound_[step.to] : !bound_[step.from] && !bound_[step.to])
    return false;
  return std::all_of(view.needs.begin(), view.needs.end(),
                     [this](VariableId name) { return bound_[name]; });
}

/// Checks first, then plain steps, then searches; among these the one that binds the rarest name.
std::size_t Evaluator::Planner::cost(const StepView& view) const {
  const Step& step = view.step;
  if (bound_[step.from] && bound_[step.to]) return 0;
  const VariableId name = bound_[step.from] ? step.to : step.from;
  const std::size_t choices = 1 + evaluator_.candidates(name).size();
  return step.repeat == Repeat::once ? choices : choices + evaluator_.graph_.by_rank.size();
}

/// What is bound in which order.
void Evaluator::Planner::order() {
  bound_.assign(evaluator_.frame_.size(), true);
  for (const VariableId name : evaluator_.names_in(index_)) bound_[name] = false;
  std::vector<std::uint32_t> left(pattern_.steps.count);
  std::iota(left.begin(), left.end(), pattern_.steps.first);
  while (true) {
    auto best = left.end();
    std::size_t best_cost = SIZE_MAX;
    for (auto it = left.begin(); it != left.end(); ++it) {
      const StepView& view = evaluator_.step_view(*it);
      if (!ready(view) || cost(view) >= best_cost) continue;
      best = it;
      best_cost = cost(view);
    }
    JoinPlan::Action action;
    if (best != left.end()) {
      action.is_step = true;
      action.step = *best;
      const Step& step = evaluator_.step_view(*best).step;
      bound_[step.from] = bound_[step.edge] = bound_[step.to] = true;
      left.erase(best);
    } else {
      action.variable = start();
      if (action.variable == kNoVariable) return;
      bound_[action.variable] = true;
    }
    plan_.actions.push_back(action);
  }
}

/// Whether a plain step over flows or attachments holds the name: few edges lead on from there,
/// while what is permitted, or reached over many hops, is much.
bool Evaluator::Planner::in_plain_step(VariableId name) const {
  for (std::uint32_t i = pattern_.steps.first; i < pattern_.steps.end(); ++i) {
    const Step& step = evaluator_.step_view(i).step;
    if (step.may || step.repeat != Repeat::once) continue;
    if (step.from == name || step.to == name) return true;
  }
  return false;
}

/// The unbound node name to begin with: one in a plain step if there is any, of these that with the
/// fewest candidates.
VariableId Evaluator::Planner::start() const {
  VariableId best = kNoVariable;
  const auto rank = [this](VariableId name) {
    return std::pair(!in_plain_step(name), evaluator_.candidates(name).size());
  };
  for (const VariableId name : evaluator_.names_in(index_)) {
    if (bound_[name] || evaluator_.is_edge(name)) continue;
    if (best == kNoVariable || rank(name) < rank(best)) best = name;
  }
  return best;
}

void Evaluator::Planner::place_tests() {
  std::vector<ExprId> tests;
  if (pattern_.where.valid()) {
    const Expr& where = evaluator_.queries_.exprs[pattern_.where.index()];
    if (where.kind == ExprKind::conjunction) {
      const auto parts = Catalog::slice(evaluator_.queries_.children, where.children);
      tests.assign(parts.begin(), parts.end());
    } else {
      tests = {pattern_.where};
    }
  }
  plan_.bound_at.assign(bound_.size(), SIZE_MAX);
  const auto bind = [this](VariableId name, std::size_t at) {
    plan_.bound_at[name] = std::min(plan_.bound_at[name], at);
  };
  for (std::size_t i = 0; i < plan_.actions.size(); ++i) {
    if (!plan_.actions[i].is_step) {
      bind(plan_.actions[i].variable, i);
      continue;
    }
    const Step& step = evaluator_.step_view(plan_.actions[i].step).step;
    for (const VariableId name : {step.from, step.edge, step.to}) bind(name, i);
  }
  for (const ExprId test : tests) {
    std::size_t at = 0;
    for (const VariableId name : evaluator_.names_.of(test))
      if (local(name)) at = std::max(at, plan_.bound_at[name]);
    plan_.actions[at].tests.push_back(test);
  }
}

/// Steps that need an edge at the node that an action binds.
void Evaluator::Planner::place_needs() {
  for (JoinPlan::Action& action : plan_.actions) {
    if (action.is_step) continue;
    for (std::uint32_t i = pattern_.steps.first; i < pattern_.steps.end(); ++i) {
      const Step& step = evaluator_.step_view(i).step;
      if (step.repeat == Repeat::any) continue;
      if (step.from == action.variable) action.needed.emplace_back(i, true);
      if (step.to == action.variable) action.needed.emplace_back(i, false);
    }
  }
}

void Evaluator::Planner::group_names() {
  std::map<VariableId, VariableId> leader;
  const auto find = [&](VariableId name) {
    if (!local(name)) return kNoVariable;
    leader.emplace(name, name);
    while (name != kNoVariable && leader[name] != name) name = leader[name];
    return name;
  };
  for (std::uint32_t i = pattern_.steps.first; i < pattern_.steps.end(); ++i) {
    const Step& step = evaluator_.step_view(i).step;
    for (const VariableId end : {step.from, step.to}) {
      const VariableId a = find(step.edge);
      const VariableId b = find(end);
      if (a != kNoVariable)
        leader[a] = b;
      else if (b != kNoVariable)
        leader[b] = kNoVariable;
    }
  }
  std::map<VariableId, std::vector<VariableId>> groups;
  for (const VariableId name : evaluator_.names_in(index_))
    if (!evaluator_.is_edge(name))
      if (const VariableId head = find(name); head != kNoVariable) groups[head].push_back(name);
  for (auto& [head, names] : groups) plan_.groups.push_back(std::move(names));
}

}  // namespace weir::query
