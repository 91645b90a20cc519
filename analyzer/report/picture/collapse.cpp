#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "analyzer/report/picture/picture.h"

namespace weir::report {
namespace {

constexpr std::size_t kDepth = 8;      ///< of frames that are collapsed one by one
constexpr std::size_t kRounds = 8;     ///< of what makes more of its kind: twins, lone shapes
constexpr std::size_t kOutermost = 1;  ///< depth of what lies in an outermost boundary
constexpr std::string_view kShapeKinds[] = {"Process", "Data store", "External entity", "Control", ""};

/// Draws shapes as one, round by round; lines and shapes are renumbered once, at the end.
class Collapse {
 public:
  Collapse(Picture& picture, std::size_t limit)
      : picture_(picture), limit_(limit), now_(picture.shapes.size()) {
    for (std::size_t i = 0; i < now_.size(); ++i) {
      now_[i] = i;
      paths_.push_back(path_of(picture.shapes[i]));
      if (!picture.shapes[i].focus) live_.push_back(i);
    }
    fixed_ = now_.size() - live_.size();
  }

  void run() {
    merge_alike(sort_of, kOutermost + 1);
    while (too_many() && merge_deepest(true)) {
    }
    for (std::size_t round = 0; round < kRounds && too_many() && merge_twins(); ++round) {
    }
    for (std::size_t round = 0; round < kRounds && too_many(); ++round) {
      lift_lone();
      merge_alike(sort_of, 0);
    }
    while (too_many() && merge_deepest(false)) {
    }
    merge_alike(sort_of, 0);
    merge_alike([](const Shape& shape) { return std::string(kind_of(shape)); }, 0);
    merge_alike([](const Shape&) { return std::string(); }, 0);
    renumber();
  }

 private:
  /// What holds a shape, outermost first: boundaries, and in them the parts of the system.
  struct Holder {
    bool part = false;
    std::size_t frame = 0;
    std::string name;
    auto key() const { return std::tie(part, frame, name); }
    bool operator<(const Holder& other) const { return key() < other.key(); }
    bool operator==(const Holder& other) const { return key() == other.key(); }
  };
  using Path = std::vector<Holder>;
  using Shapes = std::vector<std::size_t>;

  Path path_of(const Shape& shape) const {
    Path path;
    for (std::size_t frame = shape.frame; frame != 0; frame = picture_.frames[frame].outer)
      path.push_back({false, frame, {}});
    if (path.size() > kDepth) path.erase(path.begin(), path.end() - kDepth);
    std::reverse(path.begin(), path.end());
    for (const std::string& part : shape.parts) path.push_back({true, shape.frame, part});
    return path;
  }

  static std::string_view kind_of(const Shape& shape) {
    return kShapeKinds[static_cast<std::size_t>(shape.kind)];
  }

  static std::string sort_of(const Shape& shape) {
    return shape.contents.size() == 1 ? shape.contents.begin()->first : shape.sort;
  }

  bool too_many() const { return fixed_ + live_.size() > limit_; }

  /// One level: of the deepest places that hold shapes, the largest first, each becomes one shape;
  /// a lone shape there belongs to what is around. Outermost boundaries stay open. With `parts`
  /// only parts of the system are places.
  bool merge_deepest(bool parts) {
    const auto may_merge = [&](std::size_t shape) {
      return paths_[shape].size() > kOutermost && (!parts || paths_[shape].back().part);
    };
    std::size_t depth = 0;
    for (const std::size_t shape : live_)
      if (may_merge(shape)) depth = std::max(depth, paths_[shape].size());
    if (depth == 0) return false;
    std::map<Path, std::vector<std::size_t>> places;
    for (const std::size_t shape : live_) {
      if (paths_[shape].size() == depth && may_merge(shape)) places[paths_[shape]].push_back(shape);
    }
    std::vector<const std::vector<std::size_t>*> largest_first;
    for (const auto& [path, shapes] : places) largest_first.push_back(&shapes);
    std::stable_sort(largest_first.begin(), largest_first.end(),
                     [](const auto* a, const auto* b) { return a->size() > b->size(); });
    std::size_t left = fixed_ + live_.size();
    for (const std::vector<std::size_t>* shapes : largest_first) {
      if (left <= limit_) break;
      left -= shapes->size() - 1;
      if (shapes->size() > 1) merge_place(*shapes);
      paths_[shapes->front()].pop_back();
    }
    drop_merged();
    return true;
  }

