#pragma once

#include "analyzer/base/source_map.h"
#include "analyzer/model/resource_model.h"

namespace weir {

/// Replaces `${Name}` in a text, or in the texts of a list or map, by the value that the map
/// `names` has for the name; names that it does not have stay as they are. `names` may be a choice
/// of maps, and an entry a choice: then the result is one. Of unknown `names` every `${Name}` is
/// unknown. What has no such text is shared, not copied. A text that gets too long, or has too many
/// alternatives, is unknown(budget). O(size of the value and of the texts put in).
ValueId substitute_names(ResourceModel& model, SourceMap& sources, ValueId value, ValueId names);

}  // namespace weir
