#include "analyzer/graph/passages.h"

namespace weir {
namespace {

/// Links of one chain that are kept, outermost first: locals that name each other make chains of
/// any length, and nobody reads further.
constexpr int kLinks = 16;

}  // namespace

PassageId Passages::within(const ValueStore& values, PassageId outer, OriginId origin) {
  if (!origin.valid()) return outer;
  // an item of a list that was passed as a whole came the same way
  if (outer.valid() && chains_[outer.index()] == origin) return outer;
  const std::uint64_t key = (std::uint64_t{outer.value} << 32) | origin.value;
  const auto [at, fresh] = known_.try_emplace(key, outer);
  if (!fresh) return at->second;
  OriginId link = origin;
  for (int i = 0; i < kLinks && link.valid(); ++i) {
    const Origin& one = values.origin(link);
    passages_.push_back({one.span, one.what, at->second});
    chains_.push_back(origin);
    at->second = PassageId(passages_.size() - 1);
    link = one.next;
  }
  return at->second;
}

}  // namespace weir
