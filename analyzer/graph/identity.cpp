// Effective permissions: what statements allow, less certain denials, within permissions
// boundaries.
#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "analyzer/graph/ends.h"
#include "analyzer/graph/passes.h"
#include "analyzer/graph/statements.h"
#include "analyzer/graph/targets.h"

namespace weir {
namespace {

using Actions = std::vector<std::uint32_t>;

Actions intersection(const Actions& a, const Actions& b) {
  Actions out;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out));
  return out;
}

Actions difference(const Actions& a, const Actions& b) {
  Actions out;
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out));
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
  }

 private:
  using Owned = std::vector<std::pair<NodeId, Guard>>;

  void collect() {
    const EdgeLabelId has = catalog_.edge("has");
    const EdgeLabelId limits = catalog_.edge("limits");
    for (const Attachment& edge : in_.dfd.attachments) {
      if (edge.kind == has && has_label(in_.dfd, catalog_, edge.target, statement_))
        statements_of_[edge.source.value].push_back({edge.target, edge.exists});
      if (edge.kind == limits && edge.target.valid() &&
          in_.dfd[edge.target].kind == GraphNodeKind::identity)
        bounds_of_[edge.target.value].push_back(edge.source);
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
    std::vector<const PolicyStatement*> denials;
    for (const auto& [item, guard] : items) {
      const PolicyStatement& one = statement(item);
      // a denial that may not hold takes nothing away
      if (one.allow == false && !one.conditional && guard == kAlways) denials.push_back(&one);
    }
    for (const auto& [item, guard] : items) {
      const PolicyStatement& one = statement(item);
      open_unknowns(node, one, guard);
      if (one.allow != true) continue;
      Actions actions = table_.of(one);
      if (bound != nullptr) actions = intersection(actions, *bound);
      for (Group& group : groups(actions)) grant(node, one, guard, group, denials);
    }
  }

  /// What permissions boundaries with known statements leave; false if there is none.
  bool bounds(NodeId node, Actions& allowed) {
    bool bounded = false;
    for (const NodeId source : bounds_of_[node.value]) {
      const auto at = statements_of_.find(source.value);
      if (at == statements_of_.end()) continue;
      Actions some;
      for (const auto& [item, guard] : at->second) {
        const PolicyStatement& one = statement(item);
        if (one.allow != true) continue;
        Actions more = table_.of(one);
        Actions both;
        std::set_union(some.begin(), some.end(), more.begin(), more.end(),
                       std::back_inserter(both));
        some = std::move(both);
      }
      allowed = bounded ? intersection(allowed, some) : std::move(some);
      bounded = true;
    }
    return bounded;
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
      for (const ConceptId id : Catalog::slice(catalog_.concept_refs, action.to))
        if (std::find(group.concepts.begin(), group.concepts.end(), id) == group.concepts.end())
          group.concepts.push_back(id);
    }
    std::vector<Group> out;
    for (auto& [key, group] : by_kind) {
      std::sort(group.concepts.begin(), group.concepts.end());
      out.push_back(std::move(group));
    }
    return out;
  }

  void grant(NodeId node, const PolicyStatement& one, Guard guard, Group& group,
             const std::vector<const PolicyStatement*>& denials) {
    const UnitId unit = in_.dfd[node].unit;
    std::vector<NodeId> removed;
    for (const PolicyStatement* denial : denials) {
      const Actions denied = intersection(group.actions, table_.of(*denial));
      if (denied.empty()) continue;
      if (everything(denial->resources)) {
        group.actions = difference(group.actions, denied);
      } else if (denied.size() == group.actions.size() && !denial->resources.empty()) {
        const TargetSet& set =
            in_.dfd.targets[targets_.covered(unit, group.concepts, denial->resources).index()];
        removed.insert(removed.end(), set.members.begin(), set.members.end());
      }
    }
    if (group.actions.empty()) return;
    std::sort(removed.begin(), removed.end());
    for (const auto& [resources, when] : by_guard(one.resources)) {
      TargetSetId set = targets_.covered(unit, group.concepts, resources);
      if (!removed.empty()) set = targets_.without(set, removed);
      add_access(node, set, one, group, in_.guards.both(guard, when));
    }
    if (one.resources.empty() && !one.not_resources.empty())
      add_access(node, targets_.all_but(unit, group.concepts, one.not_resources), one, group,
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
    for (const Group& group : groups(table_.of(one))) {
      const bool meant =
          group.concepts.empty() ||
          std::find(group.concepts.begin(), group.concepts.end(), own) != group.concepts.end();
      if (!meant) continue;
      for (const PolicyPattern& principal : one.principals)
        for (const NodeId who : principals(owner, principal, one))
          if (who != owner)
            add_access(who, targets_.just(owner), one, group,
                       in_.guards.both(guard, principal.guard));
    }
  }

  std::vector<NodeId> principals(NodeId owner, const PolicyPattern& principal,
                                 const PolicyStatement& one) {
    if (!principal.nodes.empty()) return principal.nodes;
    if (principal.unknown) return {};
    if (principal.text == "*") {
      if (one.conditional) return {};
      for (std::size_t i = 0; i < catalog_.actors.size(); ++i)
        if (catalog_.text(catalog_.actors[i].trust) == "public")
          return {actor_node(in_, static_cast<std::uint32_t>(i))};
      return {};
    }
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
  std::vector<EdgeLabelId> kinds_;
  std::map<std::uint32_t, Owned> statements_of_;
  std::map<std::uint32_t, std::vector<NodeId>> bounds_of_;
  std::map<std::uint32_t, PolicyStatement> loaded_;
};

}  // namespace

void infer_identity(Inference& inference) { Identity(inference).run(); }

}  // namespace weir
