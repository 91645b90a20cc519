#include "analyzer/report/diagram.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace weir::report {
namespace {

using Nodes = std::set<NodeId>;

bool exists(Guard guard) { return guard != kNever; }

bool is_drawn_kind(const GraphNode& node) {
  return is_element(node.kind) && node.kind != GraphNodeKind::control && exists(node.exists);
}

bool is_control_edge(const Dfd& dfd, const Catalog& catalog, const Attachment& edge) {
  return edge.source.valid() && exists(edge.exists) &&
         catalog.edges[edge.kind.index()].relation == EdgeRelation::attachment &&
         is_element(dfd[edge.source].kind);
}

/// Whether the control is on something drawn. The flows are still in the order of the graph.
bool touches(const Attachment& edge, const Drawing& drawing, const Nodes& drawn,
             const Nodes& boundaries) {
  if (edge.target.valid())
    return drawn.count(edge.target) != 0 || boundaries.count(edge.target) != 0;
  return edge.flow.valid() &&
         std::binary_search(drawing.flows.begin(), drawing.flows.end(), edge.flow);
}

/// Elements that a flow or a control touches.
Nodes touched_nodes(const Dfd& dfd, const Catalog& catalog) {
  Nodes touched;
  for (const Flow& flow : dfd.flows) {
    if (!exists(flow.exists)) continue;
    touched.insert(flow.from);
    touched.insert(flow.to);
  }
  for (const Attachment& edge : dfd.attachments) {
    if (is_control_edge(dfd, catalog, edge) && edge.target.valid()) touched.insert(edge.target);
  }
  return touched;
}

bool is_called(const Dfd& dfd, NodeId node, const std::string& name) {
  return name == dfd[node].address || name == dfd[node].name || name == full_address(dfd, node);
}

/// What is within `depth` flows of the focus.
Nodes near(const Dfd& dfd, const DiagramOptions& options) {
  Nodes reached;
  for (std::size_t i = 0; i < dfd.nodes.size(); ++i) {
    if (is_element(dfd.nodes[i].kind) && is_called(dfd, NodeId(i), options.focus)) {
      reached.insert(NodeId(i));
    }
  }
  for (int step = 0; step < options.depth; ++step) {
    Nodes next = reached;
    for (const Flow& flow : dfd.flows) {
      if (!exists(flow.exists)) continue;
      if (reached.count(flow.from) != 0) next.insert(flow.to);
      if (reached.count(flow.to) != 0) next.insert(flow.from);
    }
    if (next.size() == reached.size()) break;
    reached = std::move(next);
  }
  return reached;
}

/// Appends "~2", "~3" … to an id that is taken.
std::string unique_id(std::string id, std::map<std::string, int>& taken) {
  const int count = ++taken[id];
  if (count == 1) return id;
  std::string numbered = id + "~" + std::to_string(count);
  return unique_id(std::move(numbered), taken);
}

void order(const Dfd& dfd, std::vector<NodeId>& nodes) {
  std::sort(nodes.begin(), nodes.end(), [&](NodeId a, NodeId b) { return node_before(dfd, a, b); });
}

void select_elements(const Dfd& dfd, const Catalog& catalog, const DiagramOptions& options,
                     Drawing& drawing) {
  const Nodes touched = touched_nodes(dfd, catalog);
  const Nodes chosen = options.focus.empty() ? Nodes() : near(dfd, options);
  for (std::size_t i = 0; i < dfd.nodes.size(); ++i) {
    const NodeId node(i);
    if (!is_drawn_kind(dfd[node])) continue;
    if (!options.focus.empty() && chosen.count(node) == 0) continue;
    const bool declared = !dfd[node].outside && dfd[node].unit.valid();
    if (declared || touched.count(node) != 0) drawing.elements.push_back(node);
  }
}

void select_flows(const Dfd& dfd, const Nodes& drawn, Drawing& drawing) {
  for (std::size_t i = 0; i < dfd.flows.size(); ++i) {
    const Flow& flow = dfd.flows[i];
    if (exists(flow.exists) && drawn.count(flow.from) != 0 && drawn.count(flow.to) != 0) {
      drawing.flows.push_back(FlowId(i));
    }
  }
}

void select_boundaries(const Nesting& nesting, Drawing& drawing, Nodes& boundaries) {
  for (const NodeId element : drawing.elements) {
    for (const NodeId boundary : nesting.parents(element)) {
      for (const NodeId outer : nesting.chain(boundary)) boundaries.insert(outer);
    }
  }
  drawing.boundaries.assign(boundaries.begin(), boundaries.end());
}

/// Controls on what is drawn, and controls on those (an alarm on a rate limit).
void select_controls(const Dfd& dfd, const Catalog& catalog, Nodes& drawn, const Nodes& boundaries,
                     Drawing& drawing) {
  std::vector<bool> taken(dfd.attachments.size(), false);
  for (bool grew = true; grew;) {
    grew = false;
    for (std::size_t i = 0; i < dfd.attachments.size(); ++i) {
      const Attachment& edge = dfd.attachments[i];
      if (taken[i] || !is_control_edge(dfd, catalog, edge)) continue;
      const bool is_control = dfd[edge.source].kind == GraphNodeKind::control;
      if (!is_control && drawn.count(edge.source) == 0) continue;
      if (!exists(dfd[edge.source].exists) || !touches(edge, drawing, drawn, boundaries)) continue;
      taken[i] = grew = true;
      drawing.attachments.push_back(AttachmentId(i));
      if (drawn.insert(edge.source).second) drawing.elements.push_back(edge.source);
    }
  }
}

void name_nodes(const Dfd& dfd, Drawing& drawing) {
  std::map<std::string, int> taken;
  order(dfd, drawing.elements);
  order(dfd, drawing.boundaries);
  for (const NodeId node : drawing.elements) {
    drawing.ids[node] = unique_id(full_address(dfd, node), taken);
  }
  for (const NodeId node : drawing.boundaries) {
    drawing.ids[node] = unique_id(full_address(dfd, node), taken);
  }
}

void name_flows(const Dfd& dfd, const Catalog& catalog, Drawing& drawing) {
  const auto key = [&](FlowId id) {
    const Flow& flow = dfd[id];
    return std::make_tuple(std::string_view(drawing.ids.at(flow.from)),
                           std::string_view(drawing.ids.at(flow.to)), catalog.name(flow.kind),
                           flow.data, flow.confidence,
                           flow.evidence.empty() ? std::string_view()
                                                 : std::string_view(flow.evidence[0].why));
  };
  std::stable_sort(drawing.flows.begin(), drawing.flows.end(),
                   [&](FlowId a, FlowId b) { return key(a) < key(b); });
  std::map<std::string, int> taken;
  for (const FlowId id : drawing.flows) {
    const Flow& flow = dfd[id];
    std::string name = drawing.ids[flow.from] + " -> " + drawing.ids[flow.to] + " ";
    name += catalog.name(flow.kind);
    drawing.flow_ids[id] = unique_id(std::move(name), taken);
  }
}

void order_attachments(const Dfd& dfd, const Catalog& catalog, Drawing& drawing) {
  const auto target = [&](const Attachment& edge) {
    return edge.target.valid() ? drawing.ids.at(edge.target) : drawing.flow_ids.at(edge.flow);
  };
  std::stable_sort(drawing.attachments.begin(), drawing.attachments.end(),
                   [&](AttachmentId a, AttachmentId b) {
                     const auto key = [&](AttachmentId id) {
                       return std::make_tuple(drawing.ids.at(dfd[id].source), target(dfd[id]),
                                              catalog.name(dfd[id].kind));
                     };
                     return key(a) < key(b);
                   });
}

}  // namespace

