#include "analyzer/rule/scene.h"

#include <algorithm>

#include "analyzer/base/limits.h"
#include "analyzer/rule/narrow.h"

namespace weir::findings {
namespace {

using Relation = query::EdgeRef::Relation;

const PropertyValue kAbsent;
const std::vector<Evidence> kNoEvidence;

const PropertyValue& value_of(const Scene& scene, const query::EdgeRef& edge, PropertyId property) {
  const Properties& properties = scene.index.properties();
  switch (edge.relation) {
    case Relation::flow:
      return properties.of(FlowId(edge.index), property);
    case Relation::access:
      return properties.of(AccessId(edge.index), property);
    case Relation::attachment:
      return properties.of(AttachmentId(edge.index), property);
    case Relation::derived: {
      const Attachment& derived = properties.edges(edge.label)[edge.index];
      const PropertyValue* value = find_property(derived.properties, property);
      return value ? *value : kAbsent;
    }
    case Relation::none:
      break;
  }
  return kAbsent;
}

/// The line that stands for a property that is not written: the header of the block that would hold
/// it, for derived ones the node or the edge itself.
Span missing_at(const Scene& scene, const query::Binding& binding, PropertyId property) {
  if (binding.node.valid()) {
    const Span block = block_of(scene.dfd()[binding.node].properties, property);
    return block.valid() ? in_host(scene, block) : header_of(scene, binding.node);
  }
  if (binding.path.empty()) return {};
  const query::EdgeRef& edge = binding.path.front().edge;
  Span line;
  if (edge.relation == Relation::flow) {
    const Flow& flow = scene.dfd().flows[edge.index];
    line = block_of(flow.properties, property);
    if (!line.valid() && value_of(scene, edge, property).state == PropertyState::absent)
      line = flow.header;
  }
  return line.valid() ? in_host(scene, line) : place_of(scene, edge);
}

/// What stands somewhere: the value; of a choice, the first alternative that the match allows. The
/// absent value if it is not written where the match holds.
const PropertyValue& written(const Scene& scene, const PropertyValue& value, Guard holds) {
  if (value.state != PropertyState::choice) return value;
  for (std::size_t i = 0; i < value.items.size(); ++i)
    if (is_possible(scene, value, i, holds) && value.items[i].span.valid()) return value.items[i];
  return kAbsent;
}

/// What the rule asks about and has a place of its own, else what is written.
const PropertyValue& in_question(const Scene& scene, const PropertyValue& value, Guard holds) {
  for (const PropertyValue* item : items_in_question(scene, scene.query.report, value, holds))
    if (item->span.valid()) return *item;
  return written(scene, value, holds);
}

/// The first place the graph knows for anything the match binds, for what has none of its own.
Span any_place(const Scene& scene, const query::Match& match) {
  for (const query::Binding& binding : match.bindings) {
    if (binding.node.valid()) {
      const Span span = header_of(scene, binding.node);
      if (span.valid()) return span;
    }
    for (const query::Hop& hop : binding.path) {
      const Span span = place_of(scene, hop.edge);
      if (span.valid()) return span;
    }
  }
  return scene.dfd().units.empty() ? Span{} : in_host(scene, scene.dfd().units.front().span);
}

}  // namespace

const query::Binding* binding_of(const Scene&, const query::Match& match,
                                 query::VariableId variable) {
  return variable < match.bindings.size() ? &match.bindings[variable] : nullptr;
}

const std::vector<Evidence>& evidence_of(const Scene& scene, const query::EdgeRef& edge) {
  const Dfd& dfd = scene.dfd();
  switch (edge.relation) {
    case Relation::flow:
      return dfd.flows[edge.index].evidence;
    case Relation::access:
      return dfd.access[edge.index].evidence;
    case Relation::attachment:
      return dfd.attachments[edge.index].evidence;
    case Relation::derived:
      return scene.index.properties().edges(edge.label)[edge.index].evidence;
    case Relation::none:
      break;
  }
  return kNoEvidence;
}

std::string_view label_of(const Scene& scene, const query::EdgeRef& edge) {
  const Dfd& dfd = scene.dfd();
  EdgeLabelId label = edge.label;
  if (edge.relation == Relation::flow) label = dfd.flows[edge.index].kind;
  if (edge.relation == Relation::access) label = dfd.access[edge.index].kind;
  if (edge.relation == Relation::attachment) label = dfd.attachments[edge.index].kind;
  return label.valid() ? scene.catalog().name(label) : std::string_view();
}

const PropertyValue& value_of(const Scene& scene, const query::Binding& binding,
                              PropertyId property) {
  if (binding.node.valid()) return scene.index.properties().of(binding.node, property);
  return binding.path.empty() ? kAbsent : value_of(scene, binding.path.front().edge, property);
}

Span header_of(const Scene& scene, NodeId node) {
  const Dfd& dfd = scene.dfd();
  // An item lies at most as deep as its document is nested.
  for (int depth = 0; node.valid() && depth < limits::kNesting; ++depth) {
    const GraphNode& found = dfd[node];
    if (found.header.valid()) return in_host(scene, found.header);
    if (found.span.valid()) return in_host(scene, found.span);
    node = found.owner;
  }
  return {};
}

Span place_of(const Scene& scene, const query::EdgeRef& edge) {
  if (edge.relation == Relation::access) {
    const NodeId statement = scene.dfd().access[edge.index].statement;
    const Span span = statement.valid() ? header_of(scene, statement) : Span{};
    if (span.valid()) return span;
  }
  for (const Evidence& evidence : evidence_of(scene, edge)) {
    if (evidence.span.valid()) return in_host(scene, evidence.span);
  }
  return {};
}

ReportedPlace reported_place(const Scene& scene, const query::Match& match) {
  const query::Place& report = scene.query.report;
  ReportedPlace place;
  const query::Binding* binding = binding_of(scene, match, report.variable);
  if (binding) {
    place.node = binding->node;
    if (!place.node.valid() && !binding->path.empty()) place.node = binding->path.front().from;
    if (report.property.valid()) {
      place.property = scene.catalog().name(report.property);
      const PropertyValue& value = value_of(scene, *binding, report.property);
      const PropertyValue& found = in_question(scene, value, match.holds);
      place.span = in_host(scene, found.span);
      place.passage = found.passage;
      if (!place.span.valid()) place.span = missing_at(scene, *binding, report.property);
    } else if (binding->node.valid()) {
      place.passage = scene.dfd()[binding->node].passage;
    }
    if (!place.span.valid() && binding->node.valid()) place.span = header_of(scene, binding->node);
    if (!place.span.valid() && !binding->path.empty()) {
      place.span = place_of(scene, binding->path.front().edge);
    }
  }
  if (!place.span.valid()) place.span = any_place(scene, match);
  return place;
}

Span in_host(const Scene& scene, Span span) {
  return span.valid() ? scene.sources.in_host(span) : Span{};
}

std::string node_name(const Scene& scene, NodeId node) {
  if (!node.valid()) return "";
  const GraphNode& found = scene.dfd()[node];
  return found.name.empty() ? found.address : found.name;
}

}  // namespace weir::findings
