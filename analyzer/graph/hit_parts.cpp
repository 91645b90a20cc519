#include "analyzer/graph/hit_parts.h"

#include <utility>

namespace weir {
namespace {

constexpr std::size_t kMaxGuardParts = 32;

}  // namespace

std::optional<std::vector<HitPart>> partition_hits(GuardStore& guards, const std::vector<Hit>& hits,
                                                   Guard scope) {
  std::vector<HitPart> parts(1);
  parts[0].guard = scope;
  for (const Hit& hit : hits) {
    std::vector<HitPart> next;
    for (HitPart& part : parts) {
      const Guard in = guards.both(part.guard, hit.guard);
      const Guard out = in == part.guard ? kNever : guards.minus(part.guard, hit.guard);
      if (out != kNever) next.push_back({out, part.hits});
      if (in == kNever) continue;
      part.hits.push_back(&hit);
      next.push_back({in, std::move(part.hits)});
    }
    if (next.size() > kMaxGuardParts) return std::nullopt;
    parts = std::move(next);
  }
  return parts;
}

}  // namespace weir
