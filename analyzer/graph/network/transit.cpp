#include "analyzer/graph/network/transit.h"

#include <algorithm>
#include <utility>

namespace weir {

bool joins_one_of(const NetworkView& view, NodeId joint, const std::vector<Link>& networks) {
  const std::vector<Link>& joined = view.from(joint, view.words.joins);
  return std::any_of(networks.begin(), networks.end(), [&](const Link& network) {
    return std::any_of(joined.begin(), joined.end(),
                       [&](const Link& one) { return one.node == network.node; });
  });
}

Verdict Transit::leads(NodeId gateway, const std::vector<Link>& here,
                       const std::vector<Link>& there, const AddressRange& addresses) const {
  Verdict out = fails("");
  for (const Link& attachment : view_.to(gateway, view_.words.attached_to)) {
    if (!view_.spend()) return unknown_verdict("there are more attachments than the limit allows");
    if (!joins_one_of(view_, attachment.node, here)) continue;
    const Verdict way = by_tables_of(attachment.node, gateway, there, addresses);
    out = either(view_.guards, when(view_.guards, attachment.exists, way), out);
  }
  return out;
}

/// An attachment that no table names has the gateway's, unless it or the gateway says otherwise.
Verdict Transit::by_tables_of(NodeId attachment, NodeId gateway, const std::vector<Link>& there,
                              const AddressRange& addresses) const {
  const NetworkWords& words = view_.words;
  if (const OpenEnd* open = view_.open(attachment, words.associates, false))
    return unknown_verdict(open->why, open->span);
  Verdict out = fails("");
  Guard rest = kAlways;
  for (const Link& table : view_.to(attachment, words.associates)) {
    const Verdict way = by_table(table.node, gateway, there, addresses);
    out = either(view_.guards, when(view_.guards, table.exists, way), out);
    rest = view_.guards.minus(rest, table.exists);
  }
  if (rest == kNever) return out;
  const Verdict by_default =
      both(view_.guards, view_.is_true(gateway, words.default_association, holds(), ""),
           view_.is_true(attachment, words.default_association, holds(), ""));
  if (by_default.never()) return out;
  const Verdict way = both(view_.guards, by_default, by_table(gateway, gateway, there, addresses));
  return either(view_.guards, when(view_.guards, rest, way), out);
}

Verdict Transit::by_table(NodeId table, NodeId gateway, const std::vector<Link>& there,
                          const AddressRange& addresses) const {
  const NetworkWords& words = view_.words;
  for (const auto& [label, outgoing] :
       {std::pair(words.has, true), std::pair(words.propagates, false)})
    if (const OpenEnd* open = view_.open(table, label, outgoing, words.transit_route))
      return unknown_verdict(open->why, open->span);
  std::vector<Row> rows;
  add_static(rows, table, there);
  for (const Link& one : view_.to(table, words.propagates))
    add_propagated(rows, one, kAlways, there);
  if (table == gateway)
    for (const Link& one : view_.to(gateway, words.attached_to)) {
      const Verdict propagates =
          both(view_.guards, view_.is_true(gateway, words.joins_all, holds(), ""),
               view_.is_true(one.node, words.default_propagation, holds(), ""));
      add_propagated(rows, one, propagates.yes, there);
    }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const Row& a, const Row& b) { return a.range.length > b.range.length; });
  FirstMatch match(view_, addresses.family, fails(""));
  for (Row& row : rows)
    match.add(row.range.addresses, PortRange{}, std::move(row.range.applies), row.leads);
  return on_all(view_, match.rulings(), addresses, PortRange{});
}

void Transit::add_static(std::vector<Row>& rows, NodeId table,
                         const std::vector<Link>& there) const {
  const NetworkWords& words = view_.words;
  for (const Link& route : view_.from(table, words.has, words.transit_route)) {
    Verdict leads = fails("");
    for (const Link& to : view_.from(route.node, words.leads_to))
      if (joins_one_of(view_, to.node, there))
        leads = either(view_.guards, when(view_.guards, to.exists, holds()), leads);
    if (const OpenEnd* open = view_.open(route.node, words.leads_to, true))
      leads = either(view_.guards, leads, unknown_verdict(open->why, open->span));
    const Verdict drops = view_.is_true(route.node, words.blackhole, fails(""), "");
    leads = both(view_.guards, leads, opposite(drops));
    if (leads.yes != kNever)
      leads.way = {
          {"a route of " + view_.dfd[table].name + " leads there", view_.dfd[route.node].header}};
    for (SpokenRange& range : ranges_spoken_of(view_, route.node, IpFamily::v4)) {
      if (!view_.spend()) return;
      range.applies = when(view_.guards, route.exists, std::move(range.applies));
      rows.push_back({std::move(range), leads});
    }
  }
}

/// An attachment propagates the range of the network that it joins.
void Transit::add_propagated(std::vector<Row>& rows, const Link& attachment, Guard guard,
                             const std::vector<Link>& there) const {
  if (guard == kNever || !view_.spend()) return;
  for (const Link& network : view_.from(attachment.node, view_.words.joins)) {
    const Verdict leads =
        joins_one_of(view_, attachment.node, there)
            ? holds({{view_.dfd[attachment.node].name + " is known there", attachment.span}})
            : fails("");
    for (SpokenRange& range : ranges_spoken_of(view_, network.node, IpFamily::v4)) {
      range.applies =
          when(view_.guards, view_.guards.both(guard, attachment.exists), std::move(range.applies));
      rows.push_back({std::move(range), leads});
    }
  }
}

}  // namespace weir
