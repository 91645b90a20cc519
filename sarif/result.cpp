#include "sarif/result.h"

#include <algorithm>
#include <cctype>

#include "sarif/rules.h"
#include "sarif/text.h"

namespace weir::sarif {
namespace {

constexpr std::size_t kRelated = 100;     ///< as many as code scanning shows
constexpr std::size_t kPathSteps = 1000;  ///< likewise

bool is_word(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || std::isalnum(byte) != 0 || c == '_' || c == '-';
}

/// Whether `text` has the whole word `name` at `at`.
bool names_at(std::string_view text, std::size_t at, std::string_view name) {
  if (text.substr(at, name.size()) != name) return false;
  const std::size_t end = at + name.size();
  return end == text.size() || !is_word(text[end]) || !is_word(name.back());
}

/// The related place that the text names at `at`, the longest name first; `kRelated` if there is
/// none.
std::size_t named_at(const Finding& finding, std::string_view text, std::size_t at,
                     const std::vector<bool>& linked) {
  std::size_t best = kRelated;
  for (std::size_t i = 0; i < linked.size(); ++i) {
    const std::string& name = finding.related[i].message;
    if (linked[i] || name.empty() || !names_at(text, at, name)) continue;
    if (best == kRelated || name.size() > finding.related[best].message.size()) best = i;
  }
  return best;
}

std::string link_names(const Finding& finding, std::string_view text) {
  std::vector<bool> linked(std::min(finding.related.size(), kRelated), false);
  std::string message;
  for (std::size_t at = 0; at < text.size();) {
    const bool starts_word = at == 0 || !is_word(text[at - 1]);
    const std::size_t place = starts_word ? named_at(finding, text, at, linked) : kRelated;
    if (place == kRelated) {
      message += escape_message(text.substr(at++, 1));
      continue;
    }
    const std::string& name = finding.related[place].message;
    message += "[" + escape_message(name) + "](" + std::to_string(place + 1) + ")";
    at += name.size();
    for (std::size_t i = 0; i < linked.size(); ++i) {
      if (finding.related[i].message == name) linked[i] = true;
    }
  }
  return message;
}

/// The finding's own, numbered from 1, then those that share its line.
Json related_locations(const Results& results, const Alert& alert) {
  Json locations = Json::array();
  const auto add = [&](Span span, const std::string& address, const std::string& message) {
    if (locations.size() == kRelated) return;
    Json place;
    place["id"] = locations.size() + 1;
    place.update(location(results.sources, span, address, with_full_stop(escape_message(message))));
    locations.push_back(std::move(place));
  };
  for (const Related& related : alert.finding->related) add(related.span, related.address, related.message);
  for (const Finding* other : alert.others) add(other->span, other->address, other->report);
  return locations;
}

/// What is said of the findings that share the line.
std::string others_text(const Alert& alert) {
  if (alert.others.empty()) return "";
  std::string names;
  constexpr std::size_t kNamed = 5;
  for (std::size_t i = 0; i < alert.others.size() && i < kNamed; ++i)
    names += (i == 0 ? "" : ", ") + escape_message(alert.others[i]->address);
  if (alert.others.size() > kNamed) names += " and " + std::to_string(alert.others.size() - kNamed) + " more";
  return " The same holds on this line for " + names + ".";
}

Json code_flows(const Results& results, const Finding& finding) {
  Json steps = Json::array();
  for (const PathStepInfo& step : finding.path) {
    if (!step.span.valid() || steps.size() == kPathSteps) continue;
    Json place;
    place["location"] = location(results.sources, step.span, step.from,
                                 with_full_stop(escape_message(step.message)));
    place["kinds"] = Json::array({step.kind});
    steps.push_back(std::move(place));
  }
  if (steps.empty()) return steps;
  Json flow;
  flow["threadFlows"] = Json::array({Json{{"locations", std::move(steps)}}});
  return Json::array({std::move(flow)});
}

std::string_view word_of(query::Verdict verdict) {
  if (verdict == query::Verdict::present) return "present";
  return verdict == query::Verdict::absent ? "absent" : "unknown";
}

Json mitigations(const Finding& finding) {
  Json list = Json::array();
  for (const MitigationVerdict& verdict : finding.mitigations) {
    Json entry;
    entry["id"] = verdict.id;
    entry["do"] = verdict.advice;
    entry["verdict"] = word_of(verdict.verdict);
    entry["enough"] = verdict.enough;
    if (verdict.on_some_paths) entry["onSomePaths"] = true;
    if (!verdict.detail.empty()) entry["detail"] = verdict.detail;
    list.push_back(std::move(entry));
  }
  return list;
}

/// `weir/v1` of the finding that stands for the line, `weir/v1/2` and on of those that share it: one
/// that joins may come first and must not make the others unknown.
void add_identities(const Alert& alert, Fingerprints& fingerprints, Json& fingerprint) {
  const std::string key = "weir/v1";
  fingerprint[key] = fingerprints.of_identity(alert.finding->identity);
  for (std::size_t i = 0; i < alert.others.size() && i < kRelated; ++i)
    fingerprint[key + "/" + std::to_string(i + 2)] =
        fingerprints.of_identity(alert.others[i]->identity);
}

std::size_t occurrences(const Alert& alert) {
  std::size_t count = alert.finding->occurrences;
  for (const Finding* other : alert.others) count += other->occurrences;
  return count;
}

Json suppressions(const Finding& finding) {
  Json entry;
  entry["kind"] = finding.suppression == Suppression::in_source ? "inSource" : "external";
  entry["status"] = "accepted";
  std::string justification = finding.suppression_reason;
  if (!finding.suppression_owner.empty()) justification += " (owner: " + finding.suppression_owner + ")";
  if (!finding.suppression_until.empty()) justification += " (until: " + finding.suppression_until + ")";
  if (!justification.empty()) entry["justification"] = justification;
  return Json::array({std::move(entry)});
}

}  // namespace

std::string linked_message(const Finding& finding) {
  // The statement stays as it is: it is what people quote and search for.
  std::string_view rest = finding.message;
  std::string text;
  if (rest.starts_with(finding.report)) {
    text = link_names(finding, finding.report);
    rest.remove_prefix(finding.report.size());
  }
  return with_full_stop(text + escape_message(rest));
}

Json result_of(const Results& results, const Alert& alert, std::size_t rule_index,
               Fingerprints& fingerprints) {
  const Finding& finding = *alert.finding;
  Json result;
  result["ruleId"] = results.rules.text(finding.rule->id);
  result["ruleIndex"] = rule_index;
  result["level"] = level_of(finding.severity);
  result["message"]["text"] = linked_message(finding) + others_text(alert);
  result["locations"] = Json::array({location(results.sources, finding.span, finding.address, "")});
  const std::string line = fingerprints.of_line(finding.span);
  if (!line.empty()) result["partialFingerprints"]["primaryLocationLineHash"] = line;
  add_identities(alert, fingerprints, result["partialFingerprints"]);
  Json related = related_locations(results, alert);
  if (!related.empty()) result["relatedLocations"] = std::move(related);
  Json flows = code_flows(results, finding);
  if (!flows.empty()) result["codeFlows"] = std::move(flows);
  if (finding.suppression != Suppression::none) result["suppressions"] = suppressions(finding);
  Json& properties = result["properties"];
  properties["severity"] = finding.severity;
  if (finding.precision != finding.rule->precision) {
    properties["precision"] = name_of(finding.precision);
  }
  properties["occurrences"] = occurrences(alert);
  if (!finding.holds.empty()) properties["holds"] = finding.holds;
  properties["mitigations"] = mitigations(finding);
  return result;
}

}  // namespace weir::sarif