  /// A shape that is alone in its boundary is counted to what is around it, as often as it is so.
  void lift_lone() {
    for (std::size_t level = kDepth; level > kOutermost; --level) {
      std::map<Path, Shapes> places;
      for (const std::size_t shape : live_)
        if (paths_[shape].size() >= level && !paths_[shape][level - 1].part)
          places[Path(paths_[shape].begin(), paths_[shape].begin() + level)].push_back(shape);
      for (const auto& [place, shapes] : places)
        if (shapes.size() == 1 && paths_[shapes.front()].size() == level)
          paths_[shapes.front()].pop_back();
    }
  }

  void merge_place(const std::vector<std::size_t>& shapes) {
    const Holder holder = paths_[shapes.front()].back();
    Shape& group = merge(shapes);
    if (holder.part) {
      group.name = end_of(holder.name);
      group.frame = holder.frame;
    } else {
      const Frame& frame = picture_.frames[holder.frame];
      group.name = frame.title;
      group.frame = frame.outer;
      group.marks.add(frame.marks);
    }
  }

  /// The innermost frame that still holds a shape: a lone one belongs to what is around its own.
  std::size_t frame_of(std::size_t shape) const {
    const Path& path = paths_[shape];
    const auto frame =
        std::find_if(path.rbegin(), path.rend(), [](const Holder& holder) { return !holder.part; });
    return frame == path.rend() ? 0 : frame->frame;
  }

  std::size_t depth_of(std::size_t frame) const {
    std::size_t depth = 0;
    for (; frame != 0 && depth < kDepth; frame = picture_.frames[frame].outer) ++depth;
    return depth;
  }

  /// Merges what is of one sort in one frame that is at least so deep: the deepest frames first, in
  /// them the most numerous first.
  template <class SortOf>
  void merge_alike(SortOf sort_of_shape, std::size_t least_depth) {
    std::map<std::pair<std::size_t, std::string>, Shapes> alike;
    for (const std::size_t i : live_) {
      const Shape& shape = picture_.shapes[i];
      const std::size_t frame = frame_of(i);
      if (depth_of(frame) >= least_depth) alike[{frame, sort_of_shape(shape)}].push_back(i);
    }
    std::vector<std::pair<std::size_t, Shapes>> sets;
    for (auto& [key, shapes] : alike) sets.emplace_back(depth_of(key.first), std::move(shapes));
    std::stable_sort(sets.begin(), sets.end(), [](const auto& a, const auto& b) {
      return std::pair(a.first, a.second.size()) > std::pair(b.first, b.second.size());
    });
    for (const auto& [depth, shapes] : sets)
      if (too_many() && shapes.size() > 1) merge_nameless(shapes);
  }

  /// Merges shapes of one sort in one frame that have the same lines to the same others: a reader
  /// loses only their names. False if there are none.
  bool merge_twins() {
    using End = std::tuple<std::size_t, bool, std::map<std::string, std::size_t>>;
    std::vector<std::set<End>> ends(picture_.shapes.size());
    for (const Line& line : picture_.lines) {
      const std::size_t from = survivor(line.from), to = survivor(line.to);
      ends[from].insert({to, true, line.kinds});
      ends[to].insert({from, false, line.kinds});
    }
    std::map<std::tuple<std::size_t, std::string, std::set<End>>, Shapes> twins;
    for (const std::size_t i : live_) {
      const Shape& shape = picture_.shapes[i];
      twins[{frame_of(i), sort_of(shape), std::move(ends[i])}].push_back(i);
    }
    std::vector<Shapes> sets;
    for (auto& [key, shapes] : twins)
      if (shapes.size() > 1) sets.push_back(std::move(shapes));
    std::stable_sort(sets.begin(), sets.end(),
                     [](const auto& a, const auto& b) { return a.size() > b.size(); });
    for (const Shapes& shapes : sets)
      if (too_many()) merge_nameless(shapes);
    return !sets.empty();
  }

