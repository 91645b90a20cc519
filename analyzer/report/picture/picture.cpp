#include "analyzer/report/picture/picture.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace weir::report {
namespace {

constexpr std::size_t kIdLength = 60;

/// Ids by address, so that one more element changes no other's. They begin with a capital letter
/// or an underscore: no word of Mermaid or DOT does.
class Ids {
 public:
  std::string made_of(std::string_view address) {
    std::string id;
    for (const char c : address.substr(0, kIdLength)) {
      const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      const bool digit = c >= '0' && c <= '9';
      if (id.empty() && letter)
        id += static_cast<char>(c >= 'a' ? c - 'a' + 'A' : c);
      else
        id += letter || (digit && !id.empty()) ? c : '_';
    }
    if (id.empty()) id = "_";
    std::string unique = id;
    while (!taken_.insert(unique).second) unique = id + "_" + std::to_string(++counts_[id] + 1);
    return unique;
  }

 private:
  std::set<std::string> taken_ = {"_legend"};
  std::map<std::string, int> counts_;
};

/// Builds the picture of a drawing, all of it.
class Painter {
 public:
  Painter(const Results& results, const Nesting& nesting, const DiagramOptions& options)
      : dfd_(results.dfd),
        catalog_(results.catalog),
        nesting_(nesting),
        drawing_(draw(dfd_, catalog_, nesting, options)) {
    if (options.focus.empty()) return;
    const std::vector<NodeId> focus = focused(dfd_, nesting, options.focus);
    if (focus.size() <= kPictureShapes / 2) focus_.insert(focus.begin(), focus.end());
  }

  void paint() {
    for (const FlowId flow : drawing_.flows) {
      touched_.insert(dfd_[flow].from);
      touched_.insert(dfd_[flow].to);
    }
    paint_frames();
    for (const NodeId element : drawing_.elements) paint_element(element);
    tell_apart();
    for (const FlowId flow : drawing_.flows) paint_flow(dfd_[flow]);
    paint_controls();
  }

  const Standing& standing() const { return standing_; }
  Picture take() { return std::move(picture_); }
  Picture& picture() { return picture_; }

 private:
  /// A control that data flows through, or that is asked for, stands for itself; others are noted
  /// at what they are on.
  bool is_noted(NodeId node) const {
    return dfd_[node].kind == GraphNodeKind::control && touched_.count(node) == 0 &&
           focus_.count(node) == 0;
  }

  void paint_frames() {
    const std::vector<Box> all = boxes(dfd_, catalog_, nesting_, drawing_);
    picture_.frames.resize(1);
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (i > 0) {
        const GraphNode& boundary = dfd_[all[i].boundary];
        picture_.frames.push_back({ids_.made_of("in_" + boundary.address),
                                   frame_title(catalog_, boundary),
                                   {},
                                   {},
                                   all[i].outer});
        standing_.frames[all[i].boundary] = i;
      }
      for (const NodeId boundary : all[i].left_out) standing_.frames[boundary] = i;
      for (const NodeId element : all[i].elements) frame_of_[element] = i;
    }
  }

  void paint_element(NodeId id) {
    if (is_noted(id)) return;
    const GraphNode& node = dfd_[id];
    const std::size_t next = picture_.shapes.size();
    if (node.outside && !node.address.starts_with("param:")) {
      // Each unit has its own in the graph; in a picture one service, model or host is one shape.
      const auto key = std::tuple(node.address, node.concept_id, frame_of_[id]);
      const auto [shared, fresh] = outside_.try_emplace(key, next);
      standing_.shapes[id] = {shared->second};
      if (!fresh) return;
    }
    Shape shape;
    shape.id = ids_.made_of(node.address);
    shape.kind = static_cast<ShapeKind>(node.kind);
    shape.name = short_name(node);
    shape.sort = title_of(catalog_, node.concept_id);
    shape.frame = frame_of_[id];
    shape.parts = parts_of(dfd_, id);
    shape.focus = focus_.count(id) != 0;
    standing_.shapes[id] = {next};
    picture_.shapes.push_back(std::move(shape));
    drawn_.push_back(id);
  }

  /// Shapes of one name say where they are: of which unit, and by their address in it.
  void tell_apart() {
    using Key = std::tuple<std::string, std::string, UnitId>;
    std::map<Key, std::size_t> in_unit, in_all;
    for (std::size_t i = 0; i < drawn_.size(); ++i) {
      const Shape& shape = picture_.shapes[i];
      ++in_unit[{shape.name, shape.sort, dfd_[drawn_[i]].unit}];
      ++in_all[{shape.name, shape.sort, UnitId{}}];
    }
    for (std::size_t i = 0; i < drawn_.size(); ++i) {
      Shape& shape = picture_.shapes[i];
      const GraphNode& node = dfd_[drawn_[i]];
      const std::size_t here = in_unit[{shape.name, shape.sort, node.unit}];
      const std::size_t everywhere = in_all[{shape.name, shape.sort, UnitId{}}];
      if (everywhere > here && node.unit.valid())
        shape.origin = end_of(dfd_.units[node.unit.index()].path);
      if (here > 1) shape.name = shortened(node.address);
    }
  }

