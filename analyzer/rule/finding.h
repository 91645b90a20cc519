#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/guard.h"
#include "analyzer/base/source_map.h"
#include "analyzer/graph/dfd.h"
#include "analyzer/graph/environments.h"
#include "analyzer/query/evaluate.h"
#include "analyzer/rule/rule.h"

namespace weir {

/// A place beside the primary one, and what it is ("PatientRecordsTable", "the role that grants it").
struct Related {
  Span span;              ///< in its host file
  std::string message;
  std::string address;    ///< full address (with the unit's path when there are several units); "" if none
};

/// The ways on which a mitigation that is tested hop by hop is not there: it stops them where it is
/// put on the targets of hops.
struct OpenWays {
  struct Hop {
    NodeId from, to;
    friend auto operator<=>(const Hop&, const Hop&) = default;
  };
  std::vector<Hop> hops;             ///< each once
  std::vector<NodeId> starts, ends;  ///< of the ways, each once

  void add(const OpenWays& other);
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
  std::vector<LabelId> at;        ///< labels of what may carry it; empty = not said
  bool at_hops = false;           ///< tested at each hop of a step
  OpenWays ways;                  ///< at_hops, enough and not present: where it is missing
};

/// One step of the path through the diagram, in walking order.
struct PathStepInfo {
  Span span;                      ///< first evidence of the flow, in its host file
  std::string message;            ///< "internet-user → AssistantApi (entry): its public endpoint"
  std::string from, to;           ///< full addresses
  std::string from_name, to_name; ///< what their author calls them, where that is not the address
  std::string kind;               ///< edge label
  std::vector<std::string> crosses = {};  ///< kinds of trust boundary between its ends
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
  std::string message;                ///< as message_of says
  std::string report;                 ///< the report text alone
  Statement statement;
  Precision precision = Precision::medium;  ///< its rule's; one lower if it needs what is not the default
  double severity = 0;                ///< the finding's own; differs from the rule's by one band at most
  std::string severity_why;           ///< why it differs, a clause without full stop; "" = it does not
  NodeId node;                        ///< the reported node, or the flow's source; none if there is none
  std::vector<NodeId> assets;         ///< what its matches protect: stores they bind, the most sensitive first, else the reported element
  std::vector<Related> related;       ///< outermost first
  std::vector<PathStepInfo> path;     ///< witness; empty if the match walked no path
  std::vector<MitigationVerdict> mitigations;
  std::string holds;                  ///< guard in words; "" = always
  std::string by_default;             ///< the default that stands at the place: "var.acl's default"; "" = none does
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
  std::vector<NodeId> mitigated_at;                 ///< what they would be reported of, each once
  std::vector<MitigationVerdict> present;           ///< what silenced them, one of each mitigation
  std::vector<NodeId> undecided_at;                 ///< likewise of undecided ones
  std::size_t undecided = 0;
  bool more_undecided = false;                      ///< at least so many
  std::vector<query::Undecided> undecided_reasons;
  bool budget_exhausted = false;
};

/// Evaluates one rule and words its findings. `guards` may be extended. `environments` are those of the Dfd's units;
/// without them no environment moves a severity.
RuleOutcome apply_rule(const Rules& rules, const RuleRecord& rule, const query::Index& index, const SourceMap& sources,
                       GuardStore& guards, std::span<const UnitEnvironment> environments = {},
                       query::Undecideds undecideds = query::Undecideds::counted,
                       query::Matches matches = query::Matches::told);

/// What a finding says: report, statement, when it holds, whose default it is, why its severity is not its rule's.
std::string message_of(const Finding& finding);

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
