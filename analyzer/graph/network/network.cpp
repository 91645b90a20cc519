// What can be reached from the internet, as far as routes, gateways, access lists, security groups
// and addresses say; and endpoints that a service offers to the internet by itself, as far as their
// settings say. It says nothing of who is let in once he is there: that is for identities and
// authorizers.
//
// Each statement is a verdict: when it is true, when it is false, and else unknown. The way is kept
// as the evidence of the edge `exposes` from the internet, of the entry flow that is drawn where
// something is reachable for certain, and by what an entry that the catalogue draws anyway is
// narrowed.
#include "analyzer/graph/network/network.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "analyzer/graph/ends.h"
#include "analyzer/graph/network/exposure.h"
#include "analyzer/graph/passes.h"
#include "analyzer/graph/render.h"

namespace weir {

PropertyValue value_of(GuardStore& guards, const Verdict& verdict) {
  const auto against = [&] {
    PropertyValue value = boolean_value(false, verdict.place);
    value.text = verdict.why;
    return value;
  };
  PropertyValue yes = boolean_value(true, verdict.way.empty() ? Span{} : verdict.way.back().span);
  for (const Evidence& step : verdict.way) yes.text += (yes.text.empty() ? "" : "; ") + step.why;
  if (verdict.always()) return yes;
  if (verdict.never()) return against();
  if (verdict.yes == kNever && verdict.no == kNever)
    return unknown_value(verdict.why, verdict.place);
  PropertyValue out;
  out.state = PropertyState::choice;
  const Guard rest = guards.negate(guards.either(verdict.yes, verdict.no));
  const std::pair<PropertyValue, Guard> parts[] = {
      {yes, verdict.yes},
      {against(), verdict.no},
      {unknown_value(verdict.why, verdict.place), rest}};
  for (const auto& [value, guard] : parts) {
    if (guard == kNever) continue;
    out.items.push_back(value);
    out.guards.push_back(guard);
  }
  return out;
}

namespace {

class NetworkPass {
 public:
  explicit NetworkPass(Inference& inference) : in_(inference), catalog_(inference.catalog) {
    for (std::uint32_t i = 0; i < catalog_.actors.size() && !visitor_; ++i)
      for (const std::uint32_t fixed :
           Catalog::slice(catalog_.boundary_refs, catalog_.actors[i].within))
        if (catalog_.text(catalog_.boundaries[fixed].kind) == "internet" && !visitor_) {
          visitor_ = i;
          internet_ = fixed;
        }
  }

  void run() {
    open_given_away();
    find_endpoints();
    look();
    for (auto& [node, properties] : properties_)
      for (Property& one : properties)
        set_property(in_.dfd.nodes[node].properties, one.property, std::move(one.value));
    for (const auto& [node, verdict] : reached_) reach(NodeId(node), verdict);
  }

 private:
  /// To what a unit gives away without a listener others may add some.
  void open_given_away() {
    const PropertyId told = catalog_.property("told_by_listeners");
    const EdgeLabelId has = catalog_.edge("has");
    const LabelId listener = catalog_.label("listener");
    std::set<std::uint32_t> known;  // what has a listener, or is open for them already
    for (const Attachment& edge : in_.dfd.attachments)
      if (edge.kind == has && edge.target.valid() &&
          has_label(in_.dfd, catalog_, edge.target, listener))
        known.insert(edge.source.value);
    for (const Unit& unit : in_.model.units)
      for (const Output& output : unit.outputs) {
        if (!output.value.valid()) continue;
        for (const Rendered& text : render(in_.model, in_.guards, output.value))
          for (const ResourceId id : whole_references(text)) {
            const NodeId node = in_.node_of[id.index()];
            const PropertyValue* says = find_property(in_.read[id.index()], told);
            if (!node.valid() || says == nullptr || !says->boolean ||
                !known.insert(node.value).second)
              continue;
            in_.add_open({node, has, true, listener,
                          "others may add listeners to what is given away", output.span,
                          in_.model[id].exists});
          }
      }
  }

  /// Endpoints that services offer to the internet: what an entry of the catalogue depends on, and
  /// what says so itself.
  void find_endpoints() {
    const EdgeLabelId entry = catalog_.edge("entry");
    const PropertyId endpoint = catalog_.property("public_endpoint");
    for (std::size_t i = 0; i < in_.model.resources.size(); ++i) {
      const ConceptId id = in_.concept_of[i];
      if (!id.valid()) continue;
      const ResourceId resource(i);
      const ConceptRecord& record = catalog_.concepts[id.index()];
      for (const EdgeRule& rule : Catalog::slice(catalog_.edge_rules, record.flows))
        if (rule.edge == entry && rule.from.kind == EndKind::actor && visitor_ == rule.from.index)
          offer(resource, rule);
      if (endpoint.valid() && find_property(in_.read[i], endpoint) != nullptr)
        endpoint_of(resource);
    }
  }

