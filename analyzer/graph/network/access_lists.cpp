#include "analyzer/graph/network/access_lists.h"

#include <algorithm>
#include <utility>

namespace weir {
namespace {

/// Ports that whoever asks is answered at: he may choose among them.
constexpr PortRange kAnswers[] = {{1024, 65535}, {1024 + PortRange::kUdp, PortRange::kLast}};

Verdict opposite(const Verdict& verdict) {
  return {verdict.no, verdict.yes, {}, verdict.why, verdict.place};
}

}  // namespace

const AccessLists::List& AccessLists::list_of(NodeId owner) {
  const auto [at, fresh] = lists_.try_emplace(owner.value);
  List& list = at->second;
  if (!fresh) return list;
  const auto miss = [&](const std::string& why, Span place) {
    if (list.missing.empty()) list.missing = why, list.place = place;
  };
  std::vector<std::pair<double, NodeId>> numbered;
  for (const Link& entry : view_.from(owner, view_.words.has, view_.words.acl_entry)) {
    const PropertyValue* number = view_.property(entry.node, view_.words.number);
    if (number == nullptr || number->state != PropertyState::number)
      miss("the place of an entry in the list is not known", view_.dfd[entry.node].header);
    else
      numbered.emplace_back(number->number, entry.node);
  }
  std::stable_sort(numbered.begin(), numbered.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  for (const auto& [number, entry] : numbered) list.entries.push_back(entry);
  if (view_.dfd[owner].outside)
    miss("the input does not declare " + view_.dfd[owner].name, view_.dfd[owner].header);
  if (const OpenEnd* open = view_.open(owner, view_.words.has, true, view_.words.acl_entry))
    miss(open->why, open->span);
  return list;
}

const std::vector<AccessLists::Entry>& AccessLists::entries_of(NodeId owner, bool outgoing,
                                                               const Side& side) {
  const auto [at, fresh] = entries_.try_emplace({owner.value, outgoing, side.key()});
  std::vector<Entry>& out = at->second;
  if (!fresh) return out;
  for (const NodeId node : list_of(owner).entries) {
    if (!view_.spend()) break;
    const Verdict direction = view_.is_true(node, view_.words.outgoing,
                                            unknown_verdict("its direction is not known"), "");
    const Verdict concerned = outgoing ? direction : opposite(direction);
    if (concerned.never()) continue;
    const Verdict speaks = side.subnet.valid() ? speaks_of_subnet(view_, node, side.subnet)
                                               : speaks_of_internet(view_, node, side.family);
    const Guard exists = view_.dfd[node].exists;
    Verdict applies = when(view_.guards, exists, both(view_.guards, concerned, speaks));
    if (applies.never()) continue;
    const Verdict allows =
        view_.is_true(node, view_.words.allows, unknown_verdict("what it does is not known"), "");
    out.push_back({node, ports_spoken_of(view_, node), std::move(applies), allows});
  }
  return out;
}

Verdict AccessLists::passes(NodeId subnet, IpFamily family, PortRange ports) {
  const Side internet{{}, family};
  return by_lists(subnet, [&](NodeId list) {
    return both(view_.guards, lets_through(list, false, internet, ports),
                lets_answers_through(list, true, internet));
  });
}

Verdict AccessLists::passes_between(NodeId from, NodeId to, PortRange ports) {
  const Side source{from}, target{to};
  const Verdict out = by_lists(from, [&](NodeId list) {
    return both(view_.guards, lets_through(list, true, target, ports),
                lets_answers_through(list, false, target));
  });
  const Verdict in = by_lists(to, [&](NodeId list) {
    return both(view_.guards, lets_through(list, false, source, ports),
                lets_answers_through(list, true, source));
  });
  return both(view_.guards, out, in);
}

Verdict AccessLists::by_lists(NodeId subnet, const std::function<Verdict(NodeId list)>& lets) {
  Verdict out = fails("");
  Guard rest = kAlways;
  for (const Link& list : view_.to(subnet, view_.words.filters)) {
    out = either(view_.guards, when(view_.guards, list.exists, lets(list.node)), out);
    rest = view_.guards.minus(rest, list.exists);
  }
  if (const OpenEnd* open = view_.open(subnet, view_.words.filters, false);
      open != nullptr && open->label.valid())
    return either(view_.guards, out, unknown_verdict(open->why, open->span));
  if (rest == kNever) return out;
  // the list that a VPC brings along lets everything through until it is changed
  Verdict given = holds();
  for (const Link& vpc : view_.vpcs_of(subnet)) {
    for (const Link& list : view_.to(vpc.node, view_.words.main_of))
      if (view_.bears(list.node, view_.words.acl)) given = lets(list.node);
    if (!view_.from(vpc.node, view_.words.has, view_.words.acl_entry).empty())
      given = unknown_verdict("entries are added to the access list that the network brings along",
                              view_.dfd[vpc.node].header);
  }
  return either(view_.guards, when(view_.guards, rest, given), out);
}

Verdict AccessLists::lets_answers_through(NodeId list, bool outgoing, const Side& side) {
  Verdict out = fails("");
  for (const PortRange range : kAnswers)
    out = either(view_.guards, lets_through(list, outgoing, side, range), out);
  out.way.clear();
  return out;
}

const Verdict& AccessLists::lets_through(NodeId list, bool outgoing, const Side& side,
                                         PortRange ports) {
  const auto [at, fresh] =
      decided_.try_emplace({list.value, outgoing, side.key(), ports.first, ports.last});
  if (fresh) at->second = decide(list, outgoing, side, ports);
  return at->second;
}

/// Entries in order: the first that speaks of a port decides on it, the last word is no.
Verdict AccessLists::decide(NodeId owner, bool outgoing, const Side& side, PortRange ports) {
  const List& list = list_of(owner);
  const std::string& name = view_.dfd[owner].name;
  Verdict out = fails(name + " lets nothing through " + (outgoing ? "out" : "in at the ports"));
  if (!list.missing.empty()) return unknown_verdict(list.missing, list.place);
  PortSet left(ports);
  Verdict undecided = fails("");  // what an entry may have denied already
  for (const Entry& entry : entries_of(owner, outgoing, side)) {
    if (!view_.spend(1 + left.ranges().size()))
      return unknown_verdict("there are more entries than the limit allows");
    for (const SpokenOf& spoken : entry.ports) {
      if (!left.overlaps(spoken.ports)) continue;
      Verdict applies = when(view_.guards, spoken.guard, entry.applies);
      if (!spoken.certain)
        applies = both(view_.guards, applies, unknown_verdict("its ports are not known"));
      Verdict through = both(view_.guards, applies, entry.allows);
      through.way = {{name + " lets it in", view_.dfd[entry.node].header}};
      if (outgoing) through.way.clear();
      if (!undecided.never()) through = both(view_.guards, through, opposite(undecided));
      out = either(view_.guards, through, out);
      if (out.always()) return out;
      if (applies.always())
        left.remove(spoken.ports);
      else
        undecided = either(view_.guards, applies, undecided);
    }
    if (left.empty()) break;
  }
  return view_.spend(0) ? out : unknown_verdict("there are more entries than the limit allows");
}

}  // namespace weir
