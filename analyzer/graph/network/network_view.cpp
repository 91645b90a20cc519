#include "analyzer/graph/network/network_view.h"

#include <algorithm>

namespace weir {
namespace {

const std::vector<Link> kNoLinks;
constexpr std::uint64_t kSteps = 3'000'000;  ///< things looked at, of one diagram

}  // namespace

NetworkWords::NetworkWords(const Catalog& c)
    : within(c.edge("within")),
      has(c.edge("has")),
      routes(c.edge("routes")),
      main_of(c.edge("main_of")),
      filters(c.edge("filters")),
      addresses(c.edge("addresses")),
      leads_to(c.edge("leads_to")),
      peer(c.edge("peer")),
      prefixes(c.edge("prefixes")),
      joins(c.edge("joins")),
      exempts(c.edge("exempts")),
      attached_to(c.edge("attached_to")),
      associates(c.edge("associates")),
      propagates(c.edge("propagates")),
      subnet(c.label("subnet")),
      vpc(c.label("vpc")),
      security_group(c.label("security_group")),
      route(c.label("route_entry")),
      route_table(c.label("route_table")),
      internet_gateway(c.label("internet_gateway")),
      acl(c.label("network_acl")),
      acl_entry(c.label("acl_entry")),
      ingress_rule(c.label("ingress_rule")),
      egress_rule(c.label("egress_rule")),
      prefix_list(c.label("prefix_list")),
      network_interface(c.label("network_interface")),
      inline_interface(c.label("inline_interface")),
      listener(c.label("listener")),
      internet_block(c.label("internet_block")),
      transit_route(c.label("transit_route")),
      public_address(c.property("public_address")),
      publicly_accessible(c.property("publicly_accessible")),
      public_endpoint(c.property("public_endpoint")),
      public_cidrs(c.property("public_cidrs")),
      ipv6_address(c.property("ipv6_address")),
      public_by_default(c.property("public_by_default")),
      ipv6_by_default(c.property("ipv6_by_default")),
      default_network(c.property("default_network")),
      cidr(c.property("cidr")),
      cidrs(c.property("cidrs")),
      from_port(c.property("from_port")),
      to_port(c.property("to_port")),
      protocol(c.property("protocol")),
      among_members(c.property("among_members")),
      local_route(c.property("local_route")),
      number(c.property("number")),
      joins_all(c.property("joins_all")),
      allows(c.property("allows")),
      outgoing(c.property("outgoing")),
      open_without_groups(c.property("open_without_groups")),
      port(c.property("port")),
      usual_port(c.property("usual_port")),
      for_appliances(c.property("for_appliances")),
      blocks_internet(c.property("blocks_internet")),
      lets_internet_in(c.property("lets_internet_in")),
      faces_internet(c.property("faces_internet")),
      in_each_subnet(c.property("in_each_subnet")),
      own_interface(c.property("own_interface")),
      told_by_listeners(c.property("told_by_listeners")),
      default_association(c.property("default_association")),
      default_propagation(c.property("default_propagation")),
      blackhole(c.property("blackhole")) {}

NetworkView::NetworkView(const Dfd& d, const Catalog& c, GuardStore& g)
    : dfd(d), catalog(c), guards(g), words(c) {
  for (const Attachment& edge : dfd.attachments) {
    if (!edge.target.valid() || edge.exists == kNever) continue;
    const Span span = edge.evidence.empty() ? Span{} : edge.evidence.front().span;
    from_[key(edge.source, edge.kind)].push_back({edge.target, edge.exists, span});
    to_[key(edge.target, edge.kind)].push_back({edge.source, edge.exists, span});
  }
  for (const OpenEnd& end : dfd.open_ends) open_[end.node.value].push_back(&end);
}

const std::vector<Link>& NetworkView::from(NodeId node, EdgeLabelId label) const {
  const auto at = from_.find(key(node, label));
  return at == from_.end() ? kNoLinks : at->second;
}

const std::vector<Link>& NetworkView::to(NodeId node, EdgeLabelId label) const {
  const auto at = to_.find(key(node, label));
  return at == to_.end() ? kNoLinks : at->second;
}

std::vector<Link> NetworkView::from(NodeId node, EdgeLabelId label, LabelId other) const {
  std::vector<Link> out;
  for (const Link& link : from(node, label))
    if (bears(link.node, other)) out.push_back(link);
  return out;
}

const OpenEnd* NetworkView::open(NodeId node, EdgeLabelId label, bool outgoing,
                                 LabelId other) const {
  const auto at = open_.find(node.value);
  if (at == open_.end()) return nullptr;
  for (const OpenEnd* end : at->second) {
    const bool speaks_of_others = end->other.valid() && other.valid() && end->other != other;
    if (end->outgoing == outgoing && (!end->label.valid() || end->label == label) &&
        !speaks_of_others)
      return end;
  }
  return nullptr;
}

bool NetworkView::bears(NodeId node, LabelId label) const {
  return label.valid() && has_label(dfd, catalog, node, label);
}

const PropertyValue* NetworkView::property(NodeId node, PropertyId property) const {
  const PropertyValue* value =
      property.valid() ? find_property(dfd[node].properties, property) : nullptr;
  return value == nullptr || value->state == PropertyState::absent ? nullptr : value;
}

bool NetworkView::reads(NodeId node, PropertyId property) const {
  const ConceptId id = dfd[node].concept_id;
  if (!id.valid() || !property.valid() || dfd[node].outside) return false;
  const auto rules =
      Catalog::slice(catalog.property_rules, catalog.concepts[id.index()].properties);
  return std::any_of(rules.begin(), rules.end(),
                     [&](const PropertyRule& rule) { return rule.property == property; });
}

std::vector<PossibleValue> NetworkView::alternatives(NodeId node, PropertyId id) const {
  const PropertyValue* value = property(node, id);
  if (value == nullptr || value->state != PropertyState::choice) return {{value, kAlways}};
  std::vector<PossibleValue> out;
  Guard rest = kAlways;
  for (std::size_t i = 0; i < value->items.size(); ++i) {
    out.push_back({&value->items[i], value->guards[i]});
    rest = guards.minus(rest, value->guards[i]);
  }
  if (rest != kNever) out.push_back({nullptr, rest});
  return out;
}

Verdict NetworkView::is_true(NodeId node, PropertyId id, const Verdict& absent,
                             const std::string& way) const {
  Verdict out = fails("");
  for (const PossibleValue& one : alternatives(node, id)) {
    Verdict verdict = absent;
    if (one.value != nullptr) {
      const Span span = one.value->span.valid() ? one.value->span : dfd[node].header;
      if (one.value->state != PropertyState::boolean)
        verdict = unknown_verdict(one.value->text, span);
      else
        verdict = one.value->boolean ? holds({{way, span}}) : fails("", span);
    }
    out = either(guards, when(guards, one.guard, verdict), out);
  }
  return out;
}

bool NetworkView::spend(std::uint64_t steps) const {
  steps_ += steps;
  return steps_ <= kSteps;
}

Verdict is_internet(const PropertyValue& cidr, IpFamily family) {
  if (cidr.state == PropertyState::unknown) return unknown_verdict(cidr.text, cidr.span);
  if (cidr.state != PropertyState::text || cidr.text.empty())
    return fails("no range of addresses", cidr.span);
  const auto prefix = IpPrefix::parse(cidr.text);
  if (!prefix) return unknown_verdict("\"" + cidr.text + "\" is no range of addresses", cidr.span);
  if (prefix->family == family && prefix->is_internet()) return holds({{cidr.text, cidr.span}});
  return fails("it is for " + cidr.text + " only", cidr.span);
}

}  // namespace weir
