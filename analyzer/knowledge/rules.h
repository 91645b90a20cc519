#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/knowledge/builder.h"
#include "analyzer/query/query.h"
#include "analyzer/rule/rule.h"

namespace weir {

/// Checks and compiles rule files against a finished catalogue.
class RuleCompiler {
 public:
  /// Records are appended to `rules` and `queries`, texts to `pool`; all must outlive it.
  RuleCompiler(Faults& faults, const Catalog& catalog, RuleTables& rules,
               query::QueryTables& queries, TextPool& pool, std::string file_prefix);

  /// The catalogue's `define`s; those of `fresh` are reported where they are written.
  void define(const std::vector<Builder::DefineSource>& fresh);
  /// One rule file.
  void compile(FileId file);
  /// What needs all rules: ids and aliases are unique, `folds` name rules. Sorts by id.
  void finish();

 private:
  struct Draft;
  void read_front_matter(Draft& draft, const Yaml& root);
  void read_mitigation(Draft& draft, const Yaml& node);
  void read_slots(Draft& draft, const Yaml& node);
  bool compile_query(Draft& draft);
  void report(const Draft& draft, const query::QueryError& error);
  void fill_statement(Draft& draft);
  void check_place(const Draft& draft) const;
  Range ids(const Yaml& list, std::vector<std::pair<std::string, Span>>& mentions);
  Range tags(const Yaml& list);
  Range labels(const Yaml& written);
  TemplateRecord text_template(const Draft& draft, const Yaml& node);
  query::MessagePart hole(const Draft& draft, const Yaml& node, std::string_view name,
                          std::size_t begin);

  Faults& faults_;
  const Catalog& catalog_;
  RuleTables& rules_;
  query::QueryTables& queries_;
  TextPool& pool_;
  query::Compiler compiler_;
  std::string file_prefix_;
  std::vector<std::pair<std::string, Span>> new_ids_, aliases_, folds_;
};

/// Whether a slot of a statement reads well in "[Source] with [prerequisites], can [action], which
/// leads to [impact]…"; a fault if not. `slot` is its key.
void lint_slot(std::string_view slot, const Yaml& node);
/// Whether a word is lower-case words joined by "-".
bool is_kebab_case(std::string_view word);

}  // namespace weir
