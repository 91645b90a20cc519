#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/graph/accounts.h"
#include "analyzer/graph/passes.h"
#include "analyzer/graph/whereabouts.h"

namespace weir {
namespace {

const std::string kRegion = "region", kAccount = "account", kNetwork = "network",
                  kOwnership = "ownership";

class Boundaries {
 public:
  explicit Boundaries(Inference& inference)
      : in_(inference), catalog_(inference.catalog), within_(inference.catalog.edge("within")) {}

  void run() {
    const std::size_t declared = in_.dfd.nodes.size();
    for (std::size_t i = 0; i < declared; ++i) place(NodeId(i));
    note_placed(declared);
    note_calls(declared);
    for (std::size_t i = 0; i < declared; ++i)
      if (in_.dfd.nodes[i].unit.valid() && is_element(in_.dfd.nodes[i].kind)) zones_of(NodeId(i));
  }

 private:
  /// What the units of one system share: it is not known that they are deployed to different
  /// places.
  struct Places {
    NodeId region, account;
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
    const UnitId node_unit = node.unit;
    if (!outside)  // adds nodes: `node` is no longer valid
      for (const std::uint32_t fixed : Catalog::slice(catalog_.boundary_refs, record.within))
        lies(id, fixed_boundary(in_, fixed), exists, header);
    if (is_of_others(id)) return in_account_of_others(id, exists, header);
    if (const NodeId deployment = outside ? NodeId() : deployment_of(node_unit); deployment.valid())
      return lies(id, deployment, exists, header);
    const Places places = places_of(node_unit);
    if (!global)
      lies(id, region_around(id, places), exists, header);
    else if (!outside && !owned_elsewhere(record))
      lies(id, places.account, exists, header);
  }

  const Whereabouts* whereabouts(NodeId id) const {
    const auto at = in_.whereabouts.find(id.value);
    return at == in_.whereabouts.end() || at->second.several ? nullptr : &at->second;
  }

  /// Whether its address names an account that is certainly not the own one.
  bool is_of_others(NodeId id) const {
    const GraphNode& node = in_.dfd[id];
    const Whereabouts* where = whereabouts(id);
    return where != nullptr && node.outside && knows_own_account(in_, node.unit) &&
           declared_by_type(catalog_, node.concept_id) &&
           is_foreign_account(in_, node.unit, where->account);
  }

  void in_account_of_others(NodeId id, Guard exists, Span header) {
    const Whereabouts where = *whereabouts(id);
    const UnitId unit = in_.dfd[id].unit;
    const NodeId account = other(unit, "account:" + where.account, kAccount, kOwnership,
                                 "account " + where.account, {});
    lies(id, account, exists, header, "its address names the account");
    if (is_other_region(unit, where.region))
      lies(id,
           other(unit, "region:" + where.region + ":" + where.account, kRegion, "place",
                 where.region, account),
           exists, header, "its address names the Region");
  }

  /// Whether a Region is certainly another one than that of the unit.
  bool is_other_region(UnitId unit, std::string_view region) const {
    const std::string_view own = own_region(in_, unit);
    return !region.empty() && !own.empty() && own != region;
  }

  /// The Region of the deployment, or another one where the provider or the address says so.
  NodeId region_around(NodeId id, const Places& places) {
    const Whereabouts* where = whereabouts(id);
    const GraphNode& node = in_.dfd[id];
    const bool has_region = !node.outside || declared_by_type(catalog_, node.concept_id);
    if (where == nullptr || !has_region) return places.region;
    if (!where->elsewhere && !is_other_region(node.unit, where->region)) return places.region;
    return other(node.unit, "region:" + where->region, kRegion, "place", where->region,
                 places.account);
  }

  /// A Region or account beside those of the deployment, one for each system.
  NodeId other(UnitId unit, const std::string& address, const std::string& kind,
               const std::string& dimension, const std::string& name, NodeId around) {
    const auto [at, fresh] =
        others_.try_emplace({in_.model.units[unit.index()].system, address});
    if (!fresh) return at->second;
    at->second = boundary(unit, address, kind, dimension, name);
    if (kind == kRegion) tell_region(at->second, name);
    lies(at->second, around, kAlways, {});
    return at->second;
  }

  void tell_region(NodeId region, std::string_view name) {
    const PropertyId property = catalog_.property("region_name");
    if (name.empty() || !property.valid()) return;
    set_property(in_.dfd.nodes[region.index()].properties, property,
                 text_value(std::string(name)));
  }

  /// Whether such things are somebody else's, though they are declared here.
  bool owned_elsewhere(const ConceptRecord& record) const {
    const auto fixed = Catalog::slice(catalog_.boundary_refs, record.within);
    return std::any_of(fixed.begin(), fixed.end(), [&](std::uint32_t boundary) {
      return catalog_.text(catalog_.boundaries[boundary].dimension) == kOwnership;
    });
  }

