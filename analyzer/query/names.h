#pragma once

#include <cstdint>
#include <vector>

#include "analyzer/query/query.h"

namespace weir::query {

/// Which variables parts of one query mention. Variables are numbered within the query; sets are
/// sorted.
class Names {
 public:
  /// `first` is Query::variables.first.
  Names(const Queries& queries, std::uint32_t first) : queries_(queries), first_(first) {}

  /// Variables an expression mentions that are bound outside of it; an end of an edge counts as the
  /// edge.
  std::vector<VariableId> of(ExprId expression) const;
  /// A variable, and for an edge whether its `from` is looked at.
  struct Mention {
    VariableId name = kNoVariable;
    bool source = false;
    friend auto operator<=>(const Mention&, const Mention&) = default;
  };
  /// Variables a pattern mentions but does not bind, each once.
  std::vector<Mention> outer(std::uint32_t pattern) const;
  /// Variables of one step besides its own edge: its ends and what its `while` mentions.
  std::vector<VariableId> of(const Step& step, ExprId while_condition) const;

 private:
  using Set = std::vector<Mention>;
  static std::vector<VariableId> names(const Set& set);
  void add(VariableId variable, bool source, Set& into) const;
  void collect(ExprId expression, Set& into) const;
  void collect(Range operands, Set& into) const;
  void collect_pattern(std::uint32_t pattern, Set& into) const;

  const Queries& queries_;
  std::uint32_t first_;
};

}  // namespace weir::query
