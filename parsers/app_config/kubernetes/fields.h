#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzer/model/resource_model.h"

namespace weir::kubernetes {

/// What a map says under a key; none if it is no map or does not say it.
ValueId entry_at(const ValueStore& values, ValueId map, std::string_view key);
/// The items of a list; nothing if it is none.
std::vector<ValueId> items_of(const ValueStore& values, ValueId list);
/// The items of the list that a map has under a key.
std::vector<ValueId> items_at(const ValueStore& values, ValueId map, std::string_view key);
/// The text that a map has under a key; "" if that is none.
std::string text_at_key(const ValueStore& values, ValueId map, std::string_view key);

}  // namespace weir::kubernetes
