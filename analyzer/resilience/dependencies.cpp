#include "analyzer/resilience/dependencies.h"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <utility>

namespace weir::resilience {
namespace {

class DependencyFinder {
 public:
  explicit DependencyFinder(const Input& input)
      : in_(input),
        dfd_(input.dfd()),
        catalog_(input.catalog()),
        guards_(dfd_.guards),
        graph_(dfd_.nodes.size()),
        person_(catalog_.label("user")) {}

  Dependencies take() {
    for (const Flow& flow : dfd_.flows)
      if (flow.confidence != Confidence::possible && flow.exists != kNever) add(flow);
    for (const Attachment& attachment : dfd_.attachments)
      if (attachment.target.valid() && attachment.exists != kNever) add(attachment);
    for (const DeclaredOf& declared : in_.declared)
      for (const DependencyDeclaration& said : declared.said.dependencies) declare(declared, said);
    for (auto& list : graph_) {
      join_lone_alternatives(list);
      std::stable_sort(list.begin(), list.end(), [&](const Dependency& a, const Dependency& b) {
        return node_before(dfd_, a.on, b.on);
      });
    }
    return {std::move(graph_), std::move(remarks_)};
  }

 private:
  void add(const Flow& flow) {
    const DependencyRow* row = row_of(flow.kind, false, flow.from, flow.to);
    if (row == nullptr || !there(flow.from) || !there(flow.to)) return;
    NodeId who = flow.from, on = flow.to;
    if (row->on_data && flow.data == DataDirection::in) std::swap(who, on);
    if (dfd_[who].kind == GraphNodeKind::external_entity || is_person(on)) return;
    note(who, {on, row->hard ? DependencyKind::hard : DependencyKind::soft, 0,
               std::string(catalog_.text(row->why)),
               flow.evidence.empty() ? flow.header : flow.evidence.front().span, false,
               is_certain(who, on, flow.exists)});
  }

  void add(const Attachment& attachment) {
    const DependencyRow* row = row_of(attachment.kind, true, attachment.source, attachment.target);
    if (row == nullptr || !there(attachment.source) || !there(attachment.target)) return;
    note(attachment.target,
         {attachment.source, row->hard ? DependencyKind::hard : DependencyKind::soft, 0,
          std::string(catalog_.text(row->why)),
          attachment.evidence.empty() ? Span{} : attachment.evidence.front().span, false,
          is_certain(attachment.target, attachment.source, attachment.exists)});
  }

  /// Whether an edge and its far end are there whenever who depends on it is.
  bool is_certain(NodeId who, NodeId on, Guard edge) {
    return guards_.implies(dfd_[who].exists, guards_.both(edge, dfd_[on].exists));
  }

  bool there(NodeId node) const { return is_there(dfd_, node); }
  bool is_person(NodeId node) const {
    return person_.valid() && has_label(dfd_, catalog_, node, person_);
  }

  const DependencyRow* row_of(EdgeLabelId kind, bool attachment, NodeId from, NodeId to) const {
    for (const DependencyRow& row : in_.figures.dependencies) {
      if (row.of_attachments != attachment) continue;
      const auto kinds = Catalog::slice(catalog_.edge_refs, row.kinds);
      const bool is_kind = std::any_of(kinds.begin(), kinds.end(),
                                       [&](EdgeLabelId one) { return catalog_.is(kind, one); });
      if (is_kind && bears(from, row.from_labels) && bears(to, row.to_labels)) return &row;
    }
    return nullptr;
  }

  bool bears(NodeId node, Range labels) const {
    const auto ids = Catalog::slice(catalog_.label_refs, labels);
    return ids.empty() || std::any_of(ids.begin(), ids.end(), [&](LabelId label) {
             return has_label(dfd_, catalog_, node, label);
           });
  }

  void note(NodeId who, Dependency dependency) {
    if (who == dependency.on) return;
    auto& list = graph_[who.index()];
    const std::uint64_t pair = std::uint64_t{who.value} << 32U | dependency.on.value;
    const auto [at, added] = place_of_.try_emplace(pair, list.size());
    if (added) {
      list.push_back(std::move(dependency));
      return;
    }
    Dependency& known = list[at->second];
    if (dependency.declared ||
        (dependency.kind == DependencyKind::hard && known.kind != DependencyKind::hard)) {
      known = std::move(dependency);
    } else if (dependency.kind == known.kind) {
      known.certain = known.certain || dependency.certain;
    }
  }

