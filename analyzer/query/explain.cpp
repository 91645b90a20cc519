#include <algorithm>

#include "analyzer/query/rule_evaluator.h"

namespace weir::query {
namespace {

Truth truth_of(const Logic& logic, Tri tri) {
  if (tri.yes != kNever) return Truth::yes;
  return logic.undecided(tri) == kNever ? Truth::no : Truth::unknown;
}

std::string shown(const Value& value, const Evaluator& evaluator);

std::string shown(const Atom& atom, const Evaluator& evaluator) {
  switch (atom.kind) {
    case Atom::Kind::absent:
      return "absent";
    case Atom::Kind::unknown:
      return "unknown" + (atom.text.empty() ? "" : " (" + std::string(atom.text) + ")");
    case Atom::Kind::boolean:
      return (atom.boolean ? "true" : "false") + (atom.text.empty() ? "" : " (" + std::string(atom.text) + ")");
    case Atom::Kind::text:
      return std::string(atom.text);
    case Atom::Kind::node:
      return evaluator.name_of(atom.node);
    case Atom::Kind::number: {
      std::string text = std::to_string(atom.low);
      text.erase(text.find_last_not_of('0') + 1);
      if (text.back() == '.') text.pop_back();
      return atom.low == atom.high ? text : text + " or more";
    }
    case Atom::Kind::list:
      break;
  }
  std::string text = "[";
  for (const Value& item : atom.items)
    text += (text.size() == 1 ? "" : ", ") + shown(item, evaluator);
  return text + "]";
}

std::string shown(const Value& value, const Evaluator& evaluator) {
  std::string text;
  for (const Alternative& one : value)
    text += (text.empty() ? "" : " or ") + shown(one.atom, evaluator);
  return text;
}

/// The conditions of one binding, which the evaluator's frame holds.
class Explainer {
 public:
  Explainer(Evaluator& evaluator, RuleEvaluator& rules) : evaluator_(evaluator), rules_(rules) {}

  Explanation condition(ExprId id) {
    const Queries& queries = evaluator_.queries();
    const Expr& expr = queries.exprs[id.index()];
    const Tri tri = evaluator_.evaluate(id);
    Explanation result;
    result.text = std::string(queries.text(expr.written));
    result.truth = truth_of(evaluator_.logic(), tri);
    if (expr.kind == ExprKind::compare) values(expr, result);
    if (result.truth == Truth::unknown) {
      const Undecided why = evaluator_.reason(id);
      result.detail += (result.detail.empty() ? "" : "; ") + why.what + ": " + why.why;
      result.span = why.span;
    } else {
      when(tri.yes, result);
    }
    for (const ExprId child : Catalog::slice(queries.children, expr.children))
      result.parts.push_back(condition(child));
    return result;
  }

  Explanation step(const StepView& view) {
    Explanation result;
    result.text = std::string(evaluator_.queries().text(view.step.written));
    const bool once = view.step.repeat == Repeat::once;
    const Tri tri = once ? evaluator_.bound(view.step.edge).edge.truth
                         : evaluator_.step_truth(view, view.step.while_condition);
    result.truth = truth_of(evaluator_.logic(), tri);
    const NodeRef from = evaluator_.node_of(view.step.from);
    if (once) result.span = evaluator_.span_of(evaluator_.bound(view.step.edge).edge);
    if (result.truth == Truth::unknown) {
      const Undecided why = evaluator_.reason_of_step(view, view.step.while_condition);
      result.detail = why.what + ": " + why.why;
      result.span = why.span;
      return result;
    }
    result.detail = evaluator_.name_of(from);
    if (once) {
      result.detail += " → " + evaluator_.name_of(evaluator_.bound(view.step.edge).edge.to);
    } else if (result.truth == Truth::yes) {
      const auto path = evaluator_.witness(view, view.step.while_condition, from,
                                           evaluator_.node_of(view.step.to), tri.yes);
      for (const Hop& hop : path) result.detail += " → " + evaluator_.name_of(hop.to.value);
    } else {
      result.detail +=
          " → " + evaluator_.name_of(evaluator_.node_of(view.step.to)) + ": no path is left open";
    }
    when(tri.yes, result);
    return result;
  }

