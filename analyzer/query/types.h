#pragma once

#include <string>
#include <vector>

#include "analyzer/query/vocabulary.h"

namespace weir::query {

/// What an operand is, for static checks.
struct Type {
  enum class Kind : std::uint8_t {
    faulty,  ///< already reported, or an empty list; fits everything
    absent,
    boolean,
    text,
    number,
    duration,
    size,
    percent,
    enumeration,
    node
  };
  Kind kind = Kind::faulty;
  bool list = false;
  EnumId enumeration;
};

Type type_of(const PropertyRecord& property);

/// One side of a comparison as far as types matter.
struct Side {
  Type type;
  std::vector<std::pair<std::string, syntax::Extent>>
      texts;  ///< literal texts, to check enum members
  syntax::Extent at;
};

/// Joins the terms of a sum: numbers of one dimension.
Side sum_of(const std::vector<Side>& terms, const std::vector<double>& factors,
            Vocabulary& vocabulary);

/// Checks types, dimensions, enum members and the operator. Returns the enum whose ranks decide an
/// ordering comparison.
EnumId check_comparison(const Side& left, Quantifier quantifier, Op op, const Side& right,
                        syntax::Extent at, Vocabulary& vocabulary);

/// A test without operator: a boolean, or a list of booleans under `some` and `every`.
void check_bare(const Side& side, Quantifier quantifier, Vocabulary& vocabulary);

}  // namespace weir::query
