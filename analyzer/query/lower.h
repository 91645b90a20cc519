#pragma once

#include <deque>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/query/syntax.h"
#include "analyzer/query/types.h"
#include "analyzer/query/vocabulary.h"

namespace weir::query {

/// A `define` as parsed; `value` points into `source`.
struct Defined {
  std::string source;
  LabelId label;
  PropertyId property;
  syntax::Expression value;
};
/// All of them; addresses are stable.
using Definitions = std::deque<Defined>;

/// A text being compiled: its words are views into `text`.
struct Source {
  std::string_view text;
  Text pooled;
};

/// Turns parsed queries into records: names resolved, types checked, `define`s expanded. Faults go
/// to the vocabulary; after any, the records are worthless.
class Lowering {
 public:
  Lowering(Vocabulary& vocabulary, const Definitions& definitions, QueryTables& tables,
           TextPool& pool);

  /// Where the texts of what follows stand.
  void set_source(std::string_view text) { source_ = {text, pool_.add(text)}; }

  /// The pattern of a query with its exceptions. Its names stay visible for what follows.
  std::uint32_t match(const syntax::Query& query);
  /// A mitigation's condition over the names of `match`. `starred` becomes the path it names, if
  /// any.
  ExprId mitigation(const syntax::Expression& expression, VariableId& starred);
  /// A definition by itself, over one name `self`.
  ExprId definition(const Defined& defined);
  /// `report`, `per` and message places. `starred_allowed`: a path may be named.
  std::optional<Place> place(const std::vector<syntax::Word>& words, bool starred_allowed);

  std::uint32_t first_variable() const { return first_variable_; }
  ExprId add(Expr expr);
  ExprId conjunction(std::vector<ExprId> parts, Text written);
  ExprId negation(ExprId part);

 private:
  using Scope = std::vector<std::pair<std::string_view, VariableId>>;
  /// Which path may be named where.
  enum class Hops : std::uint8_t { none, own, mitigation };
  struct EdgeFacts {
    Range labels;
    bool starred = false;
    bool flow = true;  ///< may be the target of an attachment
  };
  /// A place resolved: a variable, an end of an edge, or a property of either.
  struct Resolved {
    VariableId variable = kNoVariable;
    bool is_end = false;
    bool end_is_to = false;
    PropertyId property;
    bool is_edge = false;  ///< the variable is an edge and no end of it is meant
  };
  class Nested;

  // names (lower.cpp)
  Variable& variable(VariableId id) { return tables_.variables[first_variable_ + id]; }
  VariableId find(std::string_view name) const;
  VariableId declare(std::string_view name, bool edge);
  bool is_edge(VariableId id) { return variable(id).edge; }
  Text written(syntax::Extent at) const;

  // patterns (lower.cpp)
  std::uint32_t pattern(const std::vector<syntax::Path>& paths,
                        const std::vector<const syntax::Expression*>& where,
                        const std::vector<syntax::Exception>& unless, syntax::Extent at,
                        bool is_match);
  void declare_edges(const std::vector<syntax::Path>& paths, std::vector<VariableId>& bound);
  VariableId node(const syntax::NodePattern& node, std::vector<VariableId>& bound, bool is_target);
  void label_node(VariableId id, const syntax::NodePattern& node, bool is_new);
  Step step(const syntax::EdgePattern& edge, VariableId edge_variable);
  void check_step(const Step& step, const syntax::EdgePattern& edge);
  void lower_whiles(const std::vector<const syntax::EdgePattern*>& edges, std::vector<Step>& steps);
  ExprId nested_pattern(const std::vector<syntax::Path>& paths,
                        const std::vector<syntax::Expression>& where, syntax::Extent at);

  // expressions (lower_expression.cpp)
  ExprId expression(const syntax::Expression& expression);
  ExprId comparison(const syntax::Expression& expression);
  Side sum(const std::vector<syntax::Term>& terms, Range& operands);
  Side operand(const syntax::Operand& operand, Operand& into);
  Side literal(const syntax::Operand& operand, Operand& into);
  void place_operand(const syntax::Operand& operand, Operand& into, Side& side);
  void count_operand(const syntax::Operand& operand, Operand& into);
  std::optional<Resolved> resolve(const std::vector<syntax::Word>& words);
  bool name_usable(VariableId id, const syntax::Word& word);
  PropertyId property_of(const Resolved& owner, const syntax::Word& word);

  // definitions (lower_definition.cpp)
  std::vector<const Defined*> defined_for(const Resolved& place);
  bool labels_meet(const Resolved& place, LabelId label);
  bool always_labelled(const Resolved& place, LabelId label);
  VariableId self_of(const Resolved& place);
  ExprId defined_comparison(const syntax::Expression& expression, const Resolved& place,
                            const std::vector<const Defined*>& defined,
                            const std::vector<syntax::Term>& other);
  ExprId defined_is(const Resolved& place, const std::vector<const Defined*>& defined, bool wanted,
                    Text written);
  ExprId defined_absent(const Resolved& place, const std::vector<const Defined*>& defined,
                        Text written);
  ExprId stored_is(const Resolved& place, const std::vector<const Defined*>& defined, bool wanted,
                   Text written);
  ExprId expand(const Defined& defined, VariableId self);
  ExprId labelled(VariableId id, LabelId label, Text written);
  ExprId disjunction(std::vector<ExprId> parts, Text written);

  Vocabulary& vocabulary_;
  const Definitions& definitions_;
  QueryTables& tables_;
  TextPool& pool_;
  Source source_;
  std::uint32_t first_variable_;
  std::size_t first_expr_;
  std::vector<Scope> scopes_;
  std::vector<EdgeFacts> edge_facts_;  ///< by variable; of nodes unused
  Hops hops_ = Hops::none;
  VariableId hop_ =
      kNoVariable;  ///< own: the path of this `while`; mitigation: the one named so far
  int nesting_ = 0;
  std::vector<const Defined*> expanding_;
};

}  // namespace weir::query
