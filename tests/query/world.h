#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "analyzer/analysis/properties.h"
#include "analyzer/catalog/catalog.h"
#include "analyzer/graph/dfd.h"
#include "analyzer/query/evaluate.h"
#include "analyzer/query/query.h"

namespace weir::query {

/// A catalogue declared in a few lines:
///   label function < process
///   edge invoke flow out < sync            (relation: flow | attachment | structure | derived;
///   then the data direction) enum trust ordered: public tenant      (without `ordered`: members
///   have no order) property trust: trust on function|actor edges sync      ("list of name",
///   "boolean", "duration" …) cannot protects                        (what CloudFormation cannot
///   declare)
CatalogTables vocabulary(std::string_view text);

/// The vocabulary that the language's own examples use.
CatalogTables example_vocabulary();

/// A graph declared in a few lines (labels at the first mention of a name; `n:a|b?` may bear b):
///   a:function -prompt-> m:model           a flow; `-may read->` an access; attachments and
///   structure by their label a -f=prompt-> m                        the flow has a name, for
///   `f.encrypted = false` and `g -protects-> @f` a -prompt-> m when prod                under a
///   guard; `when not prod`; `node a:function when prod` a.trust = public     a.timeout = ? a.zones
///   = [x, ?]     a.locked = prod ? true : false open a out prompt    open a in         open a out
///   has statement
struct World {
  World(const CatalogTables& tables, std::string_view graph);

  Catalog catalog;
  Dfd dfd;
  std::unique_ptr<Properties> properties;
  std::unique_ptr<Index> index;
  std::map<std::string, NodeId> nodes;
  std::map<std::string, FlowId> flows;

  /// After changing `dfd`: adjacency and properties anew.
  void prepare();
  std::string name(NodeId node) const { return dfd[node].name; }
};

/// A rule compiled over a vocabulary; `errors` is empty if it compiled.
struct Compiled {
  Compiled(const CatalogTables& tables, std::string_view query,
           std::vector<MitigationSource> mitigations = {}, std::vector<std::string> defines = {});

  QueryTables tables;
  TextPool pool;
  CompiledRule rule;
  std::vector<QueryError> errors;

  Queries queries() const { return view(tables, pool.bytes()); }
  const Query& query() const { return tables.queries[rule.query]; }
  Outcome run(const World& world, GuardStore& guards,
              Undecideds undecideds = Undecideds::counted) const;
};

/// "yes" if a match is reported, "when …" if only under a guard, "mitigated", "unknown", "no".
std::string verdict(const CatalogTables& tables, std::string_view graph, std::string_view query,
                    std::vector<MitigationSource> mitigations = {},
                    std::vector<std::string> defines = {});

}  // namespace weir::query
