#include "analyzer/graph/enclosures.h"

#include <algorithm>
#include <array>
#include <deque>
#include <set>
#include <string_view>
#include <utility>

#include "analyzer/base/check.h"

namespace weir {
namespace {

constexpr std::array<std::string_view, 4> kDimensions = {"network", "ownership", "place",
                                                         "tenancy"};
constexpr std::size_t kNetworkDimension = 0;

/// Dimensions in which an end without a boundary is one of which it is not known, not one outside.
bool must_know_both(std::string_view dimension) {
  return dimension == "place" || dimension == "tenancy";
}

constexpr std::uint32_t kNoPlace = 0xffffffff;

bool is_boundary_label(const Catalog& catalog, LabelId label) {
  return std::any_of(catalog.boundaries.begin(), catalog.boundaries.end(),
                     [&](const BoundaryRecord& record) {
                       return catalog.text(record.kind) == catalog.name(label);
                     });
}

}  // namespace

Enclosures::Enclosures(const Dfd& dfd, const Catalog& catalog)
    : dfd_(dfd),
      guards_(dfd.guards),
      outer_(dfd.nodes.size()),
      open_(dfd.nodes.size(), nullptr),
      around_(dfd.nodes.size()),
      known_(dfd.nodes.size()),
      place_(dfd.nodes.size(), kNoPlace) {
  const EdgeLabelId within = catalog.edge("within");
  for (const Attachment& edge : dfd.attachments)
    if (edge.kind == within && edge.target.valid() && edge.exists != kNever &&
        dfd[edge.target].kind == GraphNodeKind::boundary)
      outer_[edge.source.index()].push_back(&edge);
  for (const OpenEnd& open : dfd.open_ends)
    if (open.outgoing && open.label == within && is_element(dfd[open.node].kind) &&
        (!open.other.valid() || is_boundary_label(catalog, open.other)))
      open_[open.node.index()] = &open;
}

const std::vector<Around>& Enclosures::around(NodeId node) {
  if (!known_[node.index()]) {
    around_[node.index()] = find_around(node);
    known_[node.index()] = true;
  }
  return around_[node.index()];
}

std::vector<Around> Enclosures::find_around(NodeId node) {
  std::map<NodeId, Guard> when = {{node, kAlways}};
  std::deque<NodeId> pending = {node};
  while (!pending.empty()) {  // ends: a guard only grows, and stays once it is undecided
    const NodeId at = pending.front();
    pending.pop_front();
    for (const Attachment* edge : outer_[at.index()]) {
      Guard& known = when.try_emplace(edge->target, kNever).first->second;
      const Guard now = guards_.either(known, guards_.both(when[at], edge->exists));
      if (now == known || known == kUndecided) continue;
      known = now;
      pending.push_back(edge->target);
    }
  }
  when.erase(node);
  std::vector<Around> found;
  std::set<NodeId> direct;
  for (const Attachment* edge : outer_[node.index()]) direct.insert(edge->target);
  for (const auto& [boundary, guard] : when)
    if (guard != kNever) found.push_back({boundary, guard, direct.count(boundary) != 0});
  return found;
}

/// The number of the set of boundaries around a node, with their guards.
std::uint32_t Enclosures::place(NodeId node) {
  std::uint32_t& known = place_[node.index()];
  if (known != kNoPlace) return known;
  std::vector<std::uint32_t> key;
  for (const Around& one : around(node))
    key.insert(key.end(), {one.boundary.value, one.when.node, one.itself ? 1U : 0U});
  known = places_.try_emplace(std::move(key), std::uint32_t(one_of_.size())).first->second;
  if (known == one_of_.size()) one_of_.push_back(node);
  return known;
}

const Crossing& Enclosures::crossed(const Flow& flow) {
  const Guard together =
      guards_.both(flow.exists, guards_.both(dfd_[flow.from].exists, dfd_[flow.to].exists));
  const OpenEnd* open = open_[flow.from.index()];
  if (open == nullptr) open = open_[flow.to.index()];
  const Question question{place(flow.from), place(flow.to), together.node, flow.from == flow.to,
                          open};
  const auto [at, is_new] = crossings_.try_emplace(question);
  Crossing& crossing = at->second;
  if (!is_new) return crossing;
  for (std::size_t dimension = 0; dimension < kDimensions.size(); ++dimension)
    compare(dimension, question, together, crossing);
  std::sort(crossing.certain.begin(), crossing.certain.end());
  std::sort(crossing.possible.begin(), crossing.possible.end());
  return crossing;
}

bool Enclosures::always_in(NodeId node, std::string_view dimension) {
  const auto at = std::find(kDimensions.begin(), kDimensions.end(), dimension);
  CHECK(at != kDimensions.end());
  const Side& of_node = side(place(node), std::size_t(at - kDimensions.begin()));
  return guards_.implies(dfd_[node].exists, any_of(of_node.itself));
}

const Enclosures::Side& Enclosures::side(std::uint32_t place, std::size_t dimension) {
  const auto [at, is_new] = sides_.try_emplace(place * kDimensions.size() + dimension);
  Side& side = at->second;
  if (!is_new) return side;
  for (const Around& one : around(one_of_[place])) {
    if (dfd_[one.boundary].dimension != kDimensions[dimension]) continue;
    side.when[one.boundary] = one.when;
    if (one.itself) side.itself[one.boundary] = one.when;
  }
  return side;
}

void Enclosures::compare(std::size_t dimension, const Question& question, Guard together,
                         Crossing& crossing) {
  const Side& a = side(question.from, dimension);
  const Side& b = side(question.to, dimension);
  const OpenEnd* open =
      dimension != kNetworkDimension || question.same_node ? nullptr : question.open;
  if (open != nullptr) crossing.unknown = open->why;
  Guard apart = guards_.minus(together, shared_innermost(a, b));
  if (must_know_both(kDimensions[dimension]))
    apart = guards_.both(apart, guards_.both(any_of(a.when), any_of(b.when)));
  if (apart == kNever) return;

  std::map<std::string, Guard> shared_kinds;
  std::map<NodeId, Guard> between = a.when;  // when exactly one end lies in it
  for (const auto& [boundary, there] : b.when) {
    const Guard here = a.when.count(boundary) != 0 ? a.when.at(boundary) : kNever;
    const Guard both = guards_.both(here, there);
    between[boundary] = guards_.minus(guards_.either(here, there), both);
    Guard& shared = shared_kinds.try_emplace(dfd_[boundary].boundary_kind, kNever).first->second;
    shared = guards_.either(shared, both);
  }
  for (const auto& [boundary, when] : between) {
    const auto shared = shared_kinds.find(dfd_[boundary].boundary_kind);
    Guard crossed = guards_.both(apart, when);
    if (shared != shared_kinds.end()) crossed = guards_.minus(crossed, shared->second);
    if (crossed == kNever) continue;
    const bool elsewhere = open != nullptr && dfd_[boundary].concept_id.valid();
    const bool certain =
        !elsewhere && guards_.implies(together, crossed) && !may_be_shared(boundary, a, b);
    (certain ? crossing.certain : crossing.possible).push_back(boundary);
  }
}

Guard Enclosures::shared_innermost(const Side& a, const Side& b) {
  const std::map<NodeId, Guard> of_a = innermost(a), of_b = innermost(b);
  Guard shared = kNever;
  for (const auto& [boundary, when] : of_a)
    if (const auto other = of_b.find(boundary); other != of_b.end())
      shared = guards_.either(shared, guards_.both(when, other->second));
  return shared;
}

std::map<NodeId, Guard> Enclosures::innermost(const Side& side) {
  std::map<NodeId, Guard> found = side.when;
  const Guard by_itself = any_of(side.itself);
  for (auto& [boundary, when] : found) {
    if (side.itself.count(boundary) == 0) when = guards_.minus(when, by_itself);
    for (const auto& [inner, there] : side.when)
      if (inner != boundary && holds(boundary, inner) && !holds(inner, boundary))
        when = guards_.minus(when, there);
  }
  return found;
}

Guard Enclosures::any_of(const std::map<NodeId, Guard>& boundaries) {
  Guard any = kNever;
  for (const auto& [boundary, when] : boundaries) any = guards_.either(any, when);
  return any;
}

bool Enclosures::holds(NodeId outer, NodeId inner) {
  const std::vector<Around>& all = around(inner);
  return std::any_of(all.begin(), all.end(),
                     [&](const Around& one) { return one.boundary == outer; });
}

bool Enclosures::may_be_shared(NodeId boundary, const Side& a, const Side& b) {
  for (const auto& [of_a, here] : a.when)
    for (const auto& [of_b, there] : b.when)
      if (of_a != of_b && dfd_[of_a].boundary_kind == dfd_[of_b].boundary_kind &&
          (dfd_[of_a].outside || dfd_[of_b].outside) &&
          (boundary == of_a || boundary == of_b || holds(boundary, of_a) || holds(boundary, of_b)))
        return true;
  return false;
}

}  // namespace weir
