#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "analyzer/query/lexer.h"
#include "analyzer/query/query.h"

/// A query as parsed: names not yet resolved. Views point into the source text, which must outlive
/// it.
namespace weir::query::syntax {

/// Bytes of the source, half-open.
struct Extent {
  std::uint32_t begin = 0, end = 0;
};

/// A word of the source; empty for an anonymous node or edge.
struct Word {
  std::string_view text;
  Extent at;
};

struct Expression;
struct Path;

struct Operand {
  enum class Kind : std::uint8_t { place, boolean, number, text, absent, list, count };
  Kind kind = Kind::absent;
  std::vector<Word> place;  ///< x · x.property · f.from.property; count: the counted name
  bool boolean = false;
  double number = 0;
  Dimension dimension = Dimension::none;
  std::string text;
  std::vector<Operand> items;
  std::vector<Path> paths;        ///< count
  std::vector<Expression> where;  ///< count: none or one
  Extent at;
};

struct Term {
  double factor = 1;
  Operand operand;
};

struct Expression {
  ExprKind kind = ExprKind::compare;
  std::vector<Expression> children;  ///< conjunction, disjunction, negation
  std::vector<Path> paths;           ///< exists
  std::vector<Expression> where;     ///< exists: none or one
  Quantifier quantifier = Quantifier::none;
  std::vector<Term> left, right;  ///< compare; without operator `right` is empty
  Op op = Op::eq;
  Extent at;
};

struct NodePattern {
  Word name;
  std::vector<Word> labels;
  Extent at;
};

struct EdgePattern {
  Word name;
  std::vector<Word> labels;
  bool data = false;
  bool may = false;
  Repeat repeat = Repeat::once;
  std::vector<Expression> condition;  ///< `while`: none or one
  Extent at;
};

/// nodes.size() == edges.size() + 1
struct Path {
  std::vector<NodePattern> nodes;
  std::vector<EdgePattern> edges;
  Extent at;
};

struct Exception {
  std::vector<Path> paths;
  std::vector<Expression> where;
  Extent at;
};

struct Query {
  std::vector<Path> paths;
  std::vector<Expression> where;
  std::vector<Exception> unless;
  std::vector<Word> report;
  std::vector<Word> per;
  std::string message;
  Extent message_at;
};

struct Definition {
  Word label;
  Word name;
  Expression value;
};

/// Parse a whole text; the first fault says where, what was found and what was expected.
std::variant<Query, QueryError> parse_query(std::string_view source);
std::variant<Definition, QueryError> parse_definition(std::string_view source);
std::variant<Expression, QueryError> parse_expression(std::string_view source);

}  // namespace weir::query::syntax
