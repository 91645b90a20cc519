#pragma once

#include "analyzer/base/source_map.h"
#include "analyzer/document/document.h"
#include "analyzer/model/resource_model.h"

namespace weir {

/// The values that a part of a YAML or JSON document says, each where it is written; what is nested
/// deeper than limits::kNesting is unknown (budget), malformed text unknown (invalid).
ValueId values_of(ResourceModel& model, SourceMap& sources, const Document& document,
                  NodeIndex node);

}  // namespace weir
