// Nodes that no resource declares: parameters, outside things, actors, fixed boundaries.
#include <algorithm>
#include <utility>

#include "analyzer/base/credentials.h"
#include "analyzer/graph/inference.h"

namespace weir {
namespace {

void lie_within(Inference& inference, NodeId node, Range boundaries, const char* why) {
  const EdgeLabelId within = inference.catalog.edge("within");
  if (!within.valid()) return;
  for (const std::uint32_t boundary : Catalog::slice(inference.catalog.boundary_refs, boundaries)) {
    Attachment edge;
    edge.source = node;
    edge.target = fixed_boundary(inference, boundary);
    edge.kind = within;
    edge.evidence.push_back({why, {}});
    edge.exists = kAlways;
    inference.add_attachment(std::move(edge));
  }
}

/// What lies outside is called as it is written, and some write how they sign in.
void hide_login(std::string& address, std::string& name) {
  if (!has_credentials(name) && !has_credentials(address)) return;
  const bool ends_with_name = address.ends_with(name);
  const std::string before = address.substr(0, ends_with_name ? address.size() - name.size() : 0);
  name = without_credentials(name);
  address = ends_with_name ? before + name : without_credentials(address);
}

NodeId unit_node(Inference& inference, UnitId unit, ConceptId concept_id,
                 std::string address, std::string name, Span span) {
  hide_login(address, name);
  GraphNode node;
  node.kind = GraphNodeKind::external_entity;
  node.address = address;
  node.name = std::move(name);
  node.unit = unit;
  node.outside = true;
  node.exists = kAlways;
  node.span = node.header = span;
  if (concept_id.valid()) apply_concept(inference, node, concept_id);
  const std::size_t before = inference.dfd.nodes.size();
  const NodeId id = inference.shared_node(
      std::to_string(unit.value) + "#" + address + "#" + std::to_string(concept_id.value),
      std::move(node));
  if (inference.dfd.nodes.size() > before && concept_id.valid())
    lie_within(inference, id, inference.catalog.concepts[concept_id.index()].within,
               "the kind of thing it is");
  return id;
}

/// What a concept's things are called, by its first label: "bucket", "model".
std::string kind_of_thing(const Catalog& catalog, ConceptId concept_id) {
  if (!concept_id.valid()) return "resource";
  const auto roles = Catalog::slice(catalog.roles, catalog.concepts[concept_id.index()].roles);
  if (roles.empty()) return "resource";
  std::string name(catalog.name(roles.front().label));
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

/// Whether somebody else declares it as a resource, with settings and controls that are not seen
/// here. Hosts, managed models and managed services have none.
bool declared_elsewhere(const Catalog& catalog, ConceptId concept_id, std::string_view address) {
  for (const FixedOutside& fixed : catalog.fixed_outside)
    if (catalog.text(fixed.address) == address) return false;
  return declared_by_type(catalog, concept_id);
}

/// Whoever declares it says what it has and what is attached to it. Its flows are not ours to know:
/// were they open, any path through it would be undecided.
void open_settings(Inference& inference, NodeId node, Span span) {
  const std::string why = "the input does not declare it";
  inference.add_open({node, inference.catalog.edge("has"), true, {}, why, span, kAlways});
  for (std::size_t i = 0; i < inference.catalog.edges.size(); ++i)
    if (inference.catalog.edges[i].relation == EdgeRelation::attachment)
      inference.add_open({node, EdgeLabelId(i), false, {}, why, span, kAlways});
}

void open_place(Inference& inference, NodeId node, const std::string& why, Span span) {
  for (const char* label : {"has", "within"})
    inference.add_open({node, inference.catalog.edge(label), true, {}, why, span, kAlways});
  for (std::size_t i = 0; i < inference.catalog.edges.size(); ++i)
    if (inference.catalog.edges[i].relation == EdgeRelation::attachment)
      inference.add_open({node, EdgeLabelId(i), false, {}, why, span, kAlways});
}

void open_all(Inference& inference, NodeId node, const std::string& why, Span span) {
  for (const bool outgoing : {true, false})
    inference.add_open({node, {}, outgoing, {}, why, span, kAlways});
}

}  // namespace

bool declared_by_type(const Catalog& catalog, ConceptId concept_id) {
  return std::any_of(catalog.types.begin(), catalog.types.end(),
                     [&](const TypeName& type) { return type.concept_id == concept_id; });
}

NodeId outside_node(Inference& inference, UnitId unit, ConceptId concept_id,
                    const std::string& address, Span span) {
  const std::size_t colon = address.find(':');
  std::string name = colon == std::string::npos ? address : address.substr(colon + 1);
  if (name == "*") name = "any " + kind_of_thing(inference.catalog, concept_id);
  const std::size_t before = inference.dfd.nodes.size();
  const NodeId id = unit_node(inference, unit, concept_id, address, std::move(name), span);
  const bool anything = address.ends_with(":*");
  if (inference.dfd.nodes.size() > before && !anything &&
      declared_elsewhere(inference.catalog, concept_id, address))
    open_settings(inference, id, span);
  return id;
}

NodeId parameter_node(Inference& inference, UnitId unit, ConceptId concept_id,
                      const std::string& name, Span span) {
  const std::size_t before = inference.dfd.nodes.size();
  Span declared = span;
  if (unit.valid())
    for (const Parameter& parameter : inference.model.units[unit.index()].parameters)
      if (parameter.name == name) declared = parameter.span;
  const NodeId id = unit_node(inference, unit, concept_id, "param:" + name, name, declared);
  if (inference.dfd.nodes.size() == before) return id;
  const std::string why = "it is known only as the parameter " + name;
  // no data goes to or from a place: only what it has and what it is attached to are open
  if (inference.dfd[id].kind == GraphNodeKind::boundary)
    open_place(inference, id, why, declared);
  else
    open_all(inference, id, why, declared);
  return id;
}

NodeId actor_node(Inference& inference, std::uint32_t actor) {
  const Catalog& catalog = inference.catalog;
  const ActorRecord& record = catalog.actors[actor];
  GraphNode node;
  node.kind = GraphNodeKind::external_entity;
  node.address = std::string(catalog.text(record.key));
  node.name = std::string(catalog.text(record.name));
  node.outside = true;
  node.exists = kAlways;
  inference.add_label(node, kind_label(node.kind));
  for (const LabelId role : Catalog::slice(catalog.label_refs, record.roles))
    node.labels.push_back(role);
  set_property(node.properties, catalog.property("trust"),
               text_value(std::string(catalog.text(record.trust))));
  const std::size_t before = inference.dfd.nodes.size();
  const std::string key = "actor#" + node.address;
  const NodeId id = inference.shared_node(key, std::move(node));
  if (inference.dfd.nodes.size() > before)
    lie_within(inference, id, record.within, "where such actors are");
  return id;
}

NodeId fixed_boundary(Inference& inference, std::uint32_t boundary) {
  const Catalog& catalog = inference.catalog;
  const BoundaryRecord& record = catalog.boundaries[boundary];
  GraphNode node;
  node.kind = GraphNodeKind::boundary;
  node.address = std::string(catalog.text(record.key));
  node.name = std::string(catalog.text(record.name));
  node.boundary_kind = std::string(catalog.text(record.kind));
  node.dimension = std::string(catalog.text(record.dimension));
  node.exists = kAlways;
  inference.add_label(node, kind_label(node.kind));
  inference.add_label(node, node.boundary_kind);
  const std::string key = "boundary#" + node.address;
  return inference.shared_node(key, std::move(node));
}

}  // namespace weir
