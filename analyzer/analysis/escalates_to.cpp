// a escalates_to b = a can act with b's permissions, by a row of tables/escalations.yaml whose
// actions it is allowed, or by way of another identity that it can become. An identity that can
// change its own permissions escalates to itself. A permission under conditions counts: whether a
// request meets them is the holder's to choose or not known. Direct steps are O(a·e·t), a = access,
// e = rows, t = targets; the closure is a search from each identity that takes a step.
#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "analyzer/analysis/derived.h"
#include "analyzer/base/glob.h"

namespace weir {
namespace {

constexpr std::size_t kMaxEscalationEdges =
    100'000;  ///< cycles of trust among many roles make n² of them

struct Step {
  std::string method;
  std::vector<Evidence> evidence;
  Guard exists;
};
using Steps = std::map<std::uint32_t, std::map<std::uint32_t, Step>>;  ///< from → to

class Escalation {
 public:
  Escalation(const Dfd& dfd, const Catalog& catalog)
      : dfd_(dfd), catalog_(catalog), trust_(catalog.label("trust_statement")) {
    const EdgeLabelId has = catalog.edge("has");
    const EdgeLabelId runs_as = catalog.edge("runs_as");
    for (const Attachment& edge : dfd.attachments) {
      if (!edge.target.valid()) continue;
      if (edge.kind == has && has_label(dfd, catalog, edge.target, trust_))
        trusts_[edge.source.value].push_back(edge.target);
      if (edge.kind == runs_as) held_by_[edge.source.value].push_back(edge.target);
    }
    std::set<std::string_view> known;
    for (const EscalationRecord& row : catalog.escalations)
      for (const Text action : Catalog::slice(catalog.texts, row.actions)) known.insert(catalog.text(action));
    asked_.resize(catalog.actions.size());
    for (std::size_t i = 0; i < asked_.size(); ++i) {
      const auto at = known.find(catalog.text(catalog.actions[i].action));
      if (at != known.end()) asked_[i] = *at;
    }
    for (std::size_t i = 0; i < dfd.access.size(); ++i)
      if (dfd[dfd.access[i].principal].kind == GraphNodeKind::identity) list(AccessId(i));
  }

  Steps steps() {
    for (const auto& [holder, allowed] : allowed_)
      for (const EscalationRecord& row : catalog_.escalations) apply(NodeId(holder), allowed, row);
    return std::move(steps_);
  }

 private:
  using Allowed = std::map<std::string_view, std::vector<AccessId>>;  ///< by action that a row asks for

  /// Under each action that it allows and a row asks for, once.
  void list(AccessId id) {
    const Access& access = dfd_[id];
    Allowed* allowed = nullptr;
    for (const std::uint32_t index : access.allowed) {
      if (asked_[index].empty()) continue;
      if (allowed == nullptr) allowed = &allowed_[access.principal.value];
      std::vector<AccessId>& by = (*allowed)[asked_[index]];
      if (by.empty() || by.back() != id) by.push_back(id);
    }
  }

  void apply(NodeId holder, const Allowed& allowed, const EscalationRecord& row) {
    const auto actions = Catalog::slice(catalog_.texts, row.actions);
    if (actions.empty()) return;
    std::vector<Evidence> others;
    for (const Text action : actions.subspan(1)) {
      const auto at = allowed.find(catalog_.text(action));
      if (at == allowed.end()) return;
      others.push_back({said(action), dfd_[dfd_[at->second.front()].statement].header});
    }
    const auto first = allowed.find(catalog_.text(actions.front()));
    if (first == allowed.end()) return;
    for (const AccessId id : first->second) {
      std::vector<Evidence> evidence = {{said(actions.front()), dfd_[dfd_[id].statement].header}};
      evidence.insert(evidence.end(), others.begin(), others.end());
      obtain(holder, dfd_[id], row, evidence);
    }
  }

  std::string said(Text action) const {
    return "the statement allows " + std::string(catalog_.text(action));
  }

