// Effective permissions: what statements allow, less certain denials, within permissions
// boundaries.
#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "analyzer/graph/denials.h"
#include "analyzer/graph/ends.h"
#include "analyzer/graph/passes.h"
#include "analyzer/graph/permissions.h"
#include "analyzer/graph/principals.h"
#include "analyzer/graph/property_value.h"
#include "analyzer/graph/statements.h"
#include "analyzer/graph/targets.h"

namespace weir {
namespace {

constexpr std::size_t kMaxNamed = 16;  ///< targets of a permission that says what is used

using Actions = std::vector<std::uint32_t>;

Actions intersection(const Actions& a, const Actions& b) {
  Actions out;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out));
  return out;
}

bool everything(const std::vector<PolicyPattern>& resources) {
  return std::any_of(resources.begin(), resources.end(),
                     [](const PolicyPattern& p) { return p.text == "*"; });
}

/// Actions of one statement that do the same kind of thing to some concepts.
struct Group {
  EdgeLabelId kind;
  DataDirection data = DataDirection::both;
  Actions actions;
  std::vector<ConceptId> concepts;
  bool conditional = false;  ///< some condition restricts it
};

class Identity {
 public:
  explicit Identity(Inference& inference)
      : in_(inference),
        catalog_(inference.catalog),
        table_(inference.catalog),
        targets_(inference) {
    statement_ = catalog_.label("statement");
    policy_ = catalog_.label("policy");
    trust_ = catalog_.label("trust_statement");
    conditional_ = catalog_.property("conditional");
    for (const Flow& flow : in_.dfd.flows) reached_.insert(flow.to.value);
    std::set<std::uint32_t> kinds;
    for (const ActionRecord& action : catalog_.actions)
      if (action.kind.valid()) kinds.insert(action.kind.value);
    for (const std::uint32_t kind : kinds) kinds_.push_back(EdgeLabelId(kind));
  }

  void run() {
    collect();
    for (const auto& [owner, items] : statements_of_) {
      const NodeId node(owner);
      const GraphNode& n = in_.dfd[node];
      if (n.kind != GraphNodeKind::identity)
        for (const auto& [item, guard] : items) resource_policy(node, item, guard);
      else if (!has_label(in_.dfd, catalog_, node, policy_))
        identity(node, items);
    }
    for (const auto& [role, items] : trusts_of_) trusted(NodeId(role), items);
  }

 private:
  using Owned = std::vector<std::pair<NodeId, Guard>>;

  void collect() {
    const EdgeLabelId has = catalog_.edge("has");
    const EdgeLabelId limits = catalog_.edge("limits");
    for (const Attachment& edge : in_.dfd.attachments) {
      if (edge.kind == has && has_label(in_.dfd, catalog_, edge.target, statement_))
        statements_of_[edge.source.value].push_back({edge.target, edge.exists});
      if (edge.kind == has && trust_.valid() && has_label(in_.dfd, catalog_, edge.target, trust_))
        trusts_of_[edge.source.value].push_back({edge.target, edge.exists});
      if (edge.kind == limits && edge.target.valid() &&
          in_.dfd[edge.target].kind == GraphNodeKind::identity)
        bounds_of_[edge.target.value].push_back(edge.source);
    }
    share(catalog_.edge("runs_as"));
  }

  /// What a group has, its members have. Groups have no groups, so one step is all.
  void share(EdgeLabelId runs_as) {
    const std::map<std::uint32_t, Owned> own = statements_of_;
    for (const Attachment& edge : in_.dfd.attachments) {
      if (edge.kind != runs_as || !edge.target.valid() ||
          in_.dfd[edge.source].kind != GraphNodeKind::identity)
        continue;
      const auto at = own.find(edge.target.value);
      if (at == own.end()) continue;
      Owned& into = statements_of_[edge.source.value];
      for (const auto& [item, guard] : at->second)
        into.push_back({item, in_.guards.both(guard, edge.exists)});
    }
  }

  const PolicyStatement& statement(NodeId item) {
    const auto [at, fresh] = loaded_.try_emplace(item.value);
    if (fresh) at->second = load_statement(in_, item);
    return at->second;
  }

