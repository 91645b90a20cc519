#include <array>
#include <functional>
#include <string>

#include "analyzer/base/escape.h"
#include "analyzer/report/diagram.h"
#include "analyzer/report/report.h"

namespace weir::report {
namespace {

/// A drawing and how it nests, ready to be written in one of the picture formats.
struct Picture {
  Picture(const Dfd& d, const Catalog& catalog, const DiagramOptions& options)
      : dfd(d),
        nesting(d, catalog),
        drawing(draw(d, catalog, nesting, options)),
        boxes(report::boxes(d, nesting, drawing)),
        arrows(report::arrows(d, catalog, drawing)) {
    for (std::size_t i = 0; i < drawing.elements.size(); ++i) {
      numbers[drawing.ids.at(drawing.elements[i])] = "n" + std::to_string(i + 1);
    }
  }
  const std::string& number(NodeId node) const { return numbers.at(drawing.ids.at(node)); }

  const Dfd& dfd;
  Nesting nesting;
  Drawing drawing;
  std::vector<Box> boxes;
  std::vector<Arrow> arrows;
  std::map<std::string, std::string> numbers;  ///< id → name in the picture
};

/// How a format writes boxes and elements.
struct Writer {
  std::function<std::string(const GraphNode&, const std::string& name)> open;
  std::string close;
  std::function<std::string(const GraphNode&, const std::string& name)> element;
};

/// Walks the boxes without recursion: nesting is the input's.
std::string body_of(const Picture& picture, const Writer& writer) {
  struct Open {
    std::size_t box, next = 0;
  };
  std::string text;
  const auto line = [&](std::size_t depth, const std::string& what) {
    text += std::string(2 * depth, ' ') + what + "\n";
  };
  std::vector<Open> open = {{0}};
  const auto elements = [&](std::size_t box) {
    for (const NodeId node : picture.boxes[box].elements) {
      line(open.size(), writer.element(picture.dfd[node], picture.number(node)));
    }
  };
  elements(0);
  while (!open.empty()) {
    Open& top = open.back();
    if (top.next == picture.boxes[top.box].boxes.size()) {
      open.pop_back();
      if (!open.empty()) line(open.size(), writer.close);
      continue;
    }
    const std::size_t inner = picture.boxes[top.box].boxes[top.next++];
    const GraphNode& boundary = picture.dfd[picture.boxes[inner].boundary];
    line(open.size(), writer.open(boundary, "b" + std::to_string(inner)));
    open.push_back({inner});
    elements(inner);
  }
  return text;
}

std::string shown_name(const GraphNode& node) {
  return node.name.empty() ? node.address : node.name;
}

std::string box_title(const GraphNode& boundary) {
  const std::string name = shown_name(boundary);
  return boundary.boundary_kind.empty() || boundary.boundary_kind == name
             ? name
             : boundary.boundary_kind + ": " + name;
}

std::string mermaid_element(const GraphNode& node, const std::string& name) {
  constexpr std::array<std::array<const char*, 2>, 4> kShapes = {
      {{"([\"", "\"])"}, {"[(\"", "\")]"}, {"[\"", "\"]"}, {"{{\"", "\"}}"}}};
  const auto& shape = kShapes[static_cast<std::size_t>(node.kind)];
  return name + shape[0] + escape_mermaid(shown_name(node)) + shape[1];
}

std::string dot_element(const GraphNode& node, const std::string& name) {
  constexpr std::array<const char*, 4> kShapes = {"ellipse", "cylinder", "box", "hexagon"};
  return name + " [shape=" + kShapes[static_cast<std::size_t>(node.kind)] + ", label=\"" +
         escape_dot(shown_name(node)) + "\"];";
}

/// Where a control's line ends: its target, or what the flow it is on leads to. Nothing for a
/// boundary.
NodeId drawn_target(const Picture& picture, const Attachment& edge) {
  const NodeId target = edge.target.valid() ? edge.target : picture.dfd[edge.flow].to;
  return is_element(picture.dfd[target].kind) ? target : NodeId{};
}

}  // namespace
}  // namespace weir::report

std::string weir::write_diagram_mermaid(const Dfd& dfd, const Catalog& catalog,
                                        const DiagramOptions& options) {
  const report::Picture picture(dfd, catalog, options);
  const report::Writer writer{[](const GraphNode& boundary, const std::string& name) {
                                return "subgraph " + name + "[\"" +
                                       escape_mermaid(report::box_title(boundary)) + "\"]";
                              },
                              "end", report::mermaid_element};
  std::string text = "flowchart LR\n" + report::body_of(picture, writer);
  for (const report::Arrow& arrow : picture.arrows) {
    text += "  " + picture.numbers.at(arrow.from) + (arrow.possible ? " -.->|\"" : " -->|\"") +
            escape_mermaid(arrow.label) + "\"| " + picture.numbers.at(arrow.to) + "\n";
  }
  for (const AttachmentId id : picture.drawing.attachments) {
    const NodeId target = report::drawn_target(picture, dfd[id]);
    if (!target.valid()) continue;
    text += "  " + picture.number(dfd[id].source) + " -.-|\"" +
            escape_mermaid(catalog.name(dfd[id].kind)) + "\"| " + picture.number(target) + "\n";
  }
  return text;
}

std::string weir::write_diagram_dot(const Dfd& dfd, const Catalog& catalog,
                                    const DiagramOptions& options) {
  const report::Picture picture(dfd, catalog, options);
  const report::Writer writer{[](const GraphNode& boundary, const std::string& name) {
                                return "subgraph cluster_" + name + " { label=\"" +
                                       escape_dot(report::box_title(boundary)) +
                                       "\"; style=dashed;";
                              },
                              "}", report::dot_element};
  std::string text = "digraph dfd {\n  rankdir=LR;\n" + report::body_of(picture, writer);
  for (const report::Arrow& arrow : picture.arrows) {
    text += "  " + picture.numbers.at(arrow.from) + " -> " + picture.numbers.at(arrow.to) +
            " [label=\"" + escape_dot(arrow.label) + "\"" +
            (arrow.possible ? ", style=dashed" : "") + "];\n";
  }
  for (const AttachmentId id : picture.drawing.attachments) {
    const NodeId target = report::drawn_target(picture, dfd[id]);
    if (!target.valid()) continue;
    text += "  " + picture.number(dfd[id].source) + " -> " + picture.number(target) + " [label=\"" +
            escape_dot(catalog.name(dfd[id].kind)) + "\", style=dotted, arrowhead=none];\n";
  }
  return text + "}\n";
}
