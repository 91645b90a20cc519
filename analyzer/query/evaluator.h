#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "analyzer/query/evaluate.h"
#include "analyzer/query/graph_index.h"
#include "analyzer/query/logic.h"
#include "analyzer/query/names.h"
#include "analyzer/query/reached.h"
#include "analyzer/query/search_space.h"
#include "analyzer/query/values.h"

namespace weir::query {

/// An edge in the direction a step walks it. Without a `ref` it is an open end: an unknown edge.
struct Edge {
  EdgeRef ref;
  NodeRef from = kTop, to = kTop;
  NodeRef head =
      kTop;  ///< where the flow itself ends (for `=[ ]=>` that may be `from`); kTop if not known
  Tri truth = kFalse;
  std::uint32_t open_end = kNoOpenEnd;  ///< why it is unknown; none = the language cannot say it
};

/// What a variable is bound to while a pattern is matched.
struct Bound {
  enum class Kind : std::uint8_t { none, node, edge };
  Kind kind = Kind::none;
  NodeRef node = kTop;
  Edge edge;
};

/// Whether edges of which it is not known if they are there are walked, too.
enum class Hops : std::uint8_t { certain, all };

/// What is asked of a condition: where it is true and where it is false, or only one of them. Of
/// the other then no more is told than was found on the way, perhaps nothing.
enum class Ask : std::uint8_t { whole, yes, no };
/// What it takes to know as much of a condition's negation.
constexpr Ask opposite(Ask ask) {
  return ask == Ask::whole ? ask : ask == Ask::yes ? Ask::no : Ask::yes;
}

/// What a step accepts, prepared once.
struct StepView {
  Step step;
  std::uint32_t index = 0;  ///< in Queries::steps
  bool any = false;         ///< no labels: every edge
  std::vector<EdgeLabelId> labels;
  std::vector<bool> accepts;         ///< by edge label
  std::vector<std::uint64_t> bits;   ///< the same as a set of Index::Impl
  std::vector<EdgeLabelId> derived;  ///< derived labels among them
  bool attaches = false;             ///< some accepted label is an attachment
  std::vector<VariableId> needs;     ///< names its written `while` mentions, its ends aside
  /// What is open at its source and at its target, once asked for.
  mutable std::array<const OpenNodes*, 2> open{};
};

/// How a pattern is matched, decided once.
struct JoinPlan {
  struct Action {
    bool is_step = false;
    std::uint32_t step = 0;             ///< into Queries::steps
    VariableId variable = kNoVariable;  ///< a name to bind by its labels
    const Operand* same_as = nullptr;   ///< what is bound and it must be, if that is known
    std::optional<std::uint32_t> beside;  ///< a step asked for between it and what is bound, if there is one: into Queries::steps
    /// The nodes to bind it to: those that bear the labels, or of them those of which it can be
    /// certain what the pattern asks of this name alone.
    const std::vector<NodeRef>* among = nullptr;
    std::vector<ExprId> tests;          ///< conditions whose names are bound after it
  };
  std::vector<Action> actions;
  /// Names that steps join, without outer ones: a binding of only unknown nodes to all of a group
  /// is nothing.
  std::vector<std::vector<VariableId>> groups;
  std::vector<std::size_t> bound_at;  ///< by variable: into `actions`
};

/// One of the conditions that a hop must meet.
struct HopTest {
  ExprId condition;
  bool negated = false;
};

/// What a `*` or `+` step asks of its hops. Only what mentions the hop is asked of each; the rest
/// holds or does not for all of them, so that searches need not be repeated for it.
struct HopFilter {
  std::uint32_t id = 0;
  std::vector<HopTest> at_hop, everywhere;
  std::vector<VariableId> names;  ///< other names that `at_hop` mentions
};

/// Answers about one query over one graph. Holds bindings and memos; lives for one call.
class Evaluator {
 public:
  Evaluator(const Queries& queries, const Query& query, const Index& index, GuardStore& guards,
            Undecideds undecideds = Undecideds::counted);

