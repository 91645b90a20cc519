#include "analyzer/driver/compare/changed_lines.h"

#include <algorithm>
#include <cstddef>

namespace weir {
namespace {

constexpr std::ptrdiff_t kDifferences = 1000;

using Lines = std::vector<std::string_view>;

Lines lines_of(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1);
    std::string_view line = text.substr(0, end + 1);
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r' || line.back() == ' ' ||
                             line.back() == '\t'))
      line.remove_suffix(1);
    lines.push_back(line);
    text.remove_prefix(end + 1);
  }
  return lines;
}

/// The middle parts of two texts, which differ in their first and in their last lines.
struct Middle {
  const Lines& before;
  const Lines& now;
  std::size_t begin = 0;  ///< in both
  std::size_t before_end, now_end;

  std::ptrdiff_t old_size() const { return static_cast<std::ptrdiff_t>(before_end - begin); }
  std::ptrdiff_t new_size() const { return static_cast<std::ptrdiff_t>(now_end - begin); }
  bool same(std::ptrdiff_t x, std::ptrdiff_t y) const {
    return before[begin + static_cast<std::size_t>(x)] == now[begin + static_cast<std::size_t>(y)];
  }
};

Middle middle_of(const Lines& before, const Lines& now) {
  Middle middle{before, now, 0, before.size(), now.size()};
  while (middle.begin < middle.before_end && middle.begin < middle.now_end &&
         before[middle.begin] == now[middle.begin])
    ++middle.begin;
  while (middle.before_end > middle.begin && middle.now_end > middle.begin &&
         before[middle.before_end - 1] == now[middle.now_end - 1]) {
    --middle.before_end;
    --middle.now_end;
  }
  return middle;
}

/// How far each diagonal reaches after 0, 1, 2 … differences; the last row reaches the end. Empty
/// if there are too many.
using Reach = std::vector<std::vector<std::ptrdiff_t>>;

/// Whether a path comes to diagonal `k` from the one above it, by a new line.
bool comes_down(const std::vector<std::ptrdiff_t>& row, std::ptrdiff_t differences,
                std::ptrdiff_t k) {
  const auto at = [&](std::ptrdiff_t diagonal) {
    return row[static_cast<std::size_t>(diagonal + differences)];
  };
  return k == -differences || (k != differences && at(k - 1) < at(k + 1));
}

Reach reach_of(const Middle& middle) {
  Reach rows;
  std::vector<std::ptrdiff_t> row = {0, 0, 0};  // diagonals -1, 0 and 1 before the first step
  for (std::ptrdiff_t d = 0; d <= kDifferences; ++d) {
    std::vector<std::ptrdiff_t> next(static_cast<std::size_t>(2 * (d + 1) + 1),
                                     0);  // room for one more step
    for (std::ptrdiff_t k = -d; k <= d; k += 2) {
      std::ptrdiff_t x = 0;
      if (d > 0) {
        const auto at = [&](std::ptrdiff_t diagonal) {
          return row[static_cast<std::size_t>(diagonal + d)];
        };
        x = comes_down(row, d, k) ? at(k + 1) : at(k - 1) + 1;
      }
      std::ptrdiff_t y = x - k;
      while (x < middle.old_size() && y < middle.new_size() && middle.same(x, y)) ++x, ++y;
      next[static_cast<std::size_t>(k + d + 1)] = x;
      if (x >= middle.old_size() && y >= middle.new_size()) {
        rows.push_back(std::move(row));
        return rows;
      }
    }
    rows.push_back(std::move(row));
    row = std::move(next);
  }
  return {};
}

/// Walks the shortest way back, and marks where it takes a new line or drops an old one.
void mark(const Middle& middle, const Reach& rows, ChangedLines& changed) {
  std::ptrdiff_t x = middle.old_size(), y = middle.new_size();
  for (std::ptrdiff_t d = static_cast<std::ptrdiff_t>(rows.size()) - 1; d > 0; --d) {
    const std::vector<std::ptrdiff_t>& row = rows[static_cast<std::size_t>(d)];
    const std::ptrdiff_t k = x - y;
    const bool down = comes_down(row, d, k);
    const std::ptrdiff_t from = down ? k + 1 : k - 1;
    x = row[static_cast<std::size_t>(from + d)];
    y = x - from;
    (down ? changed.lines : changed.gaps)[middle.begin + static_cast<std::size_t>(y)] = true;
  }
}

}  // namespace

bool ChangedLines::touch(std::size_t first, std::size_t last) const {
  for (std::size_t line = first; line <= last && line < lines.size(); ++line)
    if (lines[line] || (line > first && gaps[line])) return true;
  return false;
}

ChangedLines changed_lines(std::string_view before, std::string_view now) {
  const Lines old_lines = lines_of(before), new_lines = lines_of(now);
  ChangedLines changed{std::vector<bool>(new_lines.size(), false),
                       std::vector<bool>(new_lines.size() + 1, false)};
  const Middle middle = middle_of(old_lines, new_lines);
  if (middle.old_size() == 0 && middle.new_size() == 0) return changed;
  const Reach rows = reach_of(middle);
  if (!rows.empty()) {
    mark(middle, rows, changed);
  } else {
    std::fill(changed.lines.begin() + static_cast<std::ptrdiff_t>(middle.begin),
              changed.lines.begin() + static_cast<std::ptrdiff_t>(middle.now_end), true);
  }
  return changed;
}

}  // namespace weir
