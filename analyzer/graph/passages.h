#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "analyzer/graph/dfd.h"
#include "analyzer/model/value.h"

namespace weir {

/// Makes the Dfd's passages from the values' origin chains. What came the same way shares them.
class Passages {
 public:
  /// The innermost passage of what came by `origin` and lies in something that came by `outer`;
  /// `outer` if it has no origin of its own.
  PassageId within(const ValueStore& values, PassageId outer, OriginId origin);

  const Passage& operator[](PassageId id) const { return passages_[id.index()]; }
  std::vector<Passage> take() { return std::move(passages_); }

 private:
  std::vector<Passage> passages_;
  std::vector<OriginId> chains_;  ///< by passage: the origin chain it is a link of
  std::unordered_map<std::uint64_t, PassageId> known_;  ///< by outer passage and origin chain
};

}  // namespace weir
