#include "analyzer/graph/permissions.h"

namespace weir {

Permissions::Permissions(const Inference& inference)
    : held_(inference.dfd.nodes.size()),
      unread_(inference.dfd.nodes.size()),
      governed_(inference.catalog.concepts.size()) {
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
  for (const ActionRecord& action : inference.catalog.actions)
    for (const ConceptId id : Catalog::slice(inference.catalog.concept_refs, action.to))
      governed_[id.index()] = true;
}

const std::vector<Permissions::Held>& Permissions::of(NodeId element) const {
  static const std::vector<Held> kNone;
  return element.index() < held_.size() ? held_[element.index()] : kNone;
}

bool Permissions::unread_identity(NodeId element) const {
  return element.index() < unread_.size() && unread_[element.index()];
}

bool Permissions::governed(ConceptId concept_id) const {
  return concept_id.valid() && governed_[concept_id.index()];
}

bool Permissions::moves_data(const Catalog& catalog, const Access& access) {
  const std::string_view kind = catalog.name(access.kind);
  return kind != "administer" && kind != "pass";
}

}  // namespace weir
