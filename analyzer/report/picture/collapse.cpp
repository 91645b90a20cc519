#include <algorithm>
#include <optional>
#include <tuple>

#include "analyzer/report/picture/picture.h"

namespace weir::report {
namespace {

constexpr std::size_t kDepth = 8;  ///< of frames that are collapsed one by one
constexpr std::string_view kKinds[] = {"Process", "Data store", "External entity", "Control", ""};

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
    while (too_many() && merge_deepest()) {
    }
    const auto sort = [](const Shape& shape) {
      return shape.contents.size() == 1 ? shape.contents.begin()->first : shape.sort;
    };
    const auto kind = [](const Shape& shape) { return std::string(kind_of(shape)); };
    const auto any = [](const Shape&) { return std::string(); };
    merge_alike(sort);
    merge_alike(kind);
    merge_alike(any);
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
    return kKinds[static_cast<std::size_t>(shape.kind)];
  }

  bool too_many() const { return fixed_ + live_.size() > limit_; }

  /// One level: of the deepest places that hold shapes, the largest first, each becomes one shape;
  /// a lone shape there belongs to what is around. Outermost boundaries stay open.
  bool merge_deepest() {
    std::size_t depth = 0;
    for (const std::size_t shape : live_) depth = std::max(depth, paths_[shape].size());
    if (depth < 2) return false;
    std::map<Path, std::vector<std::size_t>> places;
    for (const std::size_t shape : live_) {
      if (paths_[shape].size() == depth) places[paths_[shape]].push_back(shape);
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

  /// Merges what is of one sort in one frame, the most numerous first.
  template <class SortOf>
  void merge_alike(SortOf sort_of) {
    std::map<std::pair<std::size_t, std::string>, std::vector<std::size_t>> alike;
    for (const std::size_t i : live_) {
      const Shape& shape = picture_.shapes[i];
      alike[{shape.frame, sort_of(shape)}].push_back(i);
    }
    std::vector<std::pair<std::string, std::vector<std::size_t>>> sets;
    for (auto& [key, shapes] : alike) sets.emplace_back(key.second, std::move(shapes));
    std::stable_sort(sets.begin(), sets.end(), [](const auto& a, const auto& b) {
      return a.second.size() > b.second.size();
    });
    for (const auto& [sort, shapes] : sets) {
      if (!too_many() || shapes.size() < 2) return;
      merge(shapes).name.clear();
      drop_merged();
    }
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
