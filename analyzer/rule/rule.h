#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "analyzer/base/blob.h"
#include "analyzer/catalog/catalog.h"
#include "analyzer/catalog/judgement.h"
#include "analyzer/query/query.h"

/// Rules as compiled (rules/threat, rules/resilience; format: design §6 and rules/README.md).
namespace weir {

enum class RuleKind : std::uint8_t { threat, resilience };
enum class Precision : std::uint8_t { low, medium, high, very_high };

/// "very-high", "high", "medium" or "low".
std::string_view name_of(Precision precision);

struct MitigationRecord {
  Text id;
  Text advice;            ///< `do:`, an imperative sentence without full stop
  Text satisfied;         ///< as written
  query::CompiledMitigation compiled;
  Range at;               ///< into RuleTables::texts: labels that may carry it
};

/// A text with `{place}` holes, compiled over the names of the rule's query.
struct TemplateRecord {
  Range parts;  ///< into QueryTables::message_parts
};

/// The six slots of a threat statement, or a failure mode said the same way.
struct StatementRecord {
  TemplateRecord source, prerequisites, action, impact;
  Range goals;   ///< into RuleTables::texts
  Range assets;  ///< into RuleTables::templates
  // resilience: mode, cause, effect, objective take the slots source, prerequisites, action, impact
};

struct RuleRecord {
  Text id;
  Text title;
  RuleKind kind = RuleKind::threat;
  double severity = 0;  ///< 0.1–10, as GitHub's security-severity
  Precision precision = Precision::medium;
  Range tags;           ///< into RuleTables::texts
  Range aliases;        ///< into RuleTables::texts: earlier ids
  Text since;
  StatementRecord statement;
  Range mitigations;    ///< into RuleTables::mitigations
  Range folds;          ///< into RuleTables::texts: ids whose findings at the same key this one absorbs
  std::uint32_t query = 0;  ///< into QueryTables::queries
  Text help_markdown;   ///< the body up to `## Cases`, without the query
  Text file;            ///< rules/threat/…/<id>.md
};

struct RuleTables {
  std::vector<RuleRecord> rules;  ///< sorted by id
  std::vector<MitigationRecord> mitigations;
  std::vector<TemplateRecord> templates;
  std::vector<Text> texts;
};

/// Read-only view. `queries` and the texts share one pool.
struct Rules {
  std::string_view pool;
  std::span<const RuleRecord> rules;
  std::span<const MitigationRecord> mitigations;
  std::span<const TemplateRecord> templates;
  std::span<const Text> texts;
  query::Queries queries;
  JudgementCatalog judgement = {};  ///< by what findings are judged; its texts are the catalogue's

  std::string_view text(Text t) const { return pool.substr(t.begin, t.size); }
  /// By id or alias; nullptr if there is none.
  const RuleRecord* find(std::string_view id) const;
};

/// The view over tables in memory. `pool` holds the texts of the rules and of their queries.
Rules view(const RuleTables& tables, const query::QueryTables& queries, std::string_view pool);
/// Appends the rules' own tables and their pool to a blob (the queries' tables are written by query::write);
/// `read_rules` reads them back from table number `first` on. Returns the number of tables.
std::size_t write(const RuleTables& tables, std::string_view pool, BlobWriter& writer);
std::size_t read_rules(BlobReader& reader, std::size_t first, Rules& rules);
/// Copies a view back into tables (to add --rules DIR to what is built in).
RuleTables copy(const Rules& rules);

}  // namespace weir
