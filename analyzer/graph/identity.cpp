// Effective permissions: what statements allow, less certain denials, within permissions
// boundaries.
#include <algorithm>
#include <deque>
#include <map>
#include <utility>

#include "analyzer/graph/denials.h"
#include "analyzer/graph/ends.h"
#include "analyzer/graph/grants.h"
#include "analyzer/graph/organisation_policies.h"
#include "analyzer/graph/passes.h"
#include "analyzer/graph/permission_bounds.h"
#include "analyzer/graph/permissions.h"
#include "analyzer/graph/policy_callers.h"
#include "analyzer/graph/principals.h"
#include "analyzer/graph/property_value.h"
#include "analyzer/graph/resource_policies.h"
#include "analyzer/graph/statements.h"
#include "analyzer/graph/targets.h"
#include "analyzer/graph/trust.h"

namespace weir {
namespace {

class Identity {
 public:
  explicit Identity(Inference& inference)
      : in_(inference),
        catalog_(inference.catalog),
        table_(inference.catalog),
        targets_(inference),
        grants_(inference),
        resources_(inference, table_, targets_),
        callers_(inference) {
    statement_ = catalog_.label("statement");
    policy_ = catalog_.label("policy");
    role_ = catalog_.label("role");
    trust_ = catalog_.label("trust_statement");
    strangers_ = catalog_.property("strangers");
  }

  void run() {
    collect();
    for (const auto& [owner, items] : statements_of_)
      if (in_.dfd[NodeId(owner)].kind != GraphNodeKind::identity)
        for (const auto& [item, guard] : items) {
          resources_.add(NodeId(owner), statement(item), guard);
          callers_.add(NodeId(owner), statement(item), guard);
        }
    for (const auto& [owner, items] : statements_of_) {
      const NodeId node(owner);
      if (in_.dfd[node].kind != GraphNodeKind::identity)
        for (const auto& [item, guard] : items) resource_policy(node, item, guard);
      else if (!has_label(in_.dfd, catalog_, node, policy_))
        identity(node, items);
    }
    for (const auto& [role, items] : trusts_of_) {
      std::vector<Trust> trusts;
      for (const auto& [item, guard] : items) trusts.push_back({statement(item), guard});
      act_for_outsiders(in_, table_, NodeId(role), trusts);
    }
  }

 private:
  using Owned = std::vector<std::pair<NodeId, Guard>>;
  using Actions = std::vector<std::uint32_t>;

  /// A permission on its way to becoming access: to whom, by which statement, when.
  struct Giving {
    Caller to;
    const PolicyStatement& by;
    Guard guard;
  };

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
        bounds_of_[edge.target.value].push_back({edge.source, edge.exists});
    }
    share(catalog_.edge("runs_as"));
    organisation();
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

  void organisation() {
    for (OrganisationPolicy& one : organisation_policies(in_)) {
      const UnitId unit = in_.dfd[one.policy].unit;
      if (one.resources)
        for (const auto& [item, guard] : statements_of_[one.policy.value])
          resources_.add_everywhere(unit, statement(item), in_.guards.both(guard, one.guard),
                                    one.doubt);
      if (one.callers) organisation_[unit.value].push_back(std::move(one));
    }
  }

  const PolicyStatement& statement(NodeId item) {
    const auto [at, fresh] = loaded_.try_emplace(item.value);
    if (fresh) {
      at->second = load_statement(in_, item);
      say_who(at->second);
    }
    return at->second;
  }

  /// Of whom it speaks who reads nothing but the diagram.
  void say_who(const PolicyStatement& one) {
    const bool whoever = is_about_everybody(one) || !one.federated.empty();
    if (one.strangers == Strangers::all || !strangers_.valid() || !whoever) return;
    const std::string word(word_of(one.strangers));
    set_property(
        in_.dfd.nodes[one.item.index()].properties, strangers_,
        word.empty() ? unknown_value("whom its conditions leave is not known") : text_value(word));
  }

  void identity(NodeId node, const Owned& items) {
    const std::size_t first = in_.dfd.access.size();
    PermissionBounds bounds(in_, table_, targets_);
    add_bounds(bounds, node);
    for (const auto& [item, guard] : items) {
      const PolicyStatement& one = statement(item);
      grants_.leave_open(node, one, table_.of(one), guard);
      if (one.allow != true) continue;
      for (StatementGrant& grant : grants_.of(one, table_.of(one))) {
        grant.conditional = one.conditional;
        const Giving giving{{node, in_.dfd[node].unit}, one, guard};
        bounded(giving, grant, bounds);
      }
    }
    grants_.settle(node, first, targets_);
  }

