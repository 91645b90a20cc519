#pragma once

#include <string>

#include "analyzer/rule/rule.h"

namespace weir {

/// All rules, a line each: id, band and severity, precision, title.
std::string write_rule_list_text(const Rules& rules);
/// All rules as a JSON array of objects: id, title, kind, severity, precision, tags, bindings (names
/// that `match` binds, of nodes and edges), elements (those of nodes), paths (of `match`, with a `*`
/// or `+`, or of two steps and more), aliases, since, file.
std::string write_rule_list_json(const Rules& rules);
/// One rule for people: its title, metadata, statement with the names that its query binds, query,
/// mitigations and explanation.
std::string write_rule(const Rules& rules, const Catalog& catalog, const RuleRecord& rule);

}  // namespace weir
