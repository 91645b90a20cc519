#include "sarif/rules.h"

#include <array>
#include <cstdio>
#include <string>

#include "analyzer/base/escape.h"
#include "sarif/text.h"

namespace weir::sarif {
namespace {

constexpr std::size_t kDescriptionBytes = 1024;  ///< code scanning's limit
constexpr std::size_t kTags = 10;                ///< as many as code scanning shows

/// Code scanning links weaknesses that are tagged its way.
std::string tag_of(std::string_view tag) {
  constexpr std::string_view kWeakness = "cwe/CWE-";
  if (!tag.starts_with(kWeakness)) return std::string(tag);
  return "external/cwe/cwe-" + std::string(tag.substr(kWeakness.size()));
}

Json tags_of(const Rules& rules, const RuleRecord& rule) {
  Json tags = Json::array();
  tags.push_back(rule.kind == RuleKind::threat ? "security" : "resilience");
  for (const Text tag : Catalog::slice(rules.texts, rule.tags)) {
    if (tags.size() < kTags) tags.push_back(tag_of(rules.text(tag)));
  }
  return tags;
}

std::string decimal(double severity) {
  std::array<char, 16> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%.1f", severity);
  return buffer.data();
}

std::string_view problem_severity(double severity) {
  if (severity >= 7.0) return "error";
  return severity >= 4.0 ? "warning" : "recommendation";
}

std::string help_markdown(const Rules& rules, const RuleRecord& rule) {
  const std::string_view help = rules.text(rule.help_markdown);
  return std::string(help.find_first_not_of(" \n") == help.npos ? rules.text(rule.title) : help);
}

}  // namespace

std::string_view level_of(double severity) {
  if (severity >= 7.0) return "error";
  return severity >= 4.0 ? "warning" : "note";
}

RuleTable rule_table(const Results& results, const std::vector<const Finding*>& written, bool all) {
  const Rules& rules = results.rules;
  std::map<std::string_view, const RuleRecord*> by_id;
  if (all) {
    for (const RuleRecord& rule : rules.rules) by_id[rules.text(rule.id)] = &rule;
  }
  for (const Finding* finding : written) by_id[rules.text(finding->rule->id)] = finding->rule;
  RuleTable table;
  for (const auto& [id, rule] : by_id) {
    table.index[id] = table.rules.size();
    table.rules.push_back(rule);
  }
  return table;
}

Json rule_descriptor(const Rules& rules, const RuleRecord& rule) {
  const std::string id(rules.text(rule.id));
  const std::string title(rules.text(rule.title));
  const std::string help = help_markdown(rules, rule);
  const std::string prose = first_paragraph(help);
  Json descriptor;
  descriptor["id"] = id;
  descriptor["name"] = pascal_case(id);
  descriptor["shortDescription"]["text"] = with_full_stop(cut(title, kDescriptionBytes - 1));
  descriptor["fullDescription"]["text"] =
      with_full_stop(cut(prose.empty() ? title : prose, kDescriptionBytes - 1));
  descriptor["helpUri"] =
      std::string(kInformationUri) + "/blob/main/" + percent_encode_path(rules.text(rule.file));
  descriptor["help"]["text"] = with_full_stop(plain_text(help));
  descriptor["help"]["markdown"] = help;
  descriptor["defaultConfiguration"]["level"] = level_of(rule.severity);
  Json& properties = descriptor["properties"];
  properties["tags"] = tags_of(rules, rule);
  properties["precision"] = name_of(rule.precision);
  if (rule.kind == RuleKind::threat) {
    properties["security-severity"] = decimal(rule.severity);
  } else {
    properties["problem.severity"] = problem_severity(rule.severity);
  }
  const auto aliases = Catalog::slice(rules.texts, rule.aliases);
  for (const Text alias : aliases) descriptor["deprecatedIds"].push_back(rules.text(alias));
  return descriptor;
}

}  // namespace weir::sarif
