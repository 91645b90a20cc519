#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/analysis/properties.h"

namespace weir::testing {

/// A diagram and the vocabulary it needs, written step by step.
class Diagram {
 public:
  Diagram() {
    for (const char* name : {"process", "data_store", "external_entity", "item", "tool_function",
                             "statement", "compute", "agent", "tool_gateway", "malware_scanner",
                             "memory_strategy", "invocation_logging", "nat_gateway"}) {
      const LabelId id(tables.labels.size());
      tables.labels.push_back({tables.pool.add(name), refs(tables.label_refs, {id})});
    }
    entry = edge("entry", {});
    sync = edge("sync", {});
    event = edge("event", {});
    within = edge("within", {});
    for (const char* name : {"dominates", "protects", "has", "runs_as", "records_prompts", "serves",
                             "leads_to", "routes"})
      edge(name, {});
    read = edge("read", {sync});
    const std::vector<const char*> levels = {"public", "tenant", "partner", "organisation",
                                             "workload"};
    tables.enums.push_back(
        {tables.pool.add("trust"), true, {0, static_cast<std::uint32_t>(levels.size())}});
    for (const char* level : levels)
      tables.members.push_back({tables.pool.add(level), tables.pool.add(level)});
    for (const char* name :
         {"trust",         "admits",          "crosses",       "cycle_head",     "direction",
          "mutating",      "principal_scope", "principals",    "condition_keys", "resources",
          "timeout",       "call_timeout",    "redundancy",    "multi_zone",     "zone_name",
          "desired_count", "region",          "account",       "scans_content",  "reviews_content",
          "callback",      "tenancy",         "tenant_filter", "keys",           "namespaces",
          "sensitivity",   "data_classes",    "strangers"}) {
      PropertyRecord record;
      record.name = tables.pool.add(name);
      tables.properties.push_back(record);
    }
    tables.verbs = {{tables.pool.add("book"), true}, {tables.pool.add("find"), false}};
  }

  EdgeLabelId edge(const char* name, std::vector<EdgeLabelId> above) {
    const EdgeLabelId id(tables.edges.size());
    above.push_back(id);
    tables.edges.push_back({tables.pool.add(name), EdgeRelation::flow, DataDirection::both,
                            refs(tables.edge_refs, above)});
    return id;
  }

  NodeId node(const std::string& address, GraphNodeKind kind = GraphNodeKind::process) {
    GraphNode n;
    n.kind = kind;
    n.address = n.name = address;
    n.exists = kAlways;
    dfd.nodes.push_back(n);
    return NodeId(dfd.nodes.size() - 1);
  }
  NodeId actor(const std::string& address, const char* level) {
    const NodeId id = node(address, GraphNodeKind::external_entity);
    set(dfd.nodes[id.index()].properties, "trust", text(level));
    return id;
  }
  FlowId flow(NodeId from, EdgeLabelId kind, NodeId to, DataDirection data = DataDirection::both,
              Confidence confidence = Confidence::declared) {
    dfd.flows.push_back({from, to, kind, data, confidence, {}, {{"test", {}}}, kAlways});
    return FlowId(dfd.flows.size() - 1);
  }

  static PropertyValue text(const std::string& value) {
    PropertyValue out;
    out.state = PropertyState::text;
    out.text = value;
    return out;
  }
  static PropertyValue number(double value) {
    PropertyValue out;
    out.state = PropertyState::number;
    out.number = value;
    return out;
  }
  static PropertyValue boolean(bool value) {
    PropertyValue out;
    out.state = PropertyState::boolean;
    out.boolean = value;
    return out;
  }
  static PropertyValue unknown() {
    PropertyValue out;
    out.state = PropertyState::unknown;
    out.text = "not known";
    return out;
  }
  static PropertyValue texts(const std::vector<std::string>& values) {
    PropertyValue out;
    out.state = PropertyState::list;
    for (const std::string& one : values) out.items.push_back(text(one));
    return out;
  }
  void set(NodeId node, const char* name, PropertyValue value) {
    set(dfd.nodes[node.index()].properties, name, std::move(value));
  }
  void set(FlowId flow, const char* name, PropertyValue value) {
    set(dfd.flows[flow.index()].properties, name, std::move(value));
  }
  void bears(NodeId node, const char* label) {
    dfd.nodes[node.index()].labels.push_back(view(tables).label(label));
  }
  void attach(NodeId from, const char* kind, NodeId to, Guard exists = kAlways) {
    dfd.attachments.push_back({from, to, {}, view(tables).edge(kind), {}, {}, exists});
  }
  void open(NodeId node, const char* kind, bool outgoing) {
    dfd.open_ends.push_back({node, view(tables).edge(kind), outgoing, {}, "not read", {}, kAlways});
  }
  NodeId boundary(const char* kind, const char* address = "") {
    const NodeId id = node(*address == 0 ? kind : address, GraphNodeKind::boundary);
    dfd.nodes[id.index()].boundary_kind = kind;
    return id;
  }
  void set(std::vector<Property>& properties, const char* name, PropertyValue value) {
    properties.push_back({view(tables).property(name), std::move(value)});
    std::sort(properties.begin(), properties.end(),
              [](const auto& a, const auto& b) { return a.property < b.property; });
  }

  /// What a property is: its text, true/false, "unknown" or "absent".
  template <class Id>
  std::string of(Id id, const char* name) {
    const Properties properties(dfd, view(tables));
    const PropertyValue& value = properties.of(id, view(tables).property(name));
    switch (value.state) {
      case PropertyState::text:
        return value.text;
      case PropertyState::boolean:
        return value.boolean ? "true" : "false";
      case PropertyState::number:
        return std::isinf(value.number) ? "infinite"
                                        : std::to_string(static_cast<int>(value.number));
      case PropertyState::unknown:
        return "unknown";
      case PropertyState::list: {
        std::string out;
        for (const PropertyValue& one : value.items)
          out += (out.empty() ? "" : " ") +
                 (one.state == PropertyState::unknown ? std::string("?") : one.text);
        return out;
      }
      default:
        return "absent";
    }
  }

  CatalogTables tables;
  Dfd dfd;
  EdgeLabelId entry, sync, event, within, read;

 private:
  template <class Id>
  static Range refs(std::vector<Id>& table, std::vector<Id> more) {
    const Range range{static_cast<std::uint32_t>(table.size()),
                      static_cast<std::uint32_t>(more.size())};
    table.insert(table.end(), more.begin(), more.end());
    return range;
  }
};

}  // namespace weir::testing