  void lies(NodeId inner, NodeId outer, Guard exists, Span span,
            const char* why = "where it is deployed") {
    if (!within_.valid() || !outer.valid() || exists == kNever) return;
    in_.add_attachment({inner, outer, {}, within_, {}, {{why, span}}, exists});
  }

  /// What says where a node lies more closely than Region and account do: node → dimension → when.
  void note_placed(std::size_t declared) {
    placed_.resize(declared);
    for (const Attachment& edge : in_.dfd.attachments) {
      if (edge.kind != within_ || !edge.target.valid() || edge.source.index() >= declared) continue;
      const GraphNode& outer = in_.dfd[edge.target];
      const bool widest = outer.boundary_kind == kRegion || outer.boundary_kind == kAccount;
      if (outer.kind != GraphNodeKind::boundary || widest) continue;
      note(edge.source, outer.dimension, edge.exists);
    }
    for (const OpenEnd& open : in_.dfd.open_ends)  // what is not known may place it anywhere
      if (open.outgoing && open.label == within_ && open.node.index() < declared)
        note(open.node, kNetwork, open.exists);
  }

  void note(NodeId node, const std::string& dimension, Guard when) {
    Guard& known = placed_[node.index()].try_emplace(dimension, kNever).first->second;
    known = in_.guards.either(known, when);
  }

  void note_calls(std::size_t declared) {
    calls_.resize(declared);
    for (std::size_t i = 0; i < in_.dfd.flows.size(); ++i)
      if (in_.dfd.flows[i].confidence != Confidence::possible)
        calls_[in_.dfd.flows[i].to.index()].push_back(FlowId(i));
  }

  /// The zones of definitions/boundaries.yaml, one for each dimension that nothing else settles.
  void zones_of(NodeId id) {
    if (is_of_others(id)) return;
    for (std::uint32_t i = 0; i < catalog_.boundaries.size(); ++i) {
      const BoundaryRecord& zone = catalog_.boundaries[i];
      if (!fits(zone, id)) continue;
      const std::string dimension(catalog_.text(zone.dimension));
      const auto known = placed_[id.index()].find(dimension);
      const Guard exists = in_.dfd[id].exists;
      const Guard left =
          known == placed_[id.index()].end() ? exists : in_.guards.minus(exists, known->second);
      const Span header = in_.dfd[id].header;
      if (left != kNever) lies(id, zone_node(id, i), left, header, "the kind of thing it is");
      note(id, dimension, exists);
    }
  }

  bool fits(const BoundaryRecord& zone, NodeId id) const {
    if (zone.around.count == 0 && !zone.undeclared) return false;
    if (zone.undeclared && !declared_elsewhere(id)) return false;
    if (zone.around.count > 0 && !bears_one(id, zone.around)) return false;
    if (zone.called_by.count == 0 && zone.called_from.count == 0) return true;
    const auto kinds = Catalog::slice(catalog_.edge_refs, zone.called_by);
    return std::any_of(calls_[id.index()].begin(), calls_[id.index()].end(), [&](FlowId call) {
      const Flow& flow = in_.dfd[call];
      const bool kind =
          kinds.empty() || std::any_of(kinds.begin(), kinds.end(), [&](EdgeLabelId wanted) {
            return catalog_.is(flow.kind, wanted);
          });
      return kind && (zone.called_from.count == 0 || bears_one(flow.from, zone.called_from));
    });
  }

  bool bears_one(NodeId id, Range labels) const {
    const auto wanted = Catalog::slice(catalog_.label_refs, labels);
    return std::any_of(wanted.begin(), wanted.end(),
                       [&](LabelId label) { return has_label(in_.dfd, catalog_, id, label); });
  }

  bool declared_elsewhere(NodeId id) const {
    const GraphNode& node = in_.dfd[id];
    return node.outside && node.concept_id.valid() && declared_by_type(catalog_, node.concept_id) &&
           catalog_.concepts[node.concept_id.index()].within.count == 0;
  }

  /// A zone lies in the Region, or in the account for what is deployed to no Region.
  NodeId zone_node(NodeId id, std::uint32_t zone) {
    const GraphNode& node = in_.dfd[id];
    const bool global = node.concept_id.valid() && !node.outside &&
                        catalog_.concepts[node.concept_id.index()].global;
    const UnitId unit = node.unit;
    const NodeId deployment = node.outside ? NodeId() : deployment_of(unit);
    const Places places = deployment.valid() ? Places{} : places_of(unit);
    const NodeId outer = deployment.valid() ? deployment
                         : global           ? places.account
                                            : region_around(id, places);
    const auto [at, fresh] = zones_.try_emplace({outer.value, zone});
    if (!fresh) return at->second;
    const BoundaryRecord& record = catalog_.boundaries[zone];
    const bool usual = deployment.valid() || outer == places.account || outer == places.region;
    const std::string where = usual ? "" : ":" + in_.dfd[outer].name;
    at->second = boundary(
        unit, std::string(catalog_.text(record.key)) + where, std::string(catalog_.text(record.kind)),
        std::string(catalog_.text(record.dimension)), std::string(catalog_.text(record.name)));
    lies(at->second, outer, kAlways, {});
    return at->second;
  }

