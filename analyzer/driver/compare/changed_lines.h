#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace weir {

/// What differs between two versions of a text, by line number from 0.
struct ChangedLines {
  std::vector<bool> lines;  ///< of `now`: it is none of `before`
  std::vector<bool>
      gaps;  ///< of `now`: something was taken away right before it; one more than lines

  /// Whether a change touches the lines from `first` to `last`: one of them, or something taken
  /// away between them.
  bool touch(std::size_t first, std::size_t last) const;
};

/// What differs, but for blanks at the ends of lines (Myers, An O(ND) Difference Algorithm, 1986,
/// greedy form). Texts that differ in more than 1,000 lines count as changed from the first
/// difference to the last. O((lines + differences²)).
ChangedLines changed_lines(std::string_view before, std::string_view now);

}  // namespace weir
