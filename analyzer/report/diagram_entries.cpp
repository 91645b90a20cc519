#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

#include "analyzer/report/diagram_entries.h"

namespace weir::report {
namespace {

constexpr std::array<std::string_view, 4> kElementKinds = {"process", "data_store", "external_entity",
                                                           "control"};
constexpr std::array<std::string_view, 4> kData = {"both", "out", "in", "both"};
constexpr std::size_t kTargetsListed = 50;  ///< of one permission; more are named by its patterns

Span in_host(const Scene& scene, Span span) {
  return span.valid() ? scene.sources.in_host(span) : Span{};
}

Json value_of(const Scene& scene, const PropertyValue& value, int depth) {
  switch (value.state) {
    case PropertyState::boolean:
      return value.boolean;
    case PropertyState::number:
      if (std::abs(value.number) < 1e15 && std::trunc(value.number) == value.number) {
        return static_cast<std::int64_t>(value.number);
      }
      return value.number;
    case PropertyState::text:
      return value.text;
    case PropertyState::unknown:
      return Json{{"unknown", value.text}};
    case PropertyState::absent:
      return nullptr;
    case PropertyState::list:
    case PropertyState::choice:
      break;
  }
  Json items = Json::array();
  // Lists of scalars and choices between such lists: never deeper.
  if (depth > 2) return items;
  for (std::size_t i = 0; i < value.items.size(); ++i) {
    Json item = value_of(scene, value.items[i], depth + 1);
    if (value.state == PropertyState::list) {
      items.push_back(std::move(item));
    } else {
      Json alternative;
      alternative["when"] = scene.dfd.guards.describe(value.guards[i]);
      alternative["value"] = std::move(item);
      items.push_back(std::move(alternative));
    }
  }
  if (value.state == PropertyState::list) return items;
  Json choice;
  choice["choice"] = std::move(items);
  return choice;
}

Json properties_of(const Scene& scene, const std::vector<Property>& properties) {
  std::map<std::string_view, const PropertyValue*> by_name;
  for (const Property& property : properties) {
    if (property.value.state == PropertyState::absent) continue;
    by_name[scene.catalog.name(property.property)] = &property.value;
  }
  Json out = Json::object();
  for (const auto& [name, value] : by_name) out[std::string(name)] = value_of(scene, *value, 0);
  return out;
}

Json ids_of(const Scene& scene, const std::vector<NodeId>& nodes) {
  Json ids = Json::array();
  for (const NodeId node : nodes) {
    const auto id = scene.drawing.ids.find(node);
    if (id != scene.drawing.ids.end()) ids.push_back(id->second);
  }
  return ids;
}

/// The nearest place for evidence that has none of its own.
Span place_of(const Scene& scene, NodeId node) {
  const GraphNode& found = scene.dfd[node];
  if (found.header.valid()) return in_host(scene, found.header);
  return in_host(scene, found.span);
}

std::vector<Span> fallback_places(const Scene& scene, NodeId from, NodeId to) {
  std::vector<Span> places = {place_of(scene, from), place_of(scene, to)};
  if (!scene.dfd.units.empty()) places.push_back(in_host(scene, scene.dfd.units.front().span));
  return places;
}

/// Why something holds or carries its classes of data, and where that is written.
Json reasons_of(const Scene& scene, const std::vector<DataReason>& reasons,
                const std::vector<Span>& otherwise) {
  Json list = Json::array();
  for (const DataReason& reason : reasons) {
    Span span = in_host(scene, reason.span);
    for (const Span other : otherwise) {
      if (!span.valid()) span = other;
    }
    Json entry;
    entry["class"] = reason.data_class;
    entry["why"] = reason.why;
    Json place = location(scene.sources, span);
    if (!place.is_null()) entry["location"] = std::move(place);
    list.push_back(std::move(entry));
  }
  return list;
}

Json evidence_of(const Scene& scene, const std::vector<Evidence>& evidence,
                 const std::vector<Span>& otherwise) {
  Json list = Json::array();
  for (const Evidence& reason : evidence) {
    Span span = in_host(scene, reason.span);
    for (const Span other : otherwise) {
      if (!span.valid()) span = other;
    }
    if (!span.valid()) continue;
    Json entry;
    entry["why"] = reason.why;
    entry["location"] = location(scene.sources, span);
    if (std::find(list.begin(), list.end(), entry) == list.end()) list.push_back(std::move(entry));
  }
  return list;
}

/// Why a property is what it is, and where that is written: one entry for each value of a choice.
void add_reasons(const Scene& scene, std::string_view name, const PropertyValue& value,
                 const std::vector<Span>& otherwise, Json& out) {
  if (value.state == PropertyState::choice) {
    for (const PropertyValue& item : value.items) add_reasons(scene, name, item, otherwise, out);
    return;
  }
  Span span = in_host(scene, value.span);
  for (const Span other : otherwise) {
    if (!span.valid()) span = other;
  }
  Json entry;
  entry["property"] = name;
  entry["why"] = value.text;
  Json place = location(scene.sources, span);
  if (!place.is_null()) entry["location"] = std::move(place);
  out.push_back(std::move(entry));
}

/// When it lies in those of its boundaries that are not always around it.
Json conditions_of(const Scene& scene, NodeId id) {
  std::map<NodeId, Guard> when;
  for (const Around& one : scene.enclosures.around(id)) when[one.boundary] = one.when;
  Json conditions = Json::object();
  for (const NodeId boundary : scene.nesting.innermost(id)) {
    const auto drawn = scene.drawing.ids.find(boundary);
    const Guard guard = when.count(boundary) != 0 ? when.at(boundary) : kNever;
    if (drawn != scene.drawing.ids.end() && guard != kAlways && guard != scene.dfd[id].exists)
      conditions[drawn->second] = scene.enclosures.guards().describe(guard);
  }
  return conditions;
}

const PropertyValue* flow_property(const Scene& scene, const Flow& flow, std::string_view name) {
  const PropertyId id = scene.catalog.property(name);
  const PropertyValue* value = id.valid() ? find_property(flow.properties, id) : nullptr;
  return value && value->state != PropertyState::absent ? value : nullptr;
}

std::string reference_to(const Scene& scene, NodeId node) {
  const auto id = scene.drawing.ids.find(node);
  return id == scene.drawing.ids.end() ? full_address(scene.dfd, node) : id->second;
}

/// The targets of an access, as a few names: its elements, and the patterns where it covers more
/// than those.
std::set<std::string> targets_of(const Scene& scene, const TargetSet& set) {
  std::set<std::string> targets;
  const bool listed = set.members.size() <= kTargetsListed;
  if (listed) {
    for (const NodeId member : set.members) targets.insert(reference_to(scene, member));
  }
  if (!listed || set.covers_outside || targets.empty()) {
    targets.insert(set.patterns.begin(), set.patterns.end());
  }
  return targets;
}

/// What one principal may do to one target in one way, by all statements that allow it.
struct Permission {
  std::set<std::string> actions;
  std::vector<Evidence> evidence;
  NodeId statement, principal;
};

}  // namespace

std::map<NodeId, const Attachment*> exposures(const Dfd& dfd, const Catalog& catalog) {
  std::map<NodeId, const Attachment*> out;
  const EdgeLabelId exposes = catalog.edge("exposes");
  for (const Attachment& edge : dfd.attachments)
    if (edge.kind == exposes && edge.target.valid()) out.emplace(edge.target, &edge);
  return out;
}

Json element_of(const Scene& scene, NodeId id) {
  const GraphNode& node = scene.dfd[id];
  Json element;
  element["id"] = scene.drawing.ids.at(id);
  element["address"] = full_address(scene.dfd, id);
  element["kind"] = kElementKinds[static_cast<std::size_t>(node.kind)];
  element["name"] = node.name;
  element["unit"] = node.unit.valid() ? scene.dfd.units[node.unit.index()].path : "";
  if (!node.type.empty()) element["type"] = node.type;
  if (node.concept_id.valid()) {
    const ConceptRecord& record = scene.catalog.concepts[node.concept_id.index()];
    element["concept"] = scene.catalog.text(record.name);
  }
  std::set<std::string_view> roles;
  for (const LabelId label : node.labels) roles.insert(scene.catalog.name(label));
  element["roles"] = roles;
  element["boundaries"] = ids_of(scene, scene.nesting.innermost(id));
  Json conditions = conditions_of(scene, id);
  if (!conditions.empty()) element["boundaries_when"] = std::move(conditions);
  if (node.exists != kAlways) element["holds"] = scene.dfd.guards.describe(node.exists);
  element["data"] = node.data;
  if (!node.data_reasons.empty())
    element["data_reasons"] = reasons_of(scene, node.data_reasons, {place_of(scene, id)});
  element["properties"] = properties_of(scene, node.properties);
  // how it can be reached from the internet, step by step
  if (const auto way = scene.exposed.find(id); way != scene.exposed.end())
    element["exposure"] = evidence_of(scene, way->second->evidence, {place_of(scene, id)});
  Json place = location(scene.sources, in_host(scene, node.span));
  if (!place.is_null()) element["location"] = std::move(place);
  return element;
}

Json flow_of(const Scene& scene, FlowId id) {
  const Flow& flow = scene.dfd[id];
  Json entry;
  entry["id"] = scene.drawing.flow_ids.at(id);
  entry["source"] = scene.drawing.ids.at(flow.from);
  entry["target"] = scene.drawing.ids.at(flow.to);
  entry["kind"] = scene.catalog.name(flow.kind);
  entry["data"] = kData[static_cast<std::size_t>(flow.data)];
  entry["confidence"] = kConfidenceWords[static_cast<std::size_t>(flow.confidence)];
  const PropertyValue* protocol = flow_property(scene, flow, "protocol");
  if (!flow.transport.protocol.empty())
    entry["protocol"] = flow.transport.protocol;
  else if (protocol && protocol->state == PropertyState::text)
    entry["protocol"] = protocol->text;
  const Crossing& crossing = scene.enclosures.crossed(flow);
  entry["crosses"] = ids_of(scene, scene.nesting.sorted(crossing.certain));
  if (!crossing.possible.empty())
    entry["may_cross"] = ids_of(scene, scene.nesting.sorted(crossing.possible));
  if (!flow.carries.empty()) {
    Json classes = Json::array();
    for (const DataReason& reason : flow.carries) classes.push_back(reason.data_class);
    entry["data_classes"] = std::move(classes);
    entry["data_reasons"] =
        reasons_of(scene, flow.carries, fallback_places(scene, flow.from, flow.to));
  }
  if (flow.exists != kAlways) entry["holds"] = scene.dfd.guards.describe(flow.exists);
  std::vector<Property> properties = flow.properties;
  Json reasons = Json::array();
  for (const auto& [name, value] : {std::pair("authenticated", &flow.transport.authenticated),
                                    std::pair("encrypted", &flow.transport.encrypted)}) {
    const PropertyId property = scene.catalog.property(name);
    if (value->state == PropertyState::absent || !property.valid()) continue;
    properties.push_back({property, *value});
    add_reasons(scene, name, *value, fallback_places(scene, flow.from, flow.to), reasons);
  }
  entry["properties"] = properties_of(scene, properties);
  if (!reasons.empty()) entry["property_reasons"] = std::move(reasons);
  entry["evidence"] = evidence_of(scene, flow.evidence, fallback_places(scene, flow.from, flow.to));
  return entry;
}

Json attachment_of(const Scene& scene, AttachmentId id) {
  const Attachment& edge = scene.dfd[id];
  Json entry;
  entry["source"] = scene.drawing.ids.at(edge.source);
  entry["target"] = edge.target.valid() ? scene.drawing.ids.at(edge.target)
                                        : scene.drawing.flow_ids.at(edge.flow);
  entry["kind"] = scene.catalog.name(edge.kind);
  return entry;
}

Json boundary_of(const Scene& scene, NodeId id) {
  const GraphNode& node = scene.dfd[id];
  Json entry;
  entry["id"] = scene.drawing.ids.at(id);
  entry["kind"] = node.boundary_kind;
  entry["dimension"] = node.dimension.empty() ? "place" : node.dimension;
  entry["name"] = node.name.empty() ? node.address : node.name;
  entry["parents"] = ids_of(scene, scene.nesting.parents(id));
  return entry;
}

std::string write_permissions(const Scene& scene) {
  std::string out;
  std::map<std::tuple<std::string, std::string, std::string>, Permission> grouped;
  for (const Access& access : scene.dfd.access) {
    if (access.exists == kNever || !access.target.valid()) continue;
    const TargetSet& set = scene.dfd.targets[access.target.index()];
    for (const std::string& target : targets_of(scene, set)) {
      Permission& permission = grouped[{reference_to(scene, access.principal), target,
                                        std::string(scene.catalog.name(access.kind))}];
      permission.actions.insert(access.actions.begin(), access.actions.end());
      permission.evidence.insert(permission.evidence.end(), access.evidence.begin(),
                                 access.evidence.end());
      permission.statement = access.statement;
      permission.principal = access.principal;
    }
  }
  for (const auto& [key, permission] : grouped) {
    const NodeId statement =
        permission.statement.valid() ? permission.statement : permission.principal;
    Json evidence = evidence_of(scene, permission.evidence,
                                fallback_places(scene, statement, permission.principal));
    if (evidence.empty()) continue;
    Json entry;
    entry["principal"] = std::get<0>(key);
    entry["target"] = std::get<1>(key);
    entry["kind"] = std::get<2>(key);
    entry["actions"] = permission.actions;
    entry["evidence"] = std::move(evidence);
    add_entry(out, entry);
  }
  return out;
}

Json coverage_entry(const Dfd& dfd, std::size_t unresolved) {
  Json coverage;
  coverage["resources"] = dfd.coverage.resources;
  coverage["modelled"] = dfd.coverage.modelled;
  coverage["ignored"] = counts_of(dfd.coverage.ignored);
  coverage["not_modelled"] = counts_of(dfd.coverage.not_modelled);
  coverage["types"] = counts_of(dfd.coverage.types);
  coverage["unresolved"] = unresolved;
  return coverage;
}

}  // namespace weir::report
