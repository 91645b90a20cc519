#include "analyzer/graph/network/access_lists.h"

#include <algorithm>
#include <utility>

#include "analyzer/graph/network/filters.h"

namespace weir {

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

/// Entries in order: the first that speaks of a packet decides on it, the last word is no.
const std::vector<Ruling>& AccessLists::rulings_of(NodeId owner, bool outgoing, IpFamily family) {
  const auto [at, fresh] = rulings_.try_emplace({owner.value, outgoing, family});
  if (!fresh) return at->second;
  const List& list = list_of(owner);
  const std::string nothing =
      view_.dfd[owner].name + " lets nothing through " + (outgoing ? "out" : "in at the ports");
  FirstMatch match(view_, family,
                   list.missing.empty() ? fails(nothing, view_.dfd[owner].header)
                                        : unknown_verdict(list.missing, list.place));
  if (list.missing.empty())
    for (const NodeId entry : list.entries) read_entry(match, owner, entry, outgoing, family);
  return at->second = match.rulings();
}

void AccessLists::read_entry(FirstMatch& match, NodeId list, NodeId entry, bool outgoing,
                             IpFamily family) {
  const Verdict direction =
      view_.is_true(entry, view_.words.outgoing, unknown_verdict("its direction is not known"), "");
  const Verdict concerned = outgoing ? direction : opposite(direction);
  if (concerned.never()) return;
  Verdict says =
      view_.is_true(entry, view_.words.allows, unknown_verdict("what it does is not known"), "");
  const char* what = outgoing ? " lets the answers out" : " lets it in";
  if (says.yes != kNever) says.way = {{view_.dfd[list].name + what, view_.dfd[entry].header}};
  const std::vector<SpokenOf> ports = ports_spoken_of(view_, entry);
  for (const SpokenRange& range : ranges_spoken_of(view_, entry, family))
    for (const SpokenOf& spoken : ports) {
      const Guard exists = view_.guards.both(view_.dfd[entry].exists, spoken.guard);
      Verdict applies = when(view_.guards, exists, both(view_.guards, concerned, range.applies));
      if (!spoken.certain)
        applies = both(view_.guards, applies, unknown_verdict("its ports are not known"));
      match.add(range.addresses, spoken.ports, std::move(applies), says);
    }
}

Verdict AccessLists::passes(NodeId subnet, const AddressRange& others, PortRange ports) {
  const Question question{subnet.value, static_cast<std::uint64_t>(others.family),
                          others.first, others.last,
                          ports.first,  ports.last};
  const auto [at, fresh] = answers_.try_emplace(question);
  if (fresh)
    at->second =
        by_lists(subnet, [&](NodeId list) { return lets_internet_in(list, others, ports); });
  return at->second;
}

Verdict AccessLists::lets_internet_in(NodeId list, const AddressRange& others, PortRange ports) {
  const std::vector<Ruling>& in = rulings_of(list, false, others.family);
  const std::vector<Ruling>& out = rulings_of(list, true, others.family);
  Verdict passes = fails(""), refused = fails("");
  for (const Ruling& one : in) {
    if (!view_.spend()) return unknown_verdict("there are more entries than the limit allows");
    if (!one.addresses.overlaps(others) || !one.ports.overlaps(ports) ||
        !common(one.addresses, others).is_internet())
      continue;
    if (one.verdict.never())
      refused = either(view_.guards, one.verdict, refused);
    else
      for (const PortRange asked : by_protocol(common(one.ports, ports)))
        passes = either(view_.guards,
                        both(view_.guards, one.verdict, answered(one, others, asked, out)), passes);
    if (passes.always()) break;
  }
  return passes.why.empty() && passes.never() ? refused : passes;
}

/// Whether those who get in at the ports are answered.
Verdict AccessLists::answered(const Ruling& in, const AddressRange& others, PortRange ports,
                              const std::vector<Ruling>& out) {
  const AddressRange asking = common(in.addresses, others);
  Verdict back = fails("");
  for (const Ruling& one : out)
    if (view_.spend() && one.addresses.overlaps(asking) && one.ports.overlaps(answers_to(ports)) &&
        common(one.addresses, asking).is_internet())
      back = either(view_.guards, one.verdict, back);
  return back;
}

Verdict AccessLists::passes_between(NodeId from, NodeId to, PortRange ports) {
  const auto addresses = [&](NodeId subnet) {
    const auto range = range_of(view_, subnet);
    return range ? AddressRange::of(*range) : AddressRange{};
  };
  const AddressRange source = addresses(from), target = addresses(to);
  const Verdict out =
      by_lists(from, [&](NodeId list) { return exchanges(list, true, target, ports); });
  const Verdict in =
      by_lists(to, [&](NodeId list) { return exchanges(list, false, source, ports); });
  return both(view_.guards, out, in);
}

/// Whether a list lets packets through in one direction and the answers in the other.
Verdict AccessLists::exchanges(NodeId list, bool outgoing, const AddressRange& others,
                               PortRange ports) {
  Verdict some = fails("");
  for (const PortRange asked : by_protocol(ports))
    some = either(view_.guards,
                  both(view_.guards, lets_through(list, outgoing, others, asked),
                       lets_through(list, !outgoing, others, answers_to(asked))),
                  some);
  return some;
}

/// Whether there are ports among these at which packets of all the addresses pass.
Verdict AccessLists::lets_through(NodeId list, bool outgoing, const AddressRange& others,
                                  PortRange ports) {
  const std::vector<Ruling>& all = rulings_of(list, outgoing, others.family);
  Verdict some = fails("");
  for (const Ruling& one : all) {
    if (!one.addresses.overlaps(others) || !one.ports.overlaps(ports) || one.verdict.never())
      continue;
    const Verdict every = on_all(view_, all, others, common(one.ports, ports));
    some = either(view_.guards, every, some);
    if (some.always()) break;
  }
  return some;
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

}  // namespace weir