  void offer(ResourceId id, const EdgeRule& rule) {
    Scope whole = scope_of(in_.model, id);
    whole.guard = in_.model[id].exists;
    const Decision when = decide(in_.guards, catalog_, rule.when, in_.read[id.index()]);
    for (const End& end : resolve_end(in_, rule.to, whole, in_.node_of[id.index()]).nodes) {
      Verdict verdict =
          unknown_verdict("whether it has an endpoint for everybody is not known", whole.header);
      verdict.yes = when.yes;
      verdict.no = when.no;
      if (when.yes != kNever)
        verdict.way = {
            {std::string(catalog_.text(rule.why)), end.span.valid() ? end.span : whole.header}};
      if (when.no == kAlways)
        verdict.why = in_.dfd[end.node].name + " has no endpoint for everybody";
      endpoints_[end.node.value].push_back(std::move(verdict));
    }
  }

  void endpoint_of(ResourceId id) {
    const NodeId node = in_.node_of[id.index()];
    if (!node.valid()) return;
    declared_.emplace_back(id, node);
    told_.insert(node.value);
  }

  /// Everything is looked at before anything is changed.
  void look() {
    const NetworkView view(in_.dfd, catalog_, in_.guards);
    Exposure exposure(view);
    for (const auto& [id, node] : declared_)
      endpoints_[node.value].push_back(declared_endpoint(view, id, node));
    for (std::size_t i = 0; i < in_.dfd.nodes.size(); ++i) {
      const NodeId node(i);
      if (view.bears(node, view.words.ingress_rule) || view.bears(node, view.words.egress_rule))
        describe_rule(view, node);
      else if (view.bears(node, view.words.subnet) && !in_.dfd[node].outside)
        describe_subnet(view, exposure.routing(), node);
      else if (is_element(in_.dfd[node].kind))
        look_at(exposure, node);
    }
  }

  void look_at(Exposure& exposure, NodeId node) {
    std::optional<Verdict> verdict;
    if (told_.count(node.value) == 0) verdict = exposure.of(node);
    const bool placed = verdict.has_value();
    const auto endpoints = endpoints_.find(node.value);
    if (!verdict && endpoints != endpoints_.end()) {
      verdict = fails("");
      for (const Verdict& endpoint : endpoints->second)
        verdict = either(in_.guards, *verdict, endpoint);
    }
    if (!verdict) return;
    const bool drawn = endpoints != endpoints_.end();
    properties_[node.value].push_back(
        {catalog_.property("reachable_from_internet"), value_of(in_.guards, *verdict)});
    if (placed && drawn) in_.exposures[node.value] = {verdict->no, verdict->way};
    if (placed && !drawn) visited_.insert(node.value);
    reached_.emplace(node.value, std::move(*verdict));
  }

  /// `public_endpoint`, and for whom where it says that.
  Verdict declared_endpoint(const NetworkView& view, ResourceId id, NodeId node) const {
    GraphNode said;  // what a part says, it says of its whole
    said.properties = in_.read[id.index()];
    const PropertyValue* open = find_property(said.properties, view.words.public_endpoint);
    const Span header = in_.model[id].header;
    const auto of = [&](const PropertyValue& value) {
      if (value.state != PropertyState::boolean) return unknown_verdict(value.text, value.span);
      const std::string& name = in_.dfd[node].name;
      const Span span = value.span.valid() ? value.span : header;
      return value.boolean ? holds({{name + " has an endpoint for everybody", span}})
                           : fails(name + " has no endpoint for everybody", span);
    };
    Verdict out = fails("");
    if (open->state == PropertyState::choice)
      for (std::size_t i = 0; i < open->items.size(); ++i)
        out = either(in_.guards, when(in_.guards, open->guards[i], of(open->items[i])), out);
    else
      out = of(*open);
    const PropertyValue* cidrs = find_property(said.properties, view.words.public_cidrs);
    if (cidrs == nullptr || cidrs->state == PropertyState::absent) return out;
    if (cidrs->state != PropertyState::list)
      return both(in_.guards, out, unknown_verdict(cidrs->text, cidrs->span));
    Verdict admitted = fails("");
    for (const PropertyValue& cidr : cidrs->items)
      for (const IpFamily family : {IpFamily::v4, IpFamily::v6})
        admitted = either(in_.guards, is_internet(cidr, family), admitted);
    return both(in_.guards, out, admitted);
  }

  /// How wide a rule's other side is, and which well-known services listen at its ports.
  void describe_rule(const NetworkView& view, NodeId rule) {
    std::vector<Property>& out = properties_[rule.value];
    out.push_back({catalog_.property("source"), breadth(view, rule)});
    std::set<std::string> services;
    bool certain = true;
    for (const SpokenOf& spoken : ports_spoken_of(view, rule)) {
      certain = certain && spoken.certain;
      for (const ServicePort& service : catalog_.services)
        if (spoken.ports.includes(service.port))
          services.insert(std::string(catalog_.text(service.service)));
    }
    out.push_back({catalog_.property("services"),
                   certain ? list_value({services.begin(), services.end()})
                           : unknown_value("its ports are not known", in_.dfd[rule].header)});
  }

