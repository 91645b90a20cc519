#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

#include "analyzer/query/narrowing.h"

namespace weir::query {

/// Decides how a pattern is matched: from the most selective end, checks and plain steps first.
/// Where only what is certain is wanted, how selective a name is, is counted; else the nodes with
/// its labels are, as what is unknown of them may match.
class Evaluator::Planner {
 public:
  Planner(Evaluator& evaluator, std::uint32_t pattern, bool certain)
      : evaluator_(evaluator),
        pattern_(evaluator.queries_.patterns[pattern]),
        index_(pattern),
        certain_(certain) {}
  JoinPlan run();

 private:
  /// A condition of the pattern, with the names that it mentions.
  struct Test {
    ExprId condition;
    std::vector<VariableId> names;
    bool searches = false;
    bool seeks_path = false;    ///< over any number of hops
    std::size_t size = 0;  ///< comparisons in it
  };

  void list_tests();
  void add_tests(ExprId condition);
  bool searches(ExprId condition) const;
  bool seeks_path(ExprId condition) const;
  std::size_t size_of(ExprId condition) const;
  bool local(VariableId variable) const;
  bool is_one(VariableId name, NodeRef node) const;
  const std::vector<NodeRef>& choices(VariableId name);
  std::vector<NodeRef> narrowed(VariableId name);
  bool ready(const StepView& view) const;
  std::size_t cost(const StepView& view) const;
  void order();
  bool in_plain_step(VariableId name) const;
  const Operand* same_as(VariableId name) const;
  std::optional<std::uint32_t> beside(VariableId name) const;
  VariableId start();
  void place_tests();
  void group_names();