  /// Made of std::ref where it is made often: then nothing is copied.
  using OnEdge = std::function<void(const Edge&)>;
  using Ends = std::function<bool(NodeRef)>;
  /// Called with the truth of each binding that is not false; the frame holds it. False ends the
  /// enumeration.
  using OnBinding = std::function<bool(const Tri&)>;
  /// Names, and whether what they are bound to needs no further binding of the others; asked as
  /// soon as they are bound.
  struct Answered {
    std::vector<VariableId> names;
    std::function<bool()> known;
  };
  /// Which bindings are wanted; of those that are possible, only where they are not.
  enum class Want : std::uint8_t { certain, possible, all };

  Tri evaluate(ExprId expression, Ask ask = Ask::whole);
  Tri exists(std::uint32_t pattern, Ask ask);
  bool seeks_path(std::uint32_t pattern) const;
  /// `floor`, if given, is what the caller has: bindings that cannot raise it are skipped, and so
  /// are those that `answered`, if given, says are known.
  void join(std::uint32_t pattern, Want want, const Tri* floor, const OnBinding& on_binding,
            const Answered* answered = nullptr);
  /// Truth of a step between the nodes the frame binds.
  Tri step_truth(const StepView& view, ExprId while_condition, Hops which = Hops::all);
  /// The same between two nodes, where hops for which `closed_by` holds are no way either.
  Tri truth_between(const StepView& view, ExprId while_condition, ExprId closed_by, NodeRef from,
                    NodeRef to, Hops which = Hops::all);

  /// Where a `*` or `+` step leads from (or, backward, from where it comes to) `start`.
  /// Over certain hops alone, what is not certain counts as false.
  Reached reach(const StepView& view, ExprId while_condition, ExprId closed_by, NodeRef start,
                bool forward, Hops which = Hops::all);
  Tri truth_at(const Reached& reached, NodeRef node) const;
  /// Edges a step may take from `node` (or, backward, to it), with the `while` of a repeated one.
  /// `ends`, if given, says at which nodes hops are of interest: the others are not tested.
  void hops(const StepView& view, ExprId while_condition, NodeRef node, bool forward, Hops which,
            const OnEdge& on_edge, const Ends* ends = nullptr);
  /// Fewest hops, then lowest addresses, over hops that can be true together with `holds`.
  std::vector<Hop> witness(const StepView& view, ExprId while_condition, NodeRef from, NodeRef to,
                           Guard holds);

  Undecided reason(ExprId expression);
  Undecided reason_of_binding(std::uint32_t pattern, bool strengthened);
  Undecided reason_of_step(const StepView& view, ExprId while_condition);

  const StepView& step_view(std::uint32_t step);
  Range steps_of(std::uint32_t pattern) const { return queries_.patterns[pattern].steps; }
  Bound& bound(VariableId variable) { return frame_[variable]; }
  /// The node of a name; for an end of an edge, that of the bound edge.
  NodeRef node_of(VariableId variable) const;
  /// Whether a name is bound in the frame; an end of an edge is with its edge.
  bool is_bound(VariableId variable) const;
  /// What is asked of conditions where only what is certain is wanted.
  Ask asked_of_certain() const { return certain_; }
  bool exhausted() const { return exhausted_; }
  /// Leaves at most so many steps from here on.
  void leave(std::uint64_t steps) { limit_ = std::min(limit_, spent_ + steps); }
  const Logic& logic() const { return logic_; }
  const Index::Impl& graph() const { return graph_; }
  const Queries& queries() const { return queries_; }
  const Query& query() const { return query_; }
  std::span<const VariableId> names_in(std::uint32_t pattern) const;
  bool is_edge(VariableId variable) const;
  /// Whether it is a node that its labels are asked of: the ends of a named edge are not.
  bool is_bound_by_label(VariableId variable) const;
  /// Whether the query gives it no name, so that nothing can ask about it.
  bool is_anonymous(VariableId variable) const {
    return queries_.variables[query_.variables.first + variable].name.size == 0;
  }
  std::string name_of(NodeRef node) const;
  /// The labels that a name asks for.
  Range labels_of(VariableId variable) const;
  Tri existence(NodeRef node) const;
  Span span_of(const Edge& edge) const;
  const PropertyValue& property_of(const Edge& edge, PropertyId property) const;
  /// Values of one operand and whether its property is unknown, for reasons and explanations.
  Value operand_value(const Operand& operand);
  const std::vector<NodeRef>& candidates(VariableId variable);

