#include <array>
#include <map>
#include <vector>

#include "analyzer/base/escape.h"
#include "analyzer/report/layout.h"
#include "analyzer/report/picture/outline.h"
#include "analyzer/report/picture/picture.h"

namespace weir::report {
namespace {

/// Text of the input within a label of Graphviz's HTML: on one line, what hides or reorders made
/// visible. Never empty, which its grammar does not allow.
std::string dot_text(std::string_view text) {
  return text.empty() ? "&#160;" : escape_xml(one_line(text));
}

std::string small(std::string_view colour, const std::string& markup) {
  return "<font point-size=\"9\" color=\"" + std::string(colour) + "\">" + markup + "</font>";
}

std::string marks_markup(const Marks& marks) {
  if (marks.numbers.empty()) return "";
  return "<font point-size=\"9\" color=\"" + std::string(colour_of(severity_band(marks.severity))) +
         "\"><b>&#9888; " + numbers_of(marks) + "</b></font>";
}

std::string quoted(const std::string& id) { return "\"" + id + "\""; }

/// Colour and width of what findings mark.
std::string marked_style(const Marks& marks) {
  if (marks.numbers.empty()) return "";
  return ", color=\"" + std::string(colour_of(severity_band(marks.severity))) + "\", penwidth=2.5";
}

std::string dot_shape(const Shape& shape) {
  constexpr std::array<const char*, 5> kShapes = {
      "shape=box, style=\"rounded,filled\"", "shape=cylinder, margin=\"0.12,0.12\"",
      "shape=box, style=filled", "shape=hexagon, fontsize=9",
      "shape=box3d, style=filled, margin=\"0.15,0.14\""};
  std::string label;
  const auto line = [&](const std::string& markup) {
    label += (label.empty() ? "" : "<br/>") + markup;
  };
  const bool plain = shape.kind == ShapeKind::control;
  if (!shape.name.empty()) line(plain ? dot_text(shape.name) : "<b>" + dot_text(shape.name) + "</b>");
  const std::string sort = shape.contents.empty() ? shape.sort : contents_of(shape);
  if (!sort.empty())
    line(shape.name.empty() ? "<b>" + dot_text(sort) + "</b>" : small(kFadedColour, dot_text(sort)));
  if (!shape.origin.empty()) line(small(kFadedColour, "(" + dot_text(shape.origin) + ")"));
  for (const std::string& note : shape.notes)
    line(small(kControlColour, "&#9671; " + dot_text(note)));
  if (!shape.marks.numbers.empty()) line(marks_markup(shape.marks));
  if (label.empty()) label = dot_text("");
  return quoted(shape.id) + " [" + kShapes[static_cast<std::size_t>(shape.kind)] + ", label=<" +
         label + ">" + marked_style(shape.marks) + "];";
}

std::string dot_frame(const Frame& frame) {
  const std::string end = "<br align=\"left\"/>";
  std::string label = dot_text(frame.title) + end;
  for (const std::string& note : frame.notes)
    label += small(kControlColour, "&#9671; " + dot_text(note)) + end;
  if (!frame.marks.numbers.empty()) label += marks_markup(frame.marks) + end;
  const std::string colour(kBoundaryColour);
  return "subgraph \"cluster_" + frame.id + "\" { label=<" + label + ">; style=dashed; color=\"" +
         colour + "\"; fontcolor=\"" + colour + "\"; labeljust=l;";
}

std::string dot_line(const Picture& picture, const Line& line) {
  std::string label = dot_text(label_of(line));
  if (!line.marks.numbers.empty()) label += " " + marks_markup(line.marks);
  std::string text = "  " + quoted(picture.shapes[line.from].id) + " -> " +
                     quoted(picture.shapes[line.to].id) + " [label=<" + label + ">";
  if (line.control)
    text += ", dir=none, style=dotted, constraint=false";
  else if (line.from_gets)
    text += line.to_gets ? ", dir=both" : ", dir=back";
  if (!line.control && line.kinds.empty()) text += ", style=dashed";
  return text + marked_style(line.marks) + "];\n";
}

/// What no line touches would stand in one tall column: lines that are not seen put it into rows.
std::string rows_of(const Picture& picture) {
  constexpr std::size_t kColumns = 4;
  std::vector<bool> touched(picture.shapes.size(), false);
  for (const Line& line : picture.lines) touched[line.from] = touched[line.to] = true;
  std::map<std::size_t, std::vector<const Shape*>> alone;  // by frame
  for (std::size_t i = 0; i < touched.size(); ++i)
    if (!touched[i]) alone[picture.shapes[i].frame].push_back(&picture.shapes[i]);
  std::string text;
  for (const auto& [frame, shapes] : alone)
    for (std::size_t i = 1; shapes.size() > kColumns && i < shapes.size(); ++i)
      if (i % kColumns != 0)
        text +=
            "  " + quoted(shapes[i - 1]->id) + " -> " + quoted(shapes[i]->id) + " [style=invis];\n";
  return text;
}

std::string dot_legend(const Picture& picture) {
  std::string rows;
  for (const LegendRow& row : picture.legend) {
    Marks mark;
    mark.add(row.number, row.severity);
    rows += marks_markup(mark) + " " + dot_text(row.title) + " " +
            small(kFadedColour, dot_text(legend_detail(row))) + "<br align=\"left\"/>";
  }
  return rows.empty() ? "" : "  label=<" + rows + ">; labelloc=b; labeljust=l;\n";
}

}  // namespace
}  // namespace weir::report

std::string weir::write_diagram_dot(const Results& results, const DiagramOptions& options) {
  using namespace report;
  const Picture picture = make_picture(results, options);
  const OutlineWriter writer{dot_frame, "}", dot_shape};
  std::string text = R"(digraph dfd {
  graph [rankdir=LR, fontname="Helvetica,Arial,sans-serif", fontsize=11, nodesep=0.3, ranksep=0.7];
  node [fontname="Helvetica,Arial,sans-serif", fontsize=11, fillcolor=white, margin="0.12,0.06"];
  edge [fontname="Helvetica,Arial,sans-serif", fontsize=9, arrowsize=0.7];
)" + outline_of(picture, writer);
  for (const Line& line : picture.lines) text += dot_line(picture, line);
  return text + rows_of(picture) + dot_legend(picture) + "}\n";
}