  void identity(NodeId node, const Owned& items) {
    const Actions* bound = nullptr;
    Actions allowed;
    if (bounds(node, allowed)) bound = &allowed;
    Denials denials(in_, table_, targets_);
    deny(denials, items);
    for (const NodeId source : bounds_of_[node.value])
      if (const auto at = statements_of_.find(source.value); at != statements_of_.end())
        deny(denials, at->second);
    for (const auto& [item, guard] : items) {
      const PolicyStatement& one = statement(item);
      open_unknowns(node, one, guard);
      if (one.allow != true) continue;
      Actions actions = table_.of(one);
      if (bound != nullptr) actions = intersection(actions, *bound);
      for (const Group& group : groups(actions)) grant(node, one, guard, group, denials);
    }
  }

  void deny(Denials& denials, const Owned& items) {
    for (const auto& [item, guard] : items) denials.add(statement(item), guard);
  }

  /// What permissions boundaries with known statements leave; false if there is none.
  bool bounds(NodeId node, Actions& allowed) {
    bool bounded = false, first = true;
    for (const NodeId source : bounds_of_[node.value]) {
      const auto at = statements_of_.find(source.value);
      bounded = true;
      if (at == statements_of_.end()) return unread(node, source, allowed);
      Actions some;
      for (const auto& [item, guard] : at->second) {
        const PolicyStatement& one = statement(item);
        if (one.allow != true) continue;
        if (!everything(one.resources)) return unread(node, item, allowed);
        Actions more = table_.of(one);
        Actions both;
        std::set_union(some.begin(), some.end(), more.begin(), more.end(),
                       std::back_inserter(both));
        some = std::move(both);
      }
      allowed = first ? std::move(some) : intersection(allowed, some);
      first = false;
    }
    return bounded;
  }

  /// A boundary of which it is not known what it leaves: nothing is certain, everything is open.
  bool unread(NodeId node, NodeId boundary, Actions& allowed) {
    allowed.clear();
    for (const EdgeLabelId kind : kinds_)
      in_.add_open({node,
                    kind,
                    true,
                    {},
                    "what its permissions boundary leaves is not known",
                    in_.dfd[boundary].header,
                    kAlways});
    return true;
  }

  std::vector<Group> groups(const Actions& actions) const {
    std::map<std::pair<std::uint32_t, DataDirection>, Group> by_kind;
    for (const std::uint32_t index : actions) {
      const ActionRecord& action = catalog_.actions[index];
      if (!action.kind.valid()) continue;  // known to move nothing
      const DataDirection data = action.data == DataDirection::none
                                     ? catalog_.edges[action.kind.index()].data
                                     : action.data;
      Group& group = by_kind[{action.kind.value, data}];
      group.kind = action.kind;
      group.data = data;
      group.actions.push_back(index);
    }
    std::vector<Group> out;
    for (auto& [key, group] : by_kind) {
      group.concepts = done_to(group.actions);
      out.push_back(std::move(group));
    }
    return out;
  }

  std::vector<ConceptId> done_to(const Actions& actions) const {
    std::set<ConceptId> out;
    for (const std::uint32_t index : actions)
      for (const ConceptId id : Catalog::slice(catalog_.concept_refs, catalog_.actions[index].to))
        out.insert(id);
    return {out.begin(), out.end()};
  }

  void grant(NodeId node, const PolicyStatement& one, Guard guard, const Group& group,
             Denials& denials) {
    const UnitId unit = in_.dfd[node].unit;
    const bool moves_data = Permissions::moves_data(catalog_, group.kind);
    for (Denials::Left& left :
         denials.apply(group.actions, unit, group.concepts, moves_data, guard)) {
      if (left.undecided) {
        in_.add_open({node, group.kind, true, {}, std::move(left.why), left.span, guard});
        continue;
      }
      Group rest = group;
      rest.concepts = done_to(left.actions);
      rest.actions = std::move(left.actions);
      rest.conditional = one.conditional || left.conditional;
      allow(node, one, guard, rest, left.denied);
    }
  }

  void allow(NodeId node, const PolicyStatement& one, Guard guard, const Group& group,
             const std::vector<NodeId>& denied) {
    const UnitId unit = in_.dfd[node].unit;
    const auto less = [&](TargetSetId set) {
      return denied.empty() ? set : targets_.without(set, denied);
    };
    for (const auto& [resources, when] : by_guard(one.resources))
      add_access(node, less(targets_.covered(unit, group.concepts, resources)), one, group,
                 in_.guards.both(guard, when));
    if (one.resources.empty() && !one.not_resources.empty())
      add_access(node, less(targets_.all_but(unit, group.concepts, one.not_resources)), one, group,
                 guard);
  }

