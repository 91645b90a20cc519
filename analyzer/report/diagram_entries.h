#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "analyzer/graph/enclosures.h"
#include "analyzer/report/diagram.h"
#include "analyzer/report/json_value.h"

namespace weir::report {

/// Everything the parts of the document need at hand.
struct Scene {
  const Dfd& dfd;
  const Catalog& catalog;
  const SourceMap& sources;
  const Nesting& nesting;
  const Drawing& drawing;
  Enclosures& enclosures;
  const std::map<NodeId, const Attachment*>& exposed;  ///< the edges `exposes`, by what they lead to
};

/// The edges `exposes`, by what they lead to.
std::map<NodeId, const Attachment*> exposures(const Dfd& dfd, const Catalog& catalog);

/// The entries of diagram.schema.json's arrays.
Json element_of(const Scene& scene, NodeId id);
Json flow_of(const Scene& scene, FlowId id);
Json attachment_of(const Scene& scene, AttachmentId id);
Json boundary_of(const Scene& scene, NodeId id);
/// All permissions, as lines of their array.
std::string write_permissions(const Scene& scene);
Json coverage_entry(const Dfd& dfd, std::size_t unresolved);

}  // namespace weir::report
