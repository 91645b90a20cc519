#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/query/evaluate.h"
#include "analyzer/query/logic.h"

namespace weir::query {

/// Derived edges of one label with their adjacency.
struct DerivedAdjacency {
  const std::vector<Attachment>* edges = nullptr;
  std::vector<std::vector<std::uint32_t>> out, in;  ///< by node; into `edges`
};

/// Nodes whose rank is at least `first` and less than `end`.
struct RankRange {
  std::uint32_t first = 0, end = 0;
};

/// No open end says why an edge is unknown.
inline constexpr std::uint32_t kNoOpenEnd = UINT32_MAX;

/// A reason for an unknown edge at one of its ends.
struct OpenSide {
  Guard guard;
  LabelId other;  ///< the other end bears it; none = any
  std::uint32_t open_end = kNoOpenEnd;
};

/// Nodes that may be one end of an unknown edge of a step.
struct OpenNodes {
  std::vector<std::uint32_t> nodes;     ///< by rank
  std::vector<OpenSide> sides;          ///< of all of them, node by node
  std::vector<std::uint32_t> ends;      ///< of each node's part of `sides`
  std::vector<std::uint32_t> position;  ///< by node: 1 + its place in `nodes`; 0 = it is not open

  std::span<const OpenSide> of(std::uint32_t node) const {
    if (node >= position.size() || position[node] == 0) return {};
    const std::uint32_t at = position[node] - 1;
    const std::uint32_t first = at == 0 ? 0 : ends[at - 1];
    return std::span(sides).subspan(first, ends[at] - first);
  }
};

/// What open ends a step asks for, where no permission is asked for.
struct OpenQuestion {
  std::vector<EdgeLabelId> labels;  ///< none = any
  bool data = false;                ///< `=[ ]=>`
  bool source = false;              ///< at the step's source, else at its target
  friend auto operator<=>(const OpenQuestion&, const OpenQuestion&) = default;
};

/// What nodes with the same labels answer to one question: asked of each at most once, for all
/// rules. Bits are by place among Index::Impl::bearing.
struct Answers {
  std::mutex mutex;  ///< held by whoever reads or adds
  bool begun = false;  ///< whether those that store nothing of what is asked have been answered together
  std::vector<std::uint64_t> known;
  std::vector<std::uint64_t> can_be_true, can_be_false;  ///< certainly, under some guard
  std::vector<std::uint64_t> may_be_true, may_be_false;  ///< certainly or perhaps

  void resize(std::size_t nodes);
  /// None: what depends on guards is not answered here, and may be anything.
  void put(std::size_t at, std::optional<Tri> truth);
  /// The same answer at all places of a set.
  void put_all(const std::vector<std::uint64_t>& places, std::optional<Tri> truth);

 private:
  void put_word(std::size_t word, std::uint64_t places, std::optional<Tri> truth);
};

/// A flow or an attachment as its ends list it: what is asked of each on the way stands here, so
/// that those that a step does not accept are never looked up.
struct Incident {
  std::uint32_t index = 0;           ///< into Dfd::flows or Dfd::attachments
  std::uint32_t other = UINT32_MAX;  ///< the node at the other end; none: attached to a flow
  EdgeLabelId kind;
  Guard exists;
  DataDirection data = DataDirection::none;  ///< of a flow, seen from where it starts
  bool to_node() const { return other != UINT32_MAX; }
};

/// The graph prepared for queries. All lists are by node index; entries keep the order of the Dfd.
struct Index::Impl {
  explicit Impl(const Properties& all);

  const Properties& properties;
  const Dfd& dfd;
  const Catalog& catalog;

