#include <algorithm>
#include <map>
#include <string>

#include "analyzer/report/json_value.h"
#include "analyzer/report/report.h"
#include "analyzer/rule/known.h"

std::string weir::write_baseline(const Results& results) {
  std::multimap<std::string, report::Json>
      entries;  // by identity: an order that files and lines do not change
  for (const Finding& finding : results.findings) {
    if (finding.suppression != Suppression::none) continue;
    KnownFinding known = weir::known(finding, results.sources);
    report::Json entry;
    entry["rule"] = results.rules.text(finding.rule->id);
    entry["severity"] = known.band;
    entry["file"] = known.file;
    if (!known.unit.empty()) entry["unit"] = known.unit;
    if (!known.holds.empty()) entry["holds"] = known.holds;
    std::sort(known.identities.begin() + 1, known.identities.end());
    entry["identities"] = known.identities;
    entries.emplace(known.identities.front() + '\n' + known.file, std::move(entry));
  }
  std::string out = "{\n\"weir_baseline\": " + std::to_string(kBaselineFormat) + ",\n";
  report::Array findings(out, "findings");
  for (const auto& [key, entry] : entries) findings.add(entry);
  findings.close();
  return out + "\n}\n";
}
