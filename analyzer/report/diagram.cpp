#include "analyzer/report/diagram.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "analyzer/report/focus.h"

namespace weir::report {
namespace {

using Nodes = std::set<NodeId>;

constexpr std::size_t kParts = 8;  ///< of the system, inside each other, that are told apart

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

/// Where a Terraform module's name ends within "module.name["key"].rest".
std::size_t module_end(std::string_view address) {
  std::size_t at = address.find_first_of(".[", 7);
  if (at == address.npos || address[at] == '.') return at;
  const bool quoted = address.substr(at, 2) == "[\"";
  at = address.find(quoted ? "\"]" : "]", at + 2);
  if (at == address.npos) return at;
  return address.find('.', at);
}

/// What is within `depth` flows of the focus, or of what a control is on that is in focus.
Nodes near(const Dfd& dfd, const Catalog& catalog, const Nesting& nesting,
           const DiagramOptions& options) {
  const std::vector<NodeId> start = focused(dfd, nesting, options.focus);
  Nodes reached(start.begin(), start.end());
  const Nodes asked = reached;
  for (const Attachment& edge : dfd.attachments) {
    const bool control = is_control_edge(dfd, catalog, edge) && asked.count(edge.source) != 0 &&
                         dfd[edge.source].kind == GraphNodeKind::control;
    if (control) reached.insert(edge.target.valid() ? edge.target : dfd[edge.flow].to);
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

/// Sorts by what `key` makes of each, made once.
template <class T, class Key>
void sort_by(std::vector<T>& ids, const Key& key) {
  std::vector<std::pair<decltype(key(ids.front())), T>> keyed;
  keyed.reserve(ids.size());
  for (const T id : ids) keyed.emplace_back(key(id), id);
  std::stable_sort(keyed.begin(), keyed.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  for (std::size_t i = 0; i < ids.size(); ++i) ids[i] = keyed[i].second;
}

/// Appends "~2", "~3" … to an id that is taken.
std::string unique_id(std::string id, std::unordered_map<std::string, int>& taken) {
  const int count = ++taken[id];
  if (count == 1) return id;
  std::string numbered = id + "~" + std::to_string(count);
  return unique_id(std::move(numbered), taken);
}

void order(const Dfd& dfd, std::vector<NodeId>& nodes) {
  std::sort(nodes.begin(), nodes.end(), [&](NodeId a, NodeId b) { return node_before(dfd, a, b); });
}

void select_elements(const Dfd& dfd, const Catalog& catalog, const Nesting& nesting,
                     const DiagramOptions& options, Drawing& drawing) {
  const Nodes touched = touched_nodes(dfd, catalog);
  const Nodes chosen = options.focus.empty() ? Nodes() : near(dfd, catalog, nesting, options);
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
  std::map<NodeId, std::vector<AttachmentId>> on;  // a target that is not drawn yet
  std::vector<AttachmentId> waiting;
  for (std::size_t i = 0; i < dfd.attachments.size(); ++i) {
    const Attachment& edge = dfd.attachments[i];
    if (!is_control_edge(dfd, catalog, edge) || !exists(dfd[edge.source].exists)) continue;
    if (touches(edge, drawing, drawn, boundaries))
      waiting.push_back(AttachmentId(i));
    else if (edge.target.valid())
      on[edge.target].push_back(AttachmentId(i));
  }
  for (std::size_t next = 0; next < waiting.size(); ++next) {
    const NodeId source = dfd[waiting[next]].source;
    if (drawn.count(source) == 0) {
      if (dfd[source].kind != GraphNodeKind::control) continue;
      drawn.insert(source);
      drawing.elements.push_back(source);
      const std::vector<AttachmentId>& more = on[source];
      waiting.insert(waiting.end(), more.begin(), more.end());
    }
    drawing.attachments.push_back(waiting[next]);
  }
}

void name_nodes(const Dfd& dfd, Drawing& drawing) {
  std::unordered_map<std::string, int> taken;
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
    return std::make_tuple(
        std::string_view(drawing.ids.at(flow.from)), std::string_view(drawing.ids.at(flow.to)),
        catalog.name(flow.kind), flow.data, flow.confidence,
        flow.evidence.empty() ? std::string_view() : std::string_view(flow.evidence[0].why));
  };
  sort_by(drawing.flows, key);
  std::unordered_map<std::string, int> taken;
  for (const FlowId id : drawing.flows) {
    const Flow& flow = dfd[id];
    std::string name = drawing.ids[flow.from] + " -> " + drawing.ids[flow.to] + " ";
    name += catalog.name(flow.kind);
    drawing.flow_ids[id] = unique_id(std::move(name), taken);
  }
}

void order_attachments(const Dfd& dfd, const Catalog& catalog, Drawing& drawing) {
  const auto target = [&](const Attachment& edge) -> std::string_view {
    return edge.target.valid() ? drawing.ids.at(edge.target) : drawing.flow_ids.at(edge.flow);
  };
  sort_by(drawing.attachments, [&](AttachmentId id) {
    return std::make_tuple(std::string_view(drawing.ids.at(dfd[id].source)), target(dfd[id]),
                           catalog.name(dfd[id].kind));
  });
}

}  // namespace

Drawing draw(const Dfd& dfd, const Catalog& catalog, const Nesting& nesting,
             const DiagramOptions& options) {
  Drawing drawing;
  select_elements(dfd, catalog, nesting, options, drawing);
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

std::vector<NodeId> focused(const Dfd& dfd, const Nesting& nesting, const std::string& focus) {
  std::vector<NodeId> called, part, inside;
  for (std::size_t i = 0; i < dfd.nodes.size(); ++i) {
    const NodeId node(i);
    if (!is_element(dfd[node].kind) || !exists(dfd[node].exists)) continue;
    if (is_called(dfd, node, focus)) called.push_back(node);
    const std::vector<std::string> parts = parts_of(dfd, node);
    if (std::find(parts.begin(), parts.end(), focus) != parts.end()) part.push_back(node);
    for (const NodeId boundary : nesting.parents(node)) {
      const std::vector<NodeId> chain = nesting.chain(boundary);
      const bool holds = std::any_of(chain.begin(), chain.end(),
                                     [&](NodeId outer) { return is_called(dfd, outer, focus); });
      if (!holds) continue;
      inside.push_back(node);
      break;
    }
  }
  return !called.empty() ? called : !part.empty() ? part : inside;
}

std::vector<std::string> parts_of(const Dfd& dfd, NodeId element) {
  const GraphNode& node = dfd[element];
  std::vector<std::string> parts;
  const bool named_unit = dfd.units.size() > 1 && node.unit.valid();
  std::string so_far = named_unit ? dfd.units[node.unit.index()].path : "";
  if (named_unit) parts.push_back(so_far);
  if (node.outside) return parts;
  if (named_unit) so_far += '#';
  std::string_view rest = node.address;
  std::string separator;
  const auto enter = [&](std::size_t end) {
    so_far += separator + std::string(rest.substr(0, end));
    separator = rest[end];
    rest.remove_prefix(end + 1);
    parts.push_back(so_far);
  };
  while (rest.starts_with("module.") && parts.size() < kParts) {
    const std::size_t end = module_end(rest);
    if (end == rest.npos) return parts;
    enter(end);
  }
  if (!separator.empty()) return parts;
  // Nested stacks and constructs; a slash within an instance key is no separator.
  while (parts.size() < kParts) {
    const std::size_t end = rest.find_first_of("/[\"");
    if (end == rest.npos || rest[end] != '/') break;
    enter(end);
  }
  return parts;
}

}  // namespace weir::report

bool weir::has_focus(const Dfd& dfd, const Catalog& catalog, const std::string& focus) {
  return !report::focused(dfd, report::Nesting(dfd, catalog), focus).empty();
}

std::vector<std::string> weir::focus_names(const Dfd& dfd) {
  std::set<std::string> names;
  for (std::size_t i = 0; i < dfd.nodes.size(); ++i) {
    const GraphNode& node = dfd.nodes[i];
    const bool boundary = node.kind == GraphNodeKind::boundary;
    if ((!is_element(node.kind) && !boundary) || !report::exists(node.exists)) continue;
    names.insert(node.address);
    names.insert(node.name);
    if (boundary) continue;
    for (std::string& part : report::parts_of(dfd, NodeId(i))) names.insert(std::move(part));
  }
  names.erase("");
  return {names.begin(), names.end()};
}
