#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "analyzer/model/value.h"

namespace weir::helm {

/// Functions of templates that make lists and maps, or take them apart; none if it is another one, or its arguments do not fit.
std::optional<ValueId> call_of_collections(ValueStore& values, std::string_view name, const std::vector<ValueId>& arguments, Span place);

/// Functions of templates that reckon and compare; none if it is another one, or its arguments do not fit.
std::optional<ValueId> call_of_numbers(ValueStore& values, std::string_view name, const std::vector<ValueId>& arguments, Span place);

}  // namespace weir::helm
