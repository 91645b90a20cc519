#include "analyzer/driver/compare/renamed.h"

#include <algorithm>
#include <unordered_map>

namespace weir {
namespace {

/// How often each line stands in a text.
struct LineCounts {
  std::unordered_map<std::string_view, std::size_t> lines;
  std::size_t total = 0;
};

LineCounts counts_of(std::string_view text) {
  LineCounts counts;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    line = line.substr(0, line.find_last_not_of(" \t\r") + 1);  // npos + 1 is 0
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    if (line.empty()) continue;
    ++counts.lines[line];
    ++counts.total;
  }
  return counts;
}

std::size_t shared_lines(const LineCounts& a, const LineCounts& b) {
  std::size_t shared = 0;
  for (const auto& [line, count] : a.lines) {
    const auto at = b.lines.find(line);
    if (at != b.lines.end()) shared += std::min(count, at->second);
  }
  return shared;
}

}  // namespace

std::optional<std::size_t> renamed_from(std::string_view now,
                                        std::span<const std::string_view> gone) {
  const LineCounts wanted = counts_of(now);
  std::optional<std::size_t> best;
  double best_share = 0;
  for (std::size_t i = 0; i < gone.size(); ++i) {
    const LineCounts candidate = counts_of(gone[i]);
    const auto both = static_cast<double>(wanted.total + candidate.total);
    if (both == 0) continue;
    const double share = 2 * static_cast<double>(shared_lines(wanted, candidate)) / both;
    if (share < 0.5 || share <= best_share) continue;
    best = i;
    best_share = share;
  }
  return best;
}

}  // namespace weir
