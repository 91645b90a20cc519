#include "analyzer/query/types.h"

namespace weir::query {
namespace {

using TypeKind = Type::Kind;

bool is_numeric(TypeKind kind) {
  return kind == TypeKind::number || kind == TypeKind::duration || kind == TypeKind::size ||
         kind == TypeKind::percent;
}
bool is_ordering(Op op) { return op == Op::lt || op == Op::le || op == Op::gt || op == Op::ge; }

std::string shown(const Type& type, const Catalog& catalog) {
  static constexpr std::string_view kNames[] = {
      "nothing",    "absent", "a boolean",    "a text",  "a number",
      "a duration", "a size", "a percentage", "an enum", "a node"};
  std::string name(kNames[static_cast<std::size_t>(type.kind)]);
  if (type.kind == TypeKind::enumeration)
    name = "a `" + std::string(catalog.text(catalog.enums[type.enumeration.index()].name)) + "`";
  return type.list ? "a list of " + name.substr(name.find(' ') + 1) : name;
}

/// Whether two scalar kinds may be compared; a literal text fits an enum (members are checked
/// apart).
bool comparable(const Side& left, const Side& right) {
  const Type& a = left.type;
  const Type& b = right.type;
  if (a.kind == TypeKind::faulty || b.kind == TypeKind::faulty) return true;
  if (a.kind == TypeKind::enumeration && b.kind == TypeKind::enumeration)
    return a.enumeration == b.enumeration;
  if (a.kind == TypeKind::enumeration) return b.kind == TypeKind::text && !right.texts.empty();
  if (b.kind == TypeKind::enumeration) return a.kind == TypeKind::text && !left.texts.empty();
  return a.kind == b.kind;
}

void check_members(const Side& enumerated, const Side& literals, Vocabulary& vocabulary) {
  if (enumerated.type.kind != TypeKind::enumeration) return;
  for (const auto& [text, at] : literals.texts)
    vocabulary.check_member(enumerated.type.enumeration, text, at);
}

/// Which side must be a list; returns false after a fault.
bool check_lists(const Side& left, Quantifier quantifier, Op op, const Side& right,
                 syntax::Extent at, Vocabulary& vocabulary) {
  if (quantifier != Quantifier::none && !left.type.list) {
    vocabulary.fail(
        left.at, "`some` and `every` need a list, found " + shown(left.type, vocabulary.catalog()));
    return false;
  }
  if (op == Op::in && !right.type.list) {
    vocabulary.fail(right.at,
                    "`in` needs a list, found " + shown(right.type, vocabulary.catalog()));
    return false;
  }
  const bool left_list = left.type.list && quantifier == Quantifier::none;
  const bool right_list = right.type.list && op != Op::in;
  if (!left_list && !right_list) return true;
  const bool equality = op == Op::eq || op == Op::ne;
  const bool both_fit = (left_list || left.type.kind == TypeKind::absent) &&
                        (right_list || right.type.kind == TypeKind::absent);
  if (equality && both_fit && quantifier == Quantifier::none) return true;
  vocabulary.fail(at, "a list is compared by `in`, `some` or `every`");
  return false;
}

bool check_operator(const Side& left, Op op, const Side& right, syntax::Extent at,
                    Vocabulary& vocabulary) {
  const Catalog& catalog = vocabulary.catalog();
  const auto wrong = [&](std::string message) {
    vocabulary.fail(at, std::move(message));
    return false;
  };
  if (left.type.kind == TypeKind::absent || right.type.kind == TypeKind::absent) {
    if (op == Op::eq || op == Op::ne) return true;
    return wrong("`absent` can only be compared by `=` and `!=`");
  }
  if (op == Op::matches || op == Op::covers) {
    const auto textual = [](const Side& side) {
      return side.type.kind == TypeKind::text || side.type.kind == TypeKind::enumeration ||
             side.type.kind == TypeKind::faulty;
    };
    if (textual(left) && textual(right)) return true;
    return wrong("`matches` and `covers` need texts, found " + shown(left.type, catalog) + " and " +
                 shown(right.type, catalog));
  }
  if (!is_ordering(op)) return true;
  const Type& type = left.type.kind == TypeKind::enumeration ? left.type : right.type;
  if (type.kind == TypeKind::enumeration) {
    const EnumRecord& record = catalog.enums[type.enumeration.index()];
    if (record.ordered) return true;
    return wrong("the members of `" + std::string(catalog.text(record.name)) + "` have no order");
  }
  if (is_numeric(type.kind) || type.kind == TypeKind::faulty) return true;
  return wrong("found " + shown(type, catalog) + ", which has no order");
}

}  // namespace

Type type_of(const PropertyRecord& property) {
  static constexpr TypeKind kKinds[] = {TypeKind::boolean, TypeKind::text,       TypeKind::text,
                                        TypeKind::number,  TypeKind::duration,   TypeKind::size,
                                        TypeKind::percent, TypeKind::enumeration};
  return {kKinds[static_cast<std::size_t>(property.type)], property.list, property.enumeration};
}

Side sum_of(const std::vector<Side>& terms, const std::vector<double>& factors,
            Vocabulary& vocabulary) {
  Side sum = terms.front();
  if (terms.size() == 1 && factors.front() == 1) return sum;
  for (const Side& term : terms) {
    sum.at.end = term.at.end;
    if (term.type.kind == TypeKind::faulty) continue;
    if (term.type.list || !is_numeric(term.type.kind))
      vocabulary.fail(term.at, "found " + shown(term.type, vocabulary.catalog()) +
                                   " in a sum, expected numbers");
    else if (sum.type.kind != TypeKind::faulty && term.type.kind != sum.type.kind)
      vocabulary.fail(term.at, "a sum of " + shown(sum.type, vocabulary.catalog()) + " and " +
                                   shown(term.type, vocabulary.catalog()));
  }
  return sum;
}

EnumId check_comparison(const Side& left, Quantifier quantifier, Op op, const Side& right,
                        syntax::Extent at, Vocabulary& vocabulary) {
  if (left.type.kind == TypeKind::faulty || right.type.kind == TypeKind::faulty) return {};
  if (!check_lists(left, quantifier, op, right, at, vocabulary)) return {};
  if (!check_operator(left, op, right, at, vocabulary)) return {};
  const bool has_absent = left.type.kind == TypeKind::absent || right.type.kind == TypeKind::absent;
  const bool textual = op == Op::matches || op == Op::covers;
  if (!has_absent && !textual && !comparable(left, right)) {
    vocabulary.fail(at, "compares " + shown(left.type, vocabulary.catalog()) + " with " +
                            shown(right.type, vocabulary.catalog()));
    return {};
  }
  if (!textual) {
    check_members(left, right, vocabulary);
    check_members(right, left, vocabulary);
  }
  if (!is_ordering(op)) return {};
  return left.type.kind == TypeKind::enumeration ? left.type.enumeration : right.type.enumeration;
}

void check_bare(const Side& side, Quantifier quantifier, Vocabulary& vocabulary) {
  if (side.type.kind == TypeKind::faulty) return;
  const bool list = quantifier != Quantifier::none;
  if (side.type.kind == TypeKind::boolean && side.type.list == list) return;
  vocabulary.fail(side.at, "found " + shown(side.type, vocabulary.catalog()) +
                               " without an operator, expected a boolean");
}

}  // namespace weir::query
