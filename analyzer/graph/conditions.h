#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/graph/inference.h"

namespace weir {

/// Which callers meet a statement's conditions who have nothing to do with those it names: whoever
/// has an account of his own, or none.
enum class Strangers : std::uint8_t {
  all,           ///< each of them, whatever he does
  some,          ///< whoever sees to it
  organisation,  ///< none, but the accounts of the organisation do
  none,
  unknown,
};

/// The strangers who meet the tests of a statement in its regular form (parsers/embedded/policy.h);
/// all where it has none. O(tests × values).
Strangers strangers_who_meet(Inference& inference, ValueId statement);

/// The keys that a caller must carry, with values that the statement chooses, to meet its tests; of
/// a denial, to escape it. None: not known. O(tests × values).
std::optional<std::vector<std::string>> demanded_keys(Inference& inference, ValueId statement,
                                                      bool allow);

/// What a condition on the key narrows (tables/condition_keys.yaml); "" if no row has it.
std::string_view narrowed_by(const Catalog& catalog, std::string_view key);

/// The word of the enum `strangers`; "" for what is not known.
std::string_view word_of(Strangers strangers);

}  // namespace weir
