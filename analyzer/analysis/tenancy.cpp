// tenancy(store) = whose data lies in it: single, isolated or shared.
// - isolated: every permission to read it keeps each user to their own, or every strategy of an
//   agent's memory has a place of its own for each actor;
// - shared: its keys, its inner name or some of a memory's places tell tenants apart, and not all
//   permissions do; or a memory keeps what all actors say in one place;
// - single: everybody who uses it, or may read it by any permission, acts for the organisation or
//   for the system itself (trust);
// - unknown: everything else. O((n + m)·t + stores · access).
#include <algorithm>

#include "analyzer/analysis/derived.h"
#include "analyzer/analysis/named_words.h"
#include "analyzer/analysis/tenant_access.h"

namespace weir {
namespace {

class Tenancy {
 public:
  explicit Tenancy(const Properties& all)
      : all_(all),
        dfd_(all.dfd()),
        catalog_(all.catalog()),
        access_(dfd_, catalog_),
        trust_(catalog_.property("trust")),
        users_(dfd_.nodes.size()),
        strategies_(dfd_.nodes.size()) {
    for (const Flow& flow : dfd_.flows) {
      if (flow.confidence == Confidence::possible || flow.exists == kNever) continue;
      users_[flow.to.index()].push_back(flow.from);
      if (flow.data != DataDirection::out) continue;
      users_[flow.from.index()].push_back(flow.to);
    }
    const LabelId strategy = catalog_.label("memory_strategy");
    for (std::size_t i = 0; i < dfd_.nodes.size(); ++i)
      if (dfd_.nodes[i].owner.valid() && has_label(dfd_, catalog_, NodeId(i), strategy))
        strategies_[dfd_.nodes[i].owner.index()].push_back(NodeId(i));
  }

  PropertyValue of(NodeId id) const {
    if (!strategies_[id.index()].empty()) return of_memory(id);
    const TenantAccess::Kept kept = access_.kept(id);
    if (kept == TenantAccess::Kept::all) return derived_text("isolated");
    if (tells_tenants_apart(dfd_[id])) return derived_text("shared");
    if (for_the_organisation(id)) return derived_text("single");
    return derived_unknown("neither keys nor permissions say whose data it holds");
  }

 private:
  PropertyValue of_memory(NodeId id) const {
    const PropertyId namespaces = catalog_.property("namespaces");
    for (const NodeId strategy : strategies_[id.index()]) {
      const PropertyValue* places = find_property(dfd_[strategy].properties, namespaces);
      if (places == nullptr || places->state == PropertyState::absent)
        return derived_unknown("where a strategy keeps what it remembers is not written");
      if (places->state != PropertyState::list)
        return derived_unknown("where a strategy keeps what it remembers is not known");
      for (const PropertyValue& place : places->items) {
        if (place.state != PropertyState::text)
          return derived_unknown("where a strategy keeps what it remembers is not known");
        if (place.text.find("{actorId}") == std::string::npos) return derived_text("shared");
      }
    }
    return derived_text("isolated");
  }

  bool tells_tenants_apart(const GraphNode& node) const {
    for (const char* name : {"keys", "data_name"}) {
      const PropertyValue* value = find_property(node.properties, catalog_.property(name));
      if (value == nullptr) continue;
      if (value->state == PropertyState::text && name_says(catalog_, value->text, "tenant"))
        return true;
      if (value->state == PropertyState::list &&
          std::any_of(value->items.begin(), value->items.end(), [&](const PropertyValue& item) {
            return item.state == PropertyState::text && name_says(catalog_, item.text, "tenant");
          }))
        return true;
    }
    return false;
  }

  bool for_the_organisation(NodeId id) const {
    if (users_[id.index()].empty()) return false;
    std::vector<NodeId> users = access_.readers(id);
    users.insert(users.end(), users_[id.index()].begin(), users_[id.index()].end());
    return std::all_of(users.begin(), users.end(), [&](NodeId user) {
      const PropertyValue& level = all_.of(user, trust_);
      return level.state == PropertyState::text &&
             (level.text == "organisation" || level.text == "workload");
    });
  }

  const Properties& all_;
  const Dfd& dfd_;
  const Catalog& catalog_;
  TenantAccess access_;
  PropertyId trust_;
  std::vector<std::vector<NodeId>> users_, strategies_;
};

}  // namespace

PropertyColumn compute_tenancy(const Properties& all) {
  const Tenancy tenancy(all);
  const Dfd& dfd = all.dfd();
  PropertyColumn column(dfd.nodes.size());
  for (std::size_t i = 0; i < dfd.nodes.size(); ++i)
    if (dfd.nodes[i].kind == GraphNodeKind::data_store) column.put(i, tenancy.of(NodeId(i)));
  return column;
}

}  // namespace weir
