#include "analyzer/query/query.h"

namespace weir::query {
namespace {

template <class T>
std::vector<T> owned(std::span<const T> records) {
  return {records.begin(), records.end()};
}

}  // namespace

Queries view(const QueryTables& tables, std::string_view pool) {
  return {pool,
          tables.variables,
          tables.pattern_variables,
          tables.steps,
          tables.patterns,
          tables.exprs,
          tables.children,
          tables.operands,
          tables.message_parts,
          tables.queries,
          tables.node_labels,
          tables.edge_labels};
}

std::size_t write(const QueryTables& tables, BlobWriter& writer) {
  writer.table(tables.variables);
  writer.table(tables.pattern_variables);
  writer.table(tables.steps);
  writer.table(tables.patterns);
  writer.table(tables.exprs);
  writer.table(tables.children);
  writer.table(tables.operands);
  writer.table(tables.message_parts);
  writer.table(tables.queries);
  writer.table(tables.node_labels);
  writer.table(tables.edge_labels);
  return 11;
}

std::size_t read_queries(BlobReader& reader, std::size_t first, Queries& queries) {
  queries.variables = reader.table<Variable>(first);
  queries.pattern_variables = reader.table<VariableId>(first + 1);
  queries.steps = reader.table<Step>(first + 2);
  queries.patterns = reader.table<Pattern>(first + 3);
  queries.exprs = reader.table<Expr>(first + 4);
  queries.children = reader.table<ExprId>(first + 5);
  queries.operands = reader.table<Operand>(first + 6);
  queries.message_parts = reader.table<MessagePart>(first + 7);
  queries.queries = reader.table<Query>(first + 8);
  queries.node_labels = reader.table<LabelId>(first + 9);
  queries.edge_labels = reader.table<EdgeLabelId>(first + 10);
  return 11;
}

QueryTables copy(const Queries& queries) {
  return {owned(queries.variables),  owned(queries.pattern_variables),
          owned(queries.steps),      owned(queries.patterns),
          owned(queries.exprs),      owned(queries.children),
          owned(queries.operands),   owned(queries.message_parts),
          owned(queries.queries),    owned(queries.node_labels),
          owned(queries.edge_labels)};
}

}  // namespace weir::query