 private:
  using Key = std::vector<std::uint32_t>;
  struct KeyHash {
    std::size_t operator()(const Key& key) const;
  };
  class Join;
  class Narrowing;
  class Planner;
  /// Variables a pattern mentions and does not bind, each with whether the `from` of an edge is
  /// looked at.
  using OuterNames = std::vector<Names::Mention>;
  /// By which hop each node is first come to from a start, breadth first.
  struct FirstHops {
    Key key;
    std::unordered_map<NodeRef, Edge> into;
  };

  // join_plan.cpp
  /// `certain`: nothing but what is certain is wanted.
  const JoinPlan& plan_of(std::uint32_t pattern, bool certain);

  // evaluator.cpp
  StepView prepare(std::uint32_t index, const Step& step);
  const OpenNodes& open_nodes(const StepView& view, bool source);
  OpenNodes find_open_nodes(const StepView& view, bool source) const;
  const OuterNames& outer_names(std::uint32_t pattern);
  bool spend(std::uint64_t steps = 1);
  void append(Key& key, VariableId variable, bool with_source = true) const;
  /// Whether a node bears one of the labels that a name asks for; ⊤ bears all.
  Tri fits(VariableId variable, NodeRef node) const;
  Tri one_of(Range labels, NodeRef node) const;

  /// How many flows and attachments leave a node, or come to it.
  std::size_t fan(NodeRef node, bool outward) const;
  std::uint32_t rank_of(NodeRef node) const { return node == kTop ? kTop : graph_.rank[node]; }

  // search.cpp
  void split(ExprId condition, bool negated, VariableId hop, HopFilter& filter) const;
  const HopFilter& filter_of(const StepView& view, ExprId while_condition, ExprId closed_by);
  Tri all_of(const std::vector<HopTest>& tests, Tri so_far, Hops which);
  void hops_at(const StepView& view, const HopFilter& filter, NodeRef node, bool forward,
               Hops which, const OnEdge& on_edge, const Ends* ends = nullptr);
  const Found& find(const StepView& view, const HopFilter& filter, NodeRef start, bool forward,
                    Hops which);
  Found search(const StepView& view, const HopFilter& filter, NodeRef start, bool forward,
               Hops which);

  // edges.cpp
  void certain_edges(const StepView& view, NodeRef node, bool forward, const OnEdge& on_edge);
  void flow_edges(const StepView& view, NodeRef node, bool forward, const OnEdge& on_edge);
  void access_edges(const StepView& view, NodeRef node, bool forward, const OnEdge& on_edge);
  void access_by(const StepView& view, NodeRef actor, NodeRef principal, Guard runs_as,
                 bool forward, const OnEdge& on_edge);
  void access_onto(const StepView& view, NodeRef target, bool forward, const OnEdge& on_edge);
  void attachment_edges(const StepView& view, NodeRef node, bool forward, const OnEdge& on_edge);
  void boundary_attachments(const StepView& view, NodeRef node, bool forward,
                            const OnEdge& on_edge);
  void edges_onto(const StepView& view, const Edge& target, Hops which, const OnEdge& on_edge);

