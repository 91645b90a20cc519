// invocation logging → the Region that it lies in: it records what every model called there is
// asked and answers. There is none of it where it exists in no configuration. O(n + m).
#include "analyzer/analysis/attached.h"
#include "analyzer/analysis/derived.h"

namespace weir {

std::vector<Attachment> compute_records_prompts(const Dfd& dfd, const Catalog& catalog) {
  const Attached within(dfd, catalog, catalog.edge("within"));
  const LabelId logging = catalog.label("invocation_logging");
  std::vector<Attachment> out;
  for (std::size_t i = 0; i < dfd.nodes.size(); ++i) {
    const GraphNode& node = dfd.nodes[i];
    if (node.exists == kNever || !has_label(dfd, catalog, NodeId(i), logging)) continue;
    for (const NodeId boundary : boundaries_around(within, NodeId(i)))
      if (dfd[boundary].boundary_kind == "region")
        out.push_back({NodeId(i),
                       boundary,
                       {},
                       catalog.edge("records_prompts"),
                       {},
                       {{"it logs the calls of all models of its Region", node.header}},
                       node.exists});
  }
  return out;
}

}  // namespace weir
