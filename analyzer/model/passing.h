#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzer/model/resource_model.h"

namespace weir {

/// `value` as used at `place`: it stays where it is written and remembers how it came here (`what`:
/// "local name", "parameter Size's default"). References and unknowns have no literal: they stand
/// where they are used. A choice is passed alternative by alternative.
ValueId passed(ValueStore& values, ValueId value, Span place, const std::string& what);

/// A choice without the alternatives that cannot be where `context` holds; others as they are.
ValueId possible_in(ResourceModel& model, Guard context, ValueId value);

/// Items of a list; those of a list that was passed here from elsewhere came the same way, and
/// those of a secret list are secret.
std::vector<ValueId> items_as_used(ValueStore& values, ValueId list);

/// The list itself, or a choice of lists none of whose items may be absent; unknown(budget) if
/// there are too many combinations.
ValueId without_absent_items(ResourceModel& model, ValueId list);

/// An unknown that follows from `on`, for the same reason; `suffix` keeps different ones apart.
ValueId depends_on(ValueStore& values, ValueId on, std::string_view suffix, Span span);

}  // namespace weir
