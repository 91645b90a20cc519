#include "analyzer/graph/policy_callers.h"

#include <algorithm>

#include "analyzer/graph/ends.h"
#include "analyzer/graph/principals.h"

namespace weir {
namespace {

/// The rows of tables/principals.yaml that say by which of its properties a thing lets in nobody
/// from outside, whatever a public policy says, or perhaps not.
constexpr std::string_view kClosed = "closed";
constexpr std::string_view kPerhapsClosed = "perhaps_closed";

/// The rows whose `as` is used as its policy says.
constexpr std::string_view kByItsPolicy = "by_its_policy";

bool names_everybody(const std::vector<PolicyPattern>& principals) {
  return std::any_of(principals.begin(), principals.end(),
                     [](const PolicyPattern& one) { return one.text == "*"; });
}

}  // namespace

bool is_about_everybody(const PolicyStatement& statement) {
  if (statement.principals.empty())
    return !statement.not_principals.empty() && !names_everybody(statement.not_principals);
  return names_everybody(statement.principals);
}

PolicyCallers::PolicyCallers(Inference& inference) : in_(inference) {
  for (const Flow& flow : in_.dfd.flows) reached_.insert(flow.to.value);
  const Catalog& catalog = in_.catalog;
  for (const PrincipalRecord& row : catalog.principals) {
    const std::string_view what = catalog.text(row.principal);
    if (what == kByItsPolicy && row.as.valid()) by_its_policy_.insert(row.as.value);
    if (what != kClosed && what != kPerhapsClosed) continue;
    const PropertyId property = catalog.property(catalog.text(row.what));
    if (property.valid()) (what == kClosed ? closing_ : doubting_).push_back(property);
  }
}

void PolicyCallers::add(NodeId owner, const PolicyStatement& one, Guard guard) {
  delegate(owner, one, guard);
  if (one.allow == false || !is_about_everybody(one)) return;
  Closed& known = public_[owner.value];
  if (one.strangers == Strangers::unknown || !one.allow)
    known.perhaps = in_.guards.either(known.perhaps, guard);
  else if (one.strangers == Strangers::all || one.strangers == Strangers::some)
    known.surely = in_.guards.either(known.surely, guard);
}

void PolicyCallers::delegate(NodeId owner, const PolicyStatement& one, Guard guard) {
  const ConceptId id = in_.dfd[owner].concept_id;
  if (!id.valid() || by_its_policy_.count(id.value) == 0) return;
  Delegation& known = delegations_[owner.value];
  known.there = in_.guards.either(known.there, guard);
  if (one.allow == false) return;
  for (const PolicyPattern& principal : one.principals) {
    const Named account = names_account(in_, in_.dfd[owner].unit, principal);
    if (account == Named::no) continue;
    const bool sure = account == Named::yes && one.allow == true;
    Guard& into = sure ? known.yes : known.perhaps;
    into = in_.guards.either(into, in_.guards.both(guard, principal.guard));
  }
}

PolicyCallers::Delegated PolicyCallers::undelegated(NodeId target) const {
  const auto at = delegations_.find(target.value);
  if (at == delegations_.end()) return {};
  const Guard rest = in_.guards.minus(at->second.there, at->second.yes);
  return {in_.guards.minus(rest, at->second.perhaps), in_.guards.both(rest, at->second.perhaps)};
}

void PolicyCallers::add_when(Closed& into, NodeId owner, PropertyId property, bool for_sure) const {
  const PropertyValue* value = find_property(in_.dfd[owner].properties, property);
  if (value == nullptr) return;
  const auto take = [&](const PropertyValue& one, Guard guard) {
    const bool yes = one.state == PropertyState::boolean && one.boolean;
    // a default that is not known: a public policy that is in force could be put there
    const bool written = one.state == PropertyState::unknown && one.span != Span{};
    if (yes && for_sure) into.surely = in_.guards.either(into.surely, guard);
    if (written || (yes && !for_sure)) into.perhaps = in_.guards.either(into.perhaps, guard);
  };
  if (value->state != PropertyState::choice) return take(*value, kAlways);
  for (std::size_t i = 0; i < value->items.size(); ++i) take(value->items[i], value->guards[i]);
}

PolicyCallers::Closed PolicyCallers::closed(NodeId owner) const {
  Closed out;
  for (const PropertyId one : closing_) add_when(out, owner, one, true);
  for (const PropertyId one : doubting_) add_when(out, owner, one, false);
  return out;
}

void PolicyCallers::outsider(std::vector<Comer>& out, Comer comer, NodeId owner, EdgeLabelId kind,
                             Span place) {
  GuardStore& guards = in_.guards;
  const auto known = public_.find(owner.value);
  if (known != public_.end()) {
    const Closed closing = closed(owner);
    const Closed& open = known->second;
    comer.guard = guards.minus(comer.guard, guards.both(closing.surely, open.surely));
    const Guard doubted =
        guards.both(comer.guard, guards.both(guards.either(closing.surely, closing.perhaps),
                                             guards.either(open.surely, open.perhaps)));
    in_.add_open({owner,
                  kind,
                  false,
                  {},
                  "whether it lets in anybody from outside is not known",
                  place,
                  doubted});
    comer.guard = guards.minus(comer.guard, doubted);
  }
  if (comer.guard != kNever) out.push_back(comer);
}

void PolicyCallers::strangers(std::vector<Comer>& out, NodeId owner, const PolicyStatement& one,
                              std::string_view text, EdgeLabelId kind, Guard guard) {
  const Span place = in_.dfd[one.item].header;
  if (one.strangers == Strangers::none) return;
  if (one.strangers == Strangers::unknown)
    return in_.add_open({owner,
                         kind,
                         false,
                         {},
                         "whom the conditions of its policy let in is not known",
                         place,
                         guard});
  const bool ours = one.strangers == Strangers::organisation;
  const NodeId who = ours ? organisation_actor(in_) : public_actor(in_);
  if (who.valid()) outsider(out, {who, text, guard}, owner, kind, place);
}

void PolicyCallers::named(std::vector<Comer>& out, NodeId owner, const PolicyPattern& principal,
                          EdgeLabelId kind, Guard guard) {
  for (const NodeId node : principal.nodes) out.push_back({node, principal.text, guard});
  if (!principal.nodes.empty() || principal.unknown) return;
  const UnitId unit = in_.dfd[owner].unit;
  if (const NodeId account = outside_account(in_, unit, principal); account.valid())
    return outsider(out, {account, principal.text, guard}, owner, kind, principal.span);
  const bool comes = reached_.count(owner.value) == 0;
  if (const NodeId service = comes ? outside_service(in_, unit, principal) : NodeId();
      service.valid())
    return out.push_back({service, principal.text, guard});
  for (const NodeId node : match_arn(in_, unit, principal.text, {}, principal.span).nodes)
    if (in_.dfd[node].kind == GraphNodeKind::identity) out.push_back({node, principal.text, guard});
}

std::vector<PolicyCallers::Comer> PolicyCallers::of(NodeId owner, const PolicyStatement& one,
                                                    EdgeLabelId kind, Guard guard) {
  std::vector<Comer> out;
  if (one.principals.empty() && is_about_everybody(one))
    strangers(out, owner, one, "", kind, guard);
  for (const PolicyPattern& principal : one.principals) {
    const Guard when = in_.guards.both(guard, principal.guard);
    if (principal.text == "*" && !principal.unknown && principal.nodes.empty())
      strangers(out, owner, one, principal.text, kind, when);
    else
      named(out, owner, principal, kind, when);
  }
  std::erase_if(out, [&](const Comer& one_of) { return one_of.node == owner; });
  return out;
}

}  // namespace weir
