#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "analyzer/base/source_map.h"
#include "analyzer/model/resource_model.h"

namespace weir::ci {

/// As much as is read of something, and how it is said.
struct Limit {
  std::size_t most = 0;
  std::string_view said;
};

/// What is not read as there is too much of it: counted, and said once for each limit.
class LeftOut {
 public:
  /// `count` things of a kind (`jobs`) stand beyond a limit; `place` is the first one's.
  void add(std::string_view what, const Limit& limit, Span place, std::size_t count = 1);
  /// A warning for each limit that was met.
  void report(ResourceModel& model, const SourceMap& sources) const;

 private:
  struct Counted {
    std::size_t count = 0;
    Span first;
  };
  std::map<std::pair<std::string, std::string>, Counted> counted_;
};

}  // namespace weir::ci
