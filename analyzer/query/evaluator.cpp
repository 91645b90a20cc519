#include "analyzer/query/evaluator.h"

#include <algorithm>
#include <numeric>

#include "analyzer/base/limits.h"

namespace weir::query {
namespace {

const PropertyValue kAbsentValue;

}  // namespace

Evaluator::Evaluator(const Queries& queries, const Query& query, const Index& index,
                     GuardStore& guards, Undecideds undecideds)
    : queries_(queries),
      query_(query),
      graph_(index.impl()),
      certain_(undecideds == Undecideds::counted ? Ask::whole : Ask::yes),
      logic_(guards),
      names_(queries, query.variables.first),
      frame_(query.variables.count),
      steps_(queries.steps.size()),
      candidates_(query.variables.count),
      limit_(limits::kRuleSteps) {
  enclosing_.index = UINT32_MAX;
  enclosing_.step.repeat = Repeat::any;
  enclosing_.labels = {graph_.within};
  enclosing_.accepts.resize(graph_.catalog.edges.size());
  if (graph_.within.valid()) enclosing_.accepts[graph_.within.index()] = true;
  enclosing_.step.edge = kNoVariable;
}

const StepView& Evaluator::step_view(std::uint32_t index) {
  std::unique_ptr<StepView>& known = steps_[index];
  if (!known) known = std::make_unique<StepView>(prepare(index, queries_.steps[index]));
  return *known;
}

StepView Evaluator::prepare(std::uint32_t index, const Step& step) {
  const Catalog& catalog = graph_.catalog;
  StepView view;
  view.step = step;
  view.index = index;
  const auto labels = Catalog::slice(queries_.edge_labels, step.labels);
  view.labels.assign(labels.begin(), labels.end());
  view.any = labels.empty();
  view.accepts.resize(catalog.edges.size());
  view.bits.resize(graph_.edge_words);
  for (std::size_t i = 0; i < view.accepts.size(); ++i) {
    const EdgeLabelId label(i);
    view.accepts[i] =
        view.any || std::any_of(labels.begin(), labels.end(),
                                [&](EdgeLabelId wanted) { return catalog.is(label, wanted); });
    if (view.accepts[i]) Index::Impl::set(view.bits, i);
    view.attaches |= view.accepts[i] && catalog.edges[i].relation == EdgeRelation::attachment;
  }
  for (const EdgeLabelId label : graph_.derived_labels)
    if (view.accepts[label.index()] && !step.data) view.derived.push_back(label);
  for (const VariableId name : names_.of(step, step.written_while))
    if (name != step.from && name != step.to) view.needs.push_back(name);
  return view;
}

bool Evaluator::spend(std::uint64_t steps) {
  spent_ += steps;
  if (spent_ > limit_) exhausted_ = true;
  return !exhausted_;
}

std::size_t Evaluator::KeyHash::operator()(const Key& key) const {
  std::uint64_t hash = 1469598103934665603ull;
  for (const std::uint32_t part : key) hash = (hash ^ part) * 1099511628211ull;
  return static_cast<std::size_t>(hash);
}

/// `with_source` false: what is asked does not look at where an edge starts. Then all unknown edges
/// to one node are one case, and so are all reasons for them.
void Evaluator::append(Key& key, VariableId variable, bool with_source) const {
  const Bound& bound = frame_[variable];
  key.push_back(static_cast<std::uint32_t>(bound.kind));
  key.push_back(bound.node);
  if (bound.kind != Bound::Kind::edge) return;
  const Edge& edge = bound.edge;
  if (edge.ref.relation == EdgeRef::Relation::none && !with_source) {
    key.insert(key.end(), {edge.to, edge.head});
    return;
  }
  key.insert(key.end(), {static_cast<std::uint32_t>(edge.ref.relation), edge.ref.index,
                         edge.ref.label.value, edge.from, edge.to, edge.open_end});
}

std::span<const VariableId> Evaluator::names_in(std::uint32_t pattern) const {
  return Catalog::slice(queries_.pattern_variables, queries_.patterns[pattern].variables);
}

bool Evaluator::is_edge(VariableId variable) const {
  return queries_.variables[query_.variables.first + variable].edge;
}

bool Evaluator::is_bound_by_label(VariableId variable) const {
  return !is_edge(variable) &&
         queries_.variables[query_.variables.first + variable].end_of == kNoVariable;
}

NodeRef Evaluator::node_of(VariableId variable) const {
  const Variable& record = queries_.variables[query_.variables.first + variable];
  if (record.end_of == kNoVariable) return frame_[variable].node;
  const Edge& edge = frame_[record.end_of].edge;
  return record.end_is_to ? edge.to : edge.from;
}

bool Evaluator::is_bound(VariableId variable) const {
  const VariableId edge = queries_.variables[query_.variables.first + variable].end_of;
  return frame_[edge == kNoVariable ? variable : edge].kind != Bound::Kind::none;
}

Range Evaluator::labels_of(VariableId variable) const {
  return queries_.variables[query_.variables.first + variable].labels;
}

std::size_t Evaluator::fan(NodeRef node, bool outward) const {
  if (node == kTop) return graph_.by_rank.size();
  return outward ? graph_.flows_out[node].size() + graph_.attached_out[node].size()
                 : graph_.flows_in[node].size() + graph_.attached_in[node].size();
}

std::string Evaluator::name_of(NodeRef node) const {
  return node == kTop ? "something unknown" : graph_.dfd.nodes[node].name;
}

Tri Evaluator::existence(NodeRef node) const {
  return node == kTop ? kTrue : logic_.when(graph_.node_exists[node]);
}

Tri Evaluator::fits(VariableId variable, NodeRef node) const {
  const Range labels = labels_of(variable);
  return node == kTop || labels.empty() ? kTrue : one_of(labels, node);
}

Tri Evaluator::one_of(Range labels, NodeRef node) const {
  Tri result = kFalse;
  for (const LabelId label : Catalog::slice(queries_.node_labels, labels)) {
    if (graph_.bears(node, label)) return kTrue;
    if (graph_.may_bear(node, label)) result = kUnknown;
  }
  return result;
}

const std::vector<NodeRef>& Evaluator::candidates(VariableId variable) {
  const std::vector<NodeRef>*& known = candidates_[variable];
  if (known == nullptr)
    known = &graph_.bearing(Catalog::slice(queries_.node_labels, labels_of(variable)));
  return *known;
}

Span Evaluator::span_of(const Edge& edge) const {
  const std::vector<Evidence>* evidence = nullptr;
  switch (edge.ref.relation) {
    case EdgeRef::Relation::flow:
      evidence = &graph_.dfd.flows[edge.ref.index].evidence;
      break;
    case EdgeRef::Relation::access:
      evidence = &graph_.dfd.access[edge.ref.index].evidence;
      break;
    case EdgeRef::Relation::attachment:
      evidence = &graph_.dfd.attachments[edge.ref.index].evidence;
      break;
    case EdgeRef::Relation::derived:
      evidence = &(*graph_.derived(edge.ref.label).edges)[edge.ref.index].evidence;
      break;
    case EdgeRef::Relation::none:
      break;
  }
  if (evidence != nullptr && !evidence->empty()) return evidence->front().span;
  if (edge.open_end != kNoOpenEnd) return graph_.dfd.open_ends[edge.open_end].span;
  return {};
}

const PropertyValue& Evaluator::property_of(const Edge& edge, PropertyId property) const {
  switch (edge.ref.relation) {
    case EdgeRef::Relation::flow:
      return graph_.properties.of(FlowId(edge.ref.index), property);
    case EdgeRef::Relation::access:
      return graph_.properties.of(AccessId(edge.ref.index), property);
    case EdgeRef::Relation::attachment:
      return graph_.properties.of(AttachmentId(edge.ref.index), property);
    case EdgeRef::Relation::derived: {
      const Attachment& derived = (*graph_.derived(edge.ref.label).edges)[edge.ref.index];
      const PropertyValue* value = find_property(derived.properties, property);
      return value != nullptr ? *value : kAbsentValue;
    }
    case EdgeRef::Relation::none:
      break;
  }
  return kAbsentValue;
}

}  // namespace weir::query
