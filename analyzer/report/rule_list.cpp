#include "analyzer/report/rule_list.h"

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <vector>

#include "analyzer/report/layout.h"
#include "analyzer/rule/finding.h"

namespace weir {
namespace {

std::string decimal(double severity) {
  char text[16];
  std::snprintf(text, sizeof text, "%.1f", severity);
  return text;
}

std::string padded(std::string_view text, std::size_t width) {
  return std::string(text) + std::string(width > text.size() ? width - text.size() : 0, ' ');
}

nlohmann::ordered_json texts(const Rules& rules, Range range) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const Text& text : rules.texts.subspan(range.first, range.count))
    list.push_back(rules.text(text));
  return list;
}

constexpr int kWidth = 100;

std::string indented(std::string_view text, std::string_view indent) {
  std::string lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines += std::string(indent) + std::string(text.substr(0, end)) + "\n";
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  }
  return lines;
}

/// A slot of a statement as its author wrote it: "{store.data} records held in {store}".
std::string as_written(const Rules& rules, const Catalog& catalog, const RuleRecord& rule,
                       const TemplateRecord& slot) {
  const query::Query& query = rules.queries.queries[rule.query];
  std::string text;
  for (const query::MessagePart& part : Catalog::slice(rules.queries.message_parts, slot.parts)) {
    if (!part.is_place) {
      text += rules.queries.text(part.text);
      continue;
    }
    text += "{" + std::string(rules.queries.text(
                      rules.queries.variables[query.variables.first + part.place.variable].name));
    if (part.place.property.valid())
      text += "." + std::string(catalog.name(part.place.property));
    text += "}";
  }
  return text;
}

/// "[Source] with [prerequisites], can [action], which leads to [impact], …".
std::string statement_of(const Rules& rules, const Catalog& catalog, const RuleRecord& rule) {
  const StatementRecord& statement = rule.statement;
  const auto slot = [&](const TemplateRecord& record) {
    return as_written(rules, catalog, rule, record);
  };
  const auto listed = [](const std::vector<std::string>& names) {
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i)
      text += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + names[i];
    return text;
  };
  std::string text = slot(statement.source) + " with " + slot(statement.prerequisites) + ", can " +
                     slot(statement.action) + ", which leads to " + slot(statement.impact);
  std::vector<std::string> goals, assets;
  for (const Text goal : Catalog::slice(rules.texts, statement.goals))
    goals.emplace_back(rules.text(goal));
  for (const TemplateRecord& asset : Catalog::slice(rules.templates, statement.assets))
    assets.push_back(slot(asset));
  if (!goals.empty()) text += ", negatively impacting the " + listed(goals) + " of " + listed(assets);
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text + ".";
}

/// How far a rule looks.
struct Reach {
  std::size_t names = 0;  ///< that `match` binds, of nodes and of edges
  std::size_t nodes = 0;  ///< those of nodes
  std::size_t paths = 0;  ///< of `match`, with a `*` or `+` or of two steps and more
};

Reach reach_of(const Rules& rules, const RuleRecord& rule) {
  const query::Queries& queries = rules.queries;
  const query::Query& query = queries.queries[rule.query];
  const query::Pattern& match = queries.patterns[query.pattern];
  Reach reach;
  for (const query::VariableId id : Catalog::slice(queries.pattern_variables, match.variables)) {
    const query::Variable& variable = queries.variables[query.variables.first + id];
    if (variable.name.size == 0) continue;
    ++reach.names;
    if (!variable.edge) ++reach.nodes;
  }
  const auto steps = Catalog::slice(queries.steps, match.steps);
  for (std::size_t first = 0, last = 0; first < steps.size(); first = last) {
    for (last = first + 1; last < steps.size() && steps[last].from == steps[last - 1].to;) ++last;
    const bool repeats = std::any_of(steps.begin() + static_cast<std::ptrdiff_t>(first),
                                     steps.begin() + static_cast<std::ptrdiff_t>(last),
                                     [](const query::Step& step) {
                                       return step.repeat != query::Repeat::once;
                                     });
    if (repeats || last - first >= 2) ++reach.paths;
  }
  return reach;
}

}  // namespace

std::string write_rule_list_text(const Rules& rules) {
  std::size_t width = 0;
  for (const RuleRecord& rule : rules.rules) width = std::max(width, rules.text(rule.id).size());
  std::string text;
  for (const RuleRecord& rule : rules.rules)
    text += padded(rules.text(rule.id), width + 2) + padded(severity_band(rule.severity), 10) +
            padded(decimal(rule.severity), 5) + padded(name_of(rule.precision), 11) +
            std::string(rules.text(rule.title)) + "\n";
  return text;
}

std::string write_rule_list_json(const Rules& rules) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const RuleRecord& rule : rules.rules) {
    const Reach reach = reach_of(rules, rule);
    list.push_back({{"id", rules.text(rule.id)},
                    {"title", rules.text(rule.title)},
                    {"kind", rule.kind == RuleKind::threat ? "threat" : "resilience"},
                    {"severity", decimal(rule.severity)},
                    {"precision", name_of(rule.precision)},
                    {"tags", texts(rules, rule.tags)},
                    {"bindings", reach.names},
                    {"elements", reach.nodes},
                    {"paths", reach.paths},
                    {"aliases", texts(rules, rule.aliases)},
                    {"since", rules.text(rule.since)},
                    {"file", rules.text(rule.file)}});
  }
  return list.dump(2) + "\n";
}

std::string write_rule(const Rules& rules, const Catalog& catalog, const RuleRecord& rule) {
  std::string text = std::string(rules.text(rule.title)) + "\n" +
                     std::string(rules.text(rule.id)) + " · " +
                     (rule.kind == RuleKind::threat ? "threat" : "resilience") + " · " +
                     std::string(severity_band(rule.severity)) + " (" + decimal(rule.severity) +
                     ") · precision " + std::string(name_of(rule.precision)) + "\n";
  std::string tags;
  for (const Text& tag : Catalog::slice(rules.texts, rule.tags))
    tags += (tags.empty() ? "" : ", ") + std::string(rules.text(tag));
  text += tags + "\n\n" + report::wrapped(statement_of(rules, catalog, rule), kWidth, "  ", "  ");
  text += "\nQuery\n\n" +
          indented(rules.queries.text(rules.queries.queries[rule.query].source), "  ");
  if (rule.mitigations.count > 0) text += "\nWhat helps\n\n";
  for (const MitigationRecord& mitigation : Catalog::slice(rules.mitigations, rule.mitigations))
    text += report::wrapped(std::string(rules.text(mitigation.advice)) +
                                (mitigation.compiled.enough ? " (enough alone)" : ""),
                            kWidth, "  - ", "    ") +
            report::wrapped(std::string(rules.text(mitigation.id)) + ": " +
                                std::string(rules.text(mitigation.satisfied)),
                            kWidth, "    ", "      ");
  return text + "\n" + std::string(rules.text(rule.help_markdown)) + "\n";
}

}  // namespace weir
