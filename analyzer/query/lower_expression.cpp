#include <algorithm>

#include "analyzer/query/lower.h"
#include "analyzer/query/suggest.h"

namespace weir::query {
namespace {

Type::Kind kind_of(Dimension dimension) {
  switch (dimension) {
    case Dimension::duration:
      return Type::Kind::duration;
    case Dimension::size:
      return Type::Kind::size;
    case Dimension::percent:
      return Type::Kind::percent;
    case Dimension::none:
      break;
  }
  return Type::Kind::number;
}

Range append_operands(std::vector<Operand>& table, const std::vector<Operand>& operands) {
  const Range range{static_cast<std::uint32_t>(table.size()),
                    static_cast<std::uint32_t>(operands.size())};
  table.insert(table.end(), operands.begin(), operands.end());
  return range;
}

}  // namespace

ExprId Lowering::expression(const syntax::Expression& parsed) {
  switch (parsed.kind) {
    case ExprKind::exists:
      return nested_pattern(parsed.paths, parsed.where, parsed.at);
    case ExprKind::negation: {
      const ExprId inner = expression(parsed.children.front());
      const ExprId result = negation(inner);
      tables_.exprs[result.index()].written = written(parsed.at);
      return result;
    }
    case ExprKind::conjunction:
    case ExprKind::disjunction: {
      std::vector<ExprId> parts;
      for (const syntax::Expression& child : parsed.children) parts.push_back(expression(child));
      return parsed.kind == ExprKind::conjunction
                 ? conjunction(std::move(parts), written(parsed.at))
                 : disjunction(std::move(parts), written(parsed.at));
    }
    default:
      return comparison(parsed);
  }
}

ExprId Lowering::comparison(const syntax::Expression& parsed) {
  const auto single_place = [](const std::vector<syntax::Term>& terms) {
    return terms.size() == 1 && terms[0].factor == 1 &&
           terms[0].operand.kind == syntax::Operand::Kind::place &&
           terms[0].operand.place.size() > 1;
  };
  if (parsed.quantifier == Quantifier::none && (parsed.op == Op::eq || parsed.op == Op::ne)) {
    for (const bool swapped : {false, true}) {
      const auto& terms = swapped ? parsed.right : parsed.left;
      if (!single_place(terms)) continue;
      const auto resolved = resolve(terms[0].operand.place);
      if (!resolved) return add({});
      const auto defined = defined_for(*resolved);
      if (!defined.empty())
        return defined_comparison(parsed, *resolved, defined, swapped ? parsed.left : parsed.right);
    }
  }
  Expr expr;
  expr.written = written(parsed.at);
  expr.quantifier = parsed.quantifier;
  expr.op = parsed.op;
  const Side left = sum(parsed.left, expr.left);
  if (parsed.right.empty()) {
    check_bare(left, parsed.quantifier, vocabulary_);
    Operand yes;
    yes.kind = OperandKind::boolean;
    yes.boolean = true;
    expr.right = append_operands(tables_.operands, {yes});
    return add(expr);
  }
  const Side right = sum(parsed.right, expr.right);
  expr.enumeration =
      check_comparison(left, parsed.quantifier, parsed.op, right, parsed.at, vocabulary_);
  return add(expr);
}

Side Lowering::sum(const std::vector<syntax::Term>& terms, Range& operands) {
  std::vector<Operand> records;
  std::vector<Side> sides;
  std::vector<double> factors;
  for (const syntax::Term& term : terms) {
    Operand record;
    sides.push_back(operand(term.operand, record));
    record.factor = term.factor;
    factors.push_back(term.factor);
    records.push_back(record);
  }
  operands = append_operands(tables_.operands, records);
  return sum_of(sides, factors, vocabulary_);
}

Side Lowering::operand(const syntax::Operand& parsed, Operand& into) {
  Side side;
  side.at = parsed.at;
  into.written = written(parsed.at);
  if (parsed.kind == syntax::Operand::Kind::place) {
    place_operand(parsed, into, side);
    return side;
  }
  if (parsed.kind == syntax::Operand::Kind::count) {
    count_operand(parsed, into);
    side.type.kind = Type::Kind::number;
    return side;
  }
  return literal(parsed, into);
}

Side Lowering::literal(const syntax::Operand& parsed, Operand& into) {
  using Kind = syntax::Operand::Kind;
  Side side;
  side.at = parsed.at;
  into.written = written(parsed.at);
  if (parsed.kind == Kind::boolean) {
    into.kind = OperandKind::boolean;
    into.boolean = parsed.boolean;
    side.type.kind = Type::Kind::boolean;
  } else if (parsed.kind == Kind::number) {
    into.kind = OperandKind::number;
    into.number = parsed.number;
    side.type.kind = kind_of(parsed.dimension);
  } else if (parsed.kind == Kind::text) {
    into.kind = OperandKind::text;
    into.text = pool_.add(parsed.text);
    side.type.kind = Type::Kind::text;
    side.texts.emplace_back(parsed.text, parsed.at);
  } else if (parsed.kind == Kind::list) {
    into.kind = OperandKind::list;
    std::vector<Operand> items;
    for (const syntax::Operand& item : parsed.items) {
      Operand record;
      Side item_side = literal(item, record);
      if (!items.empty() && item_side.type.kind != side.type.kind)
        vocabulary_.fail(item.at, "a list of values of different types");
      side.type.kind = item_side.type.kind;
      for (auto& text : item_side.texts) side.texts.push_back(std::move(text));
      items.push_back(record);
    }
    into.items = append_operands(tables_.operands, items);
    side.type.list = true;
  } else {
    into.kind = OperandKind::absent;
    side.type.kind = Type::Kind::absent;
  }
  return side;
}

void Lowering::place_operand(const syntax::Operand& parsed, Operand& into, Side& side) {
  const auto resolved = resolve(parsed.place);
  if (!resolved) return;
  into.variable = resolved->variable;
  into.end_is_to = resolved->end_is_to;
  into.property = resolved->property;
  const bool whole = parsed.place.size() == (resolved->is_end ? 2u : 1u);
  into.kind = resolved->is_end ? OperandKind::flow_end_property
                               : (whole ? OperandKind::variable : OperandKind::property);
  if (whole) {
    side.type.kind = Type::Kind::node;
    if (resolved->is_edge) {
      vocabulary_.fail(parsed.at, "an edge cannot be compared; expected a property of it");
      side.type.kind = Type::Kind::faulty;
    }
    return;
  }
  if (!resolved->property.valid()) return;
  if (!defined_for(*resolved).empty()) {
    vocabulary_.fail(parsed.at, "a defined property can only be tested by `=` and `!=` on its own");
    return;
  }
  side.type = type_of(vocabulary_.catalog().properties[resolved->property.index()]);
}

void Lowering::count_operand(const syntax::Operand& parsed, Operand& into) {
  into.kind = OperandKind::count;
  const ExprId counted = nested_pattern(parsed.paths, parsed.where, parsed.at);
  into.pattern = tables_.exprs[counted.index()].pattern;
  tables_.exprs.pop_back();
  const Pattern& pattern = tables_.patterns[into.pattern];
  const std::string_view wanted = parsed.place.front().text;
  for (const VariableId id :
       Catalog::slice(std::span<const VariableId>(tables_.pattern_variables), pattern.variables))
    if (pool_.get(variable(id).name) == wanted) into.counted = id;
  if (into.counted == kNoVariable)
    vocabulary_.fail(parsed.place.front().at,
                     quoted(wanted) + " is not bound by the paths that are counted");
  else if (edge_facts_[into.counted].starred)
    vocabulary_.fail(parsed.place.front().at, "paths cannot be counted");
}

std::optional<Lowering::Resolved> Lowering::resolve(const std::vector<syntax::Word>& words) {
  const syntax::Word& first = words.front();
  Resolved result;
  result.variable = find(first.text);
  if (result.variable == kNoVariable) {
    std::vector<std::string_view> known;
    for (const Scope& scope : scopes_)
      for (const auto& [name, ignored] : scope) known.push_back(name);
    vocabulary_.fail(first.at,
                     "unknown name " + quoted(first.text) + did_you_mean(first.text, known));
    return std::nullopt;
  }
  if (!name_usable(result.variable, first)) return std::nullopt;
  result.is_edge = is_edge(result.variable);
  std::size_t used = 1;
  if (result.is_edge && words.size() > 1 && (words[1].text == "from" || words[1].text == "to")) {
    result.is_end = true;
    result.end_is_to = words[1].text == "to";
    result.is_edge = false;
    used = 2;
  }
  if (words.size() > used + 1) {
    vocabulary_.fail(words[used + 1].at, "expected one property, found another after it");
    return std::nullopt;
  }
  if (words.size() > used) {
    result.property = property_of(result, words[used]);
    if (!result.property.valid()) return std::nullopt;
  }
  return result;
}

/// A path is named hop by hop: in its own `while` and in mitigations.
bool Lowering::name_usable(VariableId id, const syntax::Word& word) {
  if (!edge_facts_[id].starred) return true;
  if (hops_ == Hops::own && hop_ == id) return true;
  if (hops_ == Hops::mitigation) {
    const auto in_match = std::any_of(scopes_.front().begin(), scopes_.front().end(),
                                      [id](const auto& entry) { return entry.second == id; });
    if (in_match && (hop_ == kNoVariable || hop_ == id)) {
      hop_ = id;
      return true;
    }
    if (in_match) {
      vocabulary_.fail(word.at, "a mitigation may name one path only");
      return false;
    }
  }
  vocabulary_.fail(
      word.at,
      quoted(word.text) +
          " is a path: it may be named in its own `while`, in mitigations and in the message");
  return false;
}

PropertyId Lowering::property_of(const Resolved& owner, const syntax::Word& word) {
  const PropertyId id = vocabulary_.property(word);
  if (!id.valid()) return id;
  const Catalog& catalog = vocabulary_.catalog();
  const PropertyRecord& record = catalog.properties[id.index()];
  const auto wrong = [&](std::string_view what) {
    vocabulary_.fail(word.at, quoted(word.text) + " is no property of " + std::string(what));
    return PropertyId{};
  };
  if (owner.is_edge) {
    const auto has = Catalog::slice(catalog.edge_refs, record.edges);
    const auto labels = Catalog::slice(std::span<const EdgeLabelId>(tables_.edge_labels),
                                       edge_facts_[owner.variable].labels);
    const auto fits = [&](EdgeLabelId label) {
      return !label.valid() || std::any_of(has.begin(), has.end(), [&](EdgeLabelId with) {
        return catalog.is(label, with) || catalog.is(with, label);
      });
    };
    if (labels.empty() ? has.empty() : std::none_of(labels.begin(), labels.end(), fits))
      return wrong("these edges");
    return id;
  }
  const auto has = Catalog::slice(catalog.label_refs, record.labels);
  if (has.empty()) return wrong("any node");
  if (!std::any_of(has.begin(), has.end(),
                   [&](LabelId label) { return labels_meet(owner, label); }))
    return wrong("a node with these labels");
  return id;
}

}  // namespace weir::query
