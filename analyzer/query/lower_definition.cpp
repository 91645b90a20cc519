#include <algorithm>

#include "analyzer/query/lower.h"

namespace weir::query {
namespace {

/// What one rule may grow to by expanding definitions.
constexpr std::size_t kExpandedConditions = 20'000;

}  // namespace

ExprId Lowering::definition(const Defined& defined) {
  const VariableId self = declare("self", false);
  Resolved place;
  place.variable = self;
  tables_.node_labels.push_back(defined.label);
  variable(self).labels = {static_cast<std::uint32_t>(tables_.node_labels.size() - 1), 1};
  return expand(defined, self);
}

/// Whether a node of the place can bear the label.
bool Lowering::labels_meet(const Resolved& place, LabelId label) {
  if (place.is_end) return true;
  const auto labels = Catalog::slice(std::span<const LabelId>(tables_.node_labels),
                                     variable(place.variable).labels);
  const Catalog& catalog = vocabulary_.catalog();
  return labels.empty() || std::any_of(labels.begin(), labels.end(), [&](LabelId own) {
           return !own.valid() || catalog.is(own, label) || catalog.is(label, own);
         });
}

bool Lowering::always_labelled(const Resolved& place, LabelId label) {
  if (place.is_end) return false;
  const auto labels = Catalog::slice(std::span<const LabelId>(tables_.node_labels),
                                     variable(place.variable).labels);
  return !labels.empty() && std::all_of(labels.begin(), labels.end(), [&](LabelId own) {
    return own.valid() && vocabulary_.catalog().is(own, label);
  });
}

std::vector<const Defined*> Lowering::defined_for(const Resolved& place) {
  std::vector<const Defined*> found;
  if (!place.property.valid() || place.is_edge) return found;
  for (const Defined& defined : definitions_)
    if (defined.property == place.property && labels_meet(place, defined.label))
      found.push_back(&defined);
  return found;
}

/// The variable that `self` stands for; an end of an edge gets one of its own.
VariableId Lowering::self_of(const Resolved& place) {
  if (!place.is_end) return place.variable;
  const VariableId id = declare({}, false);
  variable(id).end_of = place.variable;
  variable(id).end_is_to = place.end_is_to;
  return id;
}

ExprId Lowering::expand(const Defined& defined, VariableId self) {
  const auto cycle = std::find(expanding_.begin(), expanding_.end(), &defined);
  if (cycle != expanding_.end() || tables_.exprs.size() - first_expr_ > kExpandedConditions) {
    const std::string name(vocabulary_.catalog().name(defined.property));
    vocabulary_.fail({0, static_cast<std::uint32_t>(source_.text.size())},
                     cycle != expanding_.end()
                         ? "the definition of `" + name + "` uses itself"
                         : "the definition of `" + name + "` expands to too much");
    return add({});
  }
  expanding_.push_back(&defined);
  const Source source = std::exchange(source_, Source{defined.source, pool_.add(defined.source)});
  std::vector<Scope> scopes = std::exchange(scopes_, {Scope{{"self", self}}});
  const int nesting = std::exchange(nesting_, 0);
  const Hops hops = std::exchange(hops_, Hops::none);
  const ExprId result = expression(defined.value);
  hops_ = hops;
  nesting_ = nesting;
  scopes_ = std::move(scopes);
  source_ = source;
  expanding_.pop_back();
  return result;
}

ExprId Lowering::labelled(VariableId id, LabelId label, Text text) {
  Expr expr;
  expr.kind = ExprKind::labelled;
  expr.variable = id;
  expr.written = text;
  tables_.node_labels.push_back(label);
  expr.labels = {static_cast<std::uint32_t>(tables_.node_labels.size() - 1), 1};
  return add(expr);
}

/// `place.property = other` or `!= other`, where the property is defined for some labels. By
/// Kleene's logic `p = true` is the definition itself, `p = false` its negation, and on other nodes
/// the property is absent.
ExprId Lowering::defined_comparison(const syntax::Expression& parsed, const Resolved& place,
                                    const std::vector<const Defined*>& defined,
                                    const std::vector<syntax::Term>& other) {
  using Kind = syntax::Operand::Kind;
  const Text text = written(parsed.at);
  const bool bare = other.empty();
  const Kind kind = bare ? Kind::boolean : other.front().operand.kind;
  ExprId result;
  if (kind == Kind::boolean) {
    result = defined_is(place, defined, bare || other.front().operand.boolean, text);
  } else if (kind == Kind::absent) {
    result = defined_absent(place, defined, text);
  } else {
    vocabulary_.fail(parsed.at,
                     "a defined property can only be compared with true, false or absent");
    return add({});
  }
  return parsed.op == Op::ne ? negation(result) : result;
}

ExprId Lowering::defined_is(const Resolved& place, const std::vector<const Defined*>& defined,
                            bool wanted, Text text) {
  const VariableId self = self_of(place);
  std::vector<ExprId> cases;
  for (const Defined* one : defined) {
    ExprId value = expand(*one, self);
    if (!wanted) value = negation(value);
    const bool sure = always_labelled(place, one->label);
    cases.push_back(conjunction({sure ? ExprId{} : labelled(self, one->label, text), value}, text));
  }
  cases.push_back(stored_is(place, defined, wanted, text));
  const ExprId result = disjunction(std::move(cases), text);
  tables_.exprs[result.index()].written = text;
  return result;
}

/// The property as the catalogue keeps it, on nodes that no definition covers; none if there are no
/// such nodes.
ExprId Lowering::stored_is(const Resolved& place, const std::vector<const Defined*>& defined,
                           bool wanted, Text text) {
  const Catalog& catalog = vocabulary_.catalog();
  const auto labels =
      Catalog::slice(catalog.label_refs, catalog.properties[place.property.index()].labels);
  const bool elsewhere = std::any_of(labels.begin(), labels.end(), [&](LabelId label) {
    return labels_meet(place, label) &&
           std::none_of(defined.begin(), defined.end(),
                        [&](auto* one) { return catalog.is(label, one->label); });
  });
  if (!elsewhere) return {};
  Operand stored;
  stored.kind = place.is_end ? OperandKind::flow_end_property : OperandKind::property;
  stored.variable = place.variable;
  stored.end_is_to = place.end_is_to;
  stored.property = place.property;
  stored.written = text;
  Operand value;
  value.kind = OperandKind::boolean;
  value.boolean = wanted;
  Expr expr;
  expr.written = text;
  const auto first = static_cast<std::uint32_t>(tables_.operands.size());
  tables_.operands.insert(tables_.operands.end(), {stored, value});
  expr.left = {first, 1};
  expr.right = {first + 1, 1};
  return add(expr);
}

ExprId Lowering::defined_absent(const Resolved& place, const std::vector<const Defined*>& defined,
                                Text text) {
  const VariableId self = self_of(place);
  std::vector<ExprId> covered;
  for (const Defined* one : defined) covered.push_back(labelled(self, one->label, text));
  return negation(disjunction(std::move(covered), text));
}

}  // namespace weir::query