  void add_bounds(PermissionBounds& bounds, NodeId node) {
    for (const auto& [source, exists] : bounds_of_[node.value]) {
      std::vector<PermissionBounds::Allowing> statements;
      if (const auto at = statements_of_.find(source.value); at != statements_of_.end())
        for (const auto& [item, guard] : at->second)
          statements.push_back({&statement(item), guard});
      bounds.add(source, std::move(statements), exists);
    }
    if (in_.dfd[node].resource.valid()) add_undeclared_bounds(bounds, node);
  }

  /// Boundaries that the input does not declare: those that the catalogue knows allow what it
  /// says, of others it is not known.
  void add_undeclared_bounds(PermissionBounds& bounds, NodeId node) {
    const Owned& declared = bounds_of_[node.value];
    for (const PolicyPattern& one : load_patterns(in_, in_.dfd[node].resource, "bounded")) {
      const bool known = std::any_of(declared.begin(), declared.end(), [&](const auto& entry) {
        return in_.guards.both(entry.second, one.guard) != kNever;
      });
      if (known || one.text.empty()) continue;
      std::vector<PermissionBounds::Allowing> statements;
      if (!has_hole(one))
        for (PolicyStatement& statement : managed_statements(catalog_, one.text))
          statements.push_back({&managed_.emplace_back(std::move(statement)), kAlways});
      bounds.add(node, std::move(statements), one.guard);
    }
  }

  void bounded(const Giving& giving, const StatementGrant& grant, PermissionBounds& bounds) {
    const UnitId unit = giving.to.unit;
    const bool moves_data = Permissions::moves_data(catalog_, grant.kind);
    for (PermissionBounds::Left& left :
         bounds.apply(grant.actions, unit, grant.concepts, moves_data, giving.guard)) {
      if (!left.doubt.empty())
        in_.add_open(
            {giving.to.node, grant.kind, true, {}, std::move(left.doubt), left.span, left.guard});
      if (left.actions.empty()) continue;
      StatementGrant rest = grants_.with(grant, std::move(left.actions));
      rest.conditional = grant.conditional || left.conditional;
      undenied({giving.to, giving.by, left.guard}, rest, left.within);
    }
  }

  /// What denials of the identity leave of it.
  void undenied(const Giving& giving, const StatementGrant& grant,
                const std::vector<TargetSetId>& within) {
    const bool moves_data = Permissions::moves_data(catalog_, grant.kind);
    for (Denials::Left& left :
         denials(giving.to.node)
             .apply(grant.actions, giving.to.unit, grant.concepts, moves_data, giving.guard)) {
      if (left.undecided) {
        in_.add_open(
            {giving.to.node, grant.kind, true, {}, std::move(left.why), left.span, giving.guard});
        continue;
      }
      StatementGrant rest = grants_.with(grant, std::move(left.actions));
      rest.conditional = grant.conditional || left.conditional;
      allow(giving, rest, left, within);
    }
  }

  void allow(const Giving& giving, const StatementGrant& grant, const Denials::Left& left,
             const std::vector<TargetSetId>& within) {
    const UnitId unit = giving.to.unit;
    const auto deliver = [&](TargetSetId set, Guard guard) {
      for (const TargetSetId one : within) set = targets_.both(set, one);
      if (!left.denied.empty()) set = targets_.without(set, left.denied);
      if (!left.doubted.empty()) set = decided({giving.to, giving.by, guard}, grant, left, set);
      set = delegated({giving.to, giving.by, guard}, grant, set);
      unrefused({giving.to, giving.by, guard}, grant, set);
    };
    const PolicyStatement& one = giving.by;
    const bool inside = Permissions::moves_data(catalog_, grant.kind);
    for (const auto& [resources, when] : by_guard(one.resources))
      deliver(targets_.covered(unit, grant.concepts, resources, inside),
              in_.guards.both(giving.guard, when));
    if (one.resources.empty() && !one.not_resources.empty() &&
        std::none_of(one.not_resources.begin(), one.not_resources.end(), is_unknown_one))
      deliver(targets_.all_but(unit, grant.concepts, one.not_resources, inside), giving.guard);
  }

