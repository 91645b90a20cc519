#pragma once

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/graph/dfd.h"
#include "analyzer/report/report.h"

namespace weir::report {

/// The word for each Confidence of a flow.
inline constexpr std::array<std::string_view, 3> kConfidenceWords = {"declared", "implied", "possible"};

/// Where elements lie: the boundaries of each, and how boundaries nest. Boundaries that contain
/// each other are read as nested once.
class Nesting {
 public:
  Nesting(const Dfd& dfd, const Catalog& catalog);
  /// The innermost boundaries an element lies in, of every dimension; in the order of
  /// `node_before`.
  std::vector<NodeId> innermost(NodeId element) const;
  /// Boundaries that hold this element or boundary directly.
  const std::vector<NodeId>& parents(NodeId node) const;
  /// A boundary and all that hold it.
  std::vector<NodeId> chain(NodeId boundary) const;
  /// In the order of `node_before`.
  std::vector<NodeId> sorted(std::vector<NodeId> nodes) const;

 private:
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
/// either direction; nothing if nothing is called so). Controls are drawn when attached to
/// something drawn; things outside the input when a flow or a control touches them.
Drawing draw(const Dfd& dfd, const Catalog& catalog, const Nesting& nesting,
             const DiagramOptions& options);

/// The elements that a focus means, in no order: those of this address or name, else those of the
/// nested stack, module or unit of this name, else those that lie in the boundary of this name.
std::vector<NodeId> focused(const Dfd& dfd, const Nesting& nesting, const std::string& focus);

/// The parts of the system that hold an element, outermost first, as its full address says: the
/// unit's path (where there are several units), nested stacks, modules.
std::vector<std::string> parts_of(const Dfd& dfd, NodeId element);

/// Boxes inside boxes for picture formats, which nest in one way only. An element stands in the
/// box of the boundaries that it lies in itself, not by way of others: of the first dimension that
/// gives one (network, ownership, tenancy, place); where there are several, in the nearest one
/// that holds them all. External entities stand outside of all boxes. A box of `place` is left out
/// where no other stands beside it. A dimension in which a condition decides whether an element
/// lies in a boundary at all gives none.
struct Box {
  NodeId boundary;  ///< none: the outermost level
  std::size_t outer = 0;
  std::vector<NodeId> elements;
  std::vector<NodeId> left_out;  ///< boundaries whose box this one stands for
};
/// The first is the outermost; an inner one comes behind its outer one.
std::vector<Box> boxes(const Dfd& dfd, const Catalog& catalog, const Nesting& nesting,
                       const Drawing& drawing);

}  // namespace weir::report
