#include <map>
#include <string>
#include <utility>

#include "analyzer/graph/passes.h"

namespace weir {
namespace {

class Boundaries {
 public:
  explicit Boundaries(Inference& inference)
      : in_(inference), catalog_(inference.catalog), within_(inference.catalog.edge("within")) {}

  void run() {
    const std::size_t declared = in_.dfd.nodes.size();
    for (std::size_t i = 0; i < declared; ++i) place(NodeId(i));
  }

 private:
  /// What the units of one system share: it is not known that they are deployed to different
  /// places.
  struct Places {
    NodeId region, account, system;
  };

  void place(NodeId id) {
    const GraphNode& node = in_.dfd[id];
    const bool placed = is_element(node.kind) || node.kind == GraphNodeKind::identity ||
                        (node.kind == GraphNodeKind::boundary && node.concept_id.valid());
    if (!placed || !node.unit.valid() || !node.concept_id.valid()) return;
    const bool outside = node.outside;
    const ConceptRecord& record = catalog_.concepts[node.concept_id.index()];
    const Guard exists = node.exists;
    const Span header = node.header;
    const bool global = record.global || node.kind == GraphNodeKind::identity;
    const Places places = places_of(node.unit);  // adds nodes: `node` is no longer valid
    if (!outside)
      for (const std::uint32_t fixed : Catalog::slice(catalog_.boundary_refs, record.within))
        lies(id, fixed_boundary(in_, fixed), exists, header);
    if (!global)
      lies(id, places.region, exists, header);
    else if (!outside)
      lies(id, places.account, exists, header);
  }

  void lies(NodeId inner, NodeId outer, Guard exists, Span span) {
    if (!within_.valid() || !outer.valid()) return;
    in_.add_attachment({inner, outer, {}, within_, {}, {{"where it is deployed", span}}, exists});
  }

  const Places& places_of(UnitId unit) {
    const Unit& u = in_.model.units[unit.index()];
    const auto [at, fresh] = known_.try_emplace(u.system);
    if (!fresh) return at->second;
    Places& places = at->second;
    places.region = boundary(unit, "region", "place", "the deployment Region");
    places.account = boundary(unit, "account", "ownership", "the deployment account");
    places.system = system(unit);
    lies(places.region, places.account, kAlways, {});
    lies(places.account, places.system, kAlways, {});
    return places;
  }

  NodeId boundary(UnitId unit, const char* kind, const char* dimension, const char* name) {
    GraphNode node;
    node.kind = GraphNodeKind::boundary;
    node.address = kind;
    node.name = name;
    node.unit = unit;
    node.boundary_kind = kind;
    node.dimension = dimension;
    node.exists = kAlways;  // no span: no line of the input says where it is deployed
    in_.add_label(node, kind_label(node.kind));
    in_.add_label(node, kind);
    return in_.add_node(std::move(node));
  }

  NodeId system(UnitId unit) {
    const Unit& u = in_.model.units[unit.index()];
    GraphNode node;
    node.kind = GraphNodeKind::system;
    node.address = u.system.empty() ? "system" : "system:" + u.system;
    node.name = u.system.empty() ? "the system" : u.system;
    node.unit = unit;
    node.exists = kAlways;
    node.span = node.header = u.span;
    in_.add_label(node, kind_label(node.kind));
    if (!u.scope.empty())
      set_property(node.properties, catalog_.property("scope"), text_value(u.scope));
    if (!u.environment.empty())
      set_property(node.properties, catalog_.property("environment"), text_value(u.environment));
    return in_.add_node(std::move(node));
  }

  Inference& in_;
  const Catalog& catalog_;
  EdgeLabelId within_;
  std::map<std::string, Places> known_;
};

}  // namespace

void infer_boundaries(Inference& inference) { Boundaries(inference).run(); }

}  // namespace weir
