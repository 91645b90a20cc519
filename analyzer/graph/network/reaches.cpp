#include "analyzer/graph/network/reaches.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "analyzer/graph/network/connections.h"
#include "analyzer/graph/network/filters.h"
#include "analyzer/graph/network/network_view.h"
#include "analyzer/graph/network/routing.h"
#include "analyzer/graph/property_value.h"

namespace weir {
namespace {

constexpr std::size_t kMaxEdges = 100'000;

/// Elements that differ in nothing that a network looks at.
struct NetworkPlace {
  std::vector<NodeId> groups, subnets;
  std::vector<NodeId> elements;
};

/// A way from one place to another.
struct Passage {
  std::vector<PortRange> ports;
  std::vector<Evidence> way;
  Guard yes = kNever;
};

class Reaches {
 public:
  Reaches(const Dfd& dfd, const Catalog& catalog)
      : dfd_(dfd),
        catalog_(catalog),
        guards_(dfd.guards),
        view_(dfd, catalog, guards_),
        connections_(view_) {
    find_places();
  }

  std::vector<Attachment> run() {
    label_ = catalog_.edge("reaches");
    if (!label_.valid()) return {};
    for (const NetworkPlace& to : places_)
      for (const NetworkPlace& from : places_) {
        if (!view_.spend() || out_.size() >= kMaxEdges) return std::move(out_);
        if (const auto passage = between(from, to)) connect(from, to, *passage);
      }
    return std::move(out_);
  }

 private:
  void find_places() {
    std::map<std::pair<std::vector<NodeId>, std::vector<NodeId>>, NetworkPlace> by_key;
    for (std::size_t i = 0; i < dfd_.nodes.size(); ++i) {
      const NodeId node(i);
      if (!is_element(dfd_.nodes[i].kind) || dfd_.nodes[i].outside) continue;
      NetworkPlace place;
      for (const Link& link : view_.from(node, view_.words.within)) {
        if (view_.bears(link.node, view_.words.subnet)) place.subnets.push_back(link.node);
        if (view_.bears(link.node, view_.words.security_group)) place.groups.push_back(link.node);
      }
      if (place.groups.empty() || place.subnets.empty()) continue;
      std::sort(place.groups.begin(), place.groups.end());
      std::sort(place.subnets.begin(), place.subnets.end());
      NetworkPlace& known = by_key.try_emplace({place.groups, place.subnets}, place).first->second;
      known.elements.push_back(node);
    }
    for (auto& [key, place] : by_key) places_.push_back(std::move(place));
  }

  std::optional<Passage> between(const NetworkPlace& from, const NetworkPlace& to) {
    Passage out;
    const std::vector<Admission> in = admitted(to, from, true);
    if (in.empty()) return std::nullopt;
    const std::vector<Admission> leaving = admitted(from, to, false);
    for (const Admission& in_rule : in)
      for (const Admission& out_rule : leaving) {
        if (!view_.spend() || !in_rule.ports.overlaps(out_rule.ports)) continue;
        const PortRange ports{std::max(in_rule.ports.first, out_rule.ports.first),
                              std::min(in_rule.ports.last, out_rule.ports.last)};
        Verdict rules = both(guards_, out_rule.verdict, in_rule.verdict);
        if (rules.yes == kNever) continue;
        const Verdict way =
            both(guards_, rules, connections_.between(from.subnets, to.subnets, ports));
        if (way.yes == kNever) continue;
        out.yes = guards_.either(out.yes, way.yes);
        if (out.way.empty()) out.way = way.way;
        if (std::find(out.ports.begin(), out.ports.end(), ports) == out.ports.end())
          out.ports.push_back(ports);
      }
    if (out.yes == kNever) return std::nullopt;
    return out;
  }

  /// What the groups of `here` let in from (or out to) the members of `there`.
  std::vector<Admission> admitted(const NetworkPlace& here, const NetworkPlace& there,
                                  bool incoming) {
    std::vector<Admission> out;
    const LabelId label = incoming ? view_.words.ingress_rule : view_.words.egress_rule;
    for (const NodeId group : here.groups) {
      const std::vector<Link> rules = view_.from(group, view_.words.has, label);
      for (const Link& rule : rules) {
        if (!view_.spend()) return out;
        const Verdict spoken = speaks_of(rule.node, group, there);
        if (spoken.yes == kNever) continue;
        for (const SpokenOf& ports : ports_spoken_of(view_, rule.node)) {
          if (!ports.certain) continue;
          Verdict verdict = when(guards_, guards_.both(rule.exists, ports.guard), spoken);
          verdict.way = {{dfd_[group].name + (incoming ? " lets in at " : " lets out to ") +
                              port_text(ports.ports),
                          dfd_[rule.node].header}};
          if (verdict.yes != kNever) out.push_back({{}, ports.ports, std::move(verdict)});
        }
      }
      if (!incoming && rules.empty() && lets_all_out(group))
        out.push_back(
            {{}, {}, holds({{dfd_[group].name + " lets everything out", dfd_[group].header}})});
    }
    return out;
  }

  /// A new group lets everything out; Terraform's provider takes that rule away where none is
  /// written.
  bool lets_all_out(NodeId group) const {
    const UnitId unit = dfd_[group].unit;
    return unit.valid() && dfd_.units[unit.index()].language != Language::terraform &&
           view_.open(group, view_.words.has, true, view_.words.egress_rule) == nullptr;
  }

  /// Whether a rule of a group speaks of the members of a place: by one of their groups, or by
  /// ranges around all of the addresses of one of their subnets.
  Verdict speaks_of(NodeId rule, NodeId group, const NetworkPlace& there) {
    Verdict out = fails("");
    for (const Link& peer : view_.from(rule, view_.words.peer))
      if (std::binary_search(there.groups.begin(), there.groups.end(), peer.node))
        out = either(guards_, when(guards_, peer.exists, holds()), out);
    if (std::binary_search(there.groups.begin(), there.groups.end(), group))
      out = either(guards_, view_.is_true(rule, view_.words.among_members, fails(""), ""), out);
    for (const NodeId subnet : there.subnets)
      out = either(guards_, speaks_of_subnet(view_, rule, subnet), out);
    return out;
  }

  void connect(const NetworkPlace& from, const NetworkPlace& to, const Passage& passage) {
    std::vector<std::string> ports;
    for (const PortRange range : passage.ports) ports.push_back(port_text(range));
    for (const NodeId a : from.elements)
      for (const NodeId b : to.elements) {
        if (a == b || out_.size() >= kMaxEdges) continue;
        Attachment edge{a, b, {}, label_, {}, passage.way, passage.yes};
        set_property(edge.properties, catalog_.property("at_ports"), list_value(ports));
        out_.push_back(std::move(edge));
      }
  }

  const Dfd& dfd_;
  const Catalog& catalog_;
  GuardStore guards_;
  NetworkView view_;
  Connections connections_;
  std::vector<NetworkPlace> places_;
  std::vector<Attachment> out_;
  EdgeLabelId label_;
};

}  // namespace

std::vector<Attachment> reaches_within_networks(const Dfd& dfd, const Catalog& catalog) {
  return Reaches(dfd, catalog).run();
}

}  // namespace weir
