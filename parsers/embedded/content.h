#pragma once

#include "analyzer/base/source_map.h"
#include "analyzer/catalog/catalog.h"
#include "analyzer/model/resource_model.h"

namespace weir {

/// Reads the texts of a resource that hold a format of their own (policies, JSON), as the `content`
/// of its concept in the catalogue marks them; each is replaced in the resource's attributes by its
/// regular form, spans kept. What is not on such a path is shared, not copied.
void apply_content(ResourceModel& model, SourceMap& sources, const Catalog& catalog,
                   Resource& resource);

/// What stands where the selector leads, by keys alone; none if nothing does. A choice on the way
/// leads nowhere.
ValueId value_at(const ResourceModel& model, const Catalog& catalog, const SelectorRecord& selector,
                 Language language, ValueId attributes);

}  // namespace weir