  void obtain(NodeId holder, const Access& access, const EscalationRecord& row,
              const std::vector<Evidence>& evidence) {
    if (row.obtains == Obtained::itself) return step(holder, holder, access, row, evidence);
    for (const NodeId target : dfd_.targets[access.target.index()].members) {
      if (row.obtains == Obtained::held_by) {
        for (const NodeId held : held_by_[target.value]) step(holder, held, access, row, evidence);
      } else if (target != holder && admits(holder, target, row)) {
        step(holder, target, access, row, evidence);
      }
    }
  }

  /// Whether the role's trust, as far as it is known, lets this happen.
  bool admits(NodeId holder, NodeId role, const EscalationRecord& row) {
    const std::string_view service = catalog_.text(row.service);
    const bool taken =
        row.obtains == Obtained::target && Catalog::slice(catalog_.texts, row.actions).size() == 1;
    if (dfd_[role].outside || dfd_[role].kind != GraphNodeKind::identity) return false;
    if (service.empty() && !taken) return true;
    const auto at = trusts_.find(role.value);
    if (at == trusts_.end()) return !service.empty() || !has_role_label(role);
    return std::any_of(at->second.begin(), at->second.end(), [&](NodeId item) {
      return service.empty() ? trusts_identities(holder, item) : names(item, service);
    });
  }

  bool has_role_label(NodeId node) const {
    return has_label(dfd_, catalog_, node, catalog_.label("role"));
  }

  bool names(NodeId item, std::string_view service) const {
    const PropertyValue* who =
        find_property(dfd_[item].properties, catalog_.property("principals"));
    return who != nullptr &&
           std::any_of(who->items.begin(), who->items.end(), [&](const PropertyValue& one) {
             return one.state == PropertyState::text && one.text == service;
           });
  }

  /// A statement that trusts the account as a whole, anyone, or the holder by name.
  bool trusts_identities(NodeId holder, NodeId item) const {
    const PropertyValue* who =
        find_property(dfd_[item].properties, catalog_.property("principals"));
    if (who == nullptr) return false;
    return std::any_of(who->items.begin(), who->items.end(), [&](const PropertyValue& one) {
      if (one.state != PropertyState::text) return false;
      return one.text == "*" || one.text.ends_with(":root") ||
             one.text.find("${" + dfd_[holder].address + ".") != std::string::npos ||
             one.text.ends_with("/" + dfd_[holder].name);
    });
  }

  void step(NodeId from, NodeId to, const Access& access, const EscalationRecord& row,
            const std::vector<Evidence>& evidence) {
    if (access.exists == kNever) return;
    steps_[from.value].try_emplace(
        to.value, Step{std::string(catalog_.text(row.method)), evidence, access.exists});
  }

  const Dfd& dfd_;
  const Catalog& catalog_;
  LabelId trust_;
  std::map<std::uint32_t, std::vector<NodeId>> trusts_, held_by_;
  std::vector<std::string_view> asked_;       ///< by row of the catalogue's actions: its action, if a row asks for it
  std::map<std::uint32_t, Allowed> allowed_;  ///< by holder
  Steps steps_;
};

}  // namespace

std::vector<Attachment> compute_escalates_to(const Dfd& dfd, const Catalog& catalog) {
  const EdgeLabelId label = catalog.edge("escalates_to");
  const Steps steps = Escalation(dfd, catalog).steps();
  std::vector<Attachment> out;
  for (const auto& [from, direct] : steps) {
    std::map<std::uint32_t, const Step*> reached;  // with the last step of a shortest way
    std::vector<std::uint32_t> open;
    for (const auto& [to, step] : direct)
      if (reached.emplace(to, &step).second) open.push_back(to);
    for (std::size_t i = 0; i < open.size(); ++i) {
      const auto at = steps.find(open[i]);
      if (at == steps.end()) continue;
      for (const auto& [to, step] : at->second)
        if (to != from && reached.emplace(to, &step).second) open.push_back(to);
    }
    for (const auto& [to, step] : reached) {
      if (out.size() >= kMaxEscalationEdges) return out;
      out.push_back({NodeId(from), NodeId(to), {}, label, {}, step->evidence, step->exists});
    }
  }
  return out;
}

}  // namespace weir
