#include "analyzer/base/nesting.h"

#include <algorithm>
#include <utility>

namespace weir {
namespace {

std::set<std::string> reached_from(const std::string& start, const Nesting& nested) {
  std::set<std::string> reached;
  std::vector<std::string> pending = {start};
  while (!pending.empty()) {
    const std::string path = std::move(pending.back());
    pending.pop_back();
    if (!reached.insert(path).second) continue;
    const auto at = nested.find(path);
    if (at != nested.end()) pending.insert(pending.end(), at->second.begin(), at->second.end());
  }
  return reached;
}

/// The other way round: with each path, those that nest it.
Nesting turned(const Nesting& nested) {
  Nesting above;
  for (const auto& [path, below] : nested) {
    for (const std::string& other : below) above[other].push_back(path);
  }
  return above;
}

}  // namespace

std::vector<std::string> roots_of(const Nesting& nested, const std::set<std::string>& always) {
  const Nesting above = turned(nested);
  std::set<std::string> found, reached;
  const auto add = [&](const std::string& path) {
    found.insert(path);
    reached.merge(reached_from(path, nested));
  };
  for (const auto& [path, below] : nested) {
    const auto by = above.find(path);
    const bool alone = by == above.end() || std::all_of(by->second.begin(), by->second.end(),
                                                        [&path = path](const std::string& other) {
                                                          return other == path;
                                                        });
    if (alone || always.count(path) != 0) add(path);
  }
  for (const auto& [path, below] : nested) {
    if (reached.count(path) != 0) continue;
    const std::set<std::string> from_here = reached_from(path, nested);
    const std::set<std::string> to_here = reached_from(path, above);
    const bool first = std::all_of(to_here.begin(), to_here.end(), [&](const std::string& other) {
      return from_here.count(other) != 0;
    });
    if (first) add(path);
  }
  return {found.begin(), found.end()};
}

}  // namespace weir
