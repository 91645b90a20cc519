#include "analyzer/report/rule_list.h"

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

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
  for (const RuleRecord& rule : rules.rules)
    list.push_back({{"id", rules.text(rule.id)},
                    {"title", rules.text(rule.title)},
                    {"kind", rule.kind == RuleKind::threat ? "threat" : "resilience"},
                    {"severity", decimal(rule.severity)},
                    {"precision", name_of(rule.precision)},
                    {"tags", texts(rules, rule.tags)},
                    {"aliases", texts(rules, rule.aliases)},
                    {"since", rules.text(rule.since)},
                    {"file", rules.text(rule.file)}});
  return list.dump(2) + "\n";
}

std::string write_rule(const Rules& rules, const RuleRecord& rule) {
  std::string text =
      std::string(rules.text(rule.id)) + "\n" + std::string(rules.text(rule.title)) + "\n\n";
  text += std::string(rule.kind == RuleKind::threat ? "threat" : "resilience") + ", " +
          std::string(severity_band(rule.severity)) + " (" + decimal(rule.severity) +
          "), precision " + std::string(name_of(rule.precision)) + "\n";
  for (const Text& tag : rules.texts.subspan(rule.tags.first, rule.tags.count))
    text += std::string(rules.text(tag)) + " ";
  text += "\n\n" + std::string(rules.queries.text(rules.queries.queries[rule.query].source)) + "\n";
  for (const MitigationRecord& mitigation :
       rules.mitigations.subspan(rule.mitigations.first, rule.mitigations.count))
    text += "\n" + std::string(rules.text(mitigation.id)) +
            (mitigation.compiled.enough ? " (enough)" : "") + ": " +
            std::string(rules.text(mitigation.advice)) + "\n  " +
            std::string(rules.text(mitigation.satisfied)) + "\n";
  return text + "\n" + std::string(rules.text(rule.help_markdown)) + "\n";
}

}  // namespace weir
