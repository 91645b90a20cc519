// tenant_filter(retrieve, read or SQL flow) = whether the call is bound to what belongs to the user
// it is made for: true if every permission by which the caller may read the target keeps each user
// to their own; unknown if only some do. Else absent where the caller runs code of ours or lets its
// own caller pass a filter along (code, agents, tool gateways), as long as that is not read, and
// false elsewhere. O(m · access of the caller).
#include "analyzer/analysis/derived.h"
#include "analyzer/analysis/tenant_access.h"

namespace weir {

PropertyColumn compute_tenant_filter(const Dfd& dfd, const Catalog& catalog) {
  const TenantAccess access(dfd, catalog);
  const EdgeLabelId kinds[] = {catalog.edge("retrieve"), catalog.edge("read"), catalog.edge("sql")};
  const LabelId passing[] = {catalog.label("compute"), catalog.label("agent"),
                             catalog.label("tool_gateway")};
  PropertyColumn column(dfd.flows.size());
  for (std::size_t i = 0; i < dfd.flows.size(); ++i) {
    const Flow& flow = dfd.flows[i];
    bool concerned = false, passes = false;
    for (const EdgeLabelId kind : kinds)
      concerned = concerned || (kind.valid() && catalog.is(flow.kind, kind));
    if (!concerned) continue;
    for (const LabelId label : passing)
      passes = passes || has_label(dfd, catalog, flow.from, label);
    const TenantAccess::Kept kept = access.kept(flow.from, flow.to);
    if (kept == TenantAccess::Kept::all)
      column.put(i, derived_boolean(true));
    else if (kept == TenantAccess::Kept::some)
      column.put(i, derived_unknown("not all permissions keep each user to their own"));
    else if (!passes)
      column.put(i, derived_boolean(false));
  }
  return column;
}

}  // namespace weir
