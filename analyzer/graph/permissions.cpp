#include "analyzer/graph/permissions.h"

#include <algorithm>

#include "analyzer/graph/read.h"

namespace weir {
namespace {

/// Whether an action is one of whoever works with a thing, not of who runs it.
bool is_use(const Catalog& catalog, EdgeLabelId kind) {
  const std::string_view name = catalog.name(kind);
  return name != "administer" && name != "pass" && name != "delete";
}

}  // namespace

Permissions::Permissions(const Inference& inference)
    : held_(inference.dfd.nodes.size()),
      unread_(inference.dfd.nodes.size()),
      uses_(inference.catalog.concepts.size()),
      in_(inference) {
  const Dfd& dfd = inference.dfd;
  const EdgeLabelId runs_as = inference.catalog.edge("runs_as");
  std::vector<std::vector<AccessId>> granted(dfd.nodes.size());
  for (std::size_t i = 0; i < dfd.access.size(); ++i) {
    granted[dfd.access[i].principal.index()].push_back(AccessId(i));
    if (is_element(dfd[dfd.access[i].principal].kind))
      held_[dfd.access[i].principal.index()].push_back({AccessId(i), kAlways});
  }
  for (const Attachment& edge : dfd.attachments) {
    if (edge.kind != runs_as || !edge.target.valid()) continue;
    for (const AccessId id : granted[edge.target.index()])
      held_[edge.source.index()].push_back({id, edge.exists});
    if (dfd[edge.target].outside) unread_[edge.source.index()] = true;
  }
  for (const OpenEnd& open : dfd.open_ends)
    if (open.outgoing && (!open.label.valid() || open.label == runs_as))
      unread_[open.node.index()] = true;
  const Catalog& catalog = inference.catalog;
  for (std::size_t i = 0; i < catalog.actions.size(); ++i)
    if (is_use(catalog, catalog.actions[i].kind))
      for (const ConceptId id : Catalog::slice(catalog.concept_refs, catalog.actions[i].to))
        uses_[id.index()].push_back(static_cast<std::uint32_t>(i));
}

const std::vector<Permissions::Held>& Permissions::of(NodeId element) const {
  static const std::vector<Held> kNone;
  return element.index() < held_.size() ? held_[element.index()] : kNone;
}

bool Permissions::unread_identity(NodeId element) const {
  return element.index() < unread_.size() && unread_[element.index()];
}

bool Permissions::governed(NodeId element) const {
  const GraphNode& node = in_.dfd[element];
  if (!node.concept_id.valid()) return false;
  const std::vector<std::uint32_t>& uses = uses_[node.concept_id.index()];
  return std::any_of(uses.begin(), uses.end(), [&](std::uint32_t action) {
    const Range needed = in_.catalog.actions[action].needed;
    return decide(in_.guards, in_.catalog, needed, node.properties).no != kAlways;
  });
}

bool Permissions::has_other_ways(NodeId element) const {
  const ConceptId id = in_.dfd[element].concept_id;
  if (!id.valid()) return false;
  return std::any_of(uses_[id.index()].begin(), uses_[id.index()].end(), [&](std::uint32_t action) {
    return !in_.catalog.actions[action].needed.empty();
  });
}

bool Permissions::moves_data(const Catalog& catalog, const Access& access) {
  return moves_data(catalog, access.kind);
}

bool Permissions::moves_data(const Catalog& catalog, EdgeLabelId kind) {
  const std::string_view name = catalog.name(kind);
  return name != "administer" && name != "pass";
}

bool Permissions::is_everything(const Access& access) {
  return std::any_of(access.actions.begin(), access.actions.end(), [](const std::string& action) {
    return action == "*" || action.ends_with(":*");
  });
}

}  // namespace weir
