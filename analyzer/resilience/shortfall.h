#pragma once

#include <string>
#include <vector>

#include "analyzer/resilience/report.h"

namespace weir::resilience {

/// Which figure a sentence is about.
enum class Figure : std::uint8_t { rto, rpo };

/// What misses an objective, in words: the disruptions, what is reached and by what, what is sought
/// and who says so, and what would reach it. `missed` are parts of one node; disruptions of which
/// the same can be said are said together. "" if there are none.
std::string shortfall_text(const Input& input, const std::vector<const PartObjective*>& missed,
                           Figure figure);

/// The same of an entry's availability, and of a store's.
std::string shortfall_text(const Input& input, const EntryReport& entry);
std::string shortfall_text(const Input& input, const StoreReport& store);

}  // namespace weir::resilience