  static std::vector<std::pair<std::vector<PolicyPattern>, Guard>> by_guard(
      const std::vector<PolicyPattern>& all) {
    std::vector<std::pair<std::vector<PolicyPattern>, Guard>> out;
    for (const PolicyPattern& pattern : all) {
      auto at = std::find_if(out.begin(), out.end(),
                             [&](const auto& entry) { return entry.second == pattern.guard; });
      if (at == out.end()) at = out.insert(out.end(), {{}, pattern.guard});
      at->first.push_back(pattern);
    }
    return out;
  }

  void add_access(NodeId principal, TargetSetId set, const PolicyStatement& one, const Group& group,
                  Guard guard) {
    const TargetSet& targets = in_.dfd.targets[set.index()];
    if (guard == kNever || (targets.members.empty() && !targets.covers_outside)) return;
    Access access;
    access.principal = principal;
    access.target = set;
    access.kind = group.kind;
    access.data = group.data;
    access.actions = written(one, group);
    access.allowed = group.actions;
    if (group.conditional && conditional_.valid())
      set_property(access.properties, conditional_, boolean_value(true));
    access.statement = one.item;
    std::string why = "the statement allows";
    for (std::size_t i = 0; i < access.actions.size() && i < 3; ++i)
      why += (i == 0 ? " " : ", ") + access.actions[i];
    if (access.actions.size() > 3)
      why += " and " + std::to_string(access.actions.size() - 3) + " more";
    access.evidence.push_back({std::move(why), in_.dfd[one.item].header});
    access.exists = guard;
    in_.dfd.access.push_back(std::move(access));
  }

  /// The patterns as written that stand for the group's actions.
  std::vector<std::string> written(const PolicyStatement& one, const Group& group) const {
    std::vector<std::string> out;
    for (const PolicyPattern& pattern : one.actions) {
      const bool covers =
          std::any_of(group.actions.begin(), group.actions.end(), [&](std::uint32_t index) {
            return any_action({pattern}, catalog_.text(catalog_.actions[index].action));
          });
      if (covers && std::find(out.begin(), out.end(), pattern.text) == out.end())
        out.push_back(pattern.text);
    }
    if (one.actions.empty())
      for (const PolicyPattern& pattern : one.not_actions) out.push_back("not " + pattern.text);
    return out;
  }

  /// Unknown actions leave every kind of access open, unknown resources the kinds of the actions.
  void open_unknowns(NodeId node, const PolicyStatement& one, Guard guard) {
    if (one.allow == false) return;
    for (const PolicyPattern& action : one.actions)
      if (action.unknown || !action.parameter.empty())
        for (const EdgeLabelId kind : kinds_) open(node, kind, action, guard);
    const bool unknown = std::any_of(one.resources.begin(), one.resources.end(),
                                     [](const auto& r) { return r.unknown; });
    if (!unknown) return;
    for (const Group& group : groups(table_.of(one)))
      for (const PolicyPattern& resource : one.resources)
        if (resource.unknown) open(node, group.kind, resource, guard);
  }

  void open(NodeId node, EdgeLabelId kind, const PolicyPattern& pattern, Guard guard) {
    in_.add_open(
        {node, kind, true, {}, pattern.text, pattern.span, in_.guards.both(guard, pattern.guard)});
  }

  /// A statement on the resource itself: its principals may do that to it.
  void resource_policy(NodeId owner, NodeId item, Guard guard) {
    const PolicyStatement& one = statement(item);
    if (one.allow != true) return;
    const ConceptId own = in_.dfd[owner].concept_id;
    for (Group& group : groups(table_.of(one))) {
      group.conditional = one.conditional;
      const bool meant =
          group.concepts.empty() ||
          std::find(group.concepts.begin(), group.concepts.end(), own) != group.concepts.end();
      if (!meant) continue;
      for (const PolicyPattern& principal : one.principals)
        for (const NodeId who : principals(owner, principal, one))
          if (who != owner) admit(who, owner, one, group, in_.guards.both(guard, principal.guard));
    }
  }

