#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "analyzer/base/blob.h"
#include "analyzer/base/result.h"
#include "analyzer/catalog/catalog.h"

/// The query language of rules (shared contract: query-language). This header is the compiled form:
/// flat records, names and labels resolved, types checked, `define`s expanded, `unless` turned into
/// `not exists`, mitigations' conditions added to `while`. Used in place from the knowledge blob.
namespace weir::query {

struct ExprTag;
using ExprId = Id<ExprTag>;
/// A node variable or an edge variable of one query; numbered in the order of first mention.
using VariableId = std::uint32_t;
inline constexpr VariableId kNoVariable = UINT32_MAX;

struct Variable {
  Text name;  ///< "" for anonymous nodes and edges
  bool edge = false;
  Range labels;  ///< into QueryTables::node_labels; nodes only; empty = any node
  /// The node is an end of this edge variable (a `define` used on `f.to`), never bound by itself.
  VariableId end_of = kNoVariable;
  bool end_is_to = false;
};

enum class Repeat : std::uint8_t { once, any, some };  ///< plain step, `*`, `+`

struct Step {
  VariableId from = 0, edge = 0, to = 0;
  bool data = false;  ///< `=[ ]=>`: where the data goes
  bool may = false;
  Repeat repeat = Repeat::once;
  Range labels;            ///< into QueryTables::edge_labels; empty = any
  ExprId written_while;    ///< as the query says; none = always; the edge variable names the hop
  ExprId while_condition;  ///< and not (the enough mitigations that name the edge); = written_while
                           ///< if there are none
  Text written;
};

/// `match` or the inside of exists/count: steps and lone nodes (variables without a step), and a
/// condition.
struct Pattern {
  Range variables;  ///< into QueryTables::pattern_variables: those bound here, in order
  Range steps;      ///< into QueryTables::steps
  ExprId where;     ///< none = true
  Text written;
};

enum class ExprKind : std::uint8_t {
  conjunction,
  disjunction,
  negation,  ///< operands: children
  exists,    ///< pattern
  compare,   ///< op over two sums; quantifier for lists
  labelled,  ///< `variable` bears one of `labels` (a `define` on a wider name)
};
enum class Op : std::uint8_t { eq, ne, lt, le, gt, ge, in, matches, covers };
enum class Quantifier : std::uint8_t { none, some, every };

enum class OperandKind : std::uint8_t {
  variable,
  property,
  flow_end_property,
  boolean,
  number,
  text,
  absent,
  list,
  count
};
struct Operand {
  OperandKind kind = OperandKind::absent;
  double factor = 1;  ///< `6 * consumer.timeout`
  VariableId variable = kNoVariable;
  bool end_is_to = false;  ///< flow_end_property: f.to.x (else f.from.x); with an invalid property:
                           ///< the end itself
  PropertyId property;
  bool boolean = false;
  double number = 0;  ///< canonical units
  Text text;
  Range items;                ///< list: into QueryTables::operands
  std::uint32_t pattern = 0;  ///< count
  VariableId counted = kNoVariable;
  Text written;
};

struct Expr {
  ExprKind kind = ExprKind::compare;
  Range children;             ///< into QueryTables::children
  std::uint32_t pattern = 0;  ///< exists: into QueryTables::patterns
  Op op = Op::eq;
  Quantifier quantifier = Quantifier::none;
  Range left, right;   ///< into QueryTables::operands: the terms of a sum
  EnumId enumeration;  ///< compare: whose ranks decide `<` and the like; none = numbers
  VariableId variable = kNoVariable;  ///< labelled
  Range labels;                       ///< labelled: into QueryTables::node_labels
  Text written;  ///< as it stands in the query, the definition or the mitigation
};

/// A place to report at: a variable or a property of it.
struct Place {
  VariableId variable = kNoVariable;
  PropertyId property;  ///< none = the node or flow itself
};

/// One piece of a message: literal text, or a place to print.
struct MessagePart {
  Text text;
  bool is_place = false;
  Place place;
};

struct Query {
  std::uint32_t pattern =
      0;  ///< into QueryTables::patterns: match + where (+ not exists for each unless)
  Place report;
  Range per;        ///< into QueryTables::pattern_variables
  Range message;    ///< into QueryTables::message_parts
  Range variables;  ///< into QueryTables::variables: all of this query, inner scopes included
  Text source;      ///< as written
};

/// Compiled queries and expressions, one vector per record type.
struct QueryTables {
  std::vector<Variable> variables;
  std::vector<VariableId> pattern_variables;
  std::vector<Step> steps;
  std::vector<Pattern> patterns;
  std::vector<Expr> exprs;
  std::vector<ExprId> children;
  std::vector<Operand> operands;
  std::vector<MessagePart> message_parts;
  std::vector<Query> queries;
  std::vector<LabelId> node_labels;
  std::vector<EdgeLabelId> edge_labels;
};

/// Read-only view, in memory or in the blob. Texts are in the catalogue's pool's sibling `pool`.
struct Queries {
  std::string_view pool;
  std::span<const Variable> variables;
  std::span<const VariableId> pattern_variables;
  std::span<const Step> steps;
  std::span<const Pattern> patterns;
  std::span<const Expr> exprs;
  std::span<const ExprId> children;
  std::span<const Operand> operands;
  std::span<const MessagePart> message_parts;
  std::span<const Query> queries;
  std::span<const LabelId> node_labels;
  std::span<const EdgeLabelId> edge_labels;
  std::string_view text(Text t) const { return pool.substr(t.begin, t.size); }
};

/// A mitigation's condition, to be compiled over the names of a query.
struct MitigationSource {
  std::string id;
  std::string satisfied;
  bool enough = false;
};
struct CompiledMitigation {
  ExprId satisfied;
  bool enough = false;
  VariableId starred = kNoVariable;  ///< the repeated edge it names: tested at each hop
};

struct CompiledRule {
  std::uint32_t query = 0;  ///< into QueryTables::queries
  std::vector<CompiledMitigation> mitigations;
};

/// A fault in a query text: what, and where in it (bytes).
struct QueryError {
  std::string message;
  std::uint32_t begin = 0, end = 0;
  std::string in;  ///< "query" or the mitigation's id
};

/// Compiles `define`s (definitions/defines.yaml, each as written) so that later queries may use the
/// properties they add. They form an acyclic graph.
class Compiler {
 public:
  /// Records are appended to `tables` and texts to `pool`, which both must outlive it.
  Compiler(const Catalog& catalog, QueryTables& tables, TextPool& pool);
  ~Compiler();
  /// Defined properties must be declared in the catalogue's properties for the label.
  std::vector<QueryError> define(std::string_view text);
  /// Parses, checks (grammar, names, labels, properties, types, units, limits of query-language.md
  /// §2 "Cost") and appends.
  std::variant<CompiledRule, std::vector<QueryError>> rule(
      std::string_view query, std::span<const MitigationSource> mitigations);
  /// Names bound by a compiled query, for checking a statement's placeholders: nullopt if `name` or
  /// `name.property` is unknown.
  std::optional<Place> place(std::uint32_t query, std::string_view place) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

Queries view(const QueryTables& tables, std::string_view pool);
std::size_t write(const QueryTables& tables, BlobWriter& writer);
std::size_t read_queries(BlobReader& reader, std::size_t first, Queries& queries);
QueryTables copy(const Queries& queries);

}  // namespace weir::query
