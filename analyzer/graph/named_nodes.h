#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/graph/dfd.h"

namespace weir {

/// The nodes of one concept by their physical names, so that a pattern is compared only with the
/// names that begin like it.
class NamedNodes {
 public:
  void add(NodeId node, const std::vector<std::string>& names);
  /// Calls `visit` with every name, and its node, that may match a pattern beginning with the
  /// literal `begin`: names whose own literal beginning (up to a wildcard) starts with it, or is a
  /// part of it.
  void for_each_like(std::string_view begin,
                     const std::function<void(const std::string&, NodeId)>& visit) const;

  std::vector<NodeId> nameless;  ///< only deployment knows their names

 private:
  std::map<std::string, std::vector<std::pair<std::string, NodeId>>, std::less<>>
      by_begin_;             ///< literal beginning → names
  std::size_t longest_ = 0;  ///< of the literal beginnings
};

}  // namespace weir
