#include "analyzer/rule/narrow.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/base/glob.h"

namespace weir::findings {
namespace {

bool is_text(const query::Queries& queries, const query::Operand& operand) {
  if (operand.kind != query::OperandKind::list) return operand.kind == query::OperandKind::text;
  const auto items = Catalog::slice(queries.operands, operand.items);
  return std::all_of(items.begin(), items.end(), [](const query::Operand& item) {
    return item.kind == query::OperandKind::text;
  });
}

/// What a condition asks of the items of the reported place: one text, or one of several.
struct Question {
  query::Op op = query::Op::eq;
  const query::Operand* wanted = nullptr;
};

/// `some place op text`, `some place in [texts]`, `text in place`; nothing for other comparisons.
Question question_of(const query::Queries& queries, const query::Expr& expr,
                     const query::Place& place) {
  if (expr.kind != query::ExprKind::compare || expr.left.count != 1 || expr.right.count != 1)
    return {};
  const query::Operand* asked = &queries.operands[expr.left.first];
  const query::Operand* wanted = &queries.operands[expr.right.first];
  query::Op op = expr.op;
  if (expr.quantifier == query::Quantifier::none && op == query::Op::in) {
    std::swap(asked, wanted);
    op = query::Op::eq;
  } else if (expr.quantifier != query::Quantifier::some) {
    return {};
  }
  const bool concerns = asked->kind == query::OperandKind::property &&
                        asked->variable == place.variable && asked->property == place.property;
  return concerns && is_text(queries, *wanted) ? Question{op, wanted} : Question{};
}

bool fulfils(const query::Queries& queries, const Question& question, std::string_view item) {
  const std::string_view text = queries.text(question.wanted->text);
  switch (question.op) {
    case query::Op::eq:
      return item == text;
    case query::Op::covers:
      return glob_match(item, text, true);
    case query::Op::matches:
      return glob_match(text, item, true);
    case query::Op::in: {
      const auto texts = Catalog::slice(queries.operands, question.wanted->items);
      return std::any_of(texts.begin(), texts.end(),
                         [&](const query::Operand& one) { return item == queries.text(one.text); });
    }
    default:
      return false;
  }
}

/// The questions of the query's conditions, those of a disjunction too.
std::vector<Question> questions_of(const Scene& scene, const query::Place& place) {
  const query::Queries& queries = scene.rules.queries;
  std::vector<Question> questions;
  std::vector<query::ExprId> left{queries.patterns[scene.query.pattern].where};
  while (!left.empty()) {
    const query::ExprId id = left.back();
    left.pop_back();
    if (!id.valid()) continue;
    const query::Expr& expr = queries.exprs[id.index()];
    if (expr.kind == query::ExprKind::conjunction || expr.kind == query::ExprKind::disjunction)
      for (const query::ExprId child : Catalog::slice(queries.children, expr.children))
        left.push_back(child);
    const Question question = question_of(queries, expr, place);
    if (question.wanted != nullptr) questions.push_back(question);
  }
  return questions;
}

void add_items(const Scene& scene, const std::vector<Question>& questions,
               const PropertyValue& list, std::vector<const PropertyValue*>& items) {
  if (list.state != PropertyState::list) return;
  for (const Question& question : questions)
    for (const PropertyValue& item : list.items)
      if (item.state == PropertyState::text && fulfils(scene.rules.queries, question, item.text) &&
          std::find(items.begin(), items.end(), &item) == items.end())
        items.push_back(&item);
}

}  // namespace

bool is_possible(const Scene& scene, const PropertyValue& choice, std::size_t alternative,
                 Guard holds) {
  return alternative >= choice.guards.size() ||
         scene.guards.satisfiable(scene.guards.both(choice.guards[alternative], holds));
}

std::vector<const PropertyValue*> items_in_question(const Scene& scene, const query::Place& place,
                                                    const PropertyValue& value, Guard holds) {
  std::vector<const PropertyValue*> items;
  if (value.state != PropertyState::list && value.state != PropertyState::choice) return items;
  const std::vector<Question> questions = questions_of(scene, place);
  if (questions.empty()) return items;
  if (value.state == PropertyState::list) {
    add_items(scene, questions, value, items);
    return items;
  }
  for (std::size_t i = 0; i < value.items.size(); ++i)
    if (is_possible(scene, value, i, holds)) add_items(scene, questions, value.items[i], items);
  return items;
}

}  // namespace weir::findings
