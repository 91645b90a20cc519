#pragma once

#include <vector>

#include "analyzer/rule/scene.h"

namespace weir::findings {

/// The path a match walks, as a reader follows it: each step's hops in walking order, the steps
/// chained so that one begins where another was. It starts at an external entity if a step does;
/// structure (has, within, protects …) is no part of it.
std::vector<query::Hop> witness_hops(const Scene& scene, const query::Match& match);

/// The hops with their evidence, for people and code flows.
std::vector<PathStepInfo> describe_path(const Scene& scene, const std::vector<query::Hop>& hops);

/// What parsers call the default that stands at a place, if one does: "parameter Acl's default".
std::string default_at(const Scene& scene, const ReportedPlace& reported);

/// How what stands at the place came to its use, outermost place first; then everything else the
/// group binds: nodes in the order the rule names them (owners before items), and the evidence of
/// the edges. `primary` and repetitions are left out.
std::vector<Related> related_places(const Scene& scene, const MatchGroup& group, Span primary);

/// The verdict on the rule's mitigation of this number over all matches.
MitigationVerdict verdict_on(const Scene& scene, const MatchGroup& group, std::size_t mitigation);

/// The mitigations' verdicts over all matches: present only if present for each of them.
std::vector<MitigationVerdict> verdicts(const Scene& scene, const MatchGroup& group);

}  // namespace weir::findings