  PropertyValue breadth(const NetworkView& view, NodeId rule) const {
    const Verdict everyone = either(in_.guards, speaks_of_internet(view, rule, IpFamily::v4),
                                    speaks_of_internet(view, rule, IpFamily::v6));
    const bool ranges = view.property(rule, view.words.cidr) != nullptr ||
                        view.property(rule, view.words.cidrs) != nullptr ||
                        !view.from(rule, view.words.prefixes).empty() ||
                        view.open(rule, view.words.prefixes, true) != nullptr;
    const bool members = view.is_true(rule, view.words.among_members, fails(""), "").always();
    const bool groups = members || !view.from(rule, view.words.peer).empty() ||
                        view.open(rule, view.words.peer, true) != nullptr;
    const char* otherwise = !ranges && groups ? "group" : "private";
    const Span place = everyone.way.empty() ? everyone.place : everyone.way.front().span;
    if (everyone.always()) return text_value("everyone", place);
    if (everyone.never())
      return text_value(otherwise, place.valid() ? place : in_.dfd[rule].header);
    if (everyone.yes == kNever) return unknown_value(everyone.why, everyone.place);
    PropertyValue out;
    out.state = PropertyState::choice;
    out.items = {text_value("everyone", place)};
    out.guards = {everyone.yes};
    if (everyone.no != kNever) {
      out.items.push_back(text_value(otherwise, place));
      out.guards.push_back(everyone.no);
    }
    const Guard rest = in_.guards.negate(in_.guards.either(everyone.yes, everyone.no));
    if (rest != kNever) {
      out.items.push_back(unknown_value(everyone.why, everyone.place));
      out.guards.push_back(rest);
    }
    return out;
  }

  /// public: packets come in from the internet; private: they only go out; isolated: neither.
  void describe_subnet(const NetworkView&, Routing& routing, NodeId subnet) {
    const Verdict in = either(in_.guards, routing.to_internet(subnet, IpFamily::v4),
                              routing.to_internet(subnet, IpFamily::v6));
    const Verdict out = routing.leaves(subnet);
    const std::pair<const char*, Guard> kinds[] = {{"public", in.yes},
                                                   {"private", in_.guards.both(in.no, out.yes)},
                                                   {"isolated", in_.guards.both(in.no, out.no)}};
    PropertyValue value;
    value.state = PropertyState::choice;
    Guard rest = kAlways;
    for (const auto& [kind, guard] : kinds) {
      rest = in_.guards.minus(rest, guard);
      if (guard == kNever) continue;
      const std::vector<Evidence>& way = kind == kinds[0].first ? in.way : out.way;
      value.items.push_back(text_value(kind, way.empty() ? Span{} : way.front().span));
      value.guards.push_back(guard);
    }
    if (rest != kNever) {
      const Verdict& open = in.why.empty() || in.never() ? out : in;
      value.items.push_back(unknown_value(open.why, open.place));
      value.guards.push_back(rest);
    }
    if (value.items.size() == 1) value = PropertyValue(value.items.front());
    properties_[subnet.value].push_back({catalog_.property("routing"), std::move(value)});
  }

  void reach(NodeId node, const Verdict& verdict) {
    const EdgeLabelId exposes = catalog_.edge("exposes");
    if (!exposes.valid() || !visitor_) return;
    const Guard exists = in_.dfd[node].exists;
    const Guard yes = in_.guards.both(exists, verdict.yes);
    const Guard rest = in_.guards.minus(exists, in_.guards.either(verdict.yes, verdict.no));
    if (yes != kNever)
      in_.add_attachment({fixed_boundary(in_, internet_), node, {}, exposes, {}, verdict.way, yes});
    if (rest != kNever) in_.add_open({node, exposes, false, {}, verdict.why, verdict.place, rest});
    const EdgeLabelId entry = catalog_.edge("entry");
    if (yes == kNever || !entry.valid() || visited_.count(node.value) == 0) return;
    in_.add_flow({actor_node(in_, *visitor_),
                  node,
                  entry,
                  catalog_.edges[entry.index()].data,
                  Confidence::implied,
                  {},
                  verdict.way,
                  yes,
                  in_.dfd[node].header});
  }

  Inference& in_;
  const Catalog& catalog_;
  std::optional<std::uint32_t> visitor_;  ///< the actor who stands for everybody on the internet
  std::uint32_t internet_ = 0;            ///< the boundary he is in
  std::vector<std::pair<ResourceId, NodeId>>
      declared_;                  ///< say themselves that they have an endpoint
  std::set<std::uint32_t> told_;  ///< what they say it of
  std::map<std::uint32_t, std::vector<Verdict>> endpoints_;
  std::map<std::uint32_t, std::vector<Property>> properties_;
  std::map<std::uint32_t, Verdict> reached_;
  std::set<std::uint32_t> visited_;  ///< no entry of the catalogue speaks of them
};

}  // namespace

void infer_network(Inference& inference) { NetworkPass(inference).run(); }

}  // namespace weir
