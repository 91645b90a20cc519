// What the defaults of parameters switch off is said: it is not in the diagram.

#include <algorithm>

#include "parsers/cloudformation/lowering.h"

namespace weir::cloudformation {
namespace {

constexpr std::size_t kNamed = 3;

/// "A, B, C and 2 more".
std::string some_of(const std::vector<std::string_view>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size() && i < kNamed; ++i) {
    const bool last = i + 1 == names.size();
    text.append(i == 0 ? "" : last ? " and " : ", ").append(names[i]);
  }
  if (names.size() > kNamed) text += " and " + std::to_string(names.size() - kNamed) + " more";
  return text;
}

}  // namespace

/// The parameters whose defaults have a part in these conditions.
std::vector<std::string_view> Lowering::parameters_behind(
    const std::vector<std::string_view>& conditions) const {
  std::vector<std::string_view> open = conditions, parameters;
  std::set<std::string_view> seen, named;
  std::reverse(open.begin(), open.end());
  while (!open.empty()) {
    const std::string_view name = open.back();
    open.pop_back();
    const auto found = condition_of_.find(name);
    if (found == condition_of_.end() || !seen.insert(name).second) continue;
    for (const std::string_view parameter : found->second.defaults) {
      if (named.insert(parameter).second) parameters.push_back(parameter);
    }
    open.insert(open.end(), found->second.parts.rbegin(), found->second.parts.rend());
  }
  return parameters;
}

void Lowering::note_switched_off() {
  std::vector<std::string_view> resources, conditions;
  std::map<std::string_view, bool> by_default;  // whether a default has a part in a condition
  Span first;
  for (const auto& [id, node] : resource_nodes_) {
    const Resource& resource = model_[id];
    if (resource.exists != kNever) continue;
    const NodeIndex named = find_entry(document_, node, "Condition");
    const auto condition =
        named == kNoNode ? condition_of_.end() : condition_of_.find(document_.text(named));
    if (condition == condition_of_.end()) continue;
    const auto [behind, fresh] = by_default.try_emplace(condition->first);
    if (fresh) behind->second = !parameters_behind({condition->first}).empty();
    if (!behind->second) continue;
    if (resources.empty()) first = resource.header;
    resources.push_back(resource.address);
    conditions.push_back(condition->first);
  }
  if (resources.empty()) return;
  const bool one = resources.size() == 1;
  notes_.add(Level::note, "switched-off", "", first,
             std::to_string(resources.size()) + (one ? " resource is" : " resources are") +
                 " switched off by the defaults of parameters and not in the diagram: " +
                 some_of(resources) + "; a parameter file may set " +
                 some_of(parameters_behind(conditions)));
}

}  // namespace weir::cloudformation
