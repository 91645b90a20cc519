#include "parsers/cloudformation/sam/functions/substitutions.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace weir::cloudformation::sam {
namespace {

constexpr std::string_view kName = "definition_substitution_";

/// The items in the order in which they are to be taken from a stack: maps by their keys.
std::vector<Entry> in_turn(Tree& tree, Part part) {
  std::vector<Entry> entries = tree.entries(part);
  if (tree.is_map(part))
    std::stable_sort(entries.begin(), entries.end(),
                     [](const Entry& a, const Entry& b) { return a.key < b.key; });
  std::reverse(entries.begin(), entries.end());
  return entries;
}

/// The calls and dynamic references in a value, outermost ones only.
std::vector<Part> open_values(Tree& tree, Part whole) {
  std::vector<Part> found, left = {whole};
  while (!left.empty() && !tree.too_large()) {
    const Part part = left.back();
    left.pop_back();
    if (tree.call(part) || tree.text(part).starts_with("{{resolve:")) {
      found.push_back(part);
    } else {
      for (const Entry& entry : in_turn(tree, part)) left.push_back(entry.value);
    }
  }
  return found;
}

}  // namespace

Part substitutions_of(Expansion& expansion, Part definition, Part written) {
  Tree& tree = expansion.tree();
  const std::vector<Part> values =
      tree.is_map(definition) ? open_values(tree, definition) : std::vector<Part>();
  if (values.empty()) return written;
  if (written.valid() && !tree.is_map(written)) return written;
  const Part all = tree.map(tree.place(written.valid() ? written : definition));
  std::set<std::string> taken;
  for (std::size_t i = 0; i < values.size(); ++i)
    taken.insert(std::string(kName) + std::to_string(i + 1));
  for (const Entry& entry : std::vector<Entry>(tree.entries(written))) {
    if (taken.insert(entry.key).second) tree.append(all, entry);
  }
  for (std::size_t i = 0; i < values.size(); ++i)
    tree.append(all, {std::string(kName) + std::to_string(i + 1), tree.place(values[i]), values[i],
                      kNoNode});
  return all;
}

}  // namespace weir::cloudformation::sam
