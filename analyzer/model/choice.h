#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "analyzer/model/resource_model.h"

namespace weir {

/// More combinations than this are not spelt out.
inline constexpr std::size_t kChoiceCombinations = 32;

/// A choice whose alternatives are no choices themselves: an alternative that is one gives its own
/// alternatives, guards conjoined. Alternatives without a value are absent; none if nothing is
/// left.
ValueId add_flat_choice(ResourceModel& model, const std::vector<Alternative>& alternatives,
                        Span span);

/// Every way `value` may go: a choice's alternatives and, where its guards leave something out, the
/// absent one (no value); {always, value} for other kinds; {always, none} for no value.
std::vector<Alternative> ways(ResourceModel& model, ValueId value);

/// `value` where `guard` holds, absent elsewhere.
ValueId only_when(ResourceModel& model, Guard guard, ValueId value);

/// A choice of maps (null and absent alternatives are empty ones) as one map whose entries are there
/// under the guards of the maps that hold them; any other value as it is.
ValueId as_one_map(ResourceModel& model, ValueId value);

/// Applies `make` to every satisfiable combination of the inputs' ways; the results make a flat
/// choice. `make` sees no choices, and an absent input as none. Falls back to `otherwise()` when
/// there are more than kChoiceCombinations.
ValueId for_each_way(ResourceModel& model, const std::vector<ValueId>& inputs, Span span,
                     const std::function<ValueId(const std::vector<ValueId>&)>& make,
                     const std::function<ValueId()>& otherwise);

}  // namespace weir
