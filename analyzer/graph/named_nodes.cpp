#include "analyzer/graph/named_nodes.h"

#include <algorithm>

namespace weir {

void NamedNodes::add(NodeId node, const std::vector<std::string>& names) {
  if (names.empty()) nameless.push_back(node);
  for (const std::string& name : names) {
    std::string begin = name.substr(0, std::min(name.find_first_of("*?"), name.find("${")));
    longest_ = std::max(longest_, begin.size());
    by_begin_[std::move(begin)].emplace_back(name, node);
  }
}

void NamedNodes::for_each_like(std::string_view begin,
                               const std::function<void(const std::string&, NodeId)>& visit) const {
  for (std::size_t size = 0; size < begin.size() && size <= longest_; ++size) {
    const auto at = by_begin_.find(begin.substr(0, size));
    if (at == by_begin_.end()) continue;
    for (const auto& [name, node] : at->second) visit(name, node);
  }
  for (auto at = by_begin_.lower_bound(begin);
       at != by_begin_.end() && at->first.starts_with(begin); ++at) {
    for (const auto& [name, node] : at->second) visit(name, node);
  }
}

}  // namespace weir
