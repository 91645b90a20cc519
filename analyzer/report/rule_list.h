#pragma once

#include <string>

#include "analyzer/rule/rule.h"

namespace weir {

/// All rules, a line each: id, band and severity, precision, title.
std::string write_rule_list_text(const Rules& rules);
/// All rules as a JSON array of objects: id, title, kind, severity, precision, tags, aliases,
/// since, file.
std::string write_rule_list_json(const Rules& rules);
/// One rule for people: its title, metadata, query, mitigations and explanation.
std::string write_rule(const Rules& rules, const RuleRecord& rule);

}  // namespace weir
