// What a policy admits by its own name, of what the input declares: nothing else need say that it
// comes.
#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <utility>

#include "analyzer/graph/ends.h"
#include "analyzer/graph/passes.h"
#include "analyzer/graph/permissions.h"
#include "analyzer/graph/statements.h"

namespace weir {
namespace {

class Admitted {
 public:
  explicit Admitted(Inference& inference)
      : in_(inference), catalog_(inference.catalog), table_(inference.catalog) {
    for (const Flow& flow : in_.dfd.flows) {
      drawn_.insert({flow.from.value, flow.to.value});
      drawn_.insert({flow.to.value, flow.from.value});
    }
  }

  void policy(NodeId owner, NodeId item, Guard guard) {
    if (!is_element(in_.dfd[owner].kind)) return;
    const PolicyStatement one = load_statement(in_, item);
    if (one.allow != true || one.sources.empty()) return;
    for (const PolicyPattern& source : one.sources) {
      const NodeId from = declared(owner, source);
      if (!from.valid() || from == owner || drawn_.count({from.value, owner.value}) != 0 ||
          is_disabled(from) || !comes_by(one.principals, in_.dfd[from].concept_id))
        continue;
      for (const std::uint32_t action : table_.of(one))
        if (comes(from, owner, catalog_.actions[action], source,
                  in_.guards.both(guard, source.guard)))
          break;
    }
  }

 private:
  /// The one element that a condition on the source names; none if there may be several.
  NodeId declared(NodeId owner, const PolicyPattern& source) {
    if (source.unknown) return {};
    std::vector<NodeId> nodes = source.nodes;
    if (nodes.empty()) {
      ArnTargets targets = match_arn(in_, in_.dfd[owner].unit, source.text, {}, source.span, false);
      if (!targets.wildcard) nodes = std::move(targets.nodes);
    }
    if (nodes.size() != 1 || !is_element(in_.dfd[nodes.front()].kind)) return {};
    return carrier(in_, nodes.front());
  }

  /// Whether one of the principals may be the service that a source is a thing of: the one in the
  /// ARNs of its kind. What has none, or is not known, may be any.
  bool comes_by(const std::vector<PolicyPattern>& principals, ConceptId source) const {
    if (principals.empty() || !source.valid()) return true;
    std::set<std::string_view> services;
    for (const Text written :
         Catalog::slice(catalog_.texts, catalog_.concepts[source.index()].arns)) {
      constexpr std::string_view kArn = "arn:*:";
      std::string_view arn = catalog_.text(written);
      if (!arn.starts_with(kArn)) continue;
      arn.remove_prefix(kArn.size());
      services.insert(arn.substr(0, arn.find(':')));
    }
    if (services.empty()) return true;
    return std::any_of(principals.begin(), principals.end(), [&](const PolicyPattern& one) {
      if (one.unknown || one.text.find_first_of("$*") != std::string::npos) return true;
      std::string_view rest = one.text;  // some services are called by parts: `delivery.logs.…`
      while (!rest.empty()) {
        const std::string_view word = rest.substr(0, rest.find('.'));
        for (const std::string_view service : services)
          if (word.starts_with(service)) return true;
        rest.remove_prefix(std::min(word.size() + 1, rest.size()));
      }
      return false;
    });
  }

  bool is_disabled(NodeId node) const {
    const PropertyId enabled = catalog_.property("rule_enabled");
    const PropertyValue* value =
        enabled.valid() ? find_property(in_.dfd[node].properties, enabled) : nullptr;
    return value != nullptr && value->state == PropertyState::boolean && !value->boolean;
  }

  /// Stores, topics and rules announce something, and wait for nobody; others call.
  bool announces(NodeId from) const {
    if (in_.dfd[from].kind == GraphNodeKind::data_store) return true;
    constexpr std::array<std::string_view, 3> kAnnouncing = {"topic", "event_rule", "event_bus"};
    return std::any_of(kAnnouncing.begin(), kAnnouncing.end(), [&](std::string_view label) {
      return has_label(in_.dfd, catalog_, from, catalog_.label(label));
    });
  }

  bool comes(NodeId from, NodeId owner, const ActionRecord& action, const PolicyPattern& source,
             Guard exists) {
    const EdgeLabelId event = catalog_.edge("event");
    const auto to = Catalog::slice(catalog_.concept_refs, action.to);
    const bool meant = std::find(to.begin(), to.end(), in_.dfd[owner].concept_id) != to.end();
    if (!meant || !action.kind.valid() || !Permissions::moves_data(catalog_, action.kind))
      return false;
    const bool announced = event.valid() && announces(from);
    const EdgeLabelId kind = announced ? event : action.kind;
    const DataDirection data = announced || action.data == DataDirection::none
                                   ? catalog_.edges[kind.index()].data
                                   : action.data;
    in_.add_flow({from,
                  owner,
                  kind,
                  data,
                  Confidence::implied,
                  {},
                  {{"the policy admits calls of " + in_.dfd[from].name, source.span}},
                  exists});
    return true;
  }

  Inference& in_;
  const Catalog& catalog_;
  ActionTable table_;
  std::set<std::pair<std::uint32_t, std::uint32_t>> drawn_;  ///< between these two, either way
};

}  // namespace

void infer_admitted(Inference& inference) {
  if (!inference.catalog.property("source_named").valid()) return;
  Admitted admitted(inference);
  for_each_held(
      inference, inference.catalog.label("statement"),
      [&](NodeId owner, NodeId item, Guard exists) { admitted.policy(owner, item, exists); });
}

}  // namespace weir
