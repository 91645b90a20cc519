#include <algorithm>
#include <cstdint>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <tuple>

#include "analyzer/rule/finding.h"

namespace weir {
namespace {

constexpr std::size_t kFolded = 1000;  ///< identities that one finding keeps

std::string_view path_of(const SourceMap& sources, const Finding& finding) {
  return finding.span.valid() ? sources.path(finding.span.file) : std::string_view();
}

/// Where it stands in the template: a line of a program may make any number of resources.
const Span& written_at(const Finding& finding) {
  return finding.generated.valid() ? finding.generated : finding.span;
}

/// Where findings of one rule are told apart. A suppressed one never swallows one that is not.
using PlaceKey = std::tuple<const RuleRecord*, std::string_view, std::uint32_t, bool, std::string>;

/// By the place in the template.
PlaceKey template_key(const SourceMap& sources, const Finding& finding) {
  const Span& at = written_at(finding);
  return {finding.rule, at.valid() ? sources.path(at.file) : std::string_view(), at.begin,
          finding.suppression != Suppression::none, ""};
}

/// By the place in the program, and the identity: stages make the same of one line.
PlaceKey program_key(const SourceMap& sources, const Finding& finding) {
  return {finding.rule, path_of(sources, finding), finding.span.begin,
          finding.suppression != Suppression::none, finding.identity};
}

/// Puts each finding where `order` says, `order[i]` being the one that comes to place i: along each cycle, with room for one.
void put_in_order(std::vector<std::size_t> order, std::vector<Finding>& findings) {
  for (std::size_t first = 0; first < order.size(); ++first) {
    if (order[first] == first) continue;
    Finding held = std::move(findings[first]);
    std::size_t at = first;
    for (std::size_t next = order[at]; next != first; next = order[at]) {
      findings[at] = std::move(findings[next]);
      order[at] = at;
      at = next;
    }
    findings[at] = std::move(held);
    order[at] = at;
  }
}

/// Findings in the order they are read. Their keys are made once each, and places are sorted: a
/// finding is much to move.
void sort_by_place(const SourceMap& sources, const Rules& rules, std::vector<Finding>& findings) {
  const auto key_of = [&](const Finding& f) {
    return std::make_tuple(path_of(sources, f), f.span.begin, rules.text(f.rule->id),
                           -static_cast<int>(f.precision), std::string_view(f.address),
                           std::string_view(f.identity), std::string_view(f.message));
  };
  std::vector<decltype(key_of(findings.front()))> keys;
  keys.reserve(findings.size());
  for (const Finding& finding : findings) keys.push_back(key_of(finding));
  std::vector<std::size_t> order(findings.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return keys[a] < keys[b]; });
  put_in_order(std::move(order), findings);
}

bool same_step(const PathStepInfo& a, const PathStepInfo& b) {
  return a.from == b.from && a.to == b.to && a.kind == b.kind;
}

/// Whether every step of `b` is one of `a`: the same way, or a part of it.
bool walks(const Finding& a, const Finding& b) {
  return !b.path.empty() &&
         std::all_of(b.path.begin(), b.path.end(), [&](const PathStepInfo& step) {
           return std::any_of(a.path.begin(), a.path.end(), [&](const PathStepInfo& other) {
             return same_step(step, other);
           });
         });
}

bool is_repetition(const Finding& a, const Finding& b) {
  return a.span == b.span && a.generated == b.generated && a.message == b.message &&
         a.identity == b.identity && a.address == b.address;
}

/// Another run may have told the same by what is folded now.
void remember(Finding& into, const std::string& identity) {
  if (into.folded.size() >= kFolded || identity == into.identity) return;
  if (std::find(into.folded.begin(), into.folded.end(), identity) == into.folded.end())
    into.folded.push_back(identity);
}

/// Of two findings of a rule, the worse severity counts for both.
void take_severity(Finding& into, const Finding& other) {
  if (other.severity <= into.severity) return;
  into.severity = other.severity;
  into.severity_why = other.severity_why;
  into.message = message_of(into);
}

/// `other` becomes part of `into`: a related place, and one occurrence (or more) of it.
void absorb(Finding& into, const Finding& other) {
  if (is_repetition(into, other)) return;
  if (into.rule == other.rule) {
    into.occurrences += other.occurrences;
    take_severity(into, other);
    for (std::size_t i = 0; i < into.mitigations.size() && i < other.mitigations.size(); ++i)
      into.mitigations[i].ways.add(other.mitigations[i].ways);
    remember(into, other.identity);
    for (const std::string& identity : other.folded) remember(into, identity);
  }
  const auto add = [&](Related place) {
    const bool known = std::any_of(into.related.begin(), into.related.end(), [&](const Related& r) {
      return r.span == place.span && r.message == place.message;
    });
    if (!known) into.related.push_back(std::move(place));
  };
  add({other.span, other.report, other.address});
  if (other.generated.valid()) add({other.generated, std::string(kGenerated), other.address});
}

/// One finding for each rule and place; the first keeps its words. Places on one line stay apart: a
/// template in one line is still read finding by finding.
template <class KeyOf>
void merge_places(const SourceMap& sources, KeyOf key_of, std::vector<Finding>& findings) {
  std::map<PlaceKey, std::size_t> first;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < findings.size(); ++i) {
    const auto [at, is_new] = first.try_emplace(key_of(sources, findings[i]), kept);
    if (is_new || !findings[i].span.valid()) {
      if (kept != i) findings[kept] = std::move(findings[i]);
      ++kept;
    } else {
      absorb(findings[at->second], findings[i]);
    }
  }
  findings.resize(kept);
}

