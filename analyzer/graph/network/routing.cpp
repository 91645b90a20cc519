#include "analyzer/graph/network/routing.h"

#include <algorithm>
#include <utility>

namespace weir {

Routing::Routing(const NetworkView& view) : view_(view) {
  for (std::size_t i = 0; i < view.dfd.nodes.size(); ++i)
    if (view.bears(NodeId(i), view.words.internet_block)) blocks_.push_back(NodeId(i));
}

const Routing::Routes& Routing::of(NodeId subnet) {
  const auto [at, fresh] = routes_.try_emplace(subnet.value);
  if (!fresh) return at->second;
  Routes& routes = at->second;
  const GraphNode& node = view_.dfd[subnet];
  if (node.outside) {
    miss(routes, "the input does not declare the subnet " + node.name, node.header);
    return routes;
  }
  Guard rest = kAlways;
  for (const Link& table : view_.to(subnet, view_.words.routes)) {
    add_table(routes, table.node, table.exists);
    rest = view_.guards.minus(rest, table.exists);
  }
  if (const OpenEnd* open = view_.open(subnet, view_.words.routes, false))
    miss(routes, open->why, open->span);
  else if (rest != kNever)
    add_main(routes, subnet, rest);
  return routes;
}

void Routing::miss(Routes& routes, const std::string& why, Span place) const {
  if (!routes.missing.empty()) return;
  routes.missing = why.empty() ? "not all routes are known" : why;
  routes.place = place;
}

void Routing::add_table(Routes& routes, NodeId table, Guard guard) {
  for (const Link& entry : view_.from(table, view_.words.has, view_.words.route))
    routes.entries.push_back({entry.node, view_.guards.both(guard, entry.exists), entry.span});
  view_.spend(1 + routes.entries.size());
  if (const OpenEnd* open = view_.open(table, view_.words.has, true, view_.words.route))
    miss(routes, open->why, open->span);
}

/// A subnet that no table names has the main one, unless a table whose subnets are not all known is
/// its own.
void Routing::add_main(Routes& routes, NodeId subnet, Guard guard) {
  const Verdict given = view_.is_true(subnet, view_.words.default_network, fails(""),
                                      "a subnet that the provider has made");
  const std::vector<Link> vpcs = view_.vpcs_of(subnet);
  if (vpcs.empty() && given.never()) {
    const OpenEnd* open = view_.open(subnet, view_.words.within, true, view_.words.vpc);
    miss(routes, open != nullptr ? open->why : "it is not known in which network the subnet lies",
         open != nullptr ? open->span : view_.dfd[subnet].header);
  }
  bool declared = false;
  for (const Link& vpc : vpcs) {
    declared = main_table(routes, vpc.node, view_.guards.both(guard, vpc.exists)) || declared;
    for (const Link& table : view_.to(vpc.node, view_.words.within))
      if (view_.bears(table.node, view_.words.route_table))
        if (const OpenEnd* open = view_.open(table.node, view_.words.routes, true))
          miss(routes, open->why, open->span);
    view_.spend(view_.to(vpc.node, view_.words.within).size());
  }
  if (!declared && !given.never()) routes.given = given;
}

/// Whether routes of the VPC's main table are declared.
bool Routing::main_table(Routes& routes, NodeId vpc, Guard guard) {
  const std::size_t before = routes.entries.size();
  for (const Link& table : view_.to(vpc, view_.words.main_of))
    if (view_.bears(table.node, view_.words.route_table))
      add_table(routes, table.node, view_.guards.both(guard, table.exists));
  add_table(routes, vpc, guard);  // routes that name the VPC's main table
  if (routes.entries.size() > before) return true;
  const GraphNode& node = view_.dfd[vpc];
  if (node.outside)
    miss(routes, "the input does not declare the main route table of " + node.name, node.header);
  const Verdict given = view_.is_true(vpc, view_.words.default_network, fails(""),
                                      "a network that the provider has made");
  if (!given.never()) routes.given = given;
  return false;
}

const std::vector<Ruling>& Routing::exchanged(NodeId subnet, IpFamily family) {
  auto& known = decided_[subnet.value][static_cast<std::size_t>(family)];
  if (known) return *known;
  std::vector<Ruling> rulings = look(subnet, family, false);
  const Verdict shut = blocked(subnet);
  for (Ruling& one : rulings)
    if (!shut.never() && !one.verdict.never())
      one.verdict = both(view_.guards, one.verdict, opposite(shut));
  return decided_[subnet.value][static_cast<std::size_t>(family)].emplace(std::move(rulings));
}

Verdict Routing::to_internet(NodeId subnet, IpFamily family) {
  return any_much(exchanged(subnet, family));
}

Verdict Routing::leaves(NodeId subnet) {
  return either(view_.guards, any_much(look(subnet, IpFamily::v4, true)),
                any_much(look(subnet, IpFamily::v6, true)));
}

/// Whether one of the rulings on a good part of the internet holds.
Verdict Routing::any_much(const std::vector<Ruling>& rulings) const {
  Verdict out = fails("");
  for (const Ruling& one : rulings)
    if (one.addresses.is_internet()) out = either(view_.guards, one.verdict, out);
  return out;
}

std::vector<Ruling> Routing::look(NodeId subnet, IpFamily family, bool any_target) {
  const Routes& routes = of(subnet);
  Verdict otherwise =
      routes.missing.empty()
          ? fails("no route of " + view_.dfd[subnet].name + " leads to the internet",
                  view_.dfd[subnet].header)
          : unknown_verdict(routes.missing, routes.place);
  if (routes.given) otherwise = either(view_.guards, *routes.given, otherwise);
  FirstMatch match(view_, family, std::move(otherwise));
  for (Row& row : rows(routes, family, any_target))
    match.add(row.range.addresses, PortRange{}, std::move(row.range.applies), row.leads);
  return match.rulings();
}

/// The most specific one comes first; one of which the range is not known counts where no other
/// does.
std::vector<Routing::Row> Routing::rows(const Routes& routes, IpFamily family, bool any_target) {
  std::vector<Row> out;
  for (const Link& entry : routes.entries) {
    if (!view_.spend()) break;
    std::optional<Verdict> leads;
    for (SpokenRange& range : ranges_spoken_of(view_, entry.node, family)) {
      if (!leads) leads = target(entry.node, any_target);
      Verdict way = *leads;
      const std::string what =
          range.applies.way.empty() ? "the internet" : range.applies.way.front().why;
      for (Evidence& step : way.way) {
        step.why = "the route for " + what + " leads to " + step.why;
        if (!step.span.valid()) step.span = view_.dfd[entry.node].header;
      }
      range.applies = when(view_.guards, entry.exists, std::move(range.applies));
      out.push_back({std::move(range), std::move(way)});
    }
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const Row& a, const Row& b) { return a.range.length > b.range.length; });
  return out;
}