  /// Other accounts act through a role that trusts them. A role that is for them alone, and for
  /// things that it names, shows what they do.
  void trusted(NodeId role, const Owned& items) {
    std::vector<std::pair<NodeId, Guard>> accounts;
    bool only = true;
    for (const auto& [item, guard] : items) {
      const PolicyStatement& one = statement(item);
      for (const PolicyPattern& principal : one.principals) {
        const NodeId account = outside_account(in_, in_.dfd[role].unit, principal);
        only = only && account.valid() && one.allow == true;
        if (account.valid() && one.allow == true)
          accounts.push_back({account, in_.guards.both(guard, principal.guard)});
      }
    }
    for (const auto& [account, guard] : accounts) {
      in_.add_attachment({account,
                          role,
                          {},
                          catalog_.edge("runs_as"),
                          {},
                          {{"the role trusts the account", in_.dfd[role].header}},
                          guard});
      if (only) act_through(account, role, guard);
    }
  }

  void act_through(NodeId account, NodeId role, Guard guard) {
    for (const Access& access : in_.dfd.access) {
      const TargetSet& set = in_.dfd.targets[access.target.index()];
      if (access.principal != role || set.covers_outside || set.members.size() > kMaxNamed ||
          !Permissions::moves_data(catalog_, access.kind))
        continue;
      const Guard exists = in_.guards.both(access.exists, guard);
      for (const NodeId target : set.members)
        if (is_element(in_.dfd[target].kind) && exists != kNever)
          in_.add_flow({account,
                        target,
                        access.kind,
                        access.data,
                        Confidence::implied,
                        {},
                        access.evidence,
                        exists});
    }
  }

  /// What lies outside and is admitted by name comes: nothing else could show it.
  void admit(NodeId who, NodeId owner, const PolicyStatement& one, const Group& group,
             Guard guard) {
    add_access(who, targets_.just(owner), one, group, guard);
    const GraphNode& from = in_.dfd[who];
    if (!from.outside || !from.concept_id.valid() || guard == kNever ||
        !is_element(in_.dfd[owner].kind) || !Permissions::moves_data(catalog_, group.kind))
      return;
    in_.add_flow({who,
                  owner,
                  group.kind,
                  group.data,
                  Confidence::implied,
                  {},
                  {{"the policy admits " + from.name, in_.dfd[one.item].header}},
                  guard});
  }

  std::vector<NodeId> principals(NodeId owner, const PolicyPattern& principal,
                                 const PolicyStatement& one) {
    if (!principal.nodes.empty()) return principal.nodes;
    if (principal.unknown) return {};
    if (principal.text == "*") {
      if (one.narrows_caller) return {};
      for (std::size_t i = 0; i < catalog_.actors.size(); ++i)
        if (catalog_.text(catalog_.actors[i].trust) == "public")
          return {actor_node(in_, static_cast<std::uint32_t>(i))};
      return {};
    }
    const UnitId unit = in_.dfd[owner].unit;
    if (const NodeId account = outside_account(in_, unit, principal); account.valid())
      return {account};
    const bool comes = reached_.count(owner.value) == 0;
    if (const NodeId service = comes ? outside_service(in_, unit, principal) : NodeId();
        service.valid())
      return {service};
    std::vector<NodeId> out;
    for (const NodeId node :
         match_arn(in_, in_.dfd[owner].unit, principal.text, {}, principal.span).nodes)
      if (in_.dfd[node].kind == GraphNodeKind::identity) out.push_back(node);
    return out;
  }

  Inference& in_;
  const Catalog& catalog_;
  ActionTable table_;
  Targets targets_;
  LabelId statement_, policy_;
  PropertyId conditional_;
  std::set<std::uint32_t> reached_;  ///< where what the input declares leads
  std::vector<EdgeLabelId> kinds_;
  LabelId trust_;
  std::map<std::uint32_t, Owned> statements_of_, trusts_of_;
  std::map<std::uint32_t, std::vector<NodeId>> bounds_of_;
  std::map<std::uint32_t, PolicyStatement> loaded_;
};

}  // namespace

void infer_identity(Inference& inference) { Identity(inference).run(); }

}  // namespace weir
