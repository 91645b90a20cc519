#include "analyzer/graph/network/routing.h"

namespace weir {

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

const Verdict& Routing::to_internet(NodeId subnet, IpFamily family) {
  std::optional<Verdict>& known = decided_[subnet.value][static_cast<std::size_t>(family)];
  if (!known) known = decide(subnet, family, false);
  return *known;
}

Verdict Routing::leaves(NodeId subnet) {
  return either(view_.guards, decide(subnet, IpFamily::v4, true),
                decide(subnet, IpFamily::v6, true));
}

Verdict Routing::decide(NodeId subnet, IpFamily family, bool any_target) {
  const Routes& routes = of(subnet);
  const std::string& name = view_.dfd[subnet].name;
  Verdict out = routes.missing.empty() ? fails("no route of " + name + " leads to the internet",
                                               view_.dfd[subnet].header)
                                       : unknown_verdict(routes.missing, routes.place);
  if (routes.given) out = either(view_.guards, *routes.given, out);
  for (const Link& entry : routes.entries) {
    if (!view_.spend()) return unknown_verdict("there are more routes than the limit allows");
    out = either(view_.guards, towards_internet(entry, family, any_target), out);
    if (out.always()) break;
  }
  return out;
}

Verdict Routing::towards_internet(const Link& entry, IpFamily family, bool any_target) const {
  Verdict covers = fails("");
  for (const PossibleValue& one : view_.alternatives(entry.node, view_.words.cidr))
    if (one.value != nullptr)
      covers = either(view_.guards, when(view_.guards, one.guard, is_internet(*one.value, family)),
                      covers);
  if (covers.never()) return covers;
  Verdict leads = target(entry.node, any_target);
  const std::string what = covers.way.empty() ? "the internet" : covers.way.front().why;
  covers.way.clear();
  for (Evidence& step : leads.way) {
    step.why = "the route for " + what + " leads to " + step.why;
    if (!step.span.valid()) step.span = view_.dfd[entry.node].header;
  }
  return when(view_.guards, entry.exists, both(view_.guards, covers, leads));
}

Verdict Routing::target(NodeId route, bool any_target) const {
  const Verdict local = view_.is_true(route, view_.words.local_route, fails(""), "");
  if (local.always()) return fails("the route is for the network itself", view_.dfd[route].header);
  Verdict out = fails("");
  const std::vector<Link>& targets = view_.from(route, view_.words.leads_to);
  for (const Link& target : targets) {
    const GraphNode& node = view_.dfd[target.node];
    Verdict leads = any_target || view_.bears(target.node, view_.words.internet_gateway)
                        ? holds({{node.name, target.span}})
                        : fails("the route leads to " + node.name, target.span);
    out = either(view_.guards, when(view_.guards, target.exists, std::move(leads)), out);
  }
  const OpenEnd* open = view_.open(route, view_.words.leads_to, true);
  if (open != nullptr) return either(view_.guards, out, unknown_verdict(open->why, open->span));
  if (targets.empty())
    return unknown_verdict("where the route leads to is not known", view_.dfd[route].header);
  return out;
}

}  // namespace weir
