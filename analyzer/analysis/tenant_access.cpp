#include "analyzer/analysis/tenant_access.h"

#include <algorithm>
#include <string_view>

#include "analyzer/base/glob.h"

namespace weir {
namespace {

/// Whether a text of the list fits one of the globs.
bool any_fits(const PropertyValue* list, std::initializer_list<std::string_view> globs) {
  if (list == nullptr || list->state != PropertyState::list) return false;
  return std::any_of(list->items.begin(), list->items.end(), [&](const PropertyValue& item) {
    return item.state == PropertyState::text &&
           std::any_of(globs.begin(), globs.end(),
                       [&](std::string_view glob) { return glob_match(glob, item.text, true); });
  });
}

bool all_fit(const PropertyValue* list, std::initializer_list<std::string_view> globs) {
  if (list == nullptr || list->state != PropertyState::list || list->items.empty()) return false;
  return std::all_of(list->items.begin(), list->items.end(), [&](const PropertyValue& item) {
    return item.state == PropertyState::text &&
           std::any_of(globs.begin(), globs.end(),
                       [&](std::string_view glob) { return glob_match(glob, item.text, true); });
  });
}

}  // namespace

TenantAccess::TenantAccess(const Dfd& dfd, const Catalog& catalog)
    : dfd_(dfd),
      keys_(catalog.property("condition_keys")),
      resources_(catalog.property("resources")),
      by_principal_(dfd.nodes.size()),
      by_target_(dfd.targets.size()),
      sets_with_(dfd.nodes.size()),
      runs_as_(dfd.nodes.size()),
      bearers_(dfd.nodes.size()) {
  const EdgeLabelId runs_as = catalog.edge("runs_as");
  for (const Attachment& edge : dfd.attachments)
    if (edge.kind == runs_as && edge.target.valid() && edge.exists != kNever) {
      runs_as_[edge.source.index()].push_back(edge.target);
      bearers_[edge.target.index()].push_back(edge.source);
    }
  for (const Access& access : dfd.access)
    if (access.exists != kNever && access.target.valid() && access.data != DataDirection::out) {
      by_principal_[access.principal.index()].push_back(&access);
      by_target_[access.target.index()].push_back(&access);
    }
  for (std::size_t set = 0; set < by_target_.size(); ++set)
    if (!by_target_[set].empty())
      for (const NodeId member : dfd.targets[set].members) sets_with_[member.index()].push_back(set);
}

bool TenantAccess::keeps(const Access& access) const {
  if (!access.statement.valid()) return false;
  const GraphNode& statement = dfd_[access.statement];
  return any_fits(find_property(statement.properties, keys_), {"*:LeadingKeys"}) ||
         all_fit(find_property(statement.properties, resources_),
                 {"*${*:sub}*", "*${*:PrincipalTag/*}*", "*${*:userid}*"});
}

bool TenantAccess::covers(const Access& access, NodeId store) const {
  const auto& members = dfd_.targets[access.target.index()].members;
  return std::binary_search(members.begin(), members.end(), store);
}

/// What may read a store, by whomever.
TenantAccess::Accesses TenantAccess::onto(NodeId store) const {
  Accesses all;
  for (const std::size_t set : sets_with_[store.index()])
    all.insert(all.end(), by_target_[set].begin(), by_target_[set].end());
  return all;
}

TenantAccess::Kept TenantAccess::of(const Accesses& all) const {
  const auto keeping =
      std::count_if(all.begin(), all.end(), [&](const Access* access) { return keeps(*access); });
  if (keeping == 0) return Kept::none;
  return static_cast<std::size_t>(keeping) == all.size() ? Kept::all : Kept::some;
}

TenantAccess::Kept TenantAccess::kept(NodeId caller, NodeId store) const {
  std::vector<NodeId> principals = runs_as_[caller.index()];
  principals.push_back(caller);
  Accesses all;
  for (const NodeId principal : principals)
    for (const Access* access : by_principal_[principal.index()])
      if (covers(*access, store)) all.push_back(access);
  return of(all);
}

TenantAccess::Kept TenantAccess::kept(NodeId store) const { return of(onto(store)); }

std::vector<NodeId> TenantAccess::readers(NodeId store) const {
  std::vector<NodeId> all;
  for (const Access* access : onto(store)) {
    const NodeId principal = access->principal;
    if (is_element(dfd_[principal].kind)) all.push_back(principal);
    const auto& bearers = bearers_[principal.index()];
    all.insert(all.end(), bearers.begin(), bearers.end());
  }
  return all;
}

}  // namespace weir