  /// The set without what may be denied; of that it is not known.
  TargetSetId decided(const Giving& giving, const StatementGrant& grant, const Denials::Left& left,
                      TargetSetId set) {
    const std::vector<NodeId>& members = in_.dfd.targets[set.index()].members;
    if (std::none_of(members.begin(), members.end(), [&](NodeId n) { return left.doubts(n); }))
      return set;
    in_.add_open({giving.to.node, grant.kind, true, {}, left.why, left.span, giving.guard});
    return targets_.without(set, left.doubted);
  }

  /// The set without what permissions say nothing of.
  TargetSetId delegated(const Giving& giving, const StatementGrant& grant, TargetSetId set) {
    std::vector<NodeId> removed;
    for (const NodeId node : in_.dfd.targets[set.index()].members) {
      const auto [no, perhaps] = callers_.undelegated(node);
      const Guard open = in_.guards.both(giving.guard, in_.guards.either(no, perhaps));
      if (open == kNever) continue;
      removed.push_back(node);
      if (!in_.guards.implies(giving.guard, no))
        in_.add_open({giving.to.node,
                      grant.kind,
                      true,
                      {},
                      "its policy may not let the account in",
                      in_.dfd[node].header,
                      open});
    }
    return removed.empty() ? set : targets_.without(set, removed);
  }

  /// What the policies of the resources leave of it; whether anything.
  bool unrefused(const Giving& giving, const StatementGrant& grant, TargetSetId set) {
    std::vector<NodeId> refusing;
    for (const NodeId node : in_.dfd.targets[set.index()].members)
      if (resources_.denies(node) && !resources_.against(node, giving.to).empty())
        refusing.push_back(node);
    bool any = false;
    for (const NodeId owner : refusing) any = some_of(giving, grant, owner) || any;
    if (!refusing.empty()) set = targets_.without(set, refusing);
    return grants_.add(giving.to.node, set, giving.by, grant, giving.guard) || any;
  }

  bool some_of(const Giving& giving, const StatementGrant& grant, NodeId owner) {
    const bool moves_data = Permissions::moves_data(catalog_, grant.kind);
    const UnitId unit = in_.dfd[owner].unit;
    bool any = false;
    for (Denials::Left& left :
         resources_.against(owner, giving.to)
             .apply(grant.actions, unit, {in_.dfd[owner].concept_id}, moves_data, giving.guard)) {
      if (left.denies(owner)) continue;
      if (left.doubts(owner)) {
        in_.add_open({owner, grant.kind, false, {}, std::move(left.why), left.span, giving.guard});
        continue;
      }
      StatementGrant rest = grants_.with(grant, std::move(left.actions));
      rest.conditional = grant.conditional || left.conditional;
      any = grants_.add(giving.to.node, targets_.just(owner), giving.by, rest, giving.guard) || any;
    }
    return any;
  }

  /// What is denied to an identity by its own policies, by those that bound it, and by those of the
  /// organisation.
  Denials& denials(NodeId node) {
    const auto [at, fresh] = denials_.try_emplace(node.value, in_, table_, targets_);
    Denials& out = at->second;
    if (!fresh || in_.dfd[node].kind != GraphNodeKind::identity) return out;
    deny(out, node, kAlways, "");
    for (const auto& [source, exists] : bounds_of_[node.value]) deny(out, source, exists, "");
    for (const OrganisationPolicy& one : organisation_[in_.dfd[node].unit.value])
      deny(out, one.policy, one.guard, one.doubt);
    return out;
  }

