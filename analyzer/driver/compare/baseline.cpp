#include "analyzer/driver/compare/baseline.h"

#include <algorithm>
#include <optional>

#include "analyzer/driver/named_file.h"
#include "analyzer/driver/own_document.h"
#include "analyzer/report/report.h"
#include "parsers/syntax/syntax.h"

namespace weir {
namespace {

constexpr std::string_view kRemedy = "; `weir baseline write` makes one";
constexpr std::size_t kNamed = 5;  ///< of what is new in a finding

KnownFinding read_entry(OwnDocument& reader, NodeIndex node) {
  KnownFinding finding;
  reader.map(
      node, "an entry of findings", "rule, severity, file, unit, holds, identities",
      [&](std::string_view key, NodeIndex value) {
        if (key == "rule") {
          reader.text(value, "rule");  // for those who read the file
        } else if (key == "severity") {
          finding.band = reader.text(value, "severity");
          if (severity_rank(finding.band) < 0)
            reader.fault(value, "severity must be critical, high, medium or low, not \"" +
                                    finding.band + "\"");
        } else if (key == "file") {
          finding.file = reader.text(value, "file");
        } else if (key == "unit") {
          finding.unit = reader.text(value, "unit");
        } else if (key == "holds") {
          finding.holds = reader.text(value, "holds");
        } else if (key == "identities") {
          reader.list(value, "identities", [&](NodeIndex item) {
            finding.identities.push_back(reader.text(item, "an identity"));
          });
        } else {
          return false;
        }
        return true;
      });
  if (finding.identities.empty()) reader.fault(node, "an entry of findings needs identities");
  return finding;
}

std::vector<KnownFinding> read_document(OwnDocument& reader) {
  std::vector<KnownFinding> findings;
  bool is_baseline = false, has_findings = false;
  reader.map(
      0, "a baseline", "weir_baseline, findings", [&](std::string_view key, NodeIndex value) {
        if (key == "weir_baseline") {
          is_baseline = true;
          if (reader.text(value, "weir_baseline") != std::to_string(kBaselineFormat))
            reader.fault(value, "expected a baseline of format " + std::to_string(kBaselineFormat));
        } else if (key == "findings") {
          has_findings = true;
          reader.list(value, "findings",
                      [&](NodeIndex item) { findings.push_back(read_entry(reader, item)); });
        } else {
          return false;
        }
        return true;
      });
  if (!is_baseline) reader.fault(0, "is no baseline: the key weir_baseline is missing");
  if (!has_findings) reader.fault(0, "the key findings is missing");
  return findings;
}

/// A finding of which a part was known says which part was not: people know the rest of it.
void say_what_is_new(const KnownFinding& known, const std::vector<std::size_t>& added,
                     Finding& finding) {
  std::vector<std::string> names = named_only_by(known, added);
  const std::size_t all = names.size();
  if (all == 0) return;
  names.resize(std::min(all, kNamed));
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  if (all > kNamed) text += " and " + std::to_string(all - kNamed) + " more";
  finding.message += " New is " + text + "; the rest was there before.";
}

}  // namespace

Result<std::vector<KnownFinding>> read_baseline(const std::string& path, const std::string& root,
                                                SourceMap& sources) {
  const Result<NamedFile> named = read_named_file(path, root, sources);
  if (!named.ok()) return Error{"--baseline: " + named.error().message + std::string(kRemedy), {}};
  const Parsed parsed = parse_json(sources, named->file);
  Diagnostics faults = parsed.diagnostics;
  std::erase_if(faults, [](const Diagnostic& fault) { return fault.level != Level::error; });
  std::vector<KnownFinding> findings;
  if (faults.empty() && !parsed.documents.empty() && !parsed.documents.front().empty()) {
    OwnDocument reader(parsed.documents.front(), faults);
    findings = read_document(reader);
  } else if (faults.empty()) {
    faults.push_back({Level::error, {}, "baseline", "is empty; expected a baseline"});
  }
  if (faults.empty()) return findings;
  const Error fault = placed(sources, named->file, faults.front().span,
                             faults.front().message + std::string(kRemedy));
  return Error{"--baseline: " + fault.message, {}};
}

AgainstBaseline leave_out_known(const std::vector<KnownFinding>& before, const std::string& why,
                                const SourceMap& sources, std::vector<Finding>& findings) {
  std::vector<Finding*> reported;
  std::vector<KnownFinding> now;
  for (Finding& finding : findings) {
    if (finding.suppression != Suppression::none) continue;
    reported.push_back(&finding);
    now.push_back(known(finding, sources));
  }
  const FindingMatches matches = match_findings(before, now);
  AgainstBaseline counts;
  for (std::size_t i = 0; i < matches.now.size(); ++i) {
    if (!matches.added[i].empty()) say_what_is_new(now[i], matches.added[i], *reported[i]);
    if (!matches.now[i]) continue;
    ++counts.known;
    reported[i]->suppression = Suppression::not_asked;
    reported[i]->suppression_reason = why;
  }
  counts.gone =
      static_cast<std::size_t>(std::count(matches.gone.begin(), matches.gone.end(), true));
  return counts;
}

}  // namespace weir
