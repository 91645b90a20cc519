#include "analyzer/rule/rule.h"

#include <algorithm>

namespace weir {

std::string_view name_of(Precision precision) {
  switch (precision) {
    case Precision::very_high:
      return "very-high";
    case Precision::high:
      return "high";
    case Precision::medium:
      return "medium";
    case Precision::low:
      return "low";
  }
  return "low";
}

const RuleRecord* Rules::find(std::string_view id) const {
  const auto found = std::lower_bound(
      rules.begin(), rules.end(), id,
      [this](const RuleRecord& rule, std::string_view wanted) { return text(rule.id) < wanted; });
  if (found != rules.end() && text(found->id) == id) return &*found;
  for (const RuleRecord& rule : rules)
    for (const Text alias : Catalog::slice(texts, rule.aliases))
      if (text(alias) == id) return &rule;
  return nullptr;
}

Rules view(const RuleTables& tables, const query::QueryTables& queries, std::string_view pool) {
  return {pool,
          tables.rules,
          tables.mitigations,
          tables.templates,
          tables.texts,
          query::view(queries, pool)};
}

std::size_t write(const RuleTables& tables, std::string_view pool, BlobWriter& writer) {
  writer.table(tables.rules);
  writer.table(tables.mitigations);
  writer.table(tables.templates);
  writer.table(tables.texts);
  writer.bytes(pool);
  return 5;
}

std::size_t read_rules(BlobReader& reader, std::size_t first, Rules& rules) {
  rules.rules = reader.table<RuleRecord>(first);
  rules.mitigations = reader.table<MitigationRecord>(first + 1);
  rules.templates = reader.table<TemplateRecord>(first + 2);
  rules.texts = reader.table<Text>(first + 3);
  rules.pool = reader.bytes(first + 4);
  rules.queries.pool = rules.pool;
  return 5;
}

RuleTables copy(const Rules& rules) {
  return {{rules.rules.begin(), rules.rules.end()},
          {rules.mitigations.begin(), rules.mitigations.end()},
          {rules.templates.begin(), rules.templates.end()},
          {rules.texts.begin(), rules.texts.end()}};
}

}  // namespace weir
