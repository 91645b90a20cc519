#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/graph/dfd.h"

namespace weir {

/// A boundary around a node.
struct Around {
  NodeId boundary;
  Guard when;           ///< that it is around the node
  bool itself = false;  ///< the node lies in it by itself, not by way of another boundary
};

/// What data passes on its way between two nodes.
struct Crossing {
  std::vector<NodeId> certain;   ///< boundaries, in the order of their ids
  std::vector<NodeId> possible;  ///< that are passed under a condition, or may be another one
  std::string unknown;           ///< why there may be others; "" = there are not
};

/// Which boundaries lie around nodes, under which conditions, and which of them data crosses. In
/// each dimension the innermost boundaries of both ends count, those that a node lies in by itself
/// before those that only another dimension's boundary brings along (a model's provider before the
/// account of its Region): if the ends share one, nothing is crossed; else what encloses one end
/// and not the other, except boundaries of a kind of which both ends share one. A place (and a
/// tenant) is only compared with another. A boundary that the input does not declare may be any of
/// its kind. O(b²) guard operations for two nodes, b = boundaries around them, once for all flows
/// between nodes within the same boundaries; those of a node are found once, O(b · depth).
class Enclosures {
 public:
  Enclosures(const Dfd& dfd, const Catalog& catalog);

  /// What the guards of its answers belong to.
  const GuardStore& guards() const { return guards_; }
  /// All boundaries around a node, however deep; those that contain each other are all there.
  const std::vector<Around>& around(NodeId node);
  /// Whether the node lies in some boundary of the dimension by itself wherever it is there.
  bool always_in(NodeId node, std::string_view dimension);
  /// What is crossed in the configurations in which the flow and both its ends are there.
  const Crossing& crossed(const Flow& flow);

 private:
  struct Side {
    std::map<NodeId, Guard> when, itself;  ///< of one dimension
  };
  /// All that the answer for a flow depends on.
  struct Question {
    std::uint32_t from, to;  ///< places of the ends
    std::uint32_t together;  ///< the guard of the flow and both ends
    bool same_node;
    const OpenEnd* open;
    friend auto operator<=>(const Question&, const Question&) = default;
  };

  std::vector<Around> find_around(NodeId node);
  std::uint32_t place(NodeId node);
  const Side& side(std::uint32_t place, std::size_t dimension);
  void compare(std::size_t dimension, const Question& question, Guard together, Crossing& crossing);
  Guard shared_innermost(const Side& a, const Side& b);
  std::map<NodeId, Guard> innermost(const Side& side);
  Guard any_of(const std::map<NodeId, Guard>& boundaries);
  bool holds(NodeId outer, NodeId inner);
  bool may_be_shared(NodeId boundary, const Side& a, const Side& b);

  const Dfd& dfd_;
  GuardStore guards_;
  std::vector<std::vector<const Attachment*>> outer_;  ///< by node
  std::vector<const OpenEnd*> open_;                   ///< by node: that it may lie elsewhere
  std::vector<std::vector<Around>> around_;  ///< by node
  std::vector<bool> known_;
  std::vector<std::uint32_t> place_;  ///< by node: the same for nodes within the same boundaries
  std::map<std::vector<std::uint32_t>, std::uint32_t> places_;
  std::vector<NodeId> one_of_;                 ///< by place: a node there
  std::map<std::uint64_t, Side> sides_;        ///< by place and dimension
  std::map<Question, Crossing> crossings_;
};

}  // namespace weir
