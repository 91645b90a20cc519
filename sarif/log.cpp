#include <algorithm>
#include <string>
#include <vector>

#include "sarif/fingerprint.h"
#include "sarif/graph.h"
#include "sarif/location.h"
#include "sarif/result.h"
#include "sarif/rules.h"
#include "sarif/sarif.h"
#include "sarif/selection.h"
#include "sarif/taxonomies.h"

namespace weir::sarif {
namespace {

constexpr std::string_view kSchema = "https://json.schemastore.org/sarif-2.1.0.json";

std::vector<const Finding*> findings_of(const std::vector<Alert>& alerts) {
  std::vector<const Finding*> findings;
  for (const Alert& alert : alerts) findings.push_back(alert.finding);
  return findings;
}

Json tool_of(const Results& results, const RuleTable& table, const Taxonomies& taxonomies, const SarifOptions& options) {
  Json driver;
  driver["name"] = "Weir";
  driver["version"] = options.version;
  driver["semanticVersion"] = options.version;
  driver["informationUri"] = kInformationUri;
  driver["rules"] = Json::array();
  for (const RuleRecord* rule : table.rules) {
    Json descriptor = rule_descriptor(results.rules, *rule);
    Json relationships = taxonomies.relationships(results.rules, *rule);
    if (!relationships.empty()) descriptor["relationships"] = std::move(relationships);
    driver["rules"].push_back(std::move(descriptor));
  }
  if (!taxonomies.empty()) driver["supportedTaxonomies"] = taxonomies.references();
  return Json{{"driver", std::move(driver)}};
}

Json invocation_of(const Results& results, std::size_t dropped) {
  Json invocation;
  invocation["executionSuccessful"] = results.successful;
  Json list = notifications(results);
  if (dropped > 0) {
    Json entry;
    entry["descriptor"]["id"] = "results-dropped";
    entry["level"] = "warning";
    entry["message"]["text"] = std::to_string(dropped) + " results of the least severity are left out: a log may have " +
                               std::to_string(kResults) + " of them and 10 MB, packed.";
    list.push_back(std::move(entry));
  }
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
  const std::vector<sarif::Alert> alerts = sarif::alerts_of(results, options.include_suppressed);
  const sarif::RuleTable table = sarif::rule_table(results, sarif::findings_of(alerts), options.all_rules);
  const sarif::Taxonomies taxonomies(results.rules, table);
  const std::string category = options.category.empty() ? "iac" : options.category;
  // Results are written one by one: a log of many is several times its size as one tree.
  sarif::Fingerprints fingerprints(results.sources);
  std::vector<std::string> entries;
  std::vector<std::size_t> bytes;
  for (const sarif::Alert& alert : alerts) {
    const std::string_view id = results.rules.text(alert.finding->rule->id);
    entries.push_back(sarif::written(sarif::result_of(results, alert, table.index.at(id), fingerprints)));
    bytes.push_back(entries.back().size());
  }
  const std::vector<bool> kept = sarif::kept(alerts, bytes);
  const auto dropped = static_cast<std::size_t>(std::count(kept.begin(), kept.end(), false));
  std::string log = "{\"$schema\":" + sarif::written(sarif::Json(sarif::kSchema)) +
                    ",\"version\":\"2.1.0\",\"runs\":[{\n";
  log += "\"tool\":" + sarif::written(sarif::tool_of(results, table, taxonomies, options)) + ",\n";
  log += "\"automationDetails\":" + sarif::written(sarif::Json{{"id", "weir/" + category + "/"}}) +
         ",\n";
  log += "\"invocations\":" + sarif::written(sarif::invocation_of(results, dropped)) + ",\n";
  log += "\"columnKind\":\"utf16CodeUnits\",\n";
  if (!taxonomies.empty()) log += "\"taxonomies\":" + sarif::written(taxonomies.components()) + ",\n";
  const sarif::Json graph = sarif::graph_of(results);
  if (!graph.is_null()) log += "\"graphs\":" + sarif::written(sarif::Json::array({graph})) + ",\n";
  log += "\"results\":[";
  std::string_view separator = "\n";
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (!kept[i]) continue;
    log.append(separator).append(entries[i]);
    separator = ",\n";
  }
  log += "],\n";
  log += "\"properties\":" + sarif::written(sarif::properties_of(results)) + "\n}]}\n";
  return log;
}