  void deny(Denials& into, NodeId owner, Guard when, const std::string& doubt) {
    if (const auto at = statements_of_.find(owner.value); at != statements_of_.end())
      for (const auto& [item, guard] : at->second)
        into.add(statement(item), in_.guards.both(guard, when), false, doubt);
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

  /// A statement on the resource itself: its principals may do that to it.
  void resource_policy(NodeId owner, NodeId item, Guard guard) {
    const PolicyStatement& one = statement(item);
    if (one.allow != true) return;
    const ConceptId own = in_.dfd[owner].concept_id;
    for (StatementGrant& grant : grants_.of(one, table_.of(one))) {
      grant.conditional = one.conditional;
      const bool meant =
          grant.concepts.empty() ||
          std::find(grant.concepts.begin(), grant.concepts.end(), own) != grant.concepts.end();
      if (!meant || !resources_.covers(one, owner, Permissions::moves_data(catalog_, grant.kind)))
        continue;
      for (const PolicyCallers::Comer& one_of : callers_.of(owner, one, grant.kind, guard))
        admit({{one_of.node, in_.dfd[owner].unit, one_of.text}, one, one_of.guard}, owner, grant);
    }
  }

  /// What lies outside and is admitted by name comes: nothing else could show it.
  void admit(const Giving& giving, NodeId owner, const StatementGrant& grant) {
    if (!admitted(giving, owner, grant)) return;
    const GraphNode& from = in_.dfd[giving.to.node];
    if (!from.outside || !from.concept_id.valid() || giving.guard == kNever ||
        !is_element(in_.dfd[owner].kind) || !Permissions::moves_data(catalog_, grant.kind))
      return;
    in_.add_flow({giving.to.node,
                  owner,
                  grant.kind,
                  grant.data,
                  Confidence::implied,
                  {},
                  {{"the policy admits " + from.name, in_.dfd[giving.by.item].header}},
                  giving.guard});
  }

  /// What a role's boundaries do not allow, no policy gives to the role itself; to a user it does.
  bool admitted(const Giving& giving, NodeId owner, const StatementGrant& grant) {
    PermissionBounds bounds(in_, table_, targets_);
    const NodeId to = giving.to.node;
    if (has_label(in_.dfd, catalog_, to, role_)) add_bounds(bounds, to);
    const bool moves_data = Permissions::moves_data(catalog_, grant.kind);
    bool any = false;
    for (PermissionBounds::Left& left :
         bounds.apply(grant.actions, in_.dfd[to].unit, {in_.dfd[owner].concept_id}, moves_data,
                      giving.guard)) {
      if (!left.doubt.empty())
        in_.add_open({to, grant.kind, true, {}, std::move(left.doubt), left.span, left.guard});
      const bool allowed =
          std::all_of(left.within.begin(), left.within.end(), [&](TargetSetId set) {
            const std::vector<NodeId>& members = in_.dfd.targets[set.index()].members;
            return std::binary_search(members.begin(), members.end(), owner);
          });
      if (!allowed || left.actions.empty()) continue;
      StatementGrant rest = grants_.with(grant, std::move(left.actions));
      rest.conditional = grant.conditional || left.conditional;
      any = not_denied({giving.to, giving.by, left.guard}, owner, rest) || any;
    }
    return any;
  }

  /// What is denied to whom the policy admits, it does not give.
  bool not_denied(const Giving& giving, NodeId owner, const StatementGrant& grant) {
    const bool moves_data = Permissions::moves_data(catalog_, grant.kind);
    bool any = false;
    for (Denials::Left& left : denials(giving.to.node)
                                   .apply(grant.actions, giving.to.unit,
                                          {in_.dfd[owner].concept_id}, moves_data, giving.guard)) {
      if (left.denies(owner)) continue;
      if (left.doubts(owner)) {
        in_.add_open(
            {giving.to.node, grant.kind, true, {}, std::move(left.why), left.span, giving.guard});
        continue;
      }
      StatementGrant rest = grants_.with(grant, std::move(left.actions));
      rest.conditional = grant.conditional || left.conditional;
      any = unrefused(giving, rest, targets_.just(owner)) || any;
    }
    return any;
  }

  Inference& in_;
  const Catalog& catalog_;
  ActionTable table_;
  Targets targets_;
  Grants grants_;
  ResourcePolicies resources_;
  PolicyCallers callers_;
  LabelId statement_, policy_, role_, trust_;
  PropertyId strangers_;
  std::map<std::uint32_t, Owned> statements_of_, trusts_of_;
  std::map<std::uint32_t, Owned> bounds_of_;  ///< identity → boundaries
  std::map<std::uint32_t, std::vector<OrganisationPolicy>> organisation_;  ///< by unit
  std::map<std::uint32_t, PolicyStatement> loaded_;
  std::deque<PolicyStatement> managed_;  ///< of boundaries that the input does not declare
  std::map<std::uint32_t, Denials> denials_;
};

}  // namespace

void infer_identity(Inference& inference) { Identity(inference).run(); }

}  // namespace weir