  /// What they become is in the parts that hold all of them.
  void merge_nameless(const Shapes& shapes) {
    merge(shapes).name.clear();
    Path& path = paths_[shapes.front()];
    for (const std::size_t shape : shapes) {
      const auto differ =
          std::mismatch(path.begin(), path.end(), paths_[shape].begin(), paths_[shape].end());
      path.erase(differ.first, path.end());
    }
    picture_.shapes[shapes.front()].frame = frame_of(shapes.front());
    drop_merged();
  }

  /// The first of them stands for all.
  Shape& merge(const std::vector<std::size_t>& shapes) {
    Shape& group = picture_.shapes[shapes.front()];
    count(group, group);
    bool same = true;
    for (std::size_t i = 1; i < shapes.size(); ++i) {
      const Shape& other = picture_.shapes[shapes[i]];
      same = same && other.kind == group.kind;
      count(other, group);
      group.marks.add(other.marks);
      now_[shapes[i]] = shapes.front();
    }
    if (!same) group.kind = ShapeKind::group;
    group.sort.clear();
    group.origin.clear();
    group.notes.clear();
    return group;
  }

  void drop_merged() {
    const auto gone = [&](std::size_t shape) { return now_[shape] != shape; };
    live_.erase(std::remove_if(live_.begin(), live_.end(), gone), live_.end());
  }

  static void count(const Shape& shape, Shape& group) {
    if (&shape == &group && !group.contents.empty()) return;
    if (shape.contents.empty()) {
      ++group.contents[shape.sort.empty() ? std::string(kind_of(shape)) : shape.sort];
    } else {
      for (const auto& [sort, count] : shape.contents) group.contents[sort] += count;
    }
  }

  std::size_t survivor(std::size_t shape) {
    std::size_t last = shape;
    while (now_[last] != last) last = now_[last];
    while (now_[shape] != last && shape != last) shape = std::exchange(now_[shape], last);
    return last;
  }

  void renumber() {
    std::vector<std::size_t> index(now_.size(), 0);
    std::vector<Shape> shapes;
    for (std::size_t i = 0; i < now_.size(); ++i) {
      if (survivor(i) != i) continue;
      index[i] = shapes.size();
      shapes.push_back(std::move(picture_.shapes[i]));
    }
    std::map<std::tuple<bool, std::size_t, std::size_t>, std::size_t> known;
    std::vector<Line> lines;
    for (Line& line : picture_.lines) {
      const std::size_t from = survivor(line.from), to = survivor(line.to);
      if (from == to && line.from != line.to) continue;
      line.from = index[from];
      line.to = index[to];
      const auto [found, fresh] =
          known.try_emplace({line.control, line.from, line.to}, lines.size());
      if (fresh)
        lines.push_back(std::move(line));
      else
        add(line, lines[found->second]);
    }
    picture_.shapes = std::move(shapes);
    picture_.lines = std::move(lines);
  }

  static void add(const Line& line, Line& to) {
    to.to_gets |= line.to_gets;
    to.from_gets |= line.from_gets;
    to.marks.add(line.marks);
    for (const auto& [kind, count] : line.kinds) to.kinds[kind] += count;
    for (const auto& [kind, count] : line.possible) to.possible[kind] += count;
  }

  Picture& picture_;
  std::size_t limit_;
  std::size_t fixed_ = 0;          ///< shapes that stay as they are
  std::vector<std::size_t> now_;   ///< what stands for a shape
  std::vector<std::size_t> live_;  ///< those that may still be merged, in order
  std::vector<Path> paths_;
};

}  // namespace

void collapse(Picture& picture, std::size_t limit) {
  if (picture.shapes.size() > limit) Collapse(picture, limit).run();
}

}  // namespace weir::report
