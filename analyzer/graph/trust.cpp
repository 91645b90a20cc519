#include "analyzer/graph/trust.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/graph/act_through.h"
#include "analyzer/graph/principals.h"
#include "analyzer/graph/property_value.h"

namespace weir {
namespace {

bool knows_actions(const PolicyStatement& one) {
  const auto& said = one.actions.empty() ? one.not_actions : one.actions;
  return !said.empty() && std::none_of(said.begin(), said.end(), has_hole);
}

/// Whether a principal is who signs others in.
bool is_provider(const PolicyStatement& one, const PolicyPattern& principal) {
  return std::any_of(one.federated.begin(), one.federated.end(),
                     [&](const PolicyPattern& by) { return by.text == principal.text; });
}

/// Whether a statement lets the role be taken on: by those it names, or by those whom they sign in.
/// One of which no action is known may.
bool may_assume(const Catalog& catalog, ActionTable& table, const PolicyStatement& one,
                bool signed_in) {
  if (!knows_actions(one)) return true;
  const EdgeLabelId way = catalog.edge(signed_in ? "sign_in" : "assume");
  const std::vector<std::uint32_t> actions = table.of(one);
  return !way.valid() || std::any_of(actions.begin(), actions.end(), [&](std::uint32_t action) {
    return catalog.actions[action].kind == way;
  });
}

/// When what certainly denies the role to the caller leaves it.
Guard undenied(Inference& inference, ActionTable& table, const std::vector<Trust>& trusts,
               const Caller& caller, bool signed_in, Guard guard) {
  const bool anybody = is_anybody(inference.catalog, inference.dfd[caller.node]);
  for (const auto& [one, denied] : trusts) {
    const bool met = !one.conditional || (anybody && one.strangers == Strangers::all);
    if (one.allow == false && met && knows_actions(one) &&
        may_assume(inference.catalog, table, one, signed_in) &&
        is_about(inference, one, caller) == Named::yes)
      guard = inference.guards.minus(guard, denied);
  }
  return guard;
}

/// Who is outside and is named; none if that is somebody of ours, or it is not known who.
NodeId outsider_of(Inference& inference, UnitId unit, const PolicyStatement& one,
                   const PolicyPattern& principal) {
  if (principal.text == "*" && !principal.unknown && principal.nodes.empty()) {
    const bool everybody = one.strangers == Strangers::all || one.strangers == Strangers::some;
    if (everybody) return public_actor(inference);
    return one.strangers == Strangers::organisation ? organisation_actor(inference) : NodeId();
  }
  if (const NodeId provider = outside_provider(inference, unit, principal); provider.valid())
    return provider;
  return outside_account(inference, unit, principal);
}

/// The pipelines of the input whom the outsider signs in and that act with the role.
std::vector<NodeId> pipelines_with(const Inference& inference, NodeId outsider, NodeId role) {
  const PropertyId issuer = inference.catalog.property("issuer");
  const EdgeLabelId runs_as = inference.catalog.edge("runs_as");
  const std::string& name = inference.dfd[outsider].name;
  std::vector<NodeId> found;
  for (const Attachment& edge : inference.dfd.attachments)
    if (edge.kind == runs_as && edge.target == role &&
        text_of(find_property(inference.dfd[edge.source].properties, issuer)) == name)
      found.push_back(edge.source);
  return found;
}

/// How far whom a provider signs in is to be trusted: the least, over the roles that trust it.
void say_trust(Inference& inference, NodeId provider, std::string_view level) {
  const Catalog& catalog = inference.catalog;
  const PropertyId trust = catalog.property("trust");
  const EnumId levels = catalog.enumeration("trust");
  if (!trust.valid() || !levels.valid() || level.empty()) return;
  std::vector<Property>& properties = inference.dfd.nodes[provider.index()].properties;
  const std::string_view known = text_of(find_property(properties, trust));
  if (known.empty() || catalog.rank(levels, level) < catalog.rank(levels, known))
    set_property(properties, trust, text_value(std::string(level)));
}

/// Says of a statement which of its principals the policy's denials leave, where they do not leave
/// all.
void say_left(Inference& inference, NodeId item, const PolicyStatement& one,
              const std::vector<const PolicyPattern*>& denied) {
  const PropertyId left = inference.catalog.property("left");
  if (denied.empty() || !left.valid()) return;
  std::vector<std::string> rest;
  for (const PolicyPattern& principal : one.principals)
    if (std::find(denied.begin(), denied.end(), &principal) == denied.end())
      rest.push_back(principal.text);
  set_property(inference.dfd.nodes[item.index()].properties, left, list_value(std::move(rest)));
}

/// Says which keys whoever a statement lets in must carry: its own, and those of denials that keep
/// all its outsiders out who come without.
void say_demanded(Inference& inference, ActionTable& table, const Trust& allowing,
                  const std::vector<Trust>& trusts, const std::vector<Caller>& callers) {
  const PropertyId property = inference.catalog.property("demanded_keys");
  if (!property.valid()) return;
  std::optional<std::vector<std::string>> demanded = allowing.statement.demanded;
  for (const auto& [one, when] : trusts) {
    if (one.allow != false || !one.conditional || !demanded || callers.empty() ||
        !knows_actions(one) || !may_assume(inference.catalog, table, one, false) ||
        !inference.guards.implies(allowing.guard, when) ||
        !std::all_of(callers.begin(), callers.end(), [&, &denial = one](const Caller& caller) {
          return is_about(inference, denial, caller) == Named::yes;
        }))
      continue;
    if (one.demanded)
      demanded->insert(demanded->end(), one.demanded->begin(), one.demanded->end());
    else
      demanded.reset();
  }
  if (demanded && demanded->empty()) return;
  set_property(inference.dfd.nodes[allowing.statement.item.index()].properties, property,
               demanded ? list_value(std::move(*demanded))
                        : unknown_value("what its conditions demand is not known"));
}

}  // namespace

void act_for_outsiders(Inference& inference, ActionTable& table, NodeId role,
                       const std::vector<Trust>& trusts) {
  std::vector<std::pair<NodeId, Guard>> outsiders;
  bool only = true;
  const UnitId unit = inference.dfd[role].unit;
  for (const Trust& trust : trusts) {
    const auto& [one, guard] = trust;
    if (one.allow == false) continue;
    std::vector<const PolicyPattern*> denied;
    std::vector<Caller> callers;
    for (const PolicyPattern& principal : one.principals) {
      const bool signed_in = is_provider(one, principal);
      if (!may_assume(inference.catalog, table, one, signed_in)) continue;
      const NodeId outsider = outsider_of(inference, unit, one, principal);
      only = only && outsider.valid() && one.allow == true;
      if (!outsider.valid() || one.allow != true) continue;
      const Caller caller{outsider, unit, principal.text};
      callers.push_back(caller);
      const Guard when = inference.guards.both(guard, principal.guard);
      const Guard left = undenied(inference, table, trusts, caller, signed_in, when);
      if (left == kNever) denied.push_back(&principal);
      outsiders.push_back({outsider, left});
      if (left != kNever && !one.federated.empty())
        say_trust(inference, outsider, trust_in_signed_in(inference, one, principal));
    }
    say_left(inference, one.item, one, denied);
    say_demanded(inference, table, trust, trusts, callers);
  }
  for (const auto& [outsider, guard] : outsiders) {
    if (guard == kNever) continue;
    inference.add_attachment(
        {outsider,
         role,
         {},
         inference.catalog.edge("runs_as"),
         {},
         {{"the role trusts " + inference.dfd[outsider].name, inference.dfd[role].header}},
         guard});
    if (!only) continue;
    const std::vector<NodeId> pipelines = pipelines_with(inference, outsider, role);
    if (pipelines.empty()) act_through(inference, outsider, role, guard, Confidence::implied);
    for (const NodeId pipeline : pipelines) act_through(inference, pipeline, role, guard, Confidence::implied);
  }
}

}  // namespace weir
