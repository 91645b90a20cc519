#pragma once

#include <map>
#include <string>
#include <vector>

#include "analyzer/graph/dfd.h"
#include "analyzer/report/report.h"

namespace weir::report {

/// Where elements lie: the boundaries of each, and how boundaries nest. Boundaries that contain
/// each other are read as nested once.
class Nesting {
 public:
  Nesting(const Dfd& dfd, const Catalog& catalog);
  /// The innermost boundaries an element lies in, of every dimension; in the order of
  /// `node_before`.
  std::vector<NodeId> innermost(NodeId element) const;
  /// Boundaries that hold this one directly.
  const std::vector<NodeId>& parents(NodeId boundary) const;
  /// A boundary and all that hold it.
  std::vector<NodeId> chain(NodeId boundary) const;
  /// Boundaries that data crosses between two elements: where the innermost ones of a dimension
  /// share no member, those that hold one end and not the other. Unknown places (an end without a
  /// region, a tenant) cross nothing.
  std::vector<NodeId> crossed(NodeId from, NodeId to) const;

 private:
  std::vector<NodeId> in_dimension(NodeId element, const std::string& dimension) const;
  std::vector<NodeId> sorted(std::vector<NodeId> nodes) const;

  const Dfd& dfd_;
  std::map<NodeId, std::vector<NodeId>> within_;
};

/// What is drawn, in the order it is written, with stable ids.
struct Drawing {
  std::vector<NodeId> elements;
  std::vector<FlowId> flows;
  std::vector<AttachmentId>
      attachments;  ///< of controls; their target may be an element, a boundary or a flow
  std::vector<NodeId> boundaries;  ///< those that hold something drawn, and those that hold these
  std::map<NodeId, std::string> ids;  ///< elements and boundaries: full address, made unique
  std::map<FlowId, std::string> flow_ids;
};

/// Selects what `options` ask for: everything, or what is within `depth` flows of the focus (in
/// either direction; nothing if no element has that address or name). Controls are drawn when
/// attached to something drawn; things outside the input when a flow or a control touches them.
Drawing draw(const Dfd& dfd, const Catalog& catalog, const Nesting& nesting,
             const DiagramOptions& options);

/// Flows between the same two elements as one arrow.
struct Arrow {
  std::string from, to;   ///< element ids
  std::string label;      ///< kinds, "read, write"
  bool possible = false;  ///< only a permission allows it
};
std::vector<Arrow> arrows(const Dfd& dfd, const Catalog& catalog, const Drawing& drawing);

/// Boxes inside boxes for picture formats, which nest in one way only: each element in its
/// innermost network boundary, else owner, else place; where it lies in several, in the nearest one
/// that holds them all.
struct Box {
  NodeId boundary;  ///< none: the outermost level
  std::vector<NodeId> elements;
  std::vector<std::size_t> boxes;  ///< into the list of boxes
};
/// The first is the outermost.
std::vector<Box> boxes(const Dfd& dfd, const Nesting& nesting, const Drawing& drawing);

}  // namespace weir::report