  std::vector<std::uint32_t> rank;             ///< of a node in the order of node_before
  std::vector<std::uint32_t> by_rank;          ///< nodes in that order
  std::vector<Guard> node_exists;              ///< GraphNode::exists and unit, side by side: asked at every step
  std::vector<UnitId> unit_of;
  std::vector<std::uint32_t> edge_label_rank;  ///< of an edge label by name
  std::vector<std::vector<Incident>> flows_out, flows_in;  ///< declared and implied ones
  std::vector<std::vector<Incident>> attached_out, attached_in;
  std::vector<std::vector<std::uint32_t>> attached_to_flow;   ///< by flow
  std::vector<std::vector<std::uint32_t>> access_of;          ///< by principal
  std::vector<std::vector<std::uint32_t>> access_to;          ///< by target set
  std::vector<std::vector<std::uint32_t>> sets_with;          ///< by member
  std::vector<std::vector<std::uint32_t>> open_out, open_in;  ///< into Dfd::open_ends
  std::vector<std::span<const EdgeLabelId>>
      cannot_declare;                                 ///< by node: what its language cannot say
  std::vector<std::uint32_t> attached_to_boundaries;  ///< attachments whose target is a boundary
  EdgeLabelId runs_as, within;
  std::vector<EdgeLabelId> derived_labels;
  std::vector<std::vector<std::uint32_t>>
      with_label;                       ///< by label, or one below it, perhaps undecided; by rank
  std::vector<RankRange> unit_ranks;    ///< by unit: its nodes are in there, perhaps with others
  RankRange shared_ranks;               ///< the nodes that belong to no unit are in there
  std::vector<std::uint32_t> openable;  ///< nodes with an open end or an identity that has; by rank
  std::vector<EdgeLabelId> undeclarable;  ///< labels that some language cannot declare
  using Bits = std::vector<std::uint64_t>;
  static void set(Bits& bits, std::size_t at) { bits[at / 64] |= std::uint64_t{1} << (at % 64); }
  std::size_t edge_words = 0;  ///< of a set of edge labels
  bool has_open_ends = false;  ///< anything open, or a language that cannot say something

  /// Adjacency of a derived label; made by whichever thread asks first.
  const DerivedAdjacency& derived(EdgeLabelId label) const;
  /// Nodes that bear one of the labels, perhaps undecided; by rank. All, if there are no labels.
  const std::vector<std::uint32_t>& bearing(std::span<const LabelId> labels) const;
  /// What `find` answers, asked once for all rules, by whichever thread comes first.
  const OpenNodes& open_nodes(const OpenQuestion& question,
                              const std::function<OpenNodes()>& find) const;
  /// What nodes with one of the labels answer to a question, by its wording.
  Answers& answers(std::span<const LabelId> labels, std::string wording) const;
  /// Which of the nodes with one of the labels store a property, by place among them.
  const Bits& storing(std::span<const LabelId> labels, PropertyId property) const;
  bool bears(std::uint32_t node, LabelId label) const { return has(borne_, node, label); }
  /// Whether a flow or attachment with one of the labels leaves a node (or comes to it).
  bool has_edge(std::uint32_t node, const Bits& labels, bool leaving) const {
    const Bits& own = leaving ? leaving_ : coming_;
    for (std::size_t i = 0; i < edge_words; ++i)
      if ((own[node * edge_words + i] & labels[i]) != 0) return true;
    return false;
  }
  /// Whether it is undecided if the node bears a label.
  bool may_bear(std::uint32_t node, LabelId label) const { return has(perhaps_, node, label); }

 private:
  bool has(const Bits& bits, std::uint32_t node, LabelId label) const {
    return (bits[node * words_ + label.index() / 64] >> (label.index() % 64) & 1u) != 0;
  }

  void index_order();
  void index_nodes();
  void index_edges();
  void index_access();
  void index_open_ends();
  void index_openable();

  std::size_t words_ = 0;  ///< of a node's labels
  Bits borne_, perhaps_;   ///< labels, and those above them, by node
  Bits leaving_, coming_;  ///< labels of the flows and attachments at each node

  mutable std::mutex mutex_;
  mutable std::map<EdgeLabelId, std::unique_ptr<DerivedAdjacency>> derived_;
  mutable std::map<std::vector<LabelId>, std::unique_ptr<const std::vector<std::uint32_t>>>
      bearing_;
  mutable std::map<std::pair<std::vector<LabelId>, std::string>, std::unique_ptr<Answers>> answers_;
  mutable std::map<std::pair<std::vector<LabelId>, PropertyId>, std::unique_ptr<const Bits>> storing_;
  mutable std::map<OpenQuestion, std::unique_ptr<const OpenNodes>> open_nodes_;
};

}  // namespace weir::query
