#include <array>
#include <map>

#include "analyzer/base/escape.h"
#include "analyzer/report/layout.h"
#include "analyzer/report/picture/outline.h"
#include "analyzer/report/picture/picture.h"

namespace weir::report {
namespace {

/// Text of the input within a quoted label: on one line, and what hides or reorders made visible
/// (an entity would only bring it back). Mermaid's lexer takes "direction TB" for a statement
/// wherever it stands in a line.
std::string mermaid_text(std::string_view text) {
  constexpr std::string_view kStatement = "direction";
  std::string escaped = escape_mermaid(one_line(text));
  for (std::size_t at = escaped.find(kStatement); at != escaped.npos;
       at = escaped.find(kStatement, at)) {
    escaped.replace(at, kStatement.size(), "direc#116;ion");
  }
  return escaped;
}

std::string mermaid_shape(const Shape& shape) {
  constexpr std::array<std::array<const char*, 2>, 5> kShapes = {
      {{"([\"", "\"])"}, {"[(\"", "\")]"}, {"[\"", "\"]"}, {"{{\"", "\"}}"}, {"[[\"", "\"]]"}}};
  std::string label;
  const auto line = [&](const std::string& text) {
    label += (label.empty() ? "" : "<br/>") + text;
  };
  if (!shape.name.empty()) line(mermaid_text(shape.name));
  const std::string sort = shape.contents.empty() ? shape.sort : contents_of(shape);
  if (!sort.empty()) line(mermaid_text(sort));
  if (!shape.origin.empty()) line("#40;" + mermaid_text(shape.origin) + "#41;");
  for (const std::string& note : shape.notes) line("#9671; " + mermaid_text(note));
  if (!shape.marks.numbers.empty()) line("#9888; " + numbers_of(shape.marks));
  const auto& [open, close] = kShapes[static_cast<std::size_t>(shape.kind)];
  return shape.id + open + label + close;
}

std::string mermaid_frame(const Frame& frame) {
  std::string title = mermaid_text(frame.title);
  for (const std::string& note : frame.notes) title += " #9671; " + mermaid_text(note);
  if (!frame.marks.numbers.empty()) title += " #9888; " + numbers_of(frame.marks);
  return "subgraph " + frame.id + "[\"" + title + "\"]";
}

/// Mermaid has no arrow with its only head at the start: such a line is written from its end.
std::string mermaid_line(const Picture& picture, const Line& line) {
  const bool back = line.from_gets && !line.to_gets;
  const std::string& from = picture.shapes[back ? line.to : line.from].id;
  const std::string& to = picture.shapes[back ? line.from : line.to].id;
  const bool dashed = line.kinds.empty();
  std::string arrow = line.control ? "-.-" : dashed ? "-.->" : "-->";
  if (line.to_gets && line.from_gets) arrow = "<" + arrow;
  std::string label = mermaid_text(label_of(line));
  if (!line.marks.numbers.empty()) label += " #9888; " + numbers_of(line.marks);
  return "  " + from + " " + arrow + "|\"" + label + "\"| " + to + "\n";
}

/// Names by severity, for one statement each.
using ByBand = std::map<std::string_view, std::string>;

void add(ByBand& bands, double severity, const std::string& name) {
  std::string& names = bands[severity_band(severity)];
  names += (names.empty() ? "" : ",") + name;
}

std::string styles_of(const Picture& picture, const std::string& frames) {
  std::string text;
  if (!frames.empty()) {
    text += "  classDef boundary fill:none,stroke:" + std::string(kBoundaryColour) +
            ",stroke-dasharray:6 4\n  class " + frames + " boundary\n";
  }
  ByBand shapes, lines;
  for (const Shape& shape : picture.shapes) {
    if (!shape.marks.numbers.empty()) add(shapes, shape.marks.severity, shape.id);
  }
  for (std::size_t i = 0; i < picture.lines.size(); ++i) {
    const Marks& marks = picture.lines[i].marks;
    if (!marks.numbers.empty()) add(lines, marks.severity, std::to_string(i));
  }
  for (const auto& [band, ids] : shapes) {
    text += "  classDef " + std::string(band) + " stroke:" + std::string(colour_of(band)) +
            ",stroke-width:3px\n  class " + ids + " " + std::string(band) + "\n";
  }
  for (const auto& [band, numbers] : lines) {
    text += "  linkStyle " + numbers + " stroke:" + std::string(colour_of(band)) +
            ",stroke-width:3px\n";
  }
  return text;
}

std::string mermaid_legend(const Picture& picture) {
  if (picture.legend.empty()) return "";
  std::string rows;
  for (const LegendRow& row : picture.legend) {
    rows += (rows.empty() ? "#9888; " : "<br/>#9888; ") + std::to_string(row.number) + " " +
            mermaid_text(row.title + " · " + legend_detail(row));
  }
  return "  _legend[\"" + rows + "\"]\n  classDef legend fill:none,stroke:none,text-align:left\n" +
         "  class _legend legend\n";
}

}  // namespace
}  // namespace weir::report

std::string weir::write_diagram_mermaid(const Results& results, const DiagramOptions& options) {
  using namespace report;
  const Picture picture = make_picture(results, options);
  std::string frames;
  const OutlineWriter writer{[&](const Frame& frame) {
                               frames += (frames.empty() ? "" : ",") + frame.id;
                               return mermaid_frame(frame);
                             },
                             "end", mermaid_shape};
  std::string text = "flowchart LR\n" + outline_of(picture, writer);
  for (const Line& line : picture.lines) text += mermaid_line(picture, line);
  return text + styles_of(picture, frames) + mermaid_legend(picture);
}
