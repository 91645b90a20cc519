#include <string>
#include <vector>

#include "sarif/fingerprint.h"
#include "sarif/location.h"
#include "sarif/result.h"
#include "sarif/rules.h"
#include "sarif/sarif.h"

namespace weir::sarif {
namespace {

constexpr std::string_view kSchema = "https://json.schemastore.org/sarif-2.1.0.json";

std::vector<const Finding*> findings_of(const Results& results, const SarifOptions& options) {
  std::vector<const Finding*> findings;
  for (const Finding& finding : results.findings) {
    if (finding.suppression == Suppression::none || options.include_suppressed) {
      findings.push_back(&finding);
    }
  }
  return findings;
}

Json tool_of(const Results& results, const RuleTable& table, const SarifOptions& options) {
  Json driver;
  driver["name"] = "Weir";
  driver["version"] = options.version;
  driver["semanticVersion"] = options.version;
  driver["informationUri"] = kInformationUri;
  driver["rules"] = Json::array();
  for (const RuleRecord* rule : table.rules) {
    driver["rules"].push_back(rule_descriptor(results.rules, *rule));
  }
  return Json{{"driver", std::move(driver)}};
}

Json invocation_of(const Results& results) {
  Json invocation;
  invocation["executionSuccessful"] = results.successful;
  Json list = notifications(results);
  if (!list.empty()) invocation["toolExecutionNotifications"] = std::move(list);
  return Json::array({std::move(invocation)});
}

/// What was not modelled and not decided: silence is never safety.
Json properties_of(const Results& results) {
  Json coverage;
  coverage["files"] = results.files_read;
  coverage["resources"] = results.dfd.coverage.resources;
  coverage["modelled"] = results.dfd.coverage.modelled;
  coverage["ignored"] = Json::object();
  for (const auto& [type, count] : results.dfd.coverage.ignored) coverage["ignored"][type] = count;
  coverage["notModelled"] = Json::object();
  for (const auto& [type, count] : results.dfd.coverage.not_modelled) {
    coverage["notModelled"][type] = count;
  }
  Json undecided = Json::object();
  for (const RuleOutcome& outcome : results.outcomes) {
    if (outcome.undecided == 0 && !outcome.budget_exhausted) continue;
    undecided[std::string(results.rules.text(outcome.rule->id))] = outcome.undecided;
  }
  return Json{{"coverage", std::move(coverage)}, {"undecided", std::move(undecided)}};
}

}  // namespace
}  // namespace weir::sarif

std::string weir::write_sarif(const Results& results, const SarifOptions& options) {
  const std::vector<const Finding*> findings = sarif::findings_of(results, options);
  const sarif::RuleTable table = sarif::rule_table(results, findings, options.all_rules);
  const std::string category = options.category.empty() ? "iac" : options.category;
  // Results are sarif::written one by one: a log of many is several times its size as one tree.
  std::string log = "{\"$schema\":" + sarif::written(sarif::Json(sarif::kSchema)) +
                    ",\"version\":\"2.1.0\",\"runs\":[{\n";
  log += "\"tool\":" + sarif::written(sarif::tool_of(results, table, options)) + ",\n";
  log += "\"automationDetails\":" + sarif::written(sarif::Json{{"id", "weir/" + category + "/"}}) +
         ",\n";
  log += "\"invocations\":" + sarif::written(sarif::invocation_of(results)) + ",\n";
  log += "\"columnKind\":\"utf16CodeUnits\",\n";
  log += "\"results\":[";
  sarif::Fingerprints fingerprints(results.sources);
  for (std::size_t i = 0; i < findings.size(); ++i) {
    const std::string_view id = results.rules.text(findings[i]->rule->id);
    log += i == 0 ? "\n" : ",\n";
    log +=
        sarif::written(sarif::result_of(results, *findings[i], table.index.at(id), fingerprints));
  }
  log += "],\n";
  log += "\"properties\":" + sarif::written(sarif::properties_of(results)) + "\n}]}\n";
  return log;
}
