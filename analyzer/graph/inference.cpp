#include "analyzer/graph/inference.h"

#include <algorithm>
#include <array>
#include <utility>

namespace weir {
namespace {

EdgeKey flow_key(NodeId from, NodeId to, EdgeLabelId kind) {
  return {from.value, to.value, kind.value, 0, 0};
}

bool same_value(const PropertyValue& a, const PropertyValue& b) {
  if (a.state != b.state || a.boolean != b.boolean || a.number != b.number || a.text != b.text ||
      a.guards != b.guards || a.items.size() != b.items.size())
    return false;
  for (std::size_t i = 0; i < a.items.size(); ++i)  // choices and lists nest at most two deep
    if (!same_value(a.items[i], b.items[i])) return false;
  return true;
}

/// The first that is not absent, from `at` on.
std::size_t present(const std::vector<Property>& properties, std::size_t at) {
  while (at < properties.size() && properties[at].value.state == PropertyState::absent) ++at;
  return at;
}

bool same_properties(const std::vector<Property>& a, const std::vector<Property>& b) {
  std::size_t i = present(a, 0), j = present(b, 0);
  for (; i < a.size() && j < b.size(); i = present(a, i + 1), j = present(b, j + 1))
    if (a[i].property != b[j].property || !same_value(a[i].value, b[j].value)) return false;
  return i == a.size() && j == b.size();
}

/// How many places are kept for one edge: they are for people.
constexpr std::size_t kMaxEvidence = 8;

void add_evidence(std::vector<Evidence>& to, std::vector<Evidence>& from) {
  for (Evidence& one : from) {
    if (to.size() >= kMaxEvidence) return;
    const bool known = std::any_of(to.begin(), to.end(), [&](const Evidence& e) {
      return e.span == one.span && e.why == one.why;
    });
    if (!known) to.push_back(std::move(one));
  }
}

/// Of what the input does not declare, no property is known.
Decision decide_for(Inference& inference, const GraphNode& node, Range when) {
  if (node.outside && !when.empty()) return {kNever, kNever};
  return decide(inference.guards, inference.catalog, when, node.properties);
}

void tidy(std::vector<LabelId>& labels) {
  std::sort(labels.begin(), labels.end());
  labels.erase(std::unique(labels.begin(), labels.end()), labels.end());
}

}  // namespace

std::size_t EdgeKeyHash::operator()(const EdgeKey& key) const {
  std::uint64_t hash = 1469598103934665603ull;
  for (const std::uint32_t part : key) hash = (hash ^ part) * 1099511628211ull;
  return static_cast<std::size_t>(hash ^ (hash >> 32));
}

Inference::Inference(const ResourceModel& m, const Catalog& c, Dfd& d)
    : model(m), catalog(c), dfd(d), guards(d.guards), source{m, c, d.guards, {}} {}

NodeId Inference::add_node(GraphNode node) {
  tidy(node.labels);
  tidy(node.possible_labels);
  const NodeId id(dfd.nodes.size());
  dfd.nodes.push_back(std::move(node));
  return id;
}

NodeId Inference::shared_node(const std::string& key, GraphNode node) {
  const auto [at, fresh] = shared_.try_emplace(key);
  if (fresh) at->second = add_node(std::move(node));
  return at->second;
}

FlowId Inference::add_flow(Flow flow) {
  if (flow.exists == kNever) return {};
  std::vector<FlowId>& known = flows_[flow_key(flow.from, flow.to, flow.kind)];
  for (const FlowId id : known) {
    Flow& other = dfd.flows[id.index()];
    // guards that differ would make the union's properties and evidence hold too often
    if (other.data != flow.data || other.exists != flow.exists ||
        !same_properties(other.properties, flow.properties))
      continue;
    other.confidence = std::min(other.confidence, flow.confidence);
    add_evidence(other.evidence, flow.evidence);
    return id;
  }
  const FlowId id(dfd.flows.size());
  known.push_back(id);
  dfd.flows.push_back(std::move(flow));
  return id;
}

void Inference::settle_flow(NodeId from, NodeId to, EdgeLabelId kind, Guard guard) {
  Guard& known = settled_.try_emplace(flow_key(from, to, kind), kNever).first->second;
  known = guards.either(known, guard);
}

void Inference::confirm_flow(Flow flow) {
  EdgeKey key = flow_key(flow.from, flow.to, flow.kind);
  auto settled = settled_.find(key);
  if (settled == settled_.end() && catalog.is(flow.kind, catalog.edge("poll"))) {
    // what is delivered is fetched for its consumer, with the consumer's permission
    key = flow_key(flow.to, flow.from, catalog.edge("deliver"));
    settled = settled_.find(key);
  }
  if (settled != settled_.end()) {
    for (const FlowId id : flows_[key]) {
      Flow& drawn = dfd.flows[id.index()];
      if (guards.implies(drawn.exists, flow.exists)) {
        std::vector<Evidence> evidence = flow.evidence;
        add_evidence(drawn.evidence, evidence);
      }
    }
    flow.exists = guards.minus(flow.exists, settled->second);
  }
  add_flow(std::move(flow));
}

void Inference::add_attachment(Attachment attachment) {
  if (attachment.exists == kNever) return;
  const EdgeKey key = {attachment.source.value, attachment.target.value, attachment.kind.value,
                       attachment.exists.node, attachment.flow.value};
  const auto [at, fresh] = attachments_.try_emplace(key, AttachmentId(dfd.attachments.size()));
  if (!fresh &&
      same_properties(dfd.attachments[at->second.index()].properties, attachment.properties)) {
    add_evidence(dfd.attachments[at->second.index()].evidence, attachment.evidence);
    return;
  }
  dfd.attachments.push_back(std::move(attachment));
}

void Inference::add_open(OpenEnd open) {
  if (open.exists == kNever || !open.node.valid()) return;
  dfd.open_ends.push_back(std::move(open));
}

void Inference::add_label(GraphNode& node, std::string_view name) const {
  if (const LabelId id = catalog.label(name); id.valid()) node.labels.push_back(id);
}

std::string_view Inference::concept_name(ConceptId id) const {
  return id.valid() ? catalog.text(catalog.concepts[id.index()].name) : std::string_view();
}

const std::vector<NodeId>& Inference::of_concept(UnitId unit, ConceptId id) const {
  static const std::vector<NodeId> kNone;
  const auto at = nodes_of_concept.find(std::uint64_t{unit.value} << 32 | id.value);
  return at == nodes_of_concept.end() ? kNone : at->second;
}

const NamedNodes& Inference::named(UnitId unit, ConceptId id) const {
  static const NamedNodes kNone;
  const auto at = named_nodes.find(std::uint64_t{unit.value} << 32 | id.value);
  return at == named_nodes.end() ? kNone : at->second;
}

std::string Inference::name_key(UnitId unit, std::string_view name) {
  return std::to_string(unit.value) + ":" + std::string(name);
}

void Inference::index_node(NodeId node, const std::vector<std::string>& names_of_it) {
  const GraphNode& n = dfd[node];
  if (n.concept_id.valid()) {
    const std::uint64_t key = std::uint64_t{n.unit.value} << 32 | n.concept_id.value;
    nodes_of_concept[key].push_back(node);
    named_nodes[key].add(node, names_of_it);
  }
  for (const std::string& name : names_of_it) {
    names[name_key(n.unit, name)].push_back(node);
    const bool literal = name.find_first_of("$*?<") == std::string::npos;  // `<name>` asks to be replaced
    if (literal) names[name_key(UnitId(), name)].push_back(node);  // of no unit: whoever has it
  }
}

NodeId carrier(const Inference& inference, NodeId node) {
  const GraphNode& n = inference.dfd[node];
  if (n.kind != GraphNodeKind::control || !n.resource.valid()) return node;
  const NodeId whole = inference.whole_of[n.resource.index()];
  return whole.valid() ? whole : node;
}

GraphNodeKind node_kind(ConceptKind kind) {
  switch (kind) {
    case ConceptKind::process:
      return GraphNodeKind::process;
    case ConceptKind::data_store:
      return GraphNodeKind::data_store;
    case ConceptKind::external_entity:
      return GraphNodeKind::external_entity;
    case ConceptKind::control:
      return GraphNodeKind::control;
    case ConceptKind::identity:
      return GraphNodeKind::identity;
    case ConceptKind::boundary:
      return GraphNodeKind::boundary;
    case ConceptKind::network:
      return GraphNodeKind::network;
    case ConceptKind::part:
    case ConceptKind::ignored:
      break;
  }
  return GraphNodeKind::control;
}

std::string_view kind_label(GraphNodeKind kind) {
  constexpr std::array<std::string_view, 9> kLabels = {"process",  "data_store", "external_entity",
                                                       "control",  "identity",   "item",
                                                       "boundary", "system",     "network"};
  return kLabels[static_cast<std::size_t>(kind)];
}

KindChoice choose_kind(Inference& inference, const ConceptRecord& record, const GraphNode& node) {
  const auto makes_node = [](ConceptKind kind) {
    return kind != ConceptKind::part && kind != ConceptKind::ignored;
  };
  GuardStore& guards = inference.guards;
  KindChoice out{ConceptKind::ignored, kNever};
  Guard rest = node.exists;
  for (const KindRecord& one : Catalog::slice(inference.catalog.kinds, record.kinds)) {
    Guard yes = guards.both(rest, decide_for(inference, node, one.when).yes);
    if (!guards.satisfiable(yes)) continue;
    if (!makes_node(out.kind)) out.kind = one.kind;
    // nodes of two kinds: the first counts, and there is a node in either case
    if (makes_node(one.kind)) out.exists = guards.either(out.exists, yes);
    rest = guards.minus(rest, yes);
  }
  return out;
}

void apply_concept(Inference& inference, GraphNode& node, ConceptId concept_id) {
  const Catalog& catalog = inference.catalog;
  const ConceptRecord& record = catalog.concepts[concept_id.index()];
  GuardStore& guards = inference.guards;
  node.concept_id = concept_id;
  const KindChoice kind = choose_kind(inference, record, node);
  node.kind = node_kind(kind.kind);
  node.exists = kind.exists;
  inference.add_label(node, kind_label(node.kind));
  if (node.kind == GraphNodeKind::boundary) {
    node.boundary_kind = std::string(catalog.text(record.boundary_kind));
    node.dimension = std::string(catalog.text(record.boundary_dimension));
    inference.add_label(node, node.boundary_kind);
  }
  for (const RoleRecord& role : Catalog::slice(catalog.roles, record.roles)) {
    const Decision when = decide_for(inference, node, role.when);
    if (!guards.satisfiable(guards.minus(node.exists, when.yes)))
      node.labels.push_back(role.label);
    else if (guards.satisfiable(guards.minus(node.exists, when.no)))
      node.possible_labels.push_back(role.label);
  }
}

}  // namespace weir
