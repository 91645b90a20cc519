#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

namespace weir {

/// What can be nested in another (templates, modules) by path, with the paths that it nests.
using Nesting = std::map<std::string, std::vector<std::string>>;

/// Those that are analysed by themselves, sorted: the ones in `always`, the ones that no other
/// nests, and of those that only nest each other the first by path from which all that nest it are
/// reached. Linear in the nesting, but for what only nests each other: quadratic.
std::vector<std::string> roots_of(const Nesting& nested, const std::set<std::string>& always = {});

}  // namespace weir
