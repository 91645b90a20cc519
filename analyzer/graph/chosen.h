#pragma once

#include <cstddef>
#include <vector>

#include "analyzer/graph/inference.h"
#include "analyzer/graph/render.h"

namespace weir {

/// Hits that are one value of which a parameter decides: `hits[first]` and those that follow it.
struct Chosen {
  std::size_t first = 0, count = 0;
  Rendered text;  ///< for all of them: the parameter's name where their texts differ
};

/// Where one parameter of the unit chooses among several things that the input does not declare.
/// O(hits × parameters).
std::vector<Chosen> chosen_among(Inference& inference, UnitId unit, const std::vector<Hit>& hits);

/// `visit(hit, text)` for each hit, with `text` once for those of which a parameter chooses one,
/// with nullptr for all others.
template <class Visit>
void for_each_choice(Inference& inference, UnitId unit, const std::vector<Hit>& hits, Visit visit) {
  const std::vector<Chosen> chosen = chosen_among(inference, unit, hits);
  std::size_t next = 0;
  for (std::size_t i = 0; i < hits.size(); ++i) {
    if (next == chosen.size() || chosen[next].first != i) {
      visit(hits[i], static_cast<const Rendered*>(nullptr));
      continue;
    }
    visit(hits[i], &chosen[next].text);
    i += chosen[next++].count - 1;
  }
}

}  // namespace weir
