#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "analyzer/analysis/properties.h"
#include "analyzer/base/guard.h"
#include "analyzer/base/truth.h"
#include "analyzer/graph/dfd.h"
#include "analyzer/query/query.h"

namespace weir::query {

/// The edge a step was satisfied by. Structure and derived edges are attachments; `derived` ones
/// are named by label.
struct EdgeRef {
  enum class Relation : std::uint8_t { none, flow, access, attachment, derived };
  Relation relation = Relation::none;
  std::uint32_t index = 0;
  EdgeLabelId label;  ///< derived only
  friend bool operator==(const EdgeRef&, const EdgeRef&) = default;
};

/// One hop of a witness path.
struct Hop {
  EdgeRef edge;
  NodeId from, to;  ///< in walking direction (for `=[ ]=>` where the data goes)
};

/// What a variable is bound to: a node; or an edge, with the whole path for `*` and `+` (fewest
/// hops, then lowest addresses), empty for zero hops.
struct Binding {
  NodeId node;
  std::vector<Hop> path;
};

/// Why something was not decided: the first operand that was unknown.
struct Undecided {
  std::string
      what;  ///< the operand or step as written, and of what: `mail.timeout of BookingFunction`
  std::string why;  ///< why it is unknown
  Span span;
};

enum class Verdict : std::uint8_t { present, absent, unknown };

/// A mitigation's verdict for one match.
struct MitigationResult {
  Verdict verdict = Verdict::unknown;
  bool on_some_paths = false;  ///< starred: guarded on other paths, open on the witness
  std::vector<Span> places;    ///< present: where; on some paths: the guarded hops
  std::vector<NodeId> by;      ///< nodes that carry it
  Undecided undecided;         ///< verdict unknown: why
  /// Starred and enough: the hops of the ways between the step's ends on which it is not certainly
  /// there, in no order. The ends are `starts` and `ends`.
  std::vector<Hop> open_hops = {};
  NodeId starts = {}, ends = {};
};

/// One match that is definitely true under `holds`.
struct Match {
  std::vector<Binding>
      bindings;  ///< by variable number relative to Query::variables.first; only those of `match`
  Guard holds;
  std::vector<MitigationResult> mitigations;
};

/// All that a query says about a Dfd. Matches are ordered by the addresses of what they bind
/// (`node_before`), name by name; never by id.
struct Outcome {
  std::vector<Match> matches;
  std::vector<Match> mitigated;  ///< would be matches but for an enough mitigation that is present
  std::vector<Undecided> undecided;  ///< one per distinct reason and place
  std::size_t undecided_matches = 0;
  std::vector<NodeId> undecided_at;  ///< what they would be reported of, sorted
  bool more_undecided = false;    ///< counting ended at limits::kUndecidedSteps: there may be more
  bool budget_exhausted = false;  ///< matches may be missing
};

/// The graph prepared for queries: adjacency by label, open ends. One per Dfd, shared by rules (and
/// threads).
class Index {
 public:
  explicit Index(const Properties& properties);
  ~Index();
  const Properties& properties() const;
  struct Impl;
  const Impl& impl() const { return *impl_; }

 private:
  std::unique_ptr<Impl> impl_;
};

/// Whether matches of which it is not known if they are any are counted, with their reasons. Left
/// out, those that mitigations stop are neither: only matches are told.
enum class Undecideds : std::uint8_t { counted, left_out };

/// Whether matches are told with their paths and mitigations, or only tell what is not undecided.
enum class Matches : std::uint8_t { told, left_out };

/// Evaluates one compiled rule. `guards` is a store that this thread may extend (a copy of the
/// Dfd's); the guards in the outcome belong to it.
Outcome evaluate(const Queries& queries, const Query& query,
                 const std::vector<CompiledMitigation>& mitigations, const Index& index,
                 GuardStore& guards, Undecideds undecideds = Undecideds::counted,
                 Matches matches = Matches::told);

/// For `weir explain`: every condition of the rule for the matches that concern `about` (none =
/// all; at most `limit`), as a tree of texts with truth values and places.
struct Explanation {
  std::string text;  ///< the step or condition as written
  Truth truth = Truth::unknown;
  std::string detail;  ///< values found: `guardrail.input_strength = none`, or why unknown
  Span span;
  std::vector<Explanation> parts;
};
std::vector<Explanation> explain(const Queries& queries, const Query& query,
                                 const std::vector<CompiledMitigation>& mitigations,
                                 const Index& index, GuardStore& guards, NodeId about,
                                 std::size_t limit);

}  // namespace weir::query
