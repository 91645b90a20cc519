#include "analyzer/query/graph_index.h"

#include <algorithm>
#include <numeric>

namespace weir::query {

Index::Impl::Impl(const Properties& all) : properties(all), dfd(all.dfd()), catalog(all.catalog()) {
  runs_as = catalog.edge("runs_as");
  within = catalog.edge("within");
  for (const DerivedEdges& edges : derived_edges())
    if (const EdgeLabelId label = catalog.edge(edges.name); label.valid())
      derived_labels.push_back(label);
  index_order();
  index_nodes();
  index_edges();
  index_access();
  index_open_ends();
  index_openable();
}

void Index::Impl::index_order() {
  by_rank.resize(dfd.nodes.size());
  std::iota(by_rank.begin(), by_rank.end(), 0u);
  std::stable_sort(by_rank.begin(), by_rank.end(), [this](std::uint32_t a, std::uint32_t b) {
    return node_before(dfd, NodeId(a), NodeId(b));
  });
  rank.resize(by_rank.size());
  for (std::uint32_t i = 0; i < by_rank.size(); ++i) rank[by_rank[i]] = i;
  for (const GraphNode& node : dfd.nodes) {
    node_exists.push_back(node.exists);
    unit_of.push_back(node.unit);
  }
  std::vector<std::uint32_t> labels(catalog.edges.size());
  std::iota(labels.begin(), labels.end(), 0u);
  std::sort(labels.begin(), labels.end(), [this](std::uint32_t a, std::uint32_t b) {
    return catalog.name(EdgeLabelId(a)) < catalog.name(EdgeLabelId(b));
  });
  edge_label_rank.resize(labels.size());
  for (std::uint32_t i = 0; i < labels.size(); ++i) edge_label_rank[labels[i]] = i;
}

void Index::Impl::index_nodes() {
  const auto widen = [](RankRange& range, std::uint32_t at) {
    if (range.end == 0) range.first = at;
    range.end = at + 1;
  };
  with_label.resize(catalog.labels.size());
  words_ = (catalog.labels.size() + 63) / 64;
  borne_.resize(words_ * by_rank.size());
  perhaps_.resize(words_ * by_rank.size());
  std::vector<std::vector<LabelId>> ancestors(with_label.size());  // each label itself included
  for (std::size_t own = 0; own < ancestors.size(); ++own)
    for (std::size_t above = 0; above < ancestors.size(); ++above)
      if (catalog.is(LabelId(own), LabelId(above))) ancestors[own].push_back(LabelId(above));
  unit_ranks.resize(dfd.units.size());
  for (std::uint32_t i = 0; i < by_rank.size(); ++i) {
    const GraphNode& node = dfd.nodes[by_rank[i]];
    widen(node.unit.valid() ? unit_ranks[node.unit.index()] : shared_ranks, i);
    for (const auto* labels : {&node.labels, &node.possible_labels})
      for (const LabelId own : *labels)
        for (const LabelId above : ancestors[own.index()]) {
          Bits& bits = labels == &node.labels ? borne_ : perhaps_;
          bits[by_rank[i] * words_ + above.index() / 64] |= std::uint64_t{1}
                                                            << (above.index() % 64);
          auto& bearing = with_label[above.index()];
          if (bearing.empty() || bearing.back() != by_rank[i]) bearing.push_back(by_rank[i]);
        }
  }
}

void Index::Impl::index_edges() {
  const std::size_t n = dfd.nodes.size();
  flows_out.resize(n);
  flows_in.resize(n);
  attached_out.resize(n);
  attached_in.resize(n);
  attached_to_flow.resize(dfd.flows.size());
  edge_words = (catalog.edges.size() + 63) / 64;
  for (std::uint32_t i = 0; i < dfd.flows.size(); ++i) {
    const Flow& flow = dfd.flows[i];
    if (flow.confidence == Confidence::possible) continue;
    flows_out[flow.from.index()].push_back({i, flow.to.value, flow.kind, flow.exists, flow.data});
    flows_in[flow.to.index()].push_back({i, flow.from.value, flow.kind, flow.exists, flow.data});
  }
  for (std::uint32_t i = 0; i < dfd.attachments.size(); ++i) {
    const Attachment& attachment = dfd.attachments[i];
    attached_out[attachment.source.index()].push_back(
        {i, attachment.target.value, attachment.kind, attachment.exists, {}});
    if (attachment.flow.valid()) attached_to_flow[attachment.flow.index()].push_back(i);
    if (!attachment.target.valid()) continue;
    attached_in[attachment.target.index()].push_back(
        {i, attachment.source.value, attachment.kind, attachment.exists, {}});
    const bool control =
        catalog.edges[attachment.kind.index()].relation == EdgeRelation::attachment;
    if (control && dfd[attachment.target].kind == GraphNodeKind::boundary)
      attached_to_boundaries.push_back(i);
  }
  const auto mark = [&](const std::vector<std::vector<Incident>>& edges, Bits& labels) {
    labels.resize(edge_words * n);
    for (std::size_t node = 0; node < n; ++node)
      for (const Incident& edge : edges[node])
        set(labels, node * edge_words * 64 + edge.kind.index());
  };
  for (const auto* edges : {&flows_out, &attached_out}) mark(*edges, leaving_);
  for (const auto* edges : {&flows_in, &attached_in}) mark(*edges, coming_);
}

void Index::Impl::index_access() {
  access_of.resize(dfd.nodes.size());
  sets_with.resize(dfd.nodes.size());
  access_to.resize(dfd.targets.size());
  for (std::uint32_t i = 0; i < dfd.access.size(); ++i) {
    access_of[dfd.access[i].principal.index()].push_back(i);
    access_to[dfd.access[i].target.index()].push_back(i);
  }
  for (std::uint32_t i = 0; i < dfd.targets.size(); ++i)
    for (const NodeId member : dfd.targets[i].members) sets_with[member.index()].push_back(i);
}

void Index::Impl::index_open_ends() {
  const std::size_t n = dfd.nodes.size();
  open_out.resize(n);
  open_in.resize(n);
  cannot_declare.resize(n);
  has_open_ends = !dfd.open_ends.empty();
  for (std::uint32_t i = 0; i < dfd.open_ends.size(); ++i) {
    const OpenEnd& end = dfd.open_ends[i];
    (end.outgoing ? open_out : open_in)[end.node.index()].push_back(i);
  }
  const auto limits_of = [this](Language language) -> std::span<const EdgeLabelId> {
    for (const LanguageRecord& record : catalog.languages)
      if (record.language == language)
        return Catalog::slice(catalog.edge_refs, record.cannot_declare);
    return {};
  };
  // Nodes shared by units (fixed boundaries, actors) are bound by the most limited language there
  // is.
  std::span<const EdgeLabelId> shared;
  for (const Unit& unit : dfd.units)
    if (const auto limits = limits_of(unit.language); limits.size() > shared.size())
      shared = limits;
  for (std::size_t i = 0; i < n; ++i) {
    const UnitId unit = unit_of[i];
    cannot_declare[i] = unit.valid() ? limits_of(dfd.units[unit.index()].language) : shared;
    has_open_ends |= !cannot_declare[i].empty();
  }
}

/// After everything else: an identity's open ends are those of what runs as it.
void Index::Impl::index_openable() {
  const auto has_ends = [this](std::uint32_t node) {
    return !open_out[node].empty() || !open_in[node].empty();
  };
  for (const std::uint32_t node : by_rank) {
    const bool runs_as_open =
        std::any_of(attached_out[node].begin(), attached_out[node].end(), [&](const Incident& at) {
          return at.kind == runs_as && at.to_node() && has_ends(at.other);
        });
    if (runs_as_open || has_ends(node)) openable.push_back(node);
  }
  for (const auto& labels : cannot_declare)
    undeclarable.insert(undeclarable.end(), labels.begin(), labels.end());
  std::sort(undeclarable.begin(), undeclarable.end());
  undeclarable.erase(std::unique(undeclarable.begin(), undeclarable.end()), undeclarable.end());
}

const DerivedAdjacency& Index::Impl::derived(EdgeLabelId label) const {
  const std::lock_guard lock(mutex_);
  std::unique_ptr<DerivedAdjacency>& known = derived_[label];
  if (known) return *known;
  known = std::make_unique<DerivedAdjacency>();
  known->edges = &properties.edges(label);
  known->out.resize(dfd.nodes.size());
  known->in.resize(dfd.nodes.size());
  for (std::uint32_t i = 0; i < known->edges->size(); ++i) {
    const Attachment& edge = (*known->edges)[i];
    if (!edge.target.valid()) continue;
    known->out[edge.source.index()].push_back(i);
    known->in[edge.target.index()].push_back(i);
  }
  return *known;
}

const std::vector<std::uint32_t>& Index::Impl::bearing(std::span<const LabelId> labels) const {
  if (labels.empty()) return by_rank;
  if (labels.size() == 1) return with_label[labels.front().index()];
  const std::lock_guard lock(mutex_);
  auto& known = bearing_[{labels.begin(), labels.end()}];
  if (known) return *known;
  std::vector<std::uint32_t> ranks;
  for (const LabelId label : labels)
    for (const std::uint32_t node : with_label[label.index()]) ranks.push_back(rank[node]);
  std::sort(ranks.begin(), ranks.end());
  ranks.erase(std::unique(ranks.begin(), ranks.end()), ranks.end());
  for (std::uint32_t& at : ranks) at = by_rank[at];
  known = std::make_unique<const std::vector<std::uint32_t>>(std::move(ranks));
  return *known;
}

void Answers::resize(std::size_t nodes) {
  for (auto* bits : {&known, &can_be_true, &can_be_false, &may_be_true, &may_be_false})
    bits->resize((nodes + 63) / 64);
}

void Answers::put(std::size_t at, std::optional<Tri> truth) {
  put_word(at / 64, std::uint64_t{1} << (at % 64), truth);
}

void Answers::put_all(const std::vector<std::uint64_t>& places, std::optional<Tri> truth) {
  for (std::size_t word = 0; word < places.size(); ++word) put_word(word, places[word], truth);
}

void Answers::put_word(std::size_t word, std::uint64_t places, std::optional<Tri> truth) {
  known[word] |= places;
  if (!truth || truth->yes != kNever) can_be_true[word] |= places;
  if (!truth || truth->no != kNever) can_be_false[word] |= places;
  if (!truth || truth->no != kAlways) may_be_true[word] |= places;
  if (!truth || truth->yes != kAlways) may_be_false[word] |= places;
}

Answers& Index::Impl::answers(std::span<const LabelId> labels, std::string wording) const {
  const std::lock_guard lock(mutex_);
  std::vector<LabelId> of(labels.begin(), labels.end());
  auto& known = answers_[std::pair(std::move(of), std::move(wording))];
  if (!known) known = std::make_unique<Answers>();
  return *known;
}

const Index::Impl::Bits& Index::Impl::storing(std::span<const LabelId> labels, PropertyId property) const {
  const std::vector<std::uint32_t>& nodes = bearing(labels);
  const std::lock_guard lock(mutex_);
  auto& known = storing_[std::pair(std::vector<LabelId>(labels.begin(), labels.end()), property)];
  if (known) return *known;
  Bits bits((nodes.size() + 63) / 64);
  for (std::size_t i = 0; i < nodes.size(); ++i)
    if (properties.stored(NodeId(nodes[i]), property) != nullptr) set(bits, i);
  known = std::make_unique<const Bits>(std::move(bits));
  return *known;
}

const OpenNodes& Index::Impl::open_nodes(const OpenQuestion& question,
                                         const std::function<OpenNodes()>& find) const {
  const std::lock_guard lock(mutex_);
  std::unique_ptr<const OpenNodes>& known = open_nodes_[question];
  if (!known) known = std::make_unique<const OpenNodes>(find());
  return *known;
}

Index::Index(const Properties& properties) : impl_(std::make_unique<Impl>(properties)) {}
Index::~Index() = default;
const Properties& Index::properties() const { return impl_->properties; }

}  // namespace weir::query