  Explanation binding(const std::vector<CompiledMitigation>& mitigations, Tri base) {
    const Query& query = evaluator_.query();
    Explanation result;
    const Tri total =
        rules_.unmitigated(evaluator_.logic().both(base, evaluator_.evaluate(where())));
    result.truth = truth_of(evaluator_.logic(), total);
    for (const VariableId name : evaluator_.names_in(query.pattern)) {
      const Variable& variable = evaluator_.queries().variables[query.variables.first + name];
      if (variable.edge || variable.name.size == 0) continue;
      result.text += (result.text.empty() ? "" : ", ") +
                     std::string(evaluator_.queries().text(variable.name)) + " = " +
                     evaluator_.name_of(evaluator_.node_of(name));
    }
    when(total.yes, result);
    const Range steps = evaluator_.steps_of(query.pattern);
    for (std::uint32_t i = steps.first; i < steps.end(); ++i)
      result.parts.push_back(step(evaluator_.step_view(i)));
    if (where().valid()) {
      Explanation tested = condition(where());
      if (evaluator_.queries().exprs[where().index()].kind == ExprKind::conjunction)
        for (Explanation& part : tested.parts) result.parts.push_back(std::move(part));
      else
        result.parts.push_back(std::move(tested));
    }
    for (const CompiledMitigation& one : mitigations)
      result.parts.push_back(mitigation(one, total.yes != kNever ? total.yes : kAlways));
    return result;
  }

 private:
  ExprId where() const { return evaluator_.queries().patterns[evaluator_.query().pattern].where; }

  Explanation mitigation(const CompiledMitigation& one, Guard holds) {
    if (one.starred == kNoVariable) {
      Explanation result = condition(one.satisfied);
      result.text = "mitigation: " + result.text;
      return result;
    }
    const Queries& queries = evaluator_.queries();
    Explanation result;
    result.text =
        "mitigation: " + std::string(queries.text(queries.exprs[one.satisfied.index()].written));
    const MitigationResult judged = rules_.judge(one, holds);
    result.truth = judged.verdict == Verdict::present  ? Truth::yes
                   : judged.verdict == Verdict::absent ? Truth::no
                                                       : Truth::unknown;
    if (judged.on_some_paths) result.detail = "on some paths only";
    if (judged.verdict == Verdict::unknown)
      result.detail = judged.undecided.what + ": " + judged.undecided.why;
    if (!judged.places.empty()) result.span = judged.places.front();
    return result;
  }

  void values(const Expr& expr, Explanation& result) {
    for (const Range side : {expr.left, expr.right})
      for (const Operand& operand : Catalog::slice(evaluator_.queries().operands, side)) {
        if (operand.variable == kNoVariable && operand.kind != OperandKind::count) continue;
        const Value value = evaluator_.operand_value(operand);
        result.detail += (result.detail.empty() ? "" : ", ") +
                         std::string(evaluator_.queries().text(operand.written)) + " = " +
                         shown(value, evaluator_);
        if (!result.span.valid()) result.span = value.front().atom.span;
      }
  }

  void when(Guard guard, Explanation& result) {
    if (guard == kNever || guard == kAlways) return;
    result.detail +=
        (result.detail.empty() ? "when " : "; when ") + evaluator_.logic().store().describe(guard);
  }

  Evaluator& evaluator_;
  RuleEvaluator& rules_;
};

}  // namespace

std::vector<Explanation> explain(const Queries& queries, const Query& query,
                                 const std::vector<CompiledMitigation>& mitigations,
                                 const Index& index, GuardStore& guards, NodeId about,
                                 std::size_t limit) {
  // The pattern without its condition: what is bound at all is worth explaining.
  std::vector<Pattern> patterns(queries.patterns.begin(), queries.patterns.end());
  patterns.push_back(queries.patterns[query.pattern]);
  patterns.back().where = {};
  Queries widened = queries;
  widened.patterns = patterns;
  const auto structure = static_cast<std::uint32_t>(patterns.size() - 1);
  Evaluator evaluator(widened, query, index, guards);
  RuleEvaluator rules(evaluator, query, mitigations);
  Explainer explainer(evaluator, rules);
  std::vector<Explanation> found[3];
  evaluator.join(structure, Evaluator::Want::all, nullptr, [&](const Tri& base) {
    const auto names = evaluator.names_in(query.pattern);
    const bool concerns =
        !about.valid() || std::any_of(names.begin(), names.end(), [&](VariableId name) {
          return !evaluator.is_edge(name) && evaluator.node_of(name) == about.value;
        });
    if (!concerns) return true;
    const Tri total = rules.unmitigated(
        evaluator.logic().both(base, evaluator.evaluate(widened.patterns[query.pattern].where)));
    auto& same = found[static_cast<std::size_t>(truth_of(evaluator.logic(), total))];
    if (same.size() < limit) same.push_back(explainer.binding(mitigations, base));
    return found[static_cast<std::size_t>(Truth::yes)].size() < limit;
  });
  std::vector<Explanation> result;
  for (const Truth truth : {Truth::yes, Truth::unknown, Truth::no})
    for (Explanation& one : found[static_cast<std::size_t>(truth)])
      if (result.size() < limit) result.push_back(std::move(one));
  if (result.empty() && limit > 0) {
    Explanation nothing;
    nothing.text = std::string(queries.text(queries.patterns[query.pattern].written));
    nothing.truth = Truth::no;
    nothing.detail = "nothing here has this shape";
    result.push_back(std::move(nothing));
  }
  return result;
}

}  // namespace weir::query
