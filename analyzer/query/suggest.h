#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace weir::query {

/// "; did you mean `model`?" for the candidate nearest to `word` (edit distance at most a third of
/// its length, at least 1), "" if none is near.
std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& candidates);

/// As a fault quotes what stands in a query: between backquotes.
std::string quoted(std::string_view text);

}  // namespace weir::query
