#include "analyzer/graph/entry_policies.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>

#include "analyzer/graph/pattern_cover.h"
#include "analyzer/graph/permissions.h"
#include "analyzer/graph/policy_callers.h"
#include "analyzer/graph/statements.h"

namespace weir {
namespace {

/// The rows of tables/principals.yaml whose `as` is such a thing.
constexpr std::string_view kEntered = "entered_by_policy";

class EntryPolicies {
 public:
  explicit EntryPolicies(Inference& inference)
      : in_(inference), table_(inference.catalog), cover_(inference) {
    for (const PrincipalRecord& row : in_.catalog.principals)
      if (in_.catalog.text(row.principal) == kEntered && row.as.valid())
        entered_.insert(row.as.value);
  }

  void statement(NodeId owner, NodeId item, Guard guard) {
    const ConceptId id = in_.dfd[owner].concept_id;
    if (!id.valid() || entered_.count(id.value) == 0) return;
    const PolicyStatement one = load_statement(in_, item);
    if (one.principals.empty() && one.not_principals.empty()) return;  // no statement of its own
    Policy& policy = policies_[owner.value];
    policy.there = in_.guards.either(policy.there, guard);
    if (one.allow == false) {
      if (keeps_out(one, owner)) policy.denied = in_.guards.either(policy.denied, guard);
    } else if (may_let_in(one)) {
      policy.open = in_.guards.either(policy.open, guard);
    }
  }

  void close() {
    for (const auto& [owner, policy] : policies_) {
      const NodeId node(owner);
      if (is_open_to_statements(in_, node)) continue;
      Guard& no = in_.exposures[owner].no;
      const Guard unnamed = in_.guards.minus(policy.there, policy.open);
      no = in_.guards.either(no, in_.guards.either(unnamed, policy.denied));
    }
  }

 private:
  struct Policy {
    Guard there = kNever, open = kNever, denied = kNever;
  };

  bool keeps_out(const PolicyStatement& one, NodeId owner) {
    return is_about_everybody(one) && one.not_principals.empty() && !one.avoidable &&
           one.strangers == Strangers::all && denies_entering(one, owner) &&
           std::any_of(one.resources.begin(), one.resources.end(),
                       [&](const PolicyPattern& pattern) {
                         return cover_.of(of_owner(pattern, owner), owner, false) == Covered::whole;
                       });
  }

  bool denies_entering(const PolicyStatement& one, NodeId owner) {
    const std::vector<std::uint32_t> actions = table_.of(one);
    return std::any_of(actions.begin(), actions.end(), [&](std::uint32_t index) {
      const ActionRecord& action = in_.catalog.actions[index];
      const auto to = Catalog::slice(in_.catalog.concept_refs, action.to);
      return action.kind.valid() && Permissions::moves_data(in_.catalog, action.kind) &&
             std::find(to.begin(), to.end(), in_.dfd[owner].concept_id) != to.end();
    });
  }

  Inference& in_;
  ActionTable table_;
  PatternCover cover_;
  std::set<std::uint32_t> entered_;  ///< concepts
  std::map<std::uint32_t, Policy> policies_;
};

}  // namespace

bool may_let_in(const PolicyStatement& statement) {
  const bool unknown =
      std::any_of(statement.principals.begin(), statement.principals.end(),
                  [](const PolicyPattern& p) { return p.unknown || !p.parameter.empty(); });
  return unknown || (is_about_everybody(statement) && statement.strangers != Strangers::none &&
                     statement.strangers != Strangers::organisation);
}

bool is_open_to_statements(const Inference& inference, NodeId node) {
  const EdgeLabelId has = inference.catalog.edge("has");
  const auto& open = inference.dfd.open_ends;
  return std::any_of(open.begin(), open.end(), [&](const OpenEnd& end) {
    return end.node == node && end.outgoing && (!end.label.valid() || end.label == has);
  });
}

void close_entries(Inference& inference) {
  EntryPolicies policies(inference);
  for_each_held(
      inference, inference.catalog.label("statement"),
      [&](NodeId owner, NodeId item, Guard exists) { policies.statement(owner, item, exists); });
  policies.close();
}

}  // namespace weir