  Line& line(std::size_t from, std::size_t to, bool control) {
    auto& known = control ? attached_ : standing_.lines;
    const auto [found, fresh] = known.try_emplace({from, to}, picture_.lines.size());
    if (fresh) {
      picture_.lines.emplace_back();
      Line& line = picture_.lines.back();
      line.from = from;
      line.to = to;
      line.control = control;
    }
    return picture_.lines[found->second];
  }

  void paint_flow(const Flow& flow) {
    Line& drawn =
        line(standing_.shapes.at(flow.from).front(), standing_.shapes.at(flow.to).front(), false);
    const bool possible = flow.confidence == Confidence::possible;
    ++(possible ? drawn.possible : drawn.kinds)[std::string(catalog_.name(flow.kind))];
    // The answer to a call is understood; where data only comes in, it is what the arrow shows.
    (flow.data == DataDirection::in ? drawn.from_gets : drawn.to_gets) = true;
  }

  using Notes = std::map<std::string, std::vector<std::string>>;

  void paint_controls() {
    std::map<std::size_t, Notes> at_shapes, at_frames;
    for (const AttachmentId id : drawing_.attachments) {
      const Attachment& edge = dfd_[id];
      const NodeId target = edge.target.valid() ? edge.target : dfd_[edge.flow].to;
      const std::string kind(catalog_.name(edge.kind));
      if (!is_noted(edge.source)) {
        attach(standing_.shapes.at(edge.source).front(), target, kind);
      } else if (const auto frame = standing_.frames.find(target);
                 frame != standing_.frames.end()) {
        note(at_frames[frame->second][kind], edge.source);
        standing_.frames[edge.source] = frame->second;
      } else if (!is_noted(target) && standing_.shapes.count(target) != 0) {
        const std::size_t shape = standing_.shapes.at(target).front();
        note(at_shapes[shape][kind], edge.source);
        standing_.shapes[edge.source].push_back(shape);
      }
    }
    for (const auto& [shape, notes] : at_shapes) write(notes, picture_.shapes[shape].notes);
    for (const auto& [frame, notes] : at_frames) write(notes, picture_.frames[frame].notes);
  }

  void note(std::vector<std::string>& controls, NodeId control) const {
    const std::string name = short_name(dfd_[control]);
    if (std::find(controls.begin(), controls.end(), name) == controls.end())
      controls.push_back(name);
  }

  /// A line of its own only where no flow joins the two.
  void attach(std::size_t from, NodeId target, const std::string& kind) {
    const auto shape = standing_.shapes.find(target);
    if (shape == standing_.shapes.end() || is_noted(target)) return;
    const std::size_t to = shape->second.front();
    if (standing_.lines.count({from, to}) != 0 || standing_.lines.count({to, from}) != 0) return;
    line(from, to, true).kinds[kind] = 1;
  }

  static void write(const Notes& notes, std::vector<std::string>& out) {
    for (const auto& [kind, controls] : notes) out.push_back(note_of(kind, controls));
  }

  const Dfd& dfd_;
  const Catalog& catalog_;
  const Nesting& nesting_;
  Drawing drawing_;
  Ids ids_;
  std::set<NodeId> focus_, touched_;
  std::vector<NodeId> drawn_;  ///< by shape
  std::map<std::tuple<std::string, ConceptId, std::size_t>, std::size_t> outside_;
  std::map<NodeId, std::size_t> frame_of_;
  Standing standing_;
  std::map<std::pair<std::size_t, std::size_t>, std::size_t> attached_;
  Picture picture_;
};

void order_lines(Picture& picture) {
  const auto key = [&](const Line& line) {
    return std::tuple(line.control, std::string_view(picture.shapes[line.from].id),
                      std::string_view(picture.shapes[line.to].id));
  };
  std::stable_sort(picture.lines.begin(), picture.lines.end(),
                   [&](const Line& a, const Line& b) { return key(a) < key(b); });
}

}  // namespace

void Marks::add(std::size_t number, double of) {
  numbers.insert(number);
  severity = std::max(severity, of);
}

void Marks::add(const Marks& other) {
  numbers.insert(other.numbers.begin(), other.numbers.end());
  severity = std::max(severity, other.severity);
}

std::size_t Shape::count() const {
  std::size_t count = 0;
  for (const auto& entry : contents) count += entry.second;
  return contents.empty() ? 1 : count;
}

Picture make_picture(const Results& results, const DiagramOptions& options) {
  const Nesting nesting(results.dfd, results.catalog);
  Painter painter(results, nesting, options);
  painter.paint();
  mark_findings(results, painter.standing(), options.focus.empty(), painter.picture());
  Picture picture = painter.take();
  collapse(picture, kPictureShapes);
  order_lines(picture);
  return picture;
}

}  // namespace weir::report
