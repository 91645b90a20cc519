#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// Where something stands in what a state of a workflow sees: `$` (its input), `$result` (what it
/// got itself) or `$name` (a variable), then keys and numbers of items; `*` is any of them.
using Place = std::vector<std::string>;

/// How a state writes what the running workflow is to put in.
enum class PathLanguage { json_path, jsonata };

/// The places whose contents the value of such a text holds: of a path, or of an intrinsic function
/// or a JSONata expression, those whose text is in what comes out (the length of a list holds
/// nothing of it). None if the expression does more than join texts, and is not understood.
std::optional<std::vector<Place>> places_held(std::string_view text, PathLanguage language);

}  // namespace weir
