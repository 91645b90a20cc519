// scans_content(process or store) = whether what passes it is searched for malware: true if a
// managed scanner protects it in every configuration, or if it is code of ours that is called a
// scanner (tables/words.yaml). False for what runs no code of ours and has no scanner; unknown for
// other code of ours, which is not read, and where the scanner's end is open or hangs on a
// condition. O(n + m).
#include "analyzer/analysis/attached.h"
#include "analyzer/analysis/derived.h"
#include "analyzer/analysis/named_words.h"

namespace weir {

PropertyColumn compute_scans_content(const Dfd& dfd, const Catalog& catalog) {
  const Attached protects(dfd, catalog, catalog.edge("protects"));
  const LabelId scanner = catalog.label("malware_scanner");
  const LabelId compute = catalog.label("compute");
  PropertyColumn column(dfd.nodes.size());
  for (std::size_t i = 0; i < dfd.nodes.size(); ++i) {
    const GraphNode& node = dfd.nodes[i];
    if (node.kind != GraphNodeKind::process && node.kind != GraphNodeKind::data_store) continue;
    const bool code = has_label(dfd, catalog, NodeId(i), compute);
    bool always = code && name_says(catalog, node.name, "scanner"), sometimes = false;
    for (const Attachment* edge : protects.to[i])
      if (has_label(dfd, catalog, edge->source, scanner))
        (edge->exists == kAlways ? always : sometimes) = true;
    if (always)
      column.put(i, derived_boolean(true));
    else if (sometimes || protects.open_to[i])
      column.put(i, derived_unknown("whether a scanner protects it is not known"));
    else if (code)
      column.put(i, derived_unknown("its code is not read"));
    else
      column.put(i, derived_boolean(false));
  }
  return column;
}

}  // namespace weir
