#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/guard.h"
#include "analyzer/base/source_map.h"
#include "analyzer/graph/dfd.h"
#include "analyzer/query/evaluate.h"
#include "analyzer/rule/rule.h"

namespace weir {

/// A place beside the primary one, and what it is ("PatientRecordsTable", "the role that grants it").
struct Related {
  Span span;              ///< in its host file
  std::string message;
  std::string address;    ///< full address (with the unit's path when there are several units); "" if none
};

/// The rendered threat statement and its slots (goals and assets as lists), for exports. For resilience rules the
/// slots are mode, cause, effect and objective.
struct Statement {
  std::string source, prerequisites, action, impact;
  std::vector<std::string> goals, assets;
  std::string text;       ///< "[Source] with [prerequisites], can [action], which leads to …", ends in a full stop
};

struct MitigationVerdict {
  std::string id;
  std::string advice;
  query::Verdict verdict = query::Verdict::unknown;
  bool enough = false;
  bool on_some_paths = false;
  std::string detail;             ///< present: by what; unknown: what was unresolved
  std::vector<Related> places;
};

/// One step of the path through the diagram, in walking order.
struct PathStepInfo {
  Span span;                      ///< first evidence of the flow, in its host file
  std::string message;            ///< "internet-user → AssistantApi (entry): its public endpoint"
  std::string from, to;           ///< full addresses
  std::string from_name, to_name; ///< what their author calls them, where that is not the address
  std::string kind;               ///< edge label
};

/// What is said of a place that a program wrote, related to the place in the program.
inline constexpr std::string_view kGenerated = "what it makes";

/// Why a finding is not reported: somebody accepted it, or it was not asked for (it is in the baseline, was there before, or
/// lies outside what changed).
enum class Suppression : std::uint8_t { none, in_source, in_config, not_asked };

/// One finding: rule + place (or the rule's `per`). Spans are in host files.
struct Finding {
  const RuleRecord* rule = nullptr;   ///< of the Rules given to find(); outlives the findings
  Span span;
  Span generated;                     ///< where it stands in what a program wrote, if `span` is in the program's source
  std::string address;                ///< full address of the reported node (or the flow's source)
  std::string message;                ///< report text, then the statement, each ending in a full stop; "… when X" if conditional
  std::string report;                 ///< the report text alone
  Statement statement;
  Precision precision = Precision::medium;  ///< its rule's; one lower if it needs what is not the default
  double severity = 0;                ///< the finding's own; differs from the rule's by one band at most
  std::vector<Related> related;       ///< outermost first
  std::vector<PathStepInfo> path;     ///< witness; empty if the match walked no path
  std::vector<MitigationVerdict> mitigations;
  std::string holds;                  ///< guard in words; "" = always
  std::size_t occurrences = 1;        ///< matches folded into it
  std::string identity;               ///< stable text: rule id | address without unit | sorted addresses and kinds on the path | property
  std::vector<std::string> folded;    ///< identities of those of the same rule that were folded into it, without its own
  Suppression suppression = Suppression::none;
  std::string suppression_reason;
  std::string suppression_owner;      ///< "" if none is named
  std::string suppression_until;      ///< YYYY-MM-DD, the last day it holds; "" = no end
};

/// What one rule said: its findings, and what could not be decided.
struct RuleOutcome {
  const RuleRecord* rule = nullptr;
  std::vector<Finding> findings;
  std::size_t mitigated = 0;                        ///< matches that an enough mitigation silenced
  std::size_t undecided = 0;
  std::vector<query::Undecided> undecided_reasons;
  bool budget_exhausted = false;
};

/// Evaluates one rule and words its findings. `guards` may be extended.
RuleOutcome apply_rule(const Rules& rules, const RuleRecord& rule, const query::Index& index, const SourceMap& sources,
                       GuardStore& guards);

/// Sorts findings as they are written: by path, line, column, rule id, precision (the higher first), address. Drops exact duplicates and applies folds.
void sort_and_fold(const SourceMap& sources, const Rules& rules, std::vector<Finding>& findings);

/// The fingerprint of an identity: 64 bits of FNV-1a in lower-case hex, sixteen digits.
std::string identity_hash(std::string_view identity);

/// Bands of severity, worst first.
inline constexpr std::array<std::string_view, 4> kSeverityBands = {"critical", "high", "medium", "low"};

/// 3 for critical to 0 for low; -1 for what is no band.
int severity_rank(std::string_view band);

/// "critical" (≥ 9.0) | "high" (≥ 7.0) | "medium" (≥ 4.0) | "low".
std::string_view severity_band(double severity);

/// Text dump for tests: `path:line:column rule-id address: message`, one block a finding, sorted.
std::string dump(const std::vector<Finding>& findings, const SourceMap& sources);

}  // namespace weir