Verdict Routing::target(NodeId route, bool any_target) {
  const Verdict local = view_.is_true(route, view_.words.local_route, fails(""), "");
  if (local.always()) return fails("the route is for the network itself", view_.dfd[route].header);
  Verdict out = fails("");
  const std::vector<Link>& targets = view_.from(route, view_.words.leads_to);
  for (const Link& target : targets)
    out = either(view_.guards, when(view_.guards, target.exists, through(target, any_target)), out);
  const OpenEnd* open = view_.open(route, view_.words.leads_to, true);
  if (open != nullptr) return either(view_.guards, out, unknown_verdict(open->why, open->span));
  if (targets.empty())
    return unknown_verdict("where the route leads to is not known", view_.dfd[route].header);
  return out;
}

Verdict Routing::through(const Link& target, bool any_target) {
  const std::string& name = view_.dfd[target.node].name;
  if (any_target || view_.bears(target.node, view_.words.internet_gateway))
    return holds({{name, target.span}});
  return by_appliance(target);
}

/// What inspects packets on their way decides which of them pass.
Verdict Routing::by_appliance(const Link& target) {
  const std::string& name = view_.dfd[target.node].name;
  const Verdict inspects = view_.is_true(target.node, view_.words.for_appliances, fails(""), "");
  if (inspects.never()) return fails("the route leads to " + name, target.span);
  return unknown_verdict("what " + name + " lets through is not known", target.span);
}

/// Whether the internet is kept out of all networks of the unit, but for those that are exempt. In
/// another unit of the system it may be another account's.
Verdict Routing::blocked(NodeId subnet) {
  Verdict out = fails("");
  for (const NodeId block : blocks_) {
    if (!view_.spend()) return unknown_verdict("there are more blocks than the limit allows");
    const GraphNode& node = view_.dfd[block];
    Verdict blocks = view_.is_true(block, view_.words.blocks_internet, fails(""), "");
    if (node.unit != view_.dfd[subnet].unit)
      blocks = both(view_.guards, blocks, unknown_verdict(""));
    blocks.why = node.name + " keeps the internet out";
    blocks.place = node.header;
    if (!blocks.never()) blocks = both(view_.guards, blocks, opposite(exempt(block, subnet)));
    out = either(view_.guards, when(view_.guards, node.exists, std::move(blocks)), out);
  }
  return out;
}

Verdict Routing::exempt(NodeId block, NodeId subnet) const {
  Verdict out = fails(view_.dfd[block].name + " keeps the internet out", view_.dfd[block].header);
  const auto by = [&](NodeId place) {
    for (const Link& one : view_.to(place, view_.words.exempts)) {
      const Verdict lets_in =
          view_.is_true(one.node, view_.words.lets_internet_in,
                        unknown_verdict("what it exempts from is not known"), "");
      out = either(view_.guards, when(view_.guards, one.exists, lets_in), out);
    }
    if (const OpenEnd* open = view_.open(place, view_.words.exempts, false))
      out = either(view_.guards, out, unknown_verdict(open->why, open->span));
  };
  by(subnet);
  for (const Link& vpc : view_.vpcs_of(subnet)) by(vpc.node);
  return out;
}

}  // namespace weir