  Evaluator& evaluator_;
  const Pattern& pattern_;
  std::uint32_t index_;
  bool certain_;
  JoinPlan plan_;
  std::vector<Test> tests_;  ///< short ones first: most of them leave little
  std::vector<bool> bound_;  ///< by variable
  std::map<VariableId, const std::vector<NodeRef>*> choices_;
};

/// Names from outside are always bound, so one plan serves all calls.
const JoinPlan& Evaluator::plan_of(std::uint32_t pattern, bool certain) {
  const std::uint64_t key = std::uint64_t{pattern} * 2 + (certain ? 1 : 0);
  const auto known = plans_.find(key);
  if (known != plans_.end()) return known->second;
  return plans_.emplace(key, Planner(*this, pattern, certain).run()).first->second;
}

JoinPlan Evaluator::Planner::run() {
  list_tests();
  order();
  if (plan_.actions.empty()) return std::move(plan_);
  place_tests();
  group_names();
  return std::move(plan_);
}

void Evaluator::Planner::list_tests() {
  if (pattern_.where.valid()) add_tests(pattern_.where);
  std::stable_sort(tests_.begin(), tests_.end(),
                   [](const Test& a, const Test& b) { return a.size < b.size; });
}

/// A condition of several parts is as many tests, and so are the parts of a part.
void Evaluator::Planner::add_tests(ExprId condition) {
  const Expr& expr = evaluator_.queries_.exprs[condition.index()];
  if (expr.kind != ExprKind::conjunction) {
    tests_.push_back({condition, evaluator_.names_.of(condition), searches(condition),
                      seeks_path(condition), size_of(condition)});
    return;
  }
  for (const ExprId part : Catalog::slice(evaluator_.queries_.children, expr.children)) add_tests(part);
}

/// Whether a condition asks for more than what stands at its names.
bool Evaluator::Planner::searches(ExprId condition) const {
  const Queries& queries = evaluator_.queries_;
  const Expr& expr = queries.exprs[condition.index()];
  if (expr.kind == ExprKind::exists) return true;
  for (const Range operands : {expr.left, expr.right})
    for (const Operand& operand : Catalog::slice(queries.operands, operands))
      if (operand.kind == OperandKind::count) return true;
  const auto children = Catalog::slice(queries.children, expr.children);
  return std::any_of(children.begin(), children.end(),
                     [this](ExprId child) { return searches(child); });
}

/// Whether a condition asks for a path over any number of hops.
bool Evaluator::Planner::seeks_path(ExprId condition) const {
  const Queries& queries = evaluator_.queries_;
  const Expr& expr = queries.exprs[condition.index()];
  if (expr.kind == ExprKind::exists) {
    const ExprId where = queries.patterns[expr.pattern].where;
    return evaluator_.seeks_path(expr.pattern) || (where.valid() && seeks_path(where));
  }
  const auto children = Catalog::slice(queries.children, expr.children);
  return std::any_of(children.begin(), children.end(), [this](ExprId child) { return seeks_path(child); });
}

/// The comparisons of a condition.
std::size_t Evaluator::Planner::size_of(ExprId condition) const {
  const Expr& expr = evaluator_.queries_.exprs[condition.index()];
  std::size_t size = expr.children.count == 0 ? 1 : 0;
  for (const ExprId part : Catalog::slice(evaluator_.queries_.children, expr.children))
    size += size_of(part);
  return size;
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
  const auto known = choices_.find(name);
  const std::size_t choices =
      1 + (known != choices_.end() ? *known->second : evaluator_.candidates(name)).size();
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
      action.among = &choices(action.variable);
      action.same_as = same_as(action.variable);
      action.beside = beside(action.variable);
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

/// Whether a node can be there and bear the labels of a name.
bool Evaluator::Planner::is_one(VariableId name, NodeRef node) const {
  const Tri truth = evaluator_.logic_.both(evaluator_.existence(node), evaluator_.fits(name, node));
  return certain_ ? truth.yes != kNever : truth.no != kAlways;
}

/// The nodes that a name is bound to.
const std::vector<NodeRef>& Evaluator::Planner::choices(VariableId name) {
  const auto [known, is_new] = choices_.try_emplace(name, &evaluator_.candidates(name));
  if (is_new && !evaluator_.exhausted_)
    known->second = &evaluator_.narrowed_.emplace_back(narrowed(name));
  return *known->second;
}

/// What others have asked before costs no steps, so what has not does not either: what a rule finds
/// within its budget must not depend on who came first.
std::vector<NodeRef> Evaluator::Planner::narrowed(VariableId name) {
  const std::uint64_t spent = evaluator_.spent_;
  const std::uint64_t limit = std::exchange(evaluator_.limit_, UINT64_MAX);
  Narrowing narrowing(evaluator_, name, certain_);
  for (std::uint32_t i = pattern_.steps.first; certain_ && i < pattern_.steps.end(); ++i) {
    const StepView& view = evaluator_.step_view(i);
    if (view.step.repeat == Repeat::any) continue;
    if (view.step.from == name) narrowing.keep_with_edge(view, true);
    if (view.step.to == name) narrowing.keep_with_edge(view, false);
  }
  std::vector<ExprId> asked;  // of this name alone
  for (const Test& test : tests_)
    if (!test.searches && test.names == std::vector{name}) asked.push_back(test.condition);
  narrowing.keep_where(asked);
  evaluator_.limit_ = limit;
  evaluator_.spent_ = spent;
  std::vector<NodeRef> left = narrowing.left();
  std::erase_if(left, [&](NodeRef node) { return !is_one(name, node); });
  return left;
}

/// The unbound node name to begin with: one that nothing can be, else one in a plain step if there
/// is any, of these that with the fewest choices. Names of which there are many more candidates than
/// choices of another are not looked into: that would take longer than to go on from the other.
VariableId Evaluator::Planner::start() {
  constexpr std::size_t kManyMore = 64;
  std::vector<VariableId> names;
  for (const VariableId name : evaluator_.names_in(index_))
    if (!bound_[name] && !evaluator_.is_edge(name)) names.push_back(name);
  std::stable_sort(names.begin(), names.end(), [this](VariableId a, VariableId b) {
    return evaluator_.candidates(a).size() < evaluator_.candidates(b).size();
  });
  VariableId best = kNoVariable;
  const auto rank = [this](VariableId name) {
    return std::pair(!in_plain_step(name), choices(name).size());
  };
  for (const VariableId name : names) {
    if (best != kNoVariable && evaluator_.candidates(name).size() / kManyMore > choices(best).size() &&
        in_plain_step(best))
      break;
    if (certain_ && choices(name).empty()) return name;
    if (best == kNoVariable || rank(name) < rank(best)) best = name;
  }
  return best;
}

/// What is bound and a name must be, as a condition says.
const Operand* Evaluator::Planner::same_as(VariableId name) const {
  const auto is_node = [this](const Operand& operand) {
    return operand.kind == OperandKind::variable ? !evaluator_.is_edge(operand.variable)
                                                 : operand.kind == OperandKind::flow_end_property &&
                                                       !operand.property.valid();
  };
  for (const Test& test : tests_) {
    const Expr& expr = evaluator_.queries_.exprs[test.condition.index()];
    if (expr.kind != ExprKind::compare || expr.op != Op::eq || expr.left.count != 1 || expr.right.count != 1) continue;
    const Operand& left = evaluator_.queries_.operands[expr.left.first];
    const Operand& right = evaluator_.queries_.operands[expr.right.first];
    if (!is_node(left) || !is_node(right)) continue;
    if (left.kind == OperandKind::variable && left.variable == name && bound_[right.variable]) return &right;
    if (right.kind == OperandKind::variable && right.variable == name && bound_[left.variable]) return &left;
  }
  return nullptr;
}

/// A plain step between what is bound and a name, for which a condition asks by itself: `exists ((role)-[:has]->(no))`.
std::optional<std::uint32_t> Evaluator::Planner::beside(VariableId name) const {
  for (const Test& test : tests_) {
    const Expr& expr = evaluator_.queries_.exprs[test.condition.index()];
    if (expr.kind != ExprKind::exists) continue;
    const Pattern& pattern = evaluator_.queries_.patterns[expr.pattern];
    if (pattern.where.valid() || pattern.steps.count != 1) continue;
    const Step& step = evaluator_.step_view(pattern.steps.first).step;
    if (step.may || step.repeat != Repeat::once || (step.from != name && step.to != name)) continue;
    const VariableId other = step.from == name ? step.to : step.from;
    const auto own = evaluator_.names_in(expr.pattern);  // the step's own ends are not bound here
    const bool outer = std::find(own.begin(), own.end(), other) == own.end() && std::find(own.begin(), own.end(), name) == own.end();
    if (outer && other != name && bound_[other] && !evaluator_.is_edge(other)) return pattern.steps.first;
  }
  return std::nullopt;
}

/// Each test stands where its names are bound; one that seeks a path of its own comes last, as what is asked of steps
/// costs less.
void Evaluator::Planner::place_tests() {
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
  for (const Test& test : tests_) {
    std::size_t at = test.seeks_path ? plan_.actions.size() - 1 : 0;
    for (const VariableId name : test.names)
      if (local(name)) at = std::max(at, plan_.bound_at[name]);
    plan_.actions[at].tests.push_back(test.condition);
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