  /// A choice of one is none.
  static void join_lone_alternatives(std::vector<Dependency>& list) {
    std::map<std::uint32_t, std::size_t> members;
    for (const Dependency& one : list)
      if (one.kind == DependencyKind::alternative) ++members[one.group];
    for (Dependency& one : list) {
      if (one.kind != DependencyKind::alternative || members[one.group] > 1) continue;
      one.kind = DependencyKind::hard;
      one.group = 0;
    }
  }

  void declare(const DeclaredOf& declared, const DependencyDeclaration& said) {
    ++groups_;
    std::vector<NodeId> who, on;
    for (std::size_t i = 0; i < dfd_.nodes.size(); ++i) {
      const NodeId node(i);
      if (!there(node)) continue;
      if (concerns(declared, dfd_, node) && means(said.from, dfd_, node)) who.push_back(node);
      if (std::any_of(said.on.begin(), said.on.end(),
                      [&](const std::string& glob) { return means(glob, dfd_, node); }))
        on.push_back(node);
    }
    if (who.size() * on.size() > kDeclaredPairs - pairs_) {
      remarks_.push_back("the dependency of " + said.from + " on " + said.on.front() +
                         " counts for nothing: it makes " + std::to_string(who.size()) + " × " +
                         std::to_string(on.size()) + " pairs, and all may make " +
                         std::to_string(kDeclaredPairs));
      return;
    }
    pairs_ += who.size() * on.size();
    const bool alternative = said.is == DependencyKind::alternative;
    for (const NodeId one : who) {
      // what is itself one of the alternatives does not need the others
      if (alternative && std::binary_search(on.begin(), on.end(), one)) continue;
      for (const NodeId other : on)
        note(one, {other, said.is, alternative ? groups_ : 0, said.reason, said.span, true,
                   is_certain(one, other, kAlways)});
    }
  }

  const Input& in_;
  const Dfd& dfd_;
  const Catalog& catalog_;
  GuardStore guards_;
  DependencyGraph graph_;
  LabelId person_;
  std::uint32_t groups_ = 0;
  std::size_t pairs_ = 0;                                     ///< made by declarations
  std::unordered_map<std::uint64_t, std::size_t> place_of_;  ///< by who and on, into who's list
  std::vector<std::string> remarks_;
};

}  // namespace

Dependencies dependencies_of(const Input& input) { return DependencyFinder(input).take(); }

DependencyGraph certain_of(const DependencyGraph& graph) {
  DependencyGraph part(graph.size());
  for (std::size_t i = 0; i < graph.size(); ++i)
    for (const Dependency& one : graph[i])
      if (one.certain || one.kind == DependencyKind::alternative) part[i].push_back(one);
  return part;
}

DependencyGraph only(const DependencyGraph& graph, const std::vector<NodeId>& nodes) {
  std::vector<bool> kept(graph.size());
  for (const NodeId node : nodes) kept[node.index()] = true;
  DependencyGraph part(graph.size());
  for (const NodeId node : nodes)
    for (const Dependency& one : graph[node.index()])
      if (kept[one.on.index()]) part[node.index()].push_back(one);
  return part;
}

std::vector<NodeId> needs_of(const DependencyGraph& graph, const std::vector<NodeId>& starts,
                             bool hard_only) {
  std::vector<bool> seen(graph.size());
  std::vector<NodeId> pending = starts, found;
  for (const NodeId start : starts) seen[start.index()] = true;
  for (std::size_t at = 0; at < pending.size(); ++at)
    for (const Dependency& dependency : graph[pending[at].index()]) {
      if ((hard_only && dependency.kind == DependencyKind::soft) || seen[dependency.on.index()])
        continue;
      seen[dependency.on.index()] = true;
      pending.push_back(dependency.on);
      found.push_back(dependency.on);
    }
  return found;
}

}  // namespace weir::resilience