  const Places& places_of(UnitId unit) {
    const Unit& u = in_.model.units[unit.index()];
    const auto [at, fresh] = known_.try_emplace(u.system);
    if (!fresh) return at->second;
    Places& places = at->second;
    places.region = boundary(unit, kRegion, kRegion, "place", "the deployment Region");
    places.account = boundary(unit, kAccount, kAccount, kOwnership, "the deployment account");
    tell_numbers(places.account, u.system);
    tell_region(places.region, own_region(in_, unit));
    lies(places.region, places.account, kAlways, {});
    lies(places.account, system_of(unit), kAlways, {});
    return places;
  }

  /// What the units of a language lie in instead of a Region and account, such as a cluster: one for
  /// each system, as it is not known that they are deployed to different ones.
  NodeId deployment_of(UnitId unit) {
    const Unit& u = in_.model.units[unit.index()];
    for (const LanguageRecord& language : catalog_.languages) {
      if (language.language != u.language) continue;
      for (const std::uint32_t index : Catalog::slice(catalog_.boundary_refs, language.deployed_to)) {
        const auto [at, fresh] = deployments_.try_emplace({u.system, index});
        if (!fresh) return at->second;
        const BoundaryRecord& record = catalog_.boundaries[index];
        const auto text = [&](Text t) { return std::string(catalog_.text(t)); };
        at->second = boundary(unit, text(record.key), text(record.kind), text(record.dimension),
                              text(record.name));
        lies(at->second, system_of(unit), kAlways, {});
        return at->second;
      }
    }
    return {};
  }

  NodeId boundary(UnitId unit, const std::string& address, const std::string& kind,
                  const std::string& dimension, const std::string& name) {
    GraphNode node;
    node.kind = GraphNodeKind::boundary;
    node.address = address;
    node.name = name;
    node.unit = unit;
    node.boundary_kind = kind;
    node.dimension = dimension;
    node.exists = kAlways;  // no span: no line of the input says where it is deployed
    in_.add_label(node, kind_label(node.kind));
    in_.add_label(node, kind);
    return in_.add_node(std::move(node));
  }

  void tell_numbers(NodeId account, const std::string& system) {
    const auto at = in_.own_accounts.find(system);
    const PropertyId numbers = catalog_.property("numbers");
    if (at == in_.own_accounts.end() || !numbers.valid()) return;
    set_property(in_.dfd.nodes[account.index()].properties, numbers,
                 list_value({at->second.begin(), at->second.end()}, {}));
  }

  /// A system is of the environment that all of its units are of; that some are of one, and others
  /// not, leaves it open.
  void tell_environment(const Unit& first, GraphNode& system) const {
    const PropertyId property = catalog_.property("environment");
    if (!property.valid()) return;
    for (const Unit& other : in_.model.units) {
      if (other.system != first.system || other.environment == first.environment) continue;
      const auto says = [](const Unit& unit) {
        return unit.path + (unit.environment.empty() ? " says nothing" : " is " + unit.environment);
      };
      set_property(system.properties, property,
                   unknown_value(says(first) + ", " + says(other), {}));
      return;
    }
    if (!first.environment.empty())
      set_property(system.properties, property, text_value(first.environment));
  }

  NodeId system_of(UnitId unit) {
    const auto [at, fresh] = systems_.try_emplace(in_.model.units[unit.index()].system);
    if (fresh) at->second = system(unit);
    return at->second;
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
    tell_environment(u, node);
    return in_.add_node(std::move(node));
  }

  Inference& in_;
  const Catalog& catalog_;
  EdgeLabelId within_;
  std::map<std::string, Places> known_;
  std::map<std::string, NodeId> systems_;
  std::map<std::pair<std::string, std::string>, NodeId> others_;  ///< by system and address
  std::map<std::pair<std::string, std::uint32_t>, NodeId> deployments_;  ///< by system and boundary
  std::map<std::pair<std::uint32_t, std::uint32_t>, NodeId> zones_;  ///< by outer node and zone
  std::vector<std::map<std::string, Guard>> placed_;
  std::vector<std::vector<FlowId>> calls_;  ///< by node: flows that end there
};

}  // namespace

void infer_boundaries(Inference& inference) { Boundaries(inference).run(); }

}  // namespace weir
