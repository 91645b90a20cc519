#include "analyzer/report/picture/outline.h"

#include <vector>

namespace weir::report {
namespace {

/// Frames that hold a shape, or one that does.
std::vector<bool> used_frames(const Picture& picture) {
  std::vector<bool> used(picture.frames.size(), false);
  for (const Shape& shape : picture.shapes) {
    for (std::size_t at = shape.frame; !used[at]; at = picture.frames[at].outer) used[at] = true;
  }
  used[0] = true;
  return used;
}

}  // namespace

std::string outline_of(const Picture& picture, const OutlineWriter& writer) {
  const std::vector<bool> used = used_frames(picture);
  std::vector<std::vector<std::size_t>> shapes(used.size()), inner(used.size());
  for (std::size_t i = 0; i < picture.shapes.size(); ++i)
    shapes[picture.shapes[i].frame].push_back(i);
  for (std::size_t i = 1; i < used.size(); ++i) {
    if (used[i]) inner[picture.frames[i].outer].push_back(i);
  }
  struct Open {
    std::size_t frame, next = 0;
  };
  std::string text;
  std::vector<Open> open;
  const auto line = [&](const std::string& what) {
    text += std::string(2 * open.size(), ' ') + what + "\n";
  };
  const auto enter = [&](std::size_t frame) {
    open.push_back({frame});
    for (const std::size_t shape : shapes[frame]) line(writer.shape(picture.shapes[shape]));
  };
  enter(0);
  while (!open.empty()) {
    Open& top = open.back();
    if (top.next < inner[top.frame].size()) {
      const std::size_t next = inner[top.frame][top.next++];
      line(writer.open(picture.frames[next]));
      enter(next);
      continue;
    }
    open.pop_back();
    if (!open.empty()) line(writer.close);
  }
  return text;
}

std::string_view colour_of(std::string_view band) {
  if (band == "critical") return "#9c0f5f";
  if (band == "high") return "#d9480f";
  return band == "medium" ? "#b08800" : "#1864ab";
}

}  // namespace weir::report
