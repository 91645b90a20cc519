#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/model/value.h"

namespace weir::helm {

/// Whether a template takes a value for true: not none, "", 0, false, nor an empty list or map.
bool is_true(const ValueStore& values, ValueId value);
/// A value as it is printed into a text.
std::string printed(const ValueStore& values, ValueId value);

/// What a function of templates gives; an inner none is a value that is not there. Outer none: it is not known, or its arguments
/// do not fit.
std::optional<ValueId> call(ValueStore& values, std::string_view name, const std::vector<ValueId>& arguments, Span place);

}  // namespace weir::helm
