// What a permission alone says of flows: it is given for a purpose, or may be.
#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "analyzer/graph/passes.h"
#include "analyzer/graph/permissions.h"

namespace weir {
namespace {

constexpr std::size_t kMaxTargets = 16;  ///< of one access; more would draw a net, not a diagram
constexpr std::size_t kFewTargets = 4;   ///< of a grant that is made for one purpose
constexpr std::size_t kMostActions =
    20;  ///< of one kind, in such a grant; policies for everything have more

using NodePair = std::pair<std::uint32_t, std::uint32_t>;

/// "every bucket": no thing of its own that a picture could show; the access says it. A managed
/// model is one: any of them may answer.
bool is_anything(const GraphNode& node) { return node.outside && node.address.ends_with(":*"); }

/// Whether every action is written with its service (`sqs:SendMessage`, `sqs:*`, not `*` and not
/// "all but"), and they are no more than one purpose needs.
bool names_service(const Access& access) {
  const auto named = [](std::string_view action) {
    const std::size_t colon = action.find(':');
    return colon != std::string_view::npos && action.find_first_of("*? ") > colon;
  };
  return access.actions.size() <= kMostActions &&
         std::all_of(access.actions.begin(), access.actions.end(), named);
}

class Granted {
 public:
  explicit Granted(Inference& inference)
      : in_(inference), catalog_(inference.catalog), permissions_(inference) {
    const EdgeLabelId runs_as = catalog_.edge("runs_as");
    for (const Attachment& edge : in_.dfd.attachments)
      if (edge.kind == runs_as && edge.target.valid())
        bearers_[edge.target.value].insert(edge.source.value);
    const EdgeLabelId poll = catalog_.edge("poll");
    const EdgeLabelId deliver = catalog_.edge("deliver");
    for (const Flow& flow : in_.dfd.flows) {
      if (catalog_.is(flow.kind, deliver)) {  // needs the consumer's permission to fetch
        note(flow.to, poll, flow.from);
        fetched_.insert({flow.to.value, flow.from.value});
      }
      const bool fetches = catalog_.is(flow.kind, poll);
      (fetches ? fetched_ : drawn_).insert({flow.from.value, flow.to.value});
      note(flow.from, flow.kind, flow.to);
    }
  }

  void draw(NodeId process) {
    for (const Permissions::Held& held : permissions_.of(process)) {
      const Access access = in_.dfd[held.access];
      const std::vector<NodeId> members = in_.dfd.targets[access.target.index()].members;
      if (!Permissions::moves_data(catalog_, access) || members.size() > kMaxTargets) continue;
      for (const NodeId target : members) {
        if (target == process || !is_element(in_.dfd[target].kind) ||
            is_drawn(process, target, access.kind))
          continue;
        const std::optional<Confidence> how = confidence(process, access, target);
        if (how)
          in_.add_flow({process,
                        target,
                        access.kind,
                        access.data,
                        *how,
                        {},
                        access.evidence,
                        in_.guards.both(access.exists, held.guard)});
      }
    }
  }

 private:
  /// A setting names what is used: permissions of the kind for more of its concept say nothing.
  void note(NodeId user, EdgeLabelId kind, NodeId used) {
    narrowed_.insert({user.value, kind.value, in_.dfd[used].concept_id.value});
  }

  /// Whether what the permission is for is there already. Being called says nothing of calling, and
  /// fetching messages nothing of sending them.
  bool is_drawn(NodeId process, NodeId target, EdgeLabelId kind) const {
    const NodePair pair = {process.value, target.value};
    return drawn_.count(pair) != 0 ||
           (fetched_.count(pair) != 0 && catalog_.edges[kind.index()].data == DataDirection::in);
  }

  /// None: the permission says nothing of what this process does.
  std::optional<Confidence> confidence(NodeId process, const Access& access, NodeId target) const {
    const GraphNode& node = in_.dfd[target];
    const TargetSet& set = in_.dfd.targets[access.target.index()];
    const bool model = is_anything(node) && !declared_by_type(catalog_, node.concept_id);
    if (is_anything(node) && !model) return std::nullopt;
    const bool whole_service = is_service(node.concept_id) && is_single(set, node.concept_id);
    const bool alone = is_borne_alone(access.principal);
    if (!model && !alone) return std::nullopt;
    if (!model && !whole_service && set.covers_outside) return std::nullopt;
    const bool narrower =
        narrowed_.count({process.value, access.kind.value, node.concept_id.value}) != 0;
    if (narrower) return std::nullopt;  // what a setting names is what is used
    const bool few = whole_service || set.members.size() <= kFewTargets;
    // messages are fetched where it is wired, and by who is told the queue
    const bool fetched = catalog_.is(access.kind, catalog_.edge("poll"));
    const bool meant = names_service(access);
    if (whole_service && !meant) return std::nullopt;  // who may do everything need not do this
    const bool purpose = alone && (few || model) && !fetched && meant;
    return purpose ? Confidence::implied : Confidence::possible;
  }

  /// A managed service that needs no part of one's own: no grant for it need be narrower.
  bool is_service(ConceptId id) const {
    return std::any_of(catalog_.fixed_outside.begin(), catalog_.fixed_outside.end(),
                       [&](const FixedOutside& fixed) { return fixed.concept_id == id; });
  }

  /// Whether the set has one thing of this kind, the service itself or the only part of it.
  bool is_single(const TargetSet& set, ConceptId id) const {
    return std::count_if(set.members.begin(), set.members.end(),
                         [&](NodeId node) { return in_.dfd[node].concept_id == id; }) == 1;
  }

  /// Whether one element only has the permissions. Those that several share say of none what it
  /// does.
  bool is_borne_alone(NodeId principal) const {
    const auto at = bearers_.find(principal.value);
    return at == bearers_.end() || at->second.size() == 1;
  }

  Inference& in_;
  const Catalog& catalog_;
  Permissions permissions_;
  std::map<std::uint32_t, std::set<std::uint32_t>> bearers_;  ///< identity → elements
  std::set<NodePair> drawn_;                                  ///< from the first to the second
  std::set<NodePair> fetched_;  ///< the first fetches messages or records of the second
  std::set<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>>
      narrowed_;  ///< process, kind, concept
};

}  // namespace

void infer_possible(Inference& inference) {
  Granted granted(inference);
  const std::size_t nodes = inference.dfd.nodes.size();
  for (std::size_t n = 0; n < nodes; ++n)
    if (!inference.dfd.nodes[n].outside && is_element(inference.dfd.nodes[n].kind))
      granted.draw(NodeId(n));
}

}  // namespace weir