  // open_ends.cpp
  /// What ⊤ is asked to bear at the ends of a step; empty = anything, as within a path.
  struct EndLabels {
    Range from, to;
  };
  /// Which open ends let their node be the step's source (or target): by label, those without one
  /// last.
  struct Facing {
    std::vector<bool> outgoing, incoming;
    bool operator()(const OpenEnd& end) const {
      const std::vector<bool>& by_label = end.outgoing ? outgoing : incoming;
      return end.label.valid() ? by_label[end.label.index()] : by_label.back();
    }
  };
  void unknown_edges(const StepView& view, NodeRef node, bool forward,
                     const std::vector<NodeRef>& others, EndLabels labels, const OnEdge& on_edge);
  std::optional<Edge> unknown_edge(const StepView& view, NodeRef from, NodeRef to,
                                   EndLabels labels);
  void open_sides(const StepView& view, const Facing& facing, NodeRef node, bool source,
                  std::vector<OpenSide>& sides) const;
  void principal_sides(const StepView& view, const Facing& facing, NodeRef node, bool source,
                       std::vector<OpenSide>& sides) const;
  bool may_be(const StepView& view, EdgeLabelId open_label) const;
  bool faces(const StepView& view, EdgeLabelId open_label, bool outgoing, bool source) const;
  Facing facing(const StepView& view, bool source) const;
  bool together(NodeRef a, NodeRef b) const;
  std::span<const NodeRef> near(NodeRef node, const std::vector<NodeRef>& others,
                                bool shared) const;
  bool other_fits(LabelId other, NodeRef node, Range top_labels) const;
  bool labels_meet(Range labels, LabelId label) const;

  // conditions.cpp
  Tri comparison(const Expr& expr);
  std::optional<Comparand> comparand_behind(const Operand& operand);
  const PropertyValue* property_behind(const Operand& operand) const;
  NodeRef node_behind(const Operand& operand) const;
  Tri labelled(const Expr& expr) const;
  Value sum(Range operands);
  Value count(const Operand& operand);

  // reasons.cpp
  Undecided reason_of_comparison(const Expr& expr);
  std::optional<Undecided> reason_of_labels(std::uint32_t pattern);
  Undecided reason_of_edge(const StepView& view, const Edge& edge);
  Undecided reason_of_path(const StepView& view, ExprId while_condition, NodeRef from, NodeRef to);
  const FirstHops& first_hops(const StepView& view, ExprId while_condition, NodeRef from);

  const Queries& queries_;
  const Query& query_;
  const Index::Impl& graph_;
  /// What is asked where only what is certain is wanted. Where undecided matches are counted
  /// afterwards, that takes up what was found here, and the steps of its search are counted: it is
  /// the whole.
  const Ask certain_;
  Logic logic_;
  Names names_;
  std::vector<Bound> frame_;
  std::vector<std::unique_ptr<StepView>> steps_;         ///< by step of all queries
  std::unordered_map<std::uint32_t, OuterNames> outer_;  ///< by pattern
  std::unordered_map<std::uint64_t, JoinPlan> plans_;    ///< by pattern, and what is wanted
  std::deque<std::vector<NodeRef>> narrowed_;            ///< that actions of plans bind names to
  std::map<std::array<std::uint32_t, 3>, HopFilter> filters_;
  std::vector<const std::vector<NodeRef>*> candidates_;  ///< by variable, once asked for
  StepView enclosing_;                                   ///< within*, for attachments to boundaries
  std::deque<OpenNodes> own_open_nodes_;  ///< those that hold guards of this store
  std::unordered_map<Key, Tri, KeyHash> exists_memo_;
  std::unordered_map<Key, Value, KeyHash> count_memo_;
  std::unordered_map<Key, Found, KeyHash> reach_memo_;
  FirstHops first_hops_;  ///< of the last reason given
  /// A property of a node as an operand asks for it.
  struct Read {
    NodeRef node = kNoNode;
    PropertyId property;
    double factor = 1;
    friend bool operator==(const Read&, const Read&) = default;
  };
  /// While Narrowing asks: whether a comparison needed more than plain values, whose guards are this
  /// rule's own. What it said then is nothing.
  bool plain_only_ = false, beyond_plain_ = false;
  Read last_read_;
  std::optional<Comparand> last_comparand_;  ///< what it was
  SearchSpace::Pool searching_;
  std::uint64_t spent_ = 0;
  std::uint64_t limit_;
  bool exhausted_ = false;
};

}  // namespace weir::query