/// Which findings of each rule stand at a place, and whose paths begin with a step.
class Folding {
 public:
  explicit Folding(const std::vector<Finding>& findings) {
    for (std::size_t i = 0; i < findings.size(); ++i) {
      at_place_[place_of(findings[i].rule, findings[i])].push_back(i);
      if (!findings[i].path.empty()) from_step_[step_of(findings[i].rule, findings[i].path.front())].push_back(i);
    }
  }

  /// Those of a rule that stand where a finding does, or may walk a part of its path, in their order.
  std::vector<std::size_t> near(const RuleRecord* rule, const Finding& finding) const {
    std::set<std::size_t> found;
    if (const auto here = at_place_.find(place_of(rule, finding)); here != at_place_.end())
      found.insert(here->second.begin(), here->second.end());
    for (const PathStepInfo& step : finding.path)
      if (const auto begun = from_step_.find(step_of(rule, step)); begun != from_step_.end())
        found.insert(begun->second.begin(), begun->second.end());
    return {found.begin(), found.end()};
  }

 private:
  using Place = std::tuple<const RuleRecord*, std::uint32_t, std::uint32_t, std::uint32_t>;
  using Step = std::tuple<const RuleRecord*, std::string, std::string, std::string>;

  static Place place_of(const RuleRecord* rule, const Finding& finding) {
    const Span& at = written_at(finding);
    return {rule, at.file.value, at.begin, at.end};
  }
  static Step step_of(const RuleRecord* rule, const PathStepInfo& step) { return {rule, step.from, step.to, step.kind}; }

  std::map<Place, std::vector<std::size_t>> at_place_;
  std::map<Step, std::vector<std::size_t>> from_step_;
};

/// Findings that a worse one at the same place or on the same path says already.
void apply_folds(const Rules& rules, std::vector<Finding>& findings) {
  const Folding folding(findings);
  std::vector<bool> absorbed(findings.size(), false);
  for (std::size_t i = 0; i < findings.size(); ++i) {
    for (const Text id : Catalog::slice(rules.texts, findings[i].rule->folds)) {
      if (absorbed[i]) break;
      for (const std::size_t j : folding.near(rules.find(rules.text(id)), findings[i])) {
        if (j == i || absorbed[j] || findings[i].suppression != findings[j].suppression) continue;
        if (written_at(findings[i]) != written_at(findings[j]) && !walks(findings[i], findings[j]))
          continue;
        absorb(findings[i], findings[j]);
        absorbed[j] = true;
      }
    }
  }
  std::size_t kept = 0;
  for (std::size_t i = 0; i < findings.size(); ++i) {
    if (absorbed[i]) continue;
    if (kept != i) findings[kept] = std::move(findings[i]);
    ++kept;
  }
  findings.resize(kept);
}

std::string_view word_of(query::Verdict verdict) {
  if (verdict == query::Verdict::present) return "present";
  return verdict == query::Verdict::absent ? "absent" : "unknown";
}

std::string block_of(const Finding& finding, const SourceMap& sources) {
  std::string text(path_of(sources, finding));
  if (finding.span.valid()) {
    const Position at = sources.position(finding.span.file, finding.span.begin);
    text += ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
  }
  const std::string id = finding.identity.substr(0, finding.identity.find('|'));
  text += " " + id + " " + finding.address + ": " + finding.message + "\n";
  if (finding.precision != finding.rule->precision) {
    text.append("  precision ").append(name_of(finding.precision)).append("\n");
  }
  for (const PathStepInfo& step : finding.path) text += "  path " + step.message + "\n";
  for (const MitigationVerdict& mitigation : finding.mitigations) {
    text += "  mitigation " + mitigation.id + ": ";
    text += word_of(mitigation.verdict);
    if (!mitigation.detail.empty()) text += ", " + mitigation.detail;
    text += "\n";
  }
  return text;
}

}  // namespace

void sort_and_fold(const SourceMap& sources, const Rules& rules, std::vector<Finding>& findings) {
  sort_by_place(sources, rules, findings);
  merge_places(sources, template_key, findings);
  apply_folds(rules, findings);
  merge_places(sources, program_key, findings);
}

int severity_rank(std::string_view band) {
  const auto at = std::find(kSeverityBands.begin(), kSeverityBands.end(), band);
  return static_cast<int>(kSeverityBands.end() - at) - 1;
}

std::string_view severity_band(double severity) {
  if (severity >= 9.0) return "critical";
  if (severity >= 7.0) return "high";
  return severity >= 4.0 ? "medium" : "low";
}

std::string dump(const std::vector<Finding>& findings, const SourceMap& sources) {
  std::vector<std::pair<const Finding*, std::string>> blocks;
  for (const Finding& finding : findings) {
    blocks.emplace_back(&finding, block_of(finding, sources));
  }
  std::sort(blocks.begin(), blocks.end(), [&](const auto& a, const auto& b) {
    const auto key = [&](const auto& block) {
      return std::make_tuple(path_of(sources, *block.first), block.first->span.begin,
                             std::string_view(block.second));
    };
    return key(a) < key(b);
  });
  std::string text;
  for (const auto& [finding, block] : blocks) text += block;
  return text;
}

}  // namespace weir