Drawing draw(const Dfd& dfd, const Catalog& catalog, const Nesting& nesting,
             const DiagramOptions& options) {
  Drawing drawing;
  select_elements(dfd, catalog, options, drawing);
  Nodes drawn(drawing.elements.begin(), drawing.elements.end());
  Nodes boundaries;
  select_flows(dfd, drawn, drawing);
  select_boundaries(nesting, drawing, boundaries);
  select_controls(dfd, catalog, drawn, boundaries, drawing);
  select_boundaries(nesting, drawing, boundaries);
  name_nodes(dfd, drawing);
  name_flows(dfd, catalog, drawing);
  order_attachments(dfd, catalog, drawing);
  return drawing;
}

std::vector<Arrow> arrows(const Dfd& dfd, const Catalog& catalog, const Drawing& drawing) {
  std::map<std::tuple<std::string, std::string, bool>, std::set<std::string>> kinds;
  for (const FlowId id : drawing.flows) {
    const Flow& flow = dfd[id];
    const bool possible = flow.confidence == Confidence::possible;
    kinds[{drawing.ids.at(flow.from), drawing.ids.at(flow.to), possible}].emplace(
        catalog.name(flow.kind));
  }
  std::vector<Arrow> arrows;
  for (const auto& [key, names] : kinds) {
    const auto& [from, to, possible] = key;
    std::string label;
    for (const std::string& name : names) label += (label.empty() ? "" : ", ") + name;
    arrows.push_back({from, to, std::move(label), possible});
  }
  return arrows;
}

}  // namespace weir::report
